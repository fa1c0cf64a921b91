"""Figures with their intervals, many at once, and what may be said of two of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan

from servewell.engines import stats
from servewell.engines.lake.lines import Line, Scale
from servewell.engines.lake.measures import Figure
from servewell.rooms.insight import terms
from servewell.rooms.insight.terms import Kind, Verdict


@dataclass(frozen=True)
class Count:
    """So many of n answers were among the best; what all n add up to, and on which lines they lie."""

    successes: int
    n: int
    total: float = 0.0
    squares: float = 0.0
    lines: frozenset[Line] = frozenset()

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """The sample's. Sums of squares lose their last digits, so it is never let below nothing."""
        return max(0.0, (self.squares - self.total * self.mean) / (self.n - 1)) if self.n > 1 else 0.0

    @property
    def is_cut(self) -> bool:
        """Among these answers one question has changed its scale or its meaning."""
        return len({(line.instrument, line.item) for line in self.lines}) < len(self.lines)

    @property
    def scale(self) -> Scale | None:
        """The one scale of all these answers; None where there are several, or a question was changed."""
        scales = {(line.series, line.scale) for line in self.lines}
        return next(iter(scales))[1] if len(scales) == 1 else None


NOTHING = Count(0, 0)


@dataclass(frozen=True)
class Share:
    """A share from 0 to 1, or a mean on its scale, with its interval.

    Without answers there is none, and no mean of answers on several scales. One answer has a mean without interval.
    ``is_withheld``: there are answers, but so few that they could be those of a person; nothing of them is told.
    """

    count: Count
    value: float | None
    low: float | None
    high: float | None
    is_withheld: bool = False

    @property
    def n(self) -> int:
        return self.count.n


WITHHELD = Share(NOTHING, None, None, None, is_withheld=True)


def counted(figures: Iterable[Figure]) -> Count:
    return added(_count(row) for row in figures)


def added(counts: Iterable[Count]) -> Count:
    many = list(counts)
    return Count(
        successes=sum(each.successes for each in many),
        n=sum(each.n for each in many),
        total=sum(each.total for each in many),
        squares=sum(each.squares for each in many),
        lines=frozenset().union(*(each.lines for each in many)),
    )


def _count(row: Figure) -> Count:
    spread = row.variance * (row.n - 1) if row.variance is not None else 0.0
    return Count(row.successes, row.n, row.mean * row.n, spread + row.mean * row.mean * row.n, row.lines)


def shares_of(counts: Sequence[Count], *, kind: Kind = Kind.TOP_BOXES) -> list[Share]:
    """One figure for each count, in one calculation."""
    if not counts:
        return []
    known = [_is_known(count, kind) for count in counts]
    found = _means(counts) if kind is Kind.MEAN else _shares(counts)
    columns = zip(counts, known, found.value.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return [
        Share(count, value, *_ends(count, low, high, kind)) if is_known else Share(count, None, None, None)
        for count, is_known, value, low, high in columns
    ]


def _is_known(count: Count, kind: Kind) -> bool:
    return bool(count.n) and (kind is Kind.TOP_BOXES or count.scale is not None)


def _shares(counts: Sequence[Count]) -> "stats.Estimates":
    return stats.shares(
        successes=[count.successes for count in counts], n=[count.n for count in counts], confidence=terms.CONFIDENCE
    )


def _means(counts: Sequence[Count]) -> "stats.Estimates":
    return stats.means(
        n=[count.n for count in counts],
        mean=[count.mean for count in counts],
        variance=[count.variance for count in counts],
        confidence=terms.CONFIDENCE,
    )


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
    fewest = 2 if kind is Kind.MEAN else 1
    if min(count.n, other.n) < fewest:
        return None
    both = added((count, other))
    if both.is_cut or (kind is Kind.MEAN and both.scale is None):
        return Verdict.WITHHELD
    confidence = 1 - (1 - terms.CONFIDENCE) / max(1, comparisons)
    difference = _difference(count, other, kind, confidence)
    low, high = difference.low, difference.high
    if kind is Kind.MEAN and both.scale is not None and both.scale.best < both.scale.worst:
        low, high = -high, -low
    if low > 0:
        return Verdict.ABOVE
    return Verdict.BELOW if high < 0 else Verdict.SAME


def difference(count: Count, other: Count, *, kind: Kind) -> "stats.Estimate":
    """The first figure minus the other, with its interval, where ``verdict`` has something to say of them."""
    return _difference(count, other, kind, terms.CONFIDENCE)


def _difference(count: Count, other: Count, kind: Kind, confidence: float) -> "stats.Estimate":
    if kind is Kind.MEAN:
        return stats.difference_of_means(
            n=count.n,
            mean=count.mean,
            variance=count.variance,
            other_n=other.n,
            other_mean=other.mean,
            other_variance=other.variance,
            confidence=confidence,
        )
    return stats.difference_of_shares(
        successes=count.successes, n=count.n, other_successes=other.successes, other_n=other.n, confidence=confidence
    )
