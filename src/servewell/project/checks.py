"""What ``servewell check`` looks at. Each finding says what is wrong and how to mend it: in English on the command
line, and on the page of a host in the reader's language.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.base.permissions import HOUSE
from servewell.engines import prints
from servewell.project import host_checks, ready
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice
from servewell.rooms.webhooks import selectors as webhooks
from servewell.web.hosting.shown import Finding

# a batch of a file takes seconds
STANDS_STILL = timedelta(minutes=1)
LATE_WORK = timedelta(minutes=10)
STALE_LAKE = timedelta(minutes=10)


def all_findings(*, at: datetime, is_quick: bool = False) -> list[Finding]:
    """``is_quick`` leaves out what reads the whole database: a page cannot wait for it."""
    try:
        waiting = ready.waiting_migrations()
    except DatabaseError as fault:
        says = _("The database does not answer: %(fault)s") % {"fault": fault}
        return [Finding(says, _("Start it, or mend SERVEWELL_DATABASE."))]
    if waiting:
        lacking = ngettext(
            "The database lacks %(count)d migration.", "The database lacks %(count)d migrations.", waiting
        )
        is_new = not connection.introspection.table_names()
        mend = _("Run: servewell init") if is_new else _("Stop Servewell, then run: servewell upgrade")
        return [Finding(lacking % {"count": waiting}, mend)]
    whole = iter(()) if is_quick else _database()
    rooms = (_company(), _work(at), _imports(at), _answers(at), _holidays(at), _figures(at), _webhooks())
    return list(chain(host_checks.disks(), whole, host_checks.findings(at=at), *rooms, _prints()))


def _database() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        verdict = cursor.fetchone()[0]
    if verdict != "ok":
        says = _("The database file is damaged: %(verdict)s") % {"verdict": verdict}
        yield Finding(says, _("Restore the home folder from a backup."))


def _company() -> Iterator[Finding]:
    if people.top_unit() is None:
        yield Finding(_("There is no company yet."), _("Run: servewell demo, or set up your own units."))


def _work(at: datetime) -> Iterator[Finding]:
    owed = bus.owed()
    if owed.given_up:
        failed = ngettext(
            "%(count)d follow-up failed %(tries)d times.", "%(count)d follow-ups failed %(tries)d times.", owed.given_up
        )
        yield Finding(
            failed % {"count": owed.given_up, "tries": bus.GIVE_UP_AFTER},
            _("Read last_error in base_followup and mend the cause."),
        )
    late = FollowUp.objects.filter(done_at__isnull=True, made_at__lt=at - LATE_WORK, attempts=0).count()
    if late:
        wait = ngettext(
            "%(count)d follow-up waits for more than ten minutes.",
            "%(count)d follow-ups wait for more than ten minutes.",
            late,
        )
        yield Finding(wait % {"count": late}, _("Is the worker running? Run: servewell start"))


def _imports(at: datetime) -> Iterator[Finding]:
    for each in voice.broken_off(since=at - STANDS_STILL):
        named = {"number": each.run.pk, "name": each.run.name}
        resume = {"command": f"servewell imports resume {each.run.pk}"}
        if each.behind is not None:
            what = _("Import %(number)s (%(name)s) waits for import %(behind)s.") % {**named, "behind": each.behind}
            yield Finding(what, _("When that one is in, run: %(command)s") % resume)
            continue
        row = {**named, "row": f"{each.run.reached:,}"}
        if each.run.moved_at:
            what = _(
                "Import %(number)s (%(name)s) was broken off at row %(row)s and has stood still since %(moment)s UTC."
            ) % {**row, "moment": f"{each.run.moved_at:%Y-%m-%d %H:%M}"}
        else:
            what = _(
                "Import %(number)s (%(name)s) was broken off at row %(row)s and has stood still since its beginning."
            )
            what %= row
        goes_on = _("The worker goes on with it after some minutes; without a worker, run: %(command)s")
        yield Finding(what, goes_on % resume)


def _answers(at: datetime) -> Iterator[Finding]:
    stuck = cases.deliveries_in_trouble(viewer=HOUSE, at=at)
    if not settings.MAIL["host"] and stuck.waiting:
        wait = ngettext(
            "%(count)d answer waits: no mail server is set.",
            "%(count)d answers wait: no mail server is set.",
            stuck.waiting,
        )
        yield Finding(wait % {"count": stuck.waiting}, _("Set mail_host in servewell.toml."))
    elif stuck.unreached:
        wait = ngettext(
            "%(count)d answer has waited more than a day: the mail server is not reached.",
            "%(count)d answers have waited more than a day: the mail server is not reached.",
            stuck.unreached,
        )
        yield Finding(
            wait % {"count": stuck.unreached},
            _(
                "Is mail_host in servewell.toml right, and its server running? "
                "The ledgers of the cases say what failed."
            ),
        )
    yield from _unclear(stuck.in_doubt, stuck.refused)
    if overdue := cases.overdue(viewer=HOUSE, at=at):
        late = ngettext("%(count)d case is overdue.", "%(count)d cases are overdue.", overdue)
        yield Finding(late % {"count": overdue}, _("Open Cases; who owns them is written there."))


def _unclear(in_doubt: int, refused: int) -> Iterator[Finding]:
    if in_doubt:
        says = ngettext(
            "%(count)d answer may or may not have left.", "%(count)d answers may or may not have left.", in_doubt
        )
        yield Finding(says % {"count": in_doubt}, _("Open their cases and settle them."))
    if refused:
        says = ngettext(
            "%(count)d answer was refused by the mail server.",
            "%(count)d answers were refused by the mail server.",
            refused,
        )
        yield Finding(says % {"count": refused}, _("Open their cases: the ledger says why."))


def _holidays(at: datetime) -> Iterator[Finding]:
    for each in cases.holidays_run_out(on=at.date()):
        known = {"unit": each.policy.unit.code, "day": each.until_on.isoformat()}
        yield Finding(
            _("The holidays of %(unit)s are known until %(day)s.") % known,
            _("Open Answer times there and choose a later year; after that day every holiday counts as a working day."),
        )


def _figures(at: datetime) -> Iterator[Finding]:
    since = insight.waiting_since()
    if since is not None and at - since > STALE_LAKE:
        yield Finding(
            _("Figures lag behind by more than ten minutes."), _("Is the worker running? Run: servewell start")
        )


def _webhooks() -> Iterator[Finding]:
    if off := webhooks.switched_off():
        says = ngettext(
            "%(count)d webhook was switched off because it failed.",
            "%(count)d webhooks were switched off because they failed.",
            off,
        )
        yield Finding(says % {"count": off}, _("Open Webhooks: whoever keeps it sees why, and switches it on again."))


def _prints() -> Iterator[Finding]:
    """What to install is said in the words of a terminal, on the pages that print as well."""
    if missing := prints.lacking():
        yield Finding(_("Figures cannot be exported as PDF or picture."), missing)
