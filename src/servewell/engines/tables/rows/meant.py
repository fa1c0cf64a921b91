"""Which rows are meant, in which language a row is, and other things that one cell decides."""

from collections.abc import Callable, Sequence
from typing import Final

from servewell.engines.tables.recipe import KINDS, ByValue, Only, normal
from servewell.engines.tables.recipes.wording import TAG
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.remembering import Remembered

NO_WEIGHT: Final = -1.0


def is_meant(only: Sequence[Only], columns: Columns) -> Callable[[Sequence[str]], bool] | None:
    """None where all rows are."""
    tests = [
        (columns.place(each.column, where=f"only[{at}].column"), Remembered(_fits(each)))
        for at, each in enumerate(only, 1)
    ]
    if not tests:
        return None
    return lambda cells: all(fits[cells[place]] for place, fits in tests)


def _fits(only: Only) -> Callable[[str], bool]:
    values, wanted = only.values, not only.is_not
    return lambda cell: (normal(cell) in values) is wanted


def language_reader(rule: ByValue, columns: Columns) -> Callable[[Sequence[str]], str]:
    """The language that a row states; empty: that of its unit."""
    stated = rule.is_ or ""
    place = columns.place_if(rule.column, where="language.column")
    if place is None:
        return lambda cells: stated

    def find(cell: str) -> str:
        label = normal(cell)
        said = rule.values.get(label)
        if said is None and not rule.values and TAG.fullmatch(label.lower()):
            said = label.lower()
        return said or rule.otherwise or ""

    known = Remembered(find)
    return lambda cells: known[cells[place]]


def kind_by_cell(rule: ByValue, columns: Columns) -> tuple[int | None, Remembered[str | None]]:
    """Where the kind of an encounter stands, and what a cell means; None: no kind."""
    place = columns.place_if(rule.column, where="kind.column")

    def find(cell: str) -> str | None:
        label = normal(cell)
        said = rule.values.get(label) or rule.otherwise
        if said is None and label.lower() in KINDS:
            said = label.lower()
        return said

    return place, Remembered(find)


def weight(cell: str) -> float | None:
    """A survey weight; ``NO_WEIGHT`` where the cell holds something that cannot be one."""
    text = cell.strip()
    if not text:
        return None
    try:
        number = float(normal(text))
    except ValueError:
        return NO_WEIGHT
    return number if 0 <= number < 1e9 else NO_WEIGHT
