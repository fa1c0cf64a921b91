"""What a chart is: finished numbers, ready to draw, to store and to judge."""

from dataclasses import asdict, dataclass, fields
from typing import Literal, Self

from servewell.engines.stats.charts.refusals import LimitsUnreadable
from servewell.engines.stats.rules.sets import RuleSet

ChartKind = Literal[
    "run", "xmr", "mr", "x-bar-r", "x-bar-s", "r", "s", "p", "np", "c", "u", "p-prime", "u-prime", "g", "t", "ewma"
]  # fmt: skip
Reason = Literal[
    "fewer-than-12-points",
    "one-value-each",
    "several-values-each",
    "spread-as-by-chance",
    "spread-beyond-chance",
    "cases-between-events",
    "time-between-events",
]
Spread = Literal["average", "pooled"]
Points = tuple[float | None, ...]

POINTS_FOR_LIMITS = 12
POINTS_FOR_FULL_LIMITS = 20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What centre and limits are drawn from, found once and then kept: plain data, stored as it is.

    `centre`: the mean, share, rate or median of the baseline; of a t chart after its transformation. `sigma`: the
    spread (xmr, x-bar, r, s, t), the factor sigma_z (p-prime, u-prime), or None where the centre gives it. `line`: a
    centre line that is not the centre (g). `spread`: how the spread of subgroups was averaged. `points`: from how many;
    0 where centre and spread were known beforehand.
    """

    kind: ChartKind
    centre: float
    sigma: float | None = None
    line: float | None = None
    spread: Spread | None = None
    points: int = 0
    is_screened: bool = False
    constants: str | None = None

    def as_plain(self) -> dict[str, str | float | int | bool | None]:
        """For JSON; `from_plain` reads it back to the last digit."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: object) -> Self:
        """Raises LimitsUnreadable, which names what is missing, unknown or of the wrong kind."""
        names = {field.name for field in fields(cls)}
        if not isinstance(plain, dict) or set(plain) != names:
            given = sorted(map(str, plain)) if isinstance(plain, dict) else type(plain).__name__
            raise LimitsUnreadable(f"Limits are stored as {sorted(names)}, and here is {given}; store `as_plain()`.")
        numbers = {name: plain[name] for name in ("centre", "points", "sigma", "line")}
        if any(not _is_number(each, or_none=name in ("sigma", "line")) for name, each in numbers.items()):
            raise LimitsUnreadable(f"These should be numbers, and here they are {numbers}; store `as_plain()`.")
        return cls(**plain)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart: the tuples are equally long, one place per period.

    A period without answers is a gap (None in values), never a zero. `z`: how many sigmas each value lies from its
    centre, uncut, for rules about zones. `n`: the answers, customers or cases behind each point. `baseline`: the number
    of points, gaps not counted, that centre and limits come from. `is_provisional`: fewer than 20 such points.
    `is_screened`: moving ranges beyond 3.267 times their mean were left out once. `sigma_z` (p, u and their primes):
    the spread found over the spread that chance alone would give. `constants`: which ones the limits were made with.
    `rules`: by which it is judged. `reason`: why this chart, where it was chosen and not named.
    """

    kind: ChartKind
    values: Points
    centre: Points
    lower: Points
    upper: Points
    z: Points
    n: tuple[float, ...]
    limits: Limits
    sigma_z: float | None
    rules: RuleSet
    is_provisional: bool
    reason: Reason | None

    @property
    def baseline(self) -> int:
        return self.limits.points

    @property
    def is_screened(self) -> bool:
        return self.limits.is_screened

    @property
    def constants(self) -> str | None:
        return self.limits.constants


def _is_number(given: object, *, or_none: bool) -> bool:
    return (given is None and or_none) or (isinstance(given, int | float) and not isinstance(given, bool))
