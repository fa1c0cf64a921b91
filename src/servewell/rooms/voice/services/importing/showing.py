"""All rows of a file become visible at once, and are withdrawn at once."""

from datetime import datetime

from django.db import transaction

from servewell.base import bus, jobs, record
from servewell.base.permissions import HOUSE, Actor
from servewell.engines import tables
from servewell.rooms.customers import services as customers
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.events import ImportShown, ImportWithdrawn, VoicesReceived
from servewell.rooms.voice.models import Import, Voice
from servewell.rooms.voice.services.importing.batching import TakenInElsewhere

TOLD_AT_ONCE = 100


class ImportIsNotShown(Exception):
    """Only what is shown can be withdrawn."""


@transaction.atomic
def show(*, run: Import, at: datetime) -> Import:
    """The flip, once the last row is settled and all are named. Raises TakenInElsewhere."""
    state = terms.ImportState
    settled = Import.objects.filter(
        pk=run.pk, state=state.TAKING_IN.value, turn=run.turn, reached=run.reached, named=_rows_with_names(run)
    )
    if not settled.update(state=state.SHOWN.value, shown_at=at):
        raise TakenInElsewhere(f"{run.name} is no longer coming in, or somebody else takes it in")
    run.state, run.shown_at = state.SHOWN.value, at
    customers.show_batch(source=source_of(run), at=at)
    counts = selectors.counts_of(run=run)
    detail = {"kept": counts.kept, "duplicate": counts.duplicate, "held_back": counts.held_back}
    record.write(deed="voice.show", thing=run, by=people.actor(key=run.started_by), at=at, detail=detail)

    bus.announce(ImportShown(at=at, imports=(run.pk,)))
    next_ones_turn(run)
    return run


def _rows_with_names(run: Import) -> int:
    """As many as are to have one when all are in: voices do, encounters carry theirs from the first."""
    if run.recipe is None or selectors.recipe_of(run=run).takes is not tables.Takes.VOICES:
        return 0
    return selectors.counts_of(run=run).kept


@transaction.atomic
def withdraw_import(*, run: Import, by: Actor, at: datetime) -> Import:
    """All its rows leave every list and figure, or it stops coming in. A second call changes nothing.

    What was held back stays, and the same file may be taken in again. The rooms above refuse where they cannot follow,
    such as cases.AnswerHasGoneOut. Raises ImportIsNotShown, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    state = terms.ImportState
    run.refresh_from_db(fields=["state", "withdrawn_at"])
    if run.state == state.WITHDRAWN.value:
        return run
    going = Import.objects.filter(pk=run.pk, state__in=(state.SHOWN.value, state.TAKING_IN.value))
    if not going.update(state=state.WITHDRAWN.value, withdrawn_at=at):
        raise ImportIsNotShown(f"{run.name} is {run.state}: nothing of it counts, so there is nothing to withdraw")

    run.state, run.withdrawn_at = state.WITHDRAWN.value, at
    customers.withdraw_batch(source=source_of(run), at=at)
    known_from_it = {record.key_of(each.run): each.rows for each in selectors.leaning_on(run=run)}
    record.write(deed="voice.withdraw_import", thing=run, by=by, at=at, detail=known_from_it)

    bus.announce(ImportWithdrawn(at=at, imports=(run.pk,)))
    next_ones_turn(run)
    return run


def next_ones_turn(run: Import) -> None:
    """Files of one recipe come in one after the other."""
    waiting = selectors.first_coming_in(recipe=run.recipe.recipe_id) if run.recipe else None
    if waiting is not None:
        jobs.enqueue(function=terms.TAKES_IN, key=waiting)


def source_of(run: Import) -> str:
    """What encounters that came by it name as their source."""
    return record.key_of(run)


def tell_old_voices(*, imported: int, at: datetime) -> int:
    """Where the recipe lets voices from a day on open cases, announce those as if they came today, once.

    Goes on from the last voice that was told. Returns how many were told.
    """
    run = Import.objects.select_related("recipe").filter(pk=imported, state=terms.ImportState.SHOWN.value).first()
    if run is None or run.recipe is None:
        return 0
    recipe = tables.read_recipe(text=run.recipe.document)
    if recipe.cases_from is None:
        return 0
    told = 0
    while batch := _tell_next(imported, recipe, at=at):
        told += batch
    return told


@transaction.atomic
def _tell_next(imported: int, recipe: tables.Recipe, *, at: datetime) -> int:
    run = Import.objects.select_for_update().get(pk=imported)
    if run.state != terms.ImportState.SHOWN.value:
        return 0
    waiting = Voice.objects.filter(
        from_import=run, row__isnull=False, pk__gt=run.announced, on__gte=recipe.cases_from, withdrawn_at__isnull=True
    )
    keys = list(waiting.order_by("pk").values_list("pk", flat=True)[:TOLD_AT_ONCE])
    if not keys:
        return 0
    Import.objects.filter(pk=imported).update(announced=keys[-1])
    record.write(deed="voice.tell_old_voices", thing=run, by=HOUSE, at=at, detail={"voices": len(keys)})
    bus.announce(VoicesReceived(at=at, voices=tuple(keys)))
    return len(keys)
