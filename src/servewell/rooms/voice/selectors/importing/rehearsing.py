"""What a file would give, without storing anything: counts by fate, and the first rows as they would be."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.engines.tables.sorting import Fate, Reading, Sorted, reading
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import Recipe
from servewell.rooms.voice.selectors.importing.counting import Counts, Tally
from servewell.rooms.voice.selectors.importing.knowing import known_encounters, known_units, known_voices
from servewell.rooms.voice.selectors.importing.making import noting_units


@dataclass(frozen=True)
class Previewed:
    """A row of the file, and what becomes of it. ``cells`` are by ``columns`` of the preview."""

    row: int
    cells: tuple[str, ...]
    fate: Fate


@dataclass(frozen=True)
class Preview:
    columns: tuple[str, ...]
    rows: tuple[Previewed, ...]


def rehearse(*, path: Path, document: str, unit: int, viewer: Actor, today: date, most: int | None = None) -> Counts:
    """The dry run. ``document`` is a recipe, ``unit`` the key of the one that the import would belong to.

    It ends once about ``most`` rows are counted, for who cannot wait for the whole file.

    Raises FileRefused and RecipeHasFaults, also for a recipe that another unit keeps: what came in by it is theirs.
    """
    recipe = tables.read_recipe(text=document)
    _refuse_what_others_keep(recipe, viewer=viewer)
    made: list[str] = []
    units = known_units(viewer=viewer, unit=unit)
    maker = noting_units(made, recipe, units)
    tally, known = Tally(), _Known(recipe)
    with reading(path=path, recipe=recipe, units=units, today=today, make_unit=maker) as opened:
        for batch in opened.batches():
            _count(batch, tally, known)
            if most is not None and tally.rows >= most:
                break
    tally.units_made = made
    return tally.counts()


def _refuse_what_others_keep(recipe: tables.Recipe, *, viewer: Actor) -> None:
    kept_by = Recipe.objects.filter(code=recipe.code).values_list("unit", flat=True).first()
    if kept_by is not None and not people.may(actor=viewer, power=rules.IMPORT, unit=kept_by):
        what = f"Another unit keeps a recipe `{recipe.code}`."
        raise tables.RecipeHasFaults((tables.RecipeFault("recipe", 0, what, "Choose another code."),))


def preview(*, path: Path, document: str, unit: int, viewer: Actor, today: date, rows: int = 10) -> Preview:
    """The first rows that the recipe means, as they would be. Raises FileRefused and RecipeHasFaults."""
    recipe = tables.read_recipe(text=document)
    units = known_units(viewer=viewer, unit=unit)
    maker = noting_units([], recipe, units)
    with reading(path=path, recipe=recipe, units=units, today=today, make_unit=maker) as opened:
        return Preview(columns=opened.columns, rows=_first(opened, rows))


def _first(opened: Reading, number: int) -> tuple[Previewed, ...]:
    read, found = opened.reader(), []
    for row, cells, fate in opened.rows():
        fate = fate or read(cells)
        if not isinstance(fate, tables.LeftOut):
            found.append(Previewed(row=row, cells=tuple(cells), fate=fate))
        if len(found) == number:
            break
    return tuple(found)


class _Known:
    """Which rows came in before, from an earlier file or higher up in this one."""

    def __init__(self, recipe: tables.Recipe) -> None:
        self._recipe = recipe
        self._seen: set[int] = set()

    def among(self, keys: list[bytes]) -> set[bytes]:
        if self._recipe.takes is tables.Takes.VOICES:
            stored = known_voices(recipe=self._recipe.code, keys=keys)
        else:
            stored = set(known_encounters(keys=keys))
        return stored | {key for key in keys if self._was_seen(key)}

    def _was_seen(self, key: bytes) -> bool:
        """Of equal keys in one batch the first is new: the caller asks for each of them in turn."""
        return int.from_bytes(key[:8]) in self._seen

    def remember(self, key: bytes) -> bool:
        """Whether it was new."""
        short = int.from_bytes(key[:8])
        is_new = short not in self._seen
        self._seen.add(short)
        return is_new


def _count(batch: Sorted, tally: Tally, known: _Known) -> None:
    tally.rows += batch.rows
    tally.left_out += batch.left_out
    tally.duplicate += batch.repeated
    for held in batch.held:
        tally.hold(held)
    standing = known.among([read.key for _, read in batch.understood])
    for _, read in batch.understood:
        if read.key in standing or not known.remember(read.key):
            tally.duplicate += 1
        else:
            tally.keep(read)
            tally.by_unit[read.unit.code, read.on.year] += 1


def check(*, path: Path, document: str, unit: int, viewer: Actor, today: date) -> tables.Recipe:
    """Whether the recipe can be read and finds its columns in the file. Raises FileRefused and RecipeHasFaults."""
    recipe = tables.read_recipe(text=document)
    with reading(path=path, recipe=recipe, units=known_units(viewer=viewer, unit=unit), today=today):
        return recipe
