"""Lines: what may be drawn through, one item of one instrument in one series, on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

# Neither stands in a code, a name or a number.
BETWEEN_PARTS = "\x1f"
BETWEEN_LINES = "\x1e"
KEYS = ("instrument", "item", "series", "worst", "best")


@dataclass(frozen=True, order=True)
class Scale:
    """From the worst answer to the best; where 1 is the best, `worst` is the larger number."""

    worst: float
    best: float


@dataclass(frozen=True, order=True)
class Line:
    """An item whose scale or meaning changed goes on as another series, and its answers are another line."""

    instrument: str
    item: str
    series: int
    scale: Scale


def joined(sums: ibis.Table) -> ibis.Value:
    """All lines behind a group of sums as one text, each once and in order."""
    import ibis

    first, *others = (sums[key].cast("string") for key in KEYS)
    label = first
    for part in others:
        label = label.concat(ibis.literal(BETWEEN_PARTS), part)
    return label.collect(distinct=True).sort().join(BETWEEN_LINES)


@lru_cache(maxsize=4096)
def read(text: str | None) -> frozenset[Line]:
    return frozenset(_line(each) for each in text.split(BETWEEN_LINES)) if text else frozenset()


def _line(text: str) -> Line:
    instrument, item, series, worst, best = text.split(BETWEEN_PARTS)
    return Line(instrument, item, int(series), Scale(float(worst), float(best)))
