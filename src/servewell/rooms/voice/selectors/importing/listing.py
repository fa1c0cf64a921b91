"""Imports as their keepers see them: how far they have come, and the rows that wait for a person."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from servewell.base import files
from servewell.base.paging import SIZE, Page, newest_first
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import HeldRow, Import, RecipeVersion, Voice
from servewell.rooms.voice.selectors.importing.counting import Counts, counts_from


class NoSuchImport(Exception):
    """No import has that number, or the viewer may not import for its unit."""


class NoSuchHeldRow(Exception):
    """No row of that number was held back in this import."""


class NoSuchRecipe(Exception):
    """The import was not taken in by any recipe yet."""


@dataclass(frozen=True)
class Progress:
    """How far an import has come. ``share`` is of the rows of the file, 0 to 1, None until that is known."""

    state: terms.ImportState
    reached: int
    share: float | None
    counts: Counts
    moved_at: datetime | None


@dataclass(frozen=True)
class Original:
    """A row as it stands in the file. ``cells`` are by ``columns``."""

    row: int
    columns: tuple[str, ...]
    cells: tuple[str, ...]


def imports(*, viewer: Actor, before: int | None = None, after: int | None = None, size: int = SIZE) -> Page[Import]:
    """One page of the imports of the units for which the viewer may import, the newest first."""
    return newest_first(_seen(viewer).select_related("unit", "recipe__recipe"), before=before, after=after, size=size)


def import_for(*, viewer: Actor, number: int) -> Import:
    """Raises NoSuchImport alike for one that is not there and one the viewer may not see."""
    found = _seen(viewer).filter(pk=number).select_related("unit", "recipe__recipe").first()
    if found is None:
        raise NoSuchImport(f"there is no import {number}: servewell imports list shows those that there are")
    return found


def _seen(viewer: Actor) -> QuerySet[Import]:
    if viewer is HOUSE:
        return Import.objects.all()
    return Import.objects.filter(unit__in=people.unit_keys_with(viewer=viewer, power=rules.IMPORT))


def run_of_key(*, key: int) -> Import | None:
    """For the worker: an import that is coming in; None where it no longer is."""
    coming = Import.objects.filter(pk=key, state=terms.ImportState.TAKING_IN.value)
    return coming.select_related("unit", "recipe__recipe__unit").first()


def standing_still(*, since: datetime) -> list[int]:
    """For the worker: the keys of imports that are coming in and have not moved since."""
    coming = Import.objects.filter(state=terms.ImportState.TAKING_IN.value, moved_at__lt=since)
    return list(coming.order_by("pk").values_list("pk", flat=True))


def counts_of(*, run: Import) -> Counts:
    return counts_from(run.counts)


def progress(*, viewer: Actor, number: int) -> Progress:
    """Raises NoSuchImport."""
    run = import_for(viewer=viewer, number=number)
    share = run.counts.get("share") if run.counts else None
    return Progress(
        state=terms.ImportState(run.state),
        reached=run.reached,
        share=share if isinstance(share, float) else None,
        counts=counts_from(run.counts),
        moved_at=run.moved_at,
    )


def recipes(*, viewer: Actor) -> list[RecipeVersion]:
    """The last version of every recipe of the units for which the viewer may import, by code."""
    versions = RecipeVersion.objects.select_related("recipe__unit").order_by("recipe__code", "-number")
    if viewer is not HOUSE:
        versions = versions.filter(recipe__unit__in=people.unit_keys_with(viewer=viewer, power=rules.IMPORT))
    last: dict[int, RecipeVersion] = {}
    for version in versions:
        last.setdefault(version.recipe_id, version)
    return list(last.values())


def held_rows(
    *,
    run: Import,
    reason: str | None = None,
    state: terms.HeldState = terms.HeldState.HELD,
    before: int | None = None,
    after: int | None = None,
) -> Page[HeldRow]:
    """One page of the rows that were held back, the last first. Whoever holds ``run`` was allowed to see it."""
    held = HeldRow.objects.filter(from_import=run, state=state.value)
    if reason:
        held = held.filter(codes__contains=f" {reason} ")
    return newest_first(held, before=before, after=after)


def held_row(*, run: Import, row: int) -> HeldRow:
    """Raises NoSuchHeldRow."""
    found = HeldRow.objects.filter(from_import=run, row=row).first()
    if found is None:
        raise NoSuchHeldRow(f"row {row} of import {run.pk} was not held back")
    return found


def recipe_of(*, run: Import) -> tables.Recipe:
    """The recipe that the import was taken in by. Raises NoSuchRecipe where it was not."""
    if run.recipe is None:
        raise NoSuchRecipe(f"import {run.pk} has no recipe yet")
    return tables.read_recipe(text=run.recipe.document)


def columns_of(*, run: Import) -> tuple[str, ...]:
    """The names of the cells of its held rows. Raises FileRefused."""
    recipe = recipe_of(run=run)
    with tables.open_table(path=path_of(run=run), shape=recipe.file) as table:
        return tables.row_columns(recipe=recipe, columns=[column.name for column in table.columns])


def path_of(*, run: Import) -> Path:
    return files.path_of(run.file)


def original_row(*, run: Import, row: int) -> Original:
    """A row read from the file again. Raises NoSuchHeldRow, FileRefused."""
    with tables.open_table(path=path_of(run=run), shape=recipe_of(run=run).file) as table:
        columns = tuple(column.name for column in table.columns)
        for block in table.blocks():
            whole = dict(zip(block.numbers, block.rows, strict=True))
            faulty = {each.number: each.cells for each in block.faulty}
            if row in whole or row in faulty:
                return Original(row=row, columns=columns, cells=tuple(whole.get(row) or faulty[row]))
    raise NoSuchHeldRow(f"the file of import {run.pk} has no row {row}")


def months_of_import(*, run: int) -> list[date]:
    """The first days of the months that the voices of an import (its key) are about."""
    months = Voice.objects.filter(from_import=run, row__isnull=False).annotate(month=TruncMonth("on"))
    return sorted(set(months.order_by().values_list("month", flat=True).distinct()))


def voices_of(*, imports: Iterable[int], viewer: Actor) -> "QuerySet[Voice, int]":
    """The keys of the voices that came by these imports, for a subquery. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    return Voice.objects.filter(from_import__in=list(imports), row__isnull=False).values_list("pk", flat=True)


def withdrawn_behind(*, voices: Collection[int]) -> list[int]:
    """Within a transaction: the withdrawn files by which any of these voices came; none of the other files behind
    them is withdrawn before it ends.
    """
    behind = Voice.objects.filter(pk__in=voices, from_import__isnull=False).values_list("from_import", flat=True)
    held = Import.objects.select_for_update(no_key=True).filter(pk__in=set(behind)).order_by("pk")
    return [each.pk for each in held if each.withdrawn_at is not None]


def held_as_csv(*, run: Import) -> Iterator[str]:
    """What is still held back, as a table for a spreadsheet: row, line, reasons, then the cells as they came.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield "\ufeff" + tables.sheet_line(["row", "line", "reasons", *columns_of(run=run)])
    held = HeldRow.objects.filter(from_import=run, state=terms.HeldState.HELD.value).order_by("row")
    for one in held.iterator(chunk_size=500):
        reasons = "; ".join(" ".join(str(part) for part in reason if part) for reason in one.reasons)
        yield tables.sheet_line([str(one.row), str(one.line), reasons, *one.cells])
