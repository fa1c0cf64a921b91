"""Shares with their intervals, many at once, and what may be said of two of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servewell.engines import stats
from servewell.engines.lake.measures import Figure
from servewell.rooms.insight import terms
from servewell.rooms.insight.terms import Verdict


@dataclass(frozen=True)
class Count:
    """So many of n answers were among the best."""

    successes: int
    n: int


@dataclass(frozen=True)
class Share:
    """A count as a share from 0 to 1 with its interval. Without answers there is none."""

    count: Count
    value: float | None
    low: float | None
    high: float | None

    @property
    def n(self) -> int:
        return self.count.n


def counted(figures: Iterable[Figure]) -> Count:
    rows = list(figures)
    return Count(successes=sum(row.successes for row in rows), n=sum(row.n for row in rows))


def shares_of(counts: Sequence[Count]) -> list[Share]:
    """One share for each count, in one calculation."""
    if not counts:
        return []
    found = stats.shares(
        successes=[count.successes for count in counts], n=[count.n for count in counts], confidence=terms.CONFIDENCE
    )
    columns = zip(counts, found.value.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return [
        Share(count, value, low, high) if count.n else Share(count, None, None, None)
        for count, value, low, high in columns
    ]


def verdict(count: Count, other: Count, *, comparisons: int = 1) -> Verdict | None:
    """How the first share stands to the other; None where one of them has no answers.

    Of many comparisons made at once each is held to a stricter measure, or chance alone would set some apart.
    """
    if not count.n or not other.n:
        return None
    difference = stats.difference_of_shares(
        successes=count.successes,
        n=count.n,
        other_successes=other.successes,
        other_n=other.n,
        confidence=1 - (1 - terms.CONFIDENCE) / max(1, comparisons),
    )
    if difference.low > 0:
        return Verdict.ABOVE
    return Verdict.BELOW if difference.high < 0 else Verdict.SAME
