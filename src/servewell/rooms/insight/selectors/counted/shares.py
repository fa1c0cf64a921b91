"""Figures with their intervals, many at once, and what may be said of two of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, isnan
from typing import NamedTuple

from servewell.base.words import Words
from servewell.engines import stats
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.counted.counts import NOTHING, Count, Part, Row, added, count_of, counted
from servewell.rooms.insight.selectors.counted.estimating import (
    SourceFigure,
    by_part,
    columns_of,
    net_promoters_of,
    weighted,
)
from servewell.rooms.insight.terms import Kind, Verdict

__all__ = [
    "NOTHING",
    "WITHHELD",
    "Count",
    "Difference",
    "Part",
    "Row",
    "Share",
    "added",
    "count_of",
    "counted",
    "difference",
    "shares_of",
    "verdict",
]


@dataclass(frozen=True)
class Share:
    """A share from 0 to 1, a mean on its scale, promoters less detractors from -1 to 1, or a composite from 0 to 1,
    with its interval.

    Without answers there is none, no mean of answers on several scales, and no composite where a source has none. One
    answer has a mean without interval, and leaves a composite without. ``is_withheld``: there are answers, but so few
    that they could be those of a person; nothing of them is told.
    """

    count: Count
    value: float | None
    low: float | None
    high: float | None
    is_withheld: bool = False

    @property
    def n(self) -> int:
        return self.count.n

    @property
    def missing(self) -> tuple[Words, ...]:
        """The sources of a composite that have no answers: without them it cannot be told."""
        return tuple(part.name for part in self.count.parts if not part.count.n)


WITHHELD = Share(NOTHING, None, None, None, is_withheld=True)


def shares_of(counts: Sequence[Count], *, kind: Kind = Kind.TOP_BOXES) -> list[Share]:
    """One figure for each count, in one calculation."""
    if not counts:
        return []
    if kind is Kind.COMPOSITE:
        return [Share(count, *_composite(parts)) for count, parts in zip(counts, by_part(counts), strict=True)]
    known = [_is_known(count, kind) for count in counts]
    values, lows, highs = columns_of(counts, kind)
    columns = zip(counts, known, values, lows, highs, strict=True)
    return [
        Share(count, value, *_ends(count, low, high, kind)) if is_known else Share(count, None, None, None)
        for count, is_known, value, low, high in columns
    ]


def _is_known(count: Count, kind: Kind) -> bool:
    return bool(count.n) and (kind is not Kind.MEAN or count.scale is not None)


def _composite(sources: Sequence[SourceFigure]) -> tuple[float | None, float | None, float | None]:
    if not sources:
        return None, None, None
    found = weighted(sources)
    if any(source.error is None for source in sources):
        return found.value, None, None
    return found.value, max(found.low, 0.0), min(found.high, 1.0)


def _ends(count: Count, low: float, high: float, kind: Kind) -> tuple[float | None, float | None]:
    """No mean lies off its scale, so no end of its interval does."""
    if kind is not Kind.MEAN or count.scale is None:
        return low, high
    if isnan(low) or isnan(high):
        return None, None
    bottom, top = sorted((count.scale.worst, count.scale.best))
    return max(low, bottom), min(high, top)


def verdict(count: Count, other: Count, *, kind: Kind = Kind.TOP_BOXES, comparisons: int = 1) -> Verdict | None:
    """How the first figure stands to the other; None where one of them has too few answers to say.

    Of many comparisons made at once each is held to a stricter measure, or chance alone would set some apart. Withheld
    where a question's scale changed among or between them, and for means of several scales.
    """
    if not (_is_comparable(count, kind) and _is_comparable(other, kind)):
        return None
    both = added((count, other))
    if both.is_cut or (kind is Kind.MEAN and both.scale is None):
        return Verdict.WITHHELD
    confidence = 1 - (1 - terms.CONFIDENCE) / max(1, comparisons)
    _value, low, high = _difference(count, other, kind, confidence)
    if kind is Kind.MEAN and both.scale is not None and both.scale.best < both.scale.worst:
        low, high = -high, -low
    if low > 0:
        return Verdict.ABOVE
    return Verdict.BELOW if high < 0 else Verdict.SAME


def _is_comparable(count: Count, kind: Kind) -> bool:
    """A mean of one answer has no spread, so nothing can be said of its difference from another."""
    if kind is Kind.COMPOSITE:
        return bool(count.parts) and all(_is_comparable(part.count, part.kind) for part in count.parts)
    return count.n >= (2 if kind is Kind.MEAN else 1)


class Difference(NamedTuple):
    """The first figure minus the other, with its interval."""

    value: float
    low: float
    high: float


def difference(count: Count, other: Count, *, kind: Kind) -> Difference:
    """The first figure minus the other, with its interval, where ``verdict`` has something to say of them."""
    return _difference(count, other, kind, terms.CONFIDENCE)


def _difference(count: Count, other: Count, kind: Kind, confidence: float) -> Difference:
    if kind is Kind.COMPOSITE:
        return _difference_of_composites(count, other, confidence)
    if kind is Kind.NET_PROMOTERS:
        return _difference_of_net_promoters(count, other, confidence)
    found = (
        stats.difference_of_means(
            n=count.n,
            mean=count.mean,
            variance=count.variance,
            other_n=other.n,
            other_mean=other.mean,
            other_variance=other.variance,
            confidence=confidence,
        )
        if kind is Kind.MEAN
        else stats.difference_of_shares(
            successes=count.successes,
            n=count.n,
            other_successes=other.successes,
            other_n=other.n,
            confidence=confidence,
        )
    )
    return Difference(found.value, found.low, found.high)


def _difference_of_net_promoters(count: Count, other: Count, confidence: float) -> Difference:
    """Of few answers, from the intervals of both: one promoter against one detractor is no difference yet."""
    found = net_promoters_of((count, other), confidence)
    if found.is_adjusted.any():
        (value, one), (low, other_low), (high, other_high) = (
            column.tolist() for column in (found.value, found.low, found.high)
        )
        apart = value - one
        return Difference(
            apart, apart - hypot(value - low, other_high - one), apart + hypot(high - value, one - other_low)
        )
    told = stats.difference_of_net_promoters(
        promoters=count.successes,
        passives=count.n - count.successes - count.failures,
        detractors=count.failures,
        other_promoters=other.successes,
        other_passives=other.n - other.successes - other.failures,
        other_detractors=other.failures,
        confidence=confidence,
    )
    return Difference(told.value, told.low, told.high)


def _difference_of_composites(count: Count, other: Count, confidence: float) -> Difference:
    one, another = (weighted(sources) for sources in by_part((count, other)))
    found = stats.difference_of_figures(
        value=one.value - another.value,
        error=hypot(one.error, another.error),
        n=count.n + other.n,
        confidence=confidence,
        most=1.0,
    )
    return Difference(found.value, found.low, found.high)
