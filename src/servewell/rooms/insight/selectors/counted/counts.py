"""How many answered what, and what several such counts are together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from servewell.base.words import Words
from servewell.engines.lake.lines import Line, Scale
from servewell.engines.lake.measures import Figure
from servewell.rooms.insight.terms import Kind


@dataclass(frozen=True)
class Count:
    """So many of n answers were among the best; what all n add up to, and on which lines they lie.

    ``failures`` are the worst ones, where they are counted against. ``parts`` are the sources of a composite, all of
    them, also those without answers.
    """

    successes: int
    n: int
    total: float = 0.0
    squares: float = 0.0
    lines: frozenset[Line] = frozenset()
    failures: int = 0
    parts: "tuple[Part, ...]" = ()

    @property
    def fewest(self) -> int:
        """Of a composite the answers to its least answered source, else all."""
        return min((part.count.n for part in self.parts), default=self.n)

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
class Part:
    """What was answered to one source of a composite. The answers of a mean are brought to a scale from 0 to 1."""

    name: Words
    kind: Kind
    weight: float
    count: Count

    @property
    def n(self) -> int:
        return self.count.n


@dataclass(frozen=True)
class Row:
    """What was answered in a period at a unit, or under an aspect of it.

    ``mean`` is the lake's own: multiplied out and divided again it would differ in its last digit.
    """

    period: date
    unit: int | None
    aspect: str | None
    count: Count
    mean: float = 0.0

    @property
    def n(self) -> int:
        return self.count.n

    @property
    def lines(self) -> frozenset[Line]:
        return self.count.lines


def counted(rows: Iterable[Row]) -> Count:
    return added(row.count for row in rows)


def added(counts: Iterable[Count]) -> Count:
    many = list(counts)
    if len(many) == 1:
        return many[0]
    return Count(
        successes=sum(each.successes for each in many),
        n=sum(each.n for each in many),
        total=sum(each.total for each in many),
        squares=sum(each.squares for each in many),
        lines=frozenset().union(*(each.lines for each in many)),
        failures=sum(each.failures for each in many),
        parts=_added_parts([each.parts for each in many if each.parts]),
    )


def _added_parts(many: Sequence[tuple[Part, ...]]) -> tuple[Part, ...]:
    return tuple(replace(parts[0], count=added(part.count for part in parts)) for parts in zip(*many, strict=True))


def count_of(row: Figure) -> Count:
    spread = row.variance * (row.n - 1) if row.variance is not None else 0.0
    squares = spread + row.mean * row.mean * row.n
    return Count(row.successes, row.n, row.mean * row.n, squares, row.lines, row.failures)


def from_nought_to_one(count: Count, scale: Scale) -> Count:
    """Each answer is moved from its scale to one on which the worst is 0 and the best is 1."""
    length = scale.best - scale.worst
    total = (count.total - count.n * scale.worst) / length
    squares = (count.squares - 2 * scale.worst * count.total + count.n * scale.worst**2) / length**2
    return replace(count, total=total, squares=squares)
