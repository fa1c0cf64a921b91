"""The key of a row: of the columns that name it, or of all its cells where none do."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from operator import itemgetter
from typing import Final

from servewell.engines.tables.recipe import Recipe
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.rounding import ends_in_noughts, id_of, is_power_of_ten

KEY_BYTES: Final = 16
_BETWEEN = "\x1f"
# a name is its key, whether it is of all cells, and whether an id was lost
Name = tuple[bytes, bool, bool]


def digest(*parts: str) -> bytes:
    return blake2b(_BETWEEN.join(parts).encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def namer(recipe: Recipe, columns: Columns) -> Callable[[Sequence[str]], Name]:
    """A day or a unit that the recipe states for the whole file belongs to the name of each of its rows."""
    stated = f"{recipe.date.is_ or ''}{_BETWEEN}{recipe.unit.is_ or ''}{_BETWEEN}"
    of_all_cells = _of_all_cells(f"row{_BETWEEN}{stated}", recipe, columns)
    places = [columns.place(each, where="duplicate") for each in recipe.duplicate]
    if not places:
        return lambda cells: (of_all_cells(cells), True, False)
    named = f"name{_BETWEEN}{stated}"
    ids_of = _ids_of(places, columns.rounded)

    def name(cells: Sequence[str]) -> Name:
        ids = ids_of(cells)
        if ids is None:
            return of_all_cells(cells), True, True
        if not ids:
            return of_all_cells(cells), True, False
        return blake2b((named + ids).encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest(), False, False

    return name


def _ids_of(places: Sequence[int], rounded: frozenset[int]) -> Callable[[Sequence[str]], str | None]:
    """The ids of a row as one text; empty where there is none, None where one was eaten."""
    if len(places) == 1:
        place = places[0]
        is_lost = _is_eaten if place in rounded else is_power_of_ten

        def only(cells: Sequence[str]) -> str | None:
            found = id_of(cells[place])
            return None if is_lost(found) else found

        return only

    tests = [_is_eaten if place in rounded else is_power_of_ten for place in places]

    def several(cells: Sequence[str]) -> str | None:
        found = [id_of(cells[place]) for place in places]
        if any(is_lost(text) for is_lost, text in zip(tests, found, strict=True)):
            return None
        return _BETWEEN.join(found) if any(found) else ""

    return several


def _of_all_cells(named: str, recipe: Recipe, columns: Columns) -> Callable[[Sequence[str]], bytes]:
    cells_of = _cells_of(recipe, columns)

    def key(cells: Sequence[str]) -> bytes:
        text = named + _BETWEEN.join(cells_of(cells)).rstrip(_BETWEEN)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()

    return key


def _cells_of(recipe: Recipe, columns: Columns) -> Callable[[Sequence[str]], Sequence[str]]:
    """With ``rows:`` only what the recipe names: the other cells are those of whichever row stands first."""
    if recipe.rows is None:
        return lambda cells: cells
    voice = {columns.place(each, where="rows.voice") for each in recipe.rows.voice}
    last = len(columns.names) + len(columns.questions)
    places = [*sorted(voice | columns.used), *range(len(columns.names), last)]
    return itemgetter(*places) if len(places) > 1 else lambda cells: [cells[each] for each in places]


def _is_eaten(text: str) -> bool:
    return ends_in_noughts(text) or is_power_of_ten(text)
