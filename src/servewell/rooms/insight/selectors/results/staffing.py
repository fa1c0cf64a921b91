"""Of which units it is not told how many left: of those of few people, and of those from which that would follow."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from servewell.engines import stats
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.kept_back.sizing import Forest
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree

# a unit with all below it; or, of a unit that has some, those who work at the unit itself
Staff = tuple[int, bool]


def units_of_few(
    *, span: tuple[date, date], days_worked: Mapping[int, int], placed: Sequence[people.Placed], tree_on: date | None
) -> frozenset[int]:
    """``days_worked``: in those days, by all who worked at a unit itself. Units count where they stood at the end."""
    first, end = span
    last = end - timedelta(days=1)
    forest, tree = Forest(placed, tree_on or last), Tree.AS_IT_WAS if tree_on is None else Tree.TODAY
    sizes: dict[Staff, int] = {}
    parts: dict[int, dict[Staff, None]] = {}
    for unit in sorted(days_worked):
        chain = forest.chain(unit, last, tree)
        for below, each in zip((None, *chain), chain, strict=False):
            part = (each, False) if below is None else (below, True)
            parts.setdefault(each, {})[part] = None
            sizes[each, True] = sizes.get((each, True), 0) + days_worked[unit]
        if chain:
            sizes[unit, False] = days_worked[unit]
    numbers = {cell: number for number, cell in enumerate(sizes)}
    sums = (([numbers[part] for part in theirs], numbers[unit, True]) for unit, theirs in parts.items())
    back = stats.hidden_in_sums(
        sizes=list(sizes.values()), least=terms.LEAST_CELL * (end - first).days, sums=stats.Sums.of(sums)
    )
    return frozenset(unit for (unit, is_all), is_back in zip(sizes, back.tolist(), strict=True) if is_all and is_back)
