"""Figures of so few answers that they could be those of a person are kept back, and so is what would give them away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from servewell.engines import stats
from servewell.engines.lake.measures import By
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.looking import Look
from servewell.rooms.insight.selectors.periods import begin


def is_too_few(n: int) -> bool:
    """Nobody is recognised among no answers."""
    return 0 < n < terms.LEAST_CELL


def kept_back(counts: Sequence[int]) -> frozenset[int]:
    """The places of the counts that are not told, where their sum is: the small ones, and as many more as it takes that
    none of them follows from the sum.
    """
    if not any(is_too_few(n) for n in counts):
        return frozenset()
    try:
        hidden = stats.cells_to_hide(counts=list(counts), least=terms.LEAST_CELL)
    except stats.CellsCannotBeHidden:
        return frozenset(place for place, n in enumerate(counts) if n)
    return frozenset(place for place, is_hidden in enumerate(hidden.tolist()) if is_hidden)


def wider(look: Look) -> Iterable[Look]:
    """The looks from which a reader could subtract this one: each without some of its narrowing."""
    if look.language is not None and look.channel is not None:
        yield replace(look, language=None)
        yield replace(look, channel=None)
    if look.is_narrowed:
        yield replace(look, language=None, channel=None)


def singles_out(n: int, wider_ns: Iterable[int]) -> bool:
    """These answers are few, or those that a narrowing leaves out are."""
    return is_too_few(n) or any(is_too_few(wide - n) for wide in wider_ns)


def weighed(n: int, wider_ns: Iterable[int]) -> int:
    """As how many the answers count for hiding: as few, where so few are left out that they would follow."""
    return min(n, terms.LEAST_CELL - 1) if n and singles_out(n, wider_ns) else n


def hidden_periods(firsts: Sequence[date], sizes: Sequence[int], *, by: By) -> frozenset[int]:
    """The places of the periods that are not told: the small ones, and what they would follow from. Sums are told of
    every run of periods that is "now" on some page, and of the quarters and years that they make up.
    """
    counts, settled = list(sizes), False
    while not settled:
        settled = True
        for places in _sums(firsts, by):
            for place in kept_back([counts[each] for each in places]):
                if not is_too_few(counts[places[place]]):
                    counts[places[place]], settled = terms.LEAST_CELL - 1, False
    return frozenset(place for place, count in enumerate(counts) if is_too_few(count))


def _sums(firsts: Sequence[date], by: By) -> Iterator[Sequence[int]]:
    run = terms.WINDOWS[by].now
    yield from (range(start, start + run) for start in range(len(firsts) - run + 1))
    longer = list(By)[list(By).index(by) + 1 :]
    for other in longer:
        grouped: dict[date, list[int]] = {}
        for place, first in enumerate(firsts):
            grouped.setdefault(begin(day=first, by=other), []).append(place)
        yield from grouped.values()
