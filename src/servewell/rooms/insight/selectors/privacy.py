"""Figures of so few answers that they could be those of a person are kept back, and so is what would give them away."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from servewell.engines import stats
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.looking import Look


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
