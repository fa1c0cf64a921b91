"""What ``servewell check`` looks at. Each finding says what is wrong and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.base.permissions import HOUSE
from servewell.project import ready
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people

LATE_WORK = timedelta(minutes=10)
STALE_LAKE = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    what: str
    mend: str


def all_findings(*, at: datetime) -> list[Finding]:
    try:
        waiting = ready.waiting_migrations()
    except DatabaseError as fault:
        return [Finding(f"The database does not answer: {fault}", "Start it, or mend SERVEWELL_DATABASE.")]
    if waiting:
        return [Finding(f"The database lacks {waiting} migrations.", "Run: servewell init")]
    return [*_database(), *_company(), *_work(at), *_answers(at), *_figures(at)]


def _database() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        verdict = cursor.fetchone()[0]
    if verdict != "ok":
        yield Finding(f"The database file is damaged: {verdict}", "Restore the home folder from a backup.")


def _company() -> Iterator[Finding]:
    if people.top_unit() is None:
        yield Finding("There is no company yet.", "Run: servewell demo, or set up your own units.")


def _work(at: datetime) -> Iterator[Finding]:
    waiting = FollowUp.objects.filter(done_at__isnull=True)
    given_up = waiting.filter(attempts__gte=bus.GIVE_UP_AFTER).count()
    if given_up:
        yield Finding(
            f"{given_up} follow-ups failed {bus.GIVE_UP_AFTER} times.", "Read base_followup.last_error, mend the cause."
        )
    late = waiting.filter(made_at__lt=at - LATE_WORK, attempts=0).count()
    if late:
        yield Finding(
            f"{late} follow-ups wait for more than ten minutes.", "Is the worker running? Run: servewell start"
        )


def _answers(at: datetime) -> Iterator[Finding]:
    stuck = cases.deliveries_in_trouble(viewer=HOUSE)
    if not settings.MAIL["host"] and stuck.waiting:
        yield Finding(f"{stuck.waiting} answers wait: no mail server is set.", "Set mail_host in servewell.toml.")
    if stuck.in_doubt:
        yield Finding(f"{stuck.in_doubt} answers may or may not have left.", "Open their cases and settle them.")
    if stuck.refused:
        yield Finding(
            f"{stuck.refused} answers were refused by the mail server.", "Open their cases: the ledger says why."
        )
    overdue = cases.overdue(viewer=HOUSE, at=at)
    if overdue:
        yield Finding(f"{overdue} cases are overdue.", "Open Cases; who owns them is written there.")


def _figures(at: datetime) -> Iterator[Finding]:
    since = insight.waiting_since()
    if since is not None and at - since > STALE_LAKE:
        yield Finding("Figures lag behind by more than ten minutes.", "Is the worker running? Run: servewell start")
