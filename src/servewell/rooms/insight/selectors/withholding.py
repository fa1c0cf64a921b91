"""Which of many figures are kept back, so that none tells of fewer answers than a person could hide among."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from servewell.engines.lake.measures import By
from servewell.rooms.insight.selectors.periods import begin
from servewell.rooms.insight.selectors.privacy import is_too_few, singles_out

Cell = tuple[date, int, str | None]

# a longer period is the sum of those within it; weeks lie across months, days in weeks and months alike
WITHIN: Mapping[By, Sequence[By]] = {
    By.DAY: (By.WEEK, By.MONTH),
    By.WEEK: (By.YEAR,),
    By.MONTH: (By.QUARTER, By.YEAR),
    By.QUARTER: (By.YEAR,),
    By.YEAR: (),
}


def withheld(
    counts: Mapping[Cell, int], *, wider: Sequence[Mapping[Cell, int]], by: By, above: Mapping[int, int]
) -> frozenset[Cell]:
    """The cells (period, unit, aspect) that are not told: the small ones, those that leave a small rest of a wider
    look, and as many more as it takes that none follows from a longer period or from the unit above.

    ``above``: the unit right above each unit.
    """
    hidden = {cell for cell, n in counts.items() if singles_out(n, [wide[cell] for wide in wider if cell in wide])}
    groups = list(_sums(counts, by, above))
    while sum(_hide_more(group, counts, hidden) for group in groups):
        pass
    return frozenset(hidden)


def _sums(cells: Iterable[Cell], by: By, above: Mapping[int, int]) -> Iterator[Sequence[Cell]]:
    """Cells whose sum is told elsewhere."""
    groups: dict[Hashable, list[Cell]] = defaultdict(list)
    for cell in cells:
        period, unit, aspect = cell
        for longer in WITHIN[by]:
            groups[longer, begin(day=period, by=longer), unit, aspect].append(cell)
        if unit in above:
            groups["beside", period, above[unit], aspect].append(cell)
    yield from groups.values()


def _hide_more(group: Sequence[Cell], counts: Mapping[Cell, int], hidden: set[Cell]) -> bool:
    """What is hidden of a sum follows from the sum and the rest: it must be more than one cell, and enough answers."""
    back = [cell for cell in group if cell in hidden]
    rest = [cell for cell in group if cell not in hidden]
    if not back or not rest or (len(back) > 1 and not is_too_few(sum(counts[cell] for cell in back))):
        return False
    hidden.add(min(rest, key=lambda cell: (counts[cell], cell[0], cell[1])))
    return True
