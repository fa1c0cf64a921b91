"""A person settles what was held back: corrected and taken in, or dropped. The original row stays as it came."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from servewell.base import record, today
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, selectors, terms
from servewell.rooms.voice.models import HeldRow, Import
from servewell.rooms.voice.selectors import Tally
from servewell.rooms.voice.services.importing.correcting import Corrected, Correcting
from servewell.rooms.voice.services.importing.deciding import keep_recipe
from servewell.rooms.voice.services.importing.making import maker_if_allowed
from servewell.rooms.voice.services.importing.quiet import demand_quiet, locked
from servewell.rooms.voice.services.importing.refusing import refused

AT_ONCE: Final = 250


def take_held(*, run: Import, row: int, cells: Sequence[str], by: Actor, at: datetime) -> None:
    """Take in a row as a person corrected it.

    Raises RowIsStillHeldBack, RowIsKnown, RowIsLeftOut, RowIsSettled, NoSuchHeldRow, ImportIsNotShown,
    AnotherFileComesFirst, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    held = selectors.held_row(run=run, row=row)
    with _correcting(run, by=by, at=at) as correcting:
        refusals = correcting.take([Corrected(held, tuple(cells))], at=at)
    if row in refusals:
        raise refusals[row]


def take_held_many(*, run: Import, column: str, value: str, instead: str, by: Actor, at: datetime) -> int:
    """Put another value for one in a column of every held row, and take in what is then understood.

    Returns how many were taken in; the others stay held back.
    Raises ImportIsNotShown, AnotherFileComesFirst, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    places = [place for place, name in enumerate(selectors.columns_of(run=run)) if name == column]
    meant = tables.normal(value)

    def corrected(held: HeldRow) -> Corrected | None:
        if not any(tables.normal(held.cells[place]) == meant for place in places if place < len(held.cells)):
            return None
        return Corrected(held, _with(held.cells, places, meant, instead))

    return _take_all(run, _waiting(run), corrected, by=by, at=at)


def map_label(*, run: Import, label: str, unit: str, by: Actor, at: datetime) -> int:
    """Say which unit (its code) a label means: the recipe says so from now on, and rows held for it are taken in.

    Returns how many were taken in. Raises RecipeHasFaults, ImportIsNotShown, AnotherFileComesFirst, NotAllowed.
    """
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    _refuse_unknown(run, unit, by=by)
    _say_in_recipe(run, label, unit, by=by, at=at)
    waiting = _waiting(run).filter(codes__contains=f" {tables.ReasonCode.UNIT_UNKNOWN} ")
    return _take_all(run, waiting, lambda held: Corrected(held, tuple(held.cells)), by=by, at=at)


@transaction.atomic
def drop_held(*, run: Import, rows: Sequence[int], by: Actor, at: datetime) -> int:
    """A person says that these rows shall not come in. Returns how many were dropped. Raises NotAllowed."""
    people.require(actor=by, power=rules.IMPORT, unit=run.unit_id)
    found = locked(run)
    dropped = list(_waiting(run).filter(row__in=list(rows)))
    if not dropped:
        return 0
    tally = Tally(found.counts)
    for each in dropped:
        tally.drop(each.codes.split())
    settled = HeldRow.objects.filter(pk__in=[each.pk for each in dropped])
    settled.update(state=terms.HeldState.DROPPED.value, settled_by=by.actor_key, settled_at=at)
    Import.objects.filter(pk=run.pk).update(counts={**found.counts, **tally.to_json()})
    record.write(deed="voice.drop_held", thing=run, by=by, at=at, detail={"rows": len(dropped)})
    return len(dropped)


def _refuse_unknown(run: Import, unit: str, *, by: Actor) -> None:
    known = selectors.known_units(viewer=by, unit=run.unit_id).get(tables.normal(unit))
    if known is None or known.code != unit:
        what = f"You may not import for a unit `{unit}`."
        raise refused("unit.names", what, "Write the code of one for which you may.")


@transaction.atomic
def _say_in_recipe(run: Import, label: str, unit: str, *, by: Actor, at: datetime) -> None:
    """Into the last version, so that no other decision is forgotten. Said already, nothing changes."""
    demand_quiet(run)
    last = _last_recipe(run)
    meant = tables.normal(label)
    if last.unit.names.get(meant) != unit:
        names = {**last.unit.names, meant: unit}
        said = replace(last, unit=replace(last.unit, names=names))
        keep_recipe(document=tables.write_recipe(recipe=said), unit=run.unit, by=by, at=at)


def _last_recipe(run: Import) -> tables.Recipe:
    if run.recipe is None:
        raise selectors.NoSuchRecipe(f"import {run.pk} has no recipe yet")
    return tables.read_recipe(text=run.recipe.recipe.versions.latest("number").document)


def _understood_by(run: Import) -> tables.Recipe:
    """The recipe that the import was taken in by, with the labels that were given a meaning since.

    Not the last version itself: that may be for another year's columns.
    """
    own = selectors.recipe_of(run=run)
    return replace(own, unit=replace(own.unit, names={**own.unit.names, **_last_recipe(run).unit.names}))


def _take_all(
    run: Import,
    waiting: "QuerySet[HeldRow]",
    corrected: Callable[[HeldRow], Corrected | None],
    *,
    by: Actor,
    at: datetime,
) -> int:
    """So many in one transaction. Returns how many were taken in."""
    taken = after = 0
    with _correcting(run, by=by, at=at) as correcting:
        while rows := list(waiting.filter(row__gt=after)[:AT_ONCE]):
            after = rows[-1].row
            some = [each for held in rows if (each := corrected(held))]
            taken += len(some) - len(correcting.take(some, at=at))
    return taken


def _waiting(run: Import) -> "QuerySet[HeldRow]":
    return HeldRow.objects.filter(from_import=run, state=terms.HeldState.HELD.value).order_by("row")


def _with(cells: Sequence[str], places: Sequence[int], meant: str, instead: str) -> tuple[str, ...]:
    return tuple(
        instead if place in places and tables.normal(cell) == meant else cell for place, cell in enumerate(cells)
    )


@contextmanager
def _correcting(run: Import, *, by: Actor, at: datetime) -> Iterator[Correcting]:
    recipe = _understood_by(run)
    units = selectors.known_units(viewer=by, unit=run.unit_id)
    maker = maker_if_allowed(under=recipe.unit.under, by=by, at=at)
    with tables.reading(
        path=selectors.path_of(run=run),
        recipe=recipe,
        units=units,
        today=today.latest_day(at=at),
        make_unit=maker.make if maker else None,
    ) as opened:
        yield Correcting(run, opened, maker, by=by, at=at)
