"""The rows of a file come in, batch by batch, each in a short transaction; nobody sees them until all are there.

What is read and understood is so before a transaction opens. The row that was reached moves in the transaction that
stores the rows before it, so whoever goes on after a kill goes on at the very row.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from servewell.base import record, today
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.customers import services as customers
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors, terms
from servewell.rooms.voice.models import Import
from servewell.rooms.voice.selectors import Reading, Sorted
from servewell.rooms.voice.services.importing.asking import take_up_versions
from servewell.rooms.voice.services.importing.batching import Batches, Keep
from servewell.rooms.voice.services.importing.making import UnitMaker
from servewell.rooms.voice.services.importing.starting import open_channel_of
from servewell.rooms.voice.services.importing.storing_encounters import EncounterStore
from servewell.rooms.voice.services.importing.storing_voices import VoiceStore

# lets whoever waits for the write lock have it
PAUSE_SECONDS: Final = 0.01
Told = Callable[[Import], None]


def take_in_some(*, run: Import, for_seconds: float, at: datetime, told: Told | None = None) -> bool:
    """Go on from the row that was reached, for about so long. Returns whether the file is at its end.

    ``told`` hears after each batch. A file that turns out to be unusable leaves the import failed, with its fault.
    Raises TakenInElsewhere.
    """
    started = time.monotonic()
    try:
        with _opened(run, at=at) as (opened, take):
            for batch in opened:
                take(batch, at + timedelta(seconds=time.monotonic() - started))
                if told:
                    told(run)
                if time.monotonic() - started > for_seconds:
                    return False
                time.sleep(PAUSE_SECONDS)
    except tables.FileRefused as fault:
        _fail(run, {"code": fault.code, "what": fault.what, "where": fault.where, "mend": fault.mend}, at=at)
    except tables.RecipeHasFaults as fault:
        first = fault.faults[0]
        _fail(run, {"code": "recipe", "what": first.what, "where": first.where, "mend": first.mend}, at=at)
    return True


Take = Callable[[Sorted, datetime], None]


@contextmanager
def _opened(run: Import, *, at: datetime) -> "Iterator[tuple[Iterator[Sorted], Take]]":
    recipe = selectors.recipe_of(run=run)
    by = people.actor(key=run.started_by)
    batches = Batches(run)
    maker = UnitMaker(under=recipe.unit.under, by=by, at=at) if recipe.unit.under else None
    units = selectors.known_units(viewer=by, unit=run.unit_id)
    with selectors.reading(
        path=selectors.path_of(run=run),
        recipe=recipe,
        units=units,
        today=today.latest_day(at=at),
        make_unit=maker.make if maker else None,
    ) as opened:
        keep = _keeper(run, opened, by=by, at=at)

        def take(batch: Sorted, now: datetime) -> None:
            if maker:
                batches.tally.units_made += [code for code in maker.made if code not in batches.tally.units_made]
            batches.store(batch, keep, share=opened.table.progress(), at=now)

        yield opened.batches(after=run.reached, size=batches.pace.rows), take


def _keeper(run: Import, opened: Reading, *, by: Actor, at: datetime) -> Keep:
    if opened.recipe.takes is not tables.Takes.VOICES:
        return EncounterStore(run=run, recipe=opened.recipe, by=by).take
    if run.recipe is None:
        raise AssertionError("an import that is being taken in has its recipe")
    with transaction.atomic():
        versions = take_up_versions(recipe=opened.recipe, unit=run.recipe.recipe.unit, by=by, at=at)
        channel = open_channel_of(run.recipe, versions, at=at)
    return VoiceStore(run=run.pk, channel=channel.pk, versions=versions, by=by).take


@transaction.atomic
def _fail(run: Import, fault: dict[str, str], *, at: datetime) -> None:
    state = terms.ImportState
    failing = Import.objects.filter(pk=run.pk, state=state.TAKING_IN.value)
    if failing.update(state=state.FAILED.value, fault=fault):
        run.state, run.fault = state.FAILED.value, fault
        customers.withdraw_batch(source=record.key_of(run), at=at)
