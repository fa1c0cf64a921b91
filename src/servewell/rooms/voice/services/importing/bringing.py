"""A file is brought: whole by a command, part by part over the web."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import files, record
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Import
from servewell.rooms.voice.services.attaching import forget_content
from servewell.rooms.voice.services.importing.deciding import ImportIsUnderWay

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

LONGEST_NAME = 200
ABANDONED_AFTER = timedelta(days=7)
COMES_AGAIN = (terms.ImportState.WITHDRAWN.value, terms.ImportState.FAILED.value)
CAN_BE_FORGOTTEN = (terms.ImportState.ARRIVING.value, terms.ImportState.ARRIVED.value)


class FileHasArrived(Exception):
    """All parts of the file are here already."""


class PartIsBeyondTheEnd(Exception):
    """A part goes on behind the size that was announced."""


def bring_file(*, name: str, path: Path, unit: "Unit", by: Actor, at: datetime) -> Import:
    """Keep a file of this machine; it belongs to ``unit``. Raises NotAllowed, NoRoomLeft."""
    people.require(actor=by, power=rules.IMPORT, unit=unit.pk)
    stored = files.keep(path)
    run = _arriving(name, stored.key, unit, size=stored.size, by=by, at=at)
    run.digest, run.state = stored.digest, terms.ImportState.ARRIVED.value
    return _kept(run, by=by, at=at)


def bring_again(*, run: Import, by: Actor, at: datetime) -> Import:
    """The same file once more, as it was decided, to be taken in anew. Raises ImportIsUnderWay, NotAllowed."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    if run.state not in COMES_AGAIN:
        raise ImportIsUnderWay(f"{run.name} is {run.state}: only what was withdrawn or has failed is brought again")

    again = _arriving(run.name, run.file, run.unit, size=run.size, by=by, at=at)
    again.digest, again.state, again.draft = run.digest, terms.ImportState.ARRIVED.value, run.draft
    again.findings = run.findings
    return _kept(again, by=by, at=at)


def begin_file(*, name: str, size: int, unit: "Unit", by: Actor, at: datetime) -> Import:
    """A file of so many bytes is about to arrive. Raises NotAllowed, NoRoomLeft."""
    people.require(actor=by, power=rules.IMPORT, unit=unit.pk)
    return _kept(_arriving(name, files.begin(), unit, size=size, by=by, at=at), by=by, at=at)


def add_part(*, run: Import, offset: int, content: bytes, by: Actor) -> int:
    """Add a part and return how much has arrived.

    Raises FileHasArrived, PartIsBeyondTheEnd, PartIsMissing, NotAllowed, NoRoomLeft.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    if run.state != terms.ImportState.ARRIVING.value:
        raise FileHasArrived(run.name)
    if offset + len(content) > run.size:
        raise PartIsBeyondTheEnd(f"{run.name} was announced with {run.size} bytes, and this part ends behind them")
    return files.append(run.file, offset, content)


def arrived(*, run: Import) -> int:
    """How many bytes of the file have arrived."""
    return files.arrived(run.file) if run.state == terms.ImportState.ARRIVING.value else run.size


def end_file(*, run: Import, by: Actor, at: datetime) -> Import:
    """The last part has arrived; a second call changes nothing, and one after a kill goes on.

    Raises PartIsMissing, NoSuchFile, NotAllowed, NoRoomLeft.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    run.refresh_from_db(fields=["file", "size", "digest", "state"])
    if run.state != terms.ImportState.ARRIVING.value:
        return run
    so_far = files.arrived(run.file)
    if so_far < run.size:
        raise files.PartIsMissing(arrived=so_far, offset=run.size)
    as_it_came, stored = run.file, files.finish(run.file)

    run.file, run.size, run.digest = stored.key, stored.size, stored.digest
    run.state = terms.ImportState.ARRIVED.value
    with transaction.atomic():
        run.save(update_fields=["file", "size", "digest", "state"])
        record.write(deed="voice.end_file", thing=run, by=by, at=at, detail={"digest": run.digest})
        transaction.on_commit(partial(files.forget, as_it_came))
    return run


@transaction.atomic
def forget_file(*, run: Import, by: Actor, at: datetime) -> None:
    """A file of which nothing was taken in goes, with its content. Raises ImportIsUnderWay, NotAllowed."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    found = Import.objects.select_for_update().filter(pk=run.pk, state__in=CAN_BE_FORGOTTEN).first()
    if found is None:
        raise ImportIsUnderWay(f"{run.name} is being taken in, or was: withdraw it instead")

    record.write(deed="voice.forget_file", thing=found, by=by, at=at, detail={"digest": found.digest})
    found.delete()
    transaction.on_commit(partial(forget_content, found.file))


def forget_abandoned(*, at: datetime) -> int:
    """Files to which nothing was added for a week go, and what a kill left behind. Returns how many went."""
    still = files.arriving_since_before(at - ABANDONED_AFTER)
    known = {run.file: run for run in Import.objects.filter(file__in=still, state=terms.ImportState.ARRIVING.value)}
    for key in still:
        if key in known:
            with suppress(ImportIsUnderWay):  # it arrived at this very moment
                forget_file(run=known[key], by=HOUSE, at=at)
        else:
            files.forget(key)
    return len(still)


def _arriving(name: str, key: str, unit: "Unit", *, size: int, by: Actor, at: datetime) -> Import:
    shown = Path(name).name.replace("\0", "")[:LONGEST_NAME] or "file"
    return Import(name=shown, file=key, size=size, unit=unit, brought_by=by.actor_key, brought_at=at)


@transaction.atomic
def _kept(run: Import, *, by: Actor, at: datetime) -> Import:
    run.save(force_insert=True)
    record.write(deed="voice.bring_file", thing=run, by=by, at=at, detail={"digest": run.digest, "size": run.size})
    return run
