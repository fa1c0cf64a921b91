"""The rows of a file come in, batch by batch, each in a short transaction; nobody sees them until all are there.

What is read and understood is so before a transaction opens. The row that was reached moves in the transaction that
stores the rows before it, so whoever goes on after a kill goes on at the very row.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from servewell.base import bulk, today
from servewell.base.permissions import Actor, NotAllowed
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors
from servewell.rooms.voice.models import Import
from servewell.rooms.voice.services.importing.asking import take_up_versions
from servewell.rooms.voice.services.importing.batching import Batches
from servewell.rooms.voice.services.importing.failing import MOST_TRIES, NOT_ALLOWED, UNFORESEEN, fail, has_tries_left
from servewell.rooms.voice.services.importing.making import UnitMaker
from servewell.rooms.voice.services.importing.naming import name_rows
from servewell.rooms.voice.services.importing.quiet import AnotherFileComesFirst
from servewell.rooms.voice.services.importing.starting import open_channel_of
from servewell.rooms.voice.services.importing.storing_encounters import EncounterStore
from servewell.rooms.voice.services.importing.storing_voices import VoiceStore

log = logging.getLogger(__name__)
Told = Callable[[Import], None]


def take_in_some(*, run: Import, for_seconds: float, at: datetime, told: Told | None = None) -> bool:
    """Go on from the row that was reached, for about so long. Returns whether the file is at its end.

    ``told`` hears after each batch. A file that turns out to be unusable leaves the import failed, with its fault; so
    does one that breaks off again and again at the same place. Raises TakenInElsewhere, AnotherFileComesFirst.
    """
    _wait_for_turn(run)
    if not has_tries_left(run):
        log.error("import %s broke off %s times at row %s: it has failed", run.pk, MOST_TRIES, run.reached)
        fail(run, UNFORESEEN, at=at)
        return True
    try:
        return _take_in(run, for_seconds=for_seconds, at=at, told=told)
    except tables.FileRefused as fault:
        fail(run, {"code": fault.code, "what": fault.what, "where": fault.where, "mend": fault.mend}, at=at)
    except tables.RecipeHasFaults as fault:
        first = fault.faults[0]
        fail(run, {"code": "recipe", "what": first.what, "where": first.where, "mend": first.mend}, at=at)
    except (NotAllowed, people.NoSuchActor, people.NoSuchUnit):
        log.exception("import %s has failed", run.pk)
        fail(run, NOT_ALLOWED, at=at)
    return True


def _take_in(run: Import, *, for_seconds: float, at: datetime, told: Told | None) -> bool:
    started = time.monotonic()
    with bulk.many_rows_to_come(), _opened(run, at=at) as stored:
        for _ in stored(lambda: at + timedelta(seconds=time.monotonic() - started)):
            if told:
                told(run)
            if time.monotonic() - started > for_seconds:
                return False
        name_rows(run=run)
    return True


def _wait_for_turn(run: Import) -> None:
    """Files of one recipe come in one after the other: of a row that is in two of them, one stays."""
    first = selectors.first_coming_in(recipe=run.recipe.recipe_id) if run.recipe else None
    if first is not None and first != run.pk:
        raise AnotherFileComesFirst(first)


Clock = Callable[[], datetime]


@contextmanager
def _opened(run: Import, *, at: datetime) -> Iterator[Callable[[Clock], Iterator[None]]]:
    """What stores one batch after the other, each when it is asked for."""
    recipe = selectors.recipe_of(run=run)
    by = people.actor(key=run.started_by)
    maker = UnitMaker(under=recipe.unit.under, by=by, at=at) if recipe.unit.under else None
    units = selectors.known_units(viewer=by, unit=run.unit_id)
    with _open(selectors.path_of(run=run), recipe, units, maker, today=today.latest_day(at=at)) as opened:
        batches = Batches(run, maker)
        if recipe.takes is tables.Takes.VOICES:
            store: VoiceStore | EncounterStore = voice_store(run, recipe, by=by, at=at)
        else:
            store = EncounterStore(run=run, recipe=recipe, by=by)
        yield lambda clock: batches.take(opened, store, clock)


def _open(
    path: Path, recipe: tables.Recipe, units: Mapping[str, tables.KnownUnit], maker: UnitMaker | None, *, today: date
) -> AbstractContextManager[tables.Reading | tables.ReadingApart]:
    """A long file is read in a process of its own; one that makes units needs our database on its way."""
    if maker is None and recipe.takes is tables.Takes.VOICES and tables.is_worth_a_process(path=path):
        return tables.reading_apart(path=path, recipe=recipe, units=units, today=today)
    make = maker.make if maker else None
    return tables.reading(path=path, recipe=recipe, units=units, today=today, make_unit=make)


def voice_store(run: Import, recipe: tables.Recipe, *, by: Actor, at: datetime) -> VoiceStore:
    if run.recipe is None:
        raise AssertionError("an import that is being taken in has its recipe")
    with transaction.atomic():
        versions = take_up_versions(recipe=recipe, unit=run.recipe.recipe.unit, by=by, at=at)
        channel = open_channel_of(run.recipe, versions, at=at)
    return VoiceStore(run=run.pk, channel=channel.pk, versions=versions, by=by)
