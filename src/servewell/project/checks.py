"""What ``servewell check`` looks at. Each finding says what is wrong and how to mend it."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.db import DatabaseError, connection

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.base.permissions import HOUSE
from servewell.engines import prints
from servewell.project import host_checks, ready
from servewell.project.findings import Finding, counted
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

# a batch of a file takes seconds
STANDS_STILL = timedelta(minutes=1)
LEAST_ROOM = 100_000_000
LATE_WORK = timedelta(minutes=10)
STALE_LAKE = timedelta(minutes=10)


def all_findings(*, at: datetime, is_quick: bool = False) -> list[Finding]:
    """``is_quick`` leaves out what reads the whole database: a page cannot wait for it."""
    try:
        waiting = ready.waiting_migrations()
    except DatabaseError as fault:
        return [Finding(f"The database does not answer: {fault}", "Start it, or mend SERVEWELL_DATABASE.")]
    if waiting:
        lacking = counted(waiting, "migration", "migrations")
        return [Finding(f"The database lacks {lacking}.", "Run: servewell init")]
    whole = iter(()) if is_quick else _database()
    rooms = (_company(), _work(at), _imports(at), _answers(at), _holidays(at), _figures(at))
    return list(chain(_disks(), whole, host_checks.findings(at=at), *rooms, _prints()))


def _disks() -> Iterator[Finding]:
    """Each disk once: the home folder and the files may lie on different ones."""
    by_disk = {folder.stat().st_dev: folder for folder in (settings.FILES_FOLDER, settings.HOME) if folder.is_dir()}
    for folder in by_disk.values():
        free = shutil.disk_usage(folder).free
        if free < LEAST_ROOM:
            left = f"{free / 1_000_000:.0f} MB are left on it"
            yield Finding(f"The disk that holds {folder} is full: {left}.", "Make room there; nothing is lost.")


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
        failed = counted(given_up, "follow-up", "follow-ups")
        yield Finding(
            f"{failed} failed {bus.GIVE_UP_AFTER} times.", "Read last_error in base_followup and mend the cause."
        )
    late = waiting.filter(made_at__lt=at - LATE_WORK, attempts=0).count()
    if late:
        wait = counted(late, "follow-up waits", "follow-ups wait")
        yield Finding(f"{wait} for more than ten minutes.", "Is the worker running? Run: servewell start")


def _imports(at: datetime) -> Iterator[Finding]:
    for each in voice.broken_off(since=at - STANDS_STILL):
        name = f"Import {each.run.pk} ({each.run.name})"
        resume = f"servewell imports resume {each.run.pk}"
        if each.behind is not None:
            yield Finding(f"{name} waits for import {each.behind}.", f"When that one is in, run: {resume}")
            continue
        moved = f"{each.run.moved_at:%Y-%m-%d %H:%M} UTC" if each.run.moved_at else "its beginning"
        what = f"{name} was broken off at row {each.run.reached:,} and has stood still since {moved}."
        yield Finding(what, f"The worker goes on with it after some minutes; without a worker, run: {resume}")


def _answers(at: datetime) -> Iterator[Finding]:
    stuck = cases.deliveries_in_trouble(viewer=HOUSE, at=at)
    if not settings.MAIL["host"] and stuck.waiting:
        wait = counted(stuck.waiting, "answer waits", "answers wait")
        yield Finding(f"{wait}: no mail server is set.", "Set mail_host in servewell.toml.")
    elif stuck.unreached:
        wait = counted(stuck.unreached, "answer has", "answers have")
        yield Finding(
            f"{wait} waited more than a day: the mail server is not reached.",
            "Is mail_host in servewell.toml right, and its server running? The ledgers of the cases say what failed.",
        )
    if stuck.in_doubt:
        doubted = counted(stuck.in_doubt, "answer", "answers")
        yield Finding(f"{doubted} may or may not have left.", "Open their cases and settle them.")
    if stuck.refused:
        refused = counted(stuck.refused, "answer was", "answers were")
        yield Finding(f"{refused} refused by the mail server.", "Open their cases: the ledger says why.")
    if overdue := cases.overdue(viewer=HOUSE, at=at):
        late = counted(overdue, "case is", "cases are")
        yield Finding(f"{late} overdue.", "Open Cases; who owns them is written there.")


def _holidays(at: datetime) -> Iterator[Finding]:
    for each in cases.holidays_run_out(on=at.date()):
        yield Finding(
            f"The holidays of {each.policy.unit.code} are known until {each.until_on}.",
            "Open Answer times there and choose a later year; after that day every holiday counts as a working day.",
        )


def _figures(at: datetime) -> Iterator[Finding]:
    since = insight.waiting_since()
    if since is not None and at - since > STALE_LAKE:
        yield Finding("Figures lag behind by more than ten minutes.", "Is the worker running? Run: servewell start")


def _prints() -> Iterator[Finding]:
    if missing := prints.lacking():
        yield Finding("Figures cannot be exported as PDF or picture.", missing)
