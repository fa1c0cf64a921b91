"""The whole staff comes every night: the HR system leaves a file in a folder, and nobody has to look."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from servewell.base import files, record, today
from servewell.base.permissions import HOUSE
from servewell.engines.tables import FileRefused
from servewell.rooms.people import selectors
from servewell.rooms.people.models import Intake, Unit
from servewell.rooms.people.services.staff.columns import ColumnsDoNotFit
from servewell.rooms.people.services.staff.intakes import MoreWouldLeave, bring_staff, start_intake
from servewell.rooms.people.services.staff.rows import DATES
from servewell.rooms.people.terms import IntakeState

log = logging.getLogger(__name__)
ENDINGS: Final = (".csv", ".tsv", ".xlsx", ".gz", ".zip")
# a file that was touched a moment ago may still be being written
SETTLED_SECONDS: Final = 60


def bring_nightly(*, folder: Path, at: datetime) -> Intake | None:
    """Take in the newest file, unless it came before. One that would let many go waits for a named person.

    One that cannot be read is kept as failed, with the reason, and is not tried again.
    """
    top = selectors.top_unit()
    path = _newest(folder, at)
    if top is None or path is None or selectors.digest_was_brought(digest=files.digest_of(path)):
        return None
    try:
        intake, _plan = bring_staff(
            path=path, name=path.name, unit=top, on=today.day_in(top.zone, at=at), is_whole=True, by=HOUSE, at=at
        )
    except (FileRefused, ColumnsDoNotFit) as fault:
        return _failed(path, top, fault, at=at)
    try:
        return start_intake(intake=intake, by=HOUSE, at=at)
    except MoreWouldLeave as fault:
        log.warning("staff file %s waits for a person: %s", intake.pk, fault)
        return intake


def _newest(folder: Path, at: datetime) -> Path | None:
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file()]
        settled = [path for path in found if path.stat().st_mtime < at.timestamp() - SETTLED_SECONDS]
        return max(settled, key=lambda path: path.stat().st_mtime, default=None)
    except OSError as fault:
        log.warning("the folder of staff files cannot be read: %s", fault.strerror)
        return None


@transaction.atomic
def _failed(path: Path, unit: Unit, fault: FileRefused | ColumnsDoNotFit, *, at: datetime) -> Intake:
    stored = files.keep(path)
    intake = Intake.objects.create(
        name=path.name[:200], file=stored.key, digest=stored.digest, unit=unit, on=today.day_in(unit.zone, at=at),
        is_whole=True, dates=DATES, state=IntakeState.FAILED.value, fault={"what": fault.what, "mend": fault.mend},
        brought_by=HOUSE.actor_key, brought_at=at, moved_at=at,
    )  # fmt: skip
    record.write(deed="people.bring_staff", thing=intake, by=HOUSE, at=at, detail={"digest": stored.digest})
    log.warning("staff file %s cannot be read", intake.pk)
    return intake
