"""Charts with a memory, for slow and small changes: EWMA and CUSUM."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.charts.chart import Chart, Points
from servewell.engines.stats.charts.constants import Constants
from servewell.engines.stats.charts.refusals import (
    DecisionNotPositive,
    HeadStartBeyondDecision,
    SigmaNotPositive,
    WeightOutsideZeroAndOne,
)
from servewell.engines.stats.charts.series import (
    Asked,
    Charts,
    FloatArray,
    Parameters,
    Values,
    apart,
    counted,
    in_sigmas,
    lines_of,
    mean_of,
    moving_ranges,
    one,
    only,
    table,
)
from servewell.engines.stats.charts.values import sigma_of_ranges
from servewell.engines.stats.rules.sets import LIMITS_ONLY, RuleSet

PerUnit = float | Sequence[float] | NDArray[np.float64] | None


@dataclass(frozen=True, kw_only=True)
class Cusum:
    """Two sums, ready to draw: `up` grows where values lie above the target, `down` where they lie below, both in
    sigmas and 0 or more; None in gaps. `since_up`, `since_down`: for how many points the sum has been above 0, so that
    a signal tells when the change began. A point beyond `decision` signals.
    """

    values: Points
    up: Points
    down: Points
    since_up: tuple[int, ...]
    since_down: tuple[int, ...]
    target: float
    sigma: float
    allowance: float
    decision: float
    head_start: float

    @property
    def above(self) -> tuple[int, ...]:
        """The places at which the process runs above its target."""
        return tuple(place for place, sum_ in enumerate(self.up) if sum_ is not None and sum_ > self.decision)

    @property
    def below(self) -> tuple[int, ...]:
        """The places at which the process runs below its target."""
        return tuple(place for place, sum_ in enumerate(self.down) if sum_ is not None and sum_ > self.decision)

    def new_level(self, *, at: int) -> float | None:
        """What the process runs at since the change that this place tells of: target + sigma (k + C+/N+), or minus.

        None where neither sum is above 0. Montgomery 7e, equation 9.7.
        """
        up, down = self.up[at] or 0.0, self.down[at] or 0.0
        if up == down == 0:
            return None
        if up >= down:
            return self.target + self.sigma * (self.allowance + up / self.since_up[at])
        return self.target - self.sigma * (self.allowance + down / self.since_down[at])


@dataclass(frozen=True, eq=False, kw_only=True)
class Cusums:
    """`Cusum` for many units at once: arrays of shape (units, periods), target and sigma by unit."""

    values: FloatArray
    up: FloatArray
    down: FloatArray
    since_up: NDArray[np.int64]
    since_down: NDArray[np.int64]
    target: FloatArray
    sigma: FloatArray
    allowance: float
    decision: float
    head_start: float

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, unit: int) -> Cusum:
        return Cusum(
            values=_points(self.values[unit]),
            up=_points(self.up[unit]),
            down=_points(self.down[unit]),
            since_up=tuple(self.since_up[unit].tolist()),
            since_down=tuple(self.since_down[unit].tolist()),
            target=float(self.target[unit]),
            sigma=float(self.sigma[unit]),
            allowance=self.allowance,
            decision=self.decision,
            head_start=self.head_start,
        )


def ewma_chart(
    *,
    values: Values,
    target: float | None = None,
    sigma: float | None = None,
    weight: float = 0.2,
    width: float = 3.0,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    constants: Constants = "tables",
    rules: RuleSet = LIMITS_ONLY,
) -> Chart:
    """Exponentially weighted moving averages z(i) = w x(i) + (1-w) z(i-1), z(0) the target, with the exact limits
    target -+ L sigma sqrt(w/(2-w) (1 - (1-w)^(2i))).

    The chart's values are these averages, in the unit of `values`; a gap is stepped over. `target`, `sigma`: known, or
    from frozen `Limits`; None: mean and mean moving range / d2 of the baseline. `weight` w, over 0 and up to 1; `width`
    L (0.1 with 2.7, 0.2 with 3: see `average_run_length_of_ewma`). Its points depend on each other, so only the limits
    are rules, and `z` is scaled so that a limit is 3.

    Source: Roberts 1959, Technometrics 1:239; Montgomery 7e, section 9.2. Raises WeightOutsideZeroAndOne,
    DecisionNotPositive (width), SigmaNotPositive, and what `xmr_chart` raises.
    """
    asked = Asked(baseline=baseline, exclude=exclude, rules=rules)
    return only(_averages(one(values), target, sigma, weight, width, asked, constants))


def ewma_charts(
    *,
    values: Values,
    target: PerUnit = None,
    sigma: PerUnit = None,
    weight: float = 0.2,
    width: float = 3.0,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    constants: Constants = "tables",
    rules: RuleSet = LIMITS_ONLY,
) -> Charts:
    """`ewma_chart` for many units at once, shape (units, periods); target and sigma for all, or one for each."""
    asked = Asked(baseline=baseline, exclude=exclude, rules=rules)
    return _averages(table(values), target, sigma, weight, width, asked, constants)


def cusum_chart(
    *,
    values: Values,
    target: float | None = None,
    sigma: float | None = None,
    allowance: float = 0.5,
    decision: float = 5.0,
    head_start: float = 0.0,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    constants: Constants = "tables",
) -> Cusum:
    """The two-sided tabular CUSUM of y = (x - target) / sigma: C+(i) = max(0, C+(i-1) + y(i) - k), and
    C-(i) = max(0, C-(i-1) - y(i) - k); a sum beyond h signals.

    `allowance` k, half the change worth finding, `decision` h and `head_start` (h/2 for a fast initial response) in
    sigmas. `target`, `sigma`, gaps: as `ewma_chart`. Source: Page 1954, Biometrika 41:100; Lucas and Crosier 1982,
    Technometrics 24:199; Montgomery 7e, section 9.1. Raises DecisionNotPositive, HeadStartBeyondDecision,
    SigmaNotPositive, and what `xmr_chart` raises.
    """
    asked = Asked(baseline=baseline, exclude=exclude)
    return _sums(one(values), target, sigma, allowance, decision, head_start, asked, constants)[0]


def cusum_charts(
    *,
    values: Values,
    target: PerUnit = None,
    sigma: PerUnit = None,
    allowance: float = 0.5,
    decision: float = 5.0,
    head_start: float = 0.0,
    baseline: int | None = None,
    exclude: Sequence[int] = (),
    constants: Constants = "tables",
) -> Cusums:
    """`cusum_chart` for many units at once, shape (units, periods); target and sigma for all, or one for each."""
    asked = Asked(baseline=baseline, exclude=exclude)
    return _sums(table(values), target, sigma, allowance, decision, head_start, asked, constants)


def _averages(
    values: FloatArray, target: PerUnit, sigma: PerUnit, weight: float, width: float, asked: Asked, constants: Constants
) -> Charts:
    if not 0 < weight <= 1:
        raise WeightOutsideZeroAndOne(f"A weight of {weight} is none; give more than 0 and at most 1.")
    if not width > 0:
        raise DecisionNotPositive(f"A width of {width} sigmas is none; give more than 0, usually 2.7 or 3.")
    found = _process(values, target, sigma, asked, constants)
    is_point = ~np.isnan(values)
    averages, latest = np.full(values.shape, np.nan), found.centre.copy()
    for period in range(values.shape[1]):
        here = is_point[:, period]
        latest = np.where(here, weight * values[:, period] + (1 - weight) * latest, latest)
        averages[:, period] = np.where(here, latest, np.nan)
    centre = lines_of(found.centre, values)
    spread = np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * np.cumsum(is_point, axis=1))))
    reach = width * found.sigma[:, None] * np.where(is_point, spread, np.nan)
    return Charts(
        kind="ewma",
        values=averages,
        centre=centre,
        lower=centre - reach,
        upper=centre + reach,
        z=in_sigmas(apart(averages, centre), reach / 3),
        n=is_point.astype(np.float64),
        parameters=found,
        sigma_z=np.full(len(values), np.nan),
        rules=asked.rules,
    )


def _sums(
    values: FloatArray,
    target: PerUnit,
    sigma: PerUnit,
    allowance: float,
    decision: float,
    head_start: float,
    asked: Asked,
    constants: Constants,
) -> Cusums:
    if not decision > 0 or allowance < 0:
        raise DecisionNotPositive(
            f"A decision of {decision} and an allowance of {allowance} sigmas are none; give 4 or 5, and 0.5."
        )
    if not 0 <= head_start < decision:
        raise HeadStartBeyondDecision(
            f"A head start of {head_start} is not from 0 up to the decision {decision}; give half of it, or 0."
        )
    found = _process(values, target, sigma, asked, constants)
    scores = in_sigmas(apart(values, lines_of(found.centre, values)), lines_of(found.sigma, values))
    up, since_up = _summed(scores - allowance, head_start)
    down, since_down = _summed(-scores - allowance, head_start)
    return Cusums(
        values=values,
        up=up,
        down=down,
        since_up=since_up,
        since_down=since_down,
        target=found.centre,
        sigma=found.sigma,
        allowance=allowance,
        decision=decision,
        head_start=head_start,
    )


def _summed(steps: FloatArray, head_start: float) -> tuple[FloatArray, NDArray[np.int64]]:
    sums, since = np.full(steps.shape, np.nan), np.zeros(steps.shape, dtype=np.int64)
    latest, lasting = np.full(len(steps), head_start), np.zeros(len(steps), dtype=np.int64)
    for period in range(steps.shape[1]):
        here = ~np.isnan(steps[:, period])
        latest = np.where(here, np.maximum(0.0, latest + np.nan_to_num(steps[:, period])), latest)
        lasting = np.where(here, np.where(latest > 0, lasting + 1, 0), lasting)
        sums[:, period], since[:, period] = np.where(here, latest, np.nan), lasting
    return sums, since


def _process(values: FloatArray, target: PerUnit, sigma: PerUnit, asked: Asked, constants: Constants) -> Parameters:
    """Target and sigma as known, or from the baseline."""
    chosen = counted(values, asked)
    centre = mean_of(values, chosen) if target is None else _by_unit(target, len(values))
    ranges = moving_ranges(values, chosen)
    spread = (
        sigma_of_ranges(ranges, screen=False, constants=constants) if sigma is None else _by_unit(sigma, len(values))
    )
    if (spread <= 0).any() or (len(values) == 1 and chosen.any() and np.isnan(spread).any()):
        raise SigmaNotPositive(
            f"The spread is {spread.tolist() if len(values) == 1 else 'not above 0 for some unit'}; "
            "give a sigma above 0, or a baseline with neighbours that differ."
        )
    return Parameters(
        kind="ewma",
        centre=centre,
        sigma=spread,
        points=chosen.sum(axis=1),
        constants=constants if sigma is None else None,
    )


def _by_unit(given: float | Sequence[float] | NDArray[np.float64], units: int) -> FloatArray:
    return np.broadcast_to(np.asarray(given, dtype=np.float64), (units,)).copy()


def _points(row: FloatArray) -> Points:
    return tuple(None if value != value else value for value in row.tolist())
