"""A file is brought: whole by a command, part by part over the web."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import files, record
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Import

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

LONGEST_NAME = 200


class FileHasArrived(Exception):
    """All parts of the file are here already."""


def bring_file(*, name: str, path: Path, unit: "Unit", by: Actor, at: datetime) -> Import:
    """Keep a file of this machine; it belongs to ``unit``. Raises NotAllowed, NoRoomLeft."""
    people.require(actor=by, power=rules.IMPORT, unit=unit.pk)
    stored = files.keep(path)
    run = _arriving(name, stored.key, unit, size=stored.size, by=by, at=at)
    run.digest, run.state = stored.digest, terms.ImportState.ARRIVED.value
    return _kept(run, by=by, at=at)


def bring_again(*, run: Import, by: Actor, at: datetime) -> Import:
    """The same file once more, to be taken in anew. Raises NotAllowed."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    again = _arriving(run.name, run.file, run.unit, size=run.size, by=by, at=at)
    again.digest, again.state, again.draft = run.digest, terms.ImportState.ARRIVED.value, run.draft
    again.findings = run.findings
    return _kept(again, by=by, at=at)


def begin_file(*, name: str, size: int, unit: "Unit", by: Actor, at: datetime) -> Import:
    """A file of so many bytes is about to arrive. Raises NotAllowed, NoRoomLeft."""
    people.require(actor=by, power=rules.IMPORT, unit=unit.pk)
    return _kept(_arriving(name, files.begin(), unit, size=size, by=by, at=at), by=by, at=at)


def add_part(*, run: Import, offset: int, content: bytes, by: Actor) -> int:
    """Add a part and return how much has arrived. Raises FileHasArrived, PartIsMissing, NotAllowed, NoRoomLeft."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    if run.state != terms.ImportState.ARRIVING.value:
        raise FileHasArrived(run.name)
    return files.append(run.file, offset, content)


def arrived(*, run: Import) -> int:
    """How many bytes of the file have arrived."""
    return files.arrived(run.file) if run.state == terms.ImportState.ARRIVING.value else run.size


def end_file(*, run: Import, by: Actor, at: datetime) -> Import:
    """The last part has arrived; a second call changes nothing. Raises PartIsMissing, NotAllowed, NoRoomLeft."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    if run.state != terms.ImportState.ARRIVING.value:
        return run
    so_far = files.arrived(run.file)
    if so_far < run.size:
        raise files.PartIsMissing(arrived=so_far, offset=run.size)
    stored = files.finish(run.file)

    run.file, run.size, run.digest = stored.key, stored.size, stored.digest
    run.state = terms.ImportState.ARRIVED.value
    with transaction.atomic():
        run.save(update_fields=["file", "size", "digest", "state"])
        record.write(deed="voice.end_file", thing=run, by=by, at=at, detail={"digest": run.digest})
    return run


def _arriving(name: str, key: str, unit: "Unit", *, size: int, by: Actor, at: datetime) -> Import:
    shown = Path(name).name.replace("\0", "")[:LONGEST_NAME] or "file"
    return Import(name=shown, file=key, size=size, unit=unit, brought_by=by.actor_key, brought_at=at)


@transaction.atomic
def _kept(run: Import, *, by: Actor, at: datetime) -> Import:
    run.save(force_insert=True)
    record.write(deed="voice.bring_file", thing=run, by=by, at=at, detail={"digest": run.digest, "size": run.size})
    return run
