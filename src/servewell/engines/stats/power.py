"""How many answers, clusters or units it takes to see a difference, and how surely one would see it.

`n` is per group unless said otherwise and may be a fraction: round up. `power` and `level` are probabilities, 0.8 and
0.05 by default; tests are two-sided. Give all but the figure wanted. Source for all but the stepped wedge: Cohen 1988,
Statistical Power Analysis for the Behavioral Sciences, 2nd ed.; numbers are those of R pwr 1.3.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
SharesRule = Literal["arcsine", "normal"]

MOST_ANSWERS = 1e9


class EffectIsNone(ValueError):
    """There is no difference to be seen, or it is no possible difference."""


class PowerOutOfReach(ValueError):
    """A power or a level is not between 0 and 1, or no sample reaches it."""


class PlanDoesNotFit(ValueError):
    """A plan of a roll-out has no clusters, no steps or no change."""


def power_for_means(*, n: float, effect: float, level: float = 0.05) -> float:
    """The power of a t test of two independent groups; `effect` is the difference in standard deviations (d)."""
    from scipy.special import nctdtr, stdtrit  # noqa: PLC0415 - importing it costs more than all the rest

    _refuse_no_effect(effect)
    freedom, shift = 2 * (n - 1), abs(effect) * (n / 2) ** 0.5
    edge = float(stdtrit(freedom, 1 - _level(level) / 2))
    return float(1 - nctdtr(freedom, shift, edge) + nctdtr(freedom, shift, -edge))


def n_for_means(*, effect: float, power: float = 0.8, level: float = 0.05) -> float:
    """Answers per group for `power_for_means`: d 0.5 at 80 % takes 63.77. Raises EffectIsNone, PowerOutOfReach."""
    return _solved(lambda n: power_for_means(n=n, effect=effect, level=level), power, least=2)


def power_for_shares(
    *, n: float, share: float, other: float, level: float = 0.05, rule: SharesRule = "arcsine"
) -> float:
    """The power of telling two shares of independent groups apart.

    "arcsine": h = 2 asin sqrt(p1) - 2 asin sqrt(p2), normal with shift h sqrt(n/2) (R's pwr.2p.test). "normal": the
    usual test with a pooled variance, the nearer side only (R's power.prop.test).
    """
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 - importing it costs more than all the rest

    if not (0 <= share <= 1 and 0 <= other <= 1):
        raise EffectIsNone(f"Shares of {share} and {other} are none; write 80 % as 0.8.")
    _refuse_no_effect(share - other)
    z = float(ndtri(1 - _level(level) / 2))
    if rule == "arcsine":
        shift = abs(2 * np.arcsin(share**0.5) - 2 * np.arcsin(other**0.5)) * (n / 2) ** 0.5
        return float(ndtr(shift - z) + ndtr(-shift - z))
    pooled, own = (share + other) * (1 - (share + other) / 2), share * (1 - share) + other * (1 - other)
    return float(ndtr((n**0.5 * abs(share - other) - z * pooled**0.5) / own**0.5))


def n_for_shares(
    *, share: float, other: float, power: float = 0.8, level: float = 0.05, rule: SharesRule = "arcsine"
) -> float:
    """Answers per group for `power_for_shares`: .80 against .85 at 80 % takes 902.3 (arcsine), 905.4 (normal)."""
    return _solved(lambda n: power_for_shares(n=n, share=share, other=other, level=level, rule=rule), power, least=1e-3)


def power_for_groups(*, n: float, groups: int, effect: float, level: float = 0.05) -> float:
    """The power of an analysis of variance; `effect` is the deviation of the group means over that within (f)."""
    from scipy.special import fdtri, ncfdtr  # noqa: PLC0415 - importing it costs more than all the rest

    _refuse_no_effect(effect)
    if groups < 2:
        raise PlanDoesNotFit(f"{groups} groups cannot differ; compare two or more.")
    between, within = groups - 1, groups * (n - 1)
    edge = float(fdtri(between, within, 1 - _level(level)))
    return float(1 - ncfdtr(between, within, groups * n * effect**2, edge))


def n_for_groups(*, groups: int, effect: float, power: float = 0.8, level: float = 0.05) -> float:
    """Answers per group for `power_for_groups`: 4 groups, f 0.25, at 80 % take 44.60 each."""
    return _solved(lambda n: power_for_groups(n=n, groups=groups, effect=effect, level=level), power, least=1.01)


def power_for_table(*, n: float, freedom: int, effect: float, level: float = 0.05) -> float:
    """The power of a chi-square test; `effect` is sqrt(sum((p1 - p0)^2 / p0)) (w), n all answers together."""
    from scipy.special import chdtri, chndtr  # noqa: PLC0415 - importing it costs more than all the rest

    _refuse_no_effect(effect)
    if freedom < 1:
        raise PlanDoesNotFit(f"A table with {freedom} degrees of freedom has nothing to test.")
    return float(1 - chndtr(chdtri(freedom, _level(level)), freedom, n * effect**2))


def n_for_table(*, freedom: int, effect: float, power: float = 0.8, level: float = 0.05) -> float:
    """All answers for `power_for_table`: w 0.3 with 3 degrees of freedom at 80 % takes 121.14."""
    return _solved(lambda n: power_for_table(n=n, freedom=freedom, effect=effect, level=level), power, least=1e-3)


def power_for_correlation(*, n: float, correlation: float, level: float = 0.05) -> float:
    """The power of seeing that a correlation is not 0; n pairs. By Fisher's z of r + r / (2(n-1))."""
    from scipy.special import ndtr, stdtrit  # noqa: PLC0415 - importing it costs more than all the rest

    _refuse_no_effect(correlation)
    if not -1 < correlation < 1:
        raise EffectIsNone(f"A correlation of {correlation} is none; it lies between -1 and 1.")
    r = abs(correlation)
    t = float(stdtrit(n - 2, 1 - _level(level) / 2))
    edge = np.arctanh((t**2 / (t**2 + n - 2)) ** 0.5)
    z, scale = np.arctanh(r) + r / (2 * (n - 1)), (n - 3) ** 0.5
    return float(ndtr((z - edge) * scale) + ndtr((-z - edge) * scale))


def n_for_correlation(*, correlation: float, power: float = 0.8, level: float = 0.05) -> float:
    """Pairs for `power_for_correlation`: r 0.3 at 80 % takes 84.07."""
    return _solved(lambda n: power_for_correlation(n=n, correlation=correlation, level=level), power, least=3.0001)


def n_for_a_share(
    *, reach: float, share: float = 0.5, confidence: float = 0.95, population: float = np.inf, effect: float = 1.0
) -> float:
    """Answers for a share known to within `reach` on either side: z^2 p (1-p) effect / reach^2, less for a small
    population, n / (1 + (n-1) / N). `effect`: the design effect. Source: Cochran 1977, Sampling Techniques, 4.4.
    """
    from scipy.special import ndtri  # noqa: PLC0415 - importing it costs more than all the rest

    _refuse_no_effect(reach)
    if not (0 < share < 1 and effect > 0 and population >= 1):
        raise PlanDoesNotFit("A share lies between 0 and 1, a design effect above 0, a population holds one or more.")
    n = float(ndtri(1 - _level(1 - confidence) / 2) ** 2) * share * (1 - share) * effect / reach**2
    return n / (1 + (n - 1) / population)


def power_for_stepped_wedge(
    *,
    plan: ArrayLike,
    n: float,
    before: float,
    after: float,
    between: float,
    effect_varies: float = 0.0,
    correlation: float = 0.0,
    deviation: float | None = None,
    level: float = 0.05,
) -> float:
    """The power of a roll-out in steps, n answers per cluster and period.

    `plan`: clusters by periods, 0 before and 1 after a cluster changed. `before`, `after`: the shares (or means, with
    `deviation` that of one answer). `between`: the deviation of clusters; `effect_varies`: of the effect among them;
    `correlation` of both. Generalised least squares with a level for each period: variance of the effect from
    (X' V^-1 X)^-1, V = s^2/n I + between^2 11' + effect_varies^2 xx' + the covariance of both, s^2 the variance
    of a share at the mean of both. Source: Hussey and Hughes 2007, Contemp Clin Trials 28:182; Voldal, Hakhu, Xia,
    Heagerty and Hughes 2020, Comput Methods Programs Biomed 196:105514.
    Raises PlanDoesNotFit, EffectIsNone, PowerOutOfReach.
    """
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 - importing it costs more than all the rest

    _refuse_no_effect(after - before)
    steps = _plan(plan)
    middle = (before + after) / 2
    noise = (middle * (1 - middle) if deviation is None else deviation**2) / n
    if not (noise > 0 and between >= 0 and effect_varies >= 0 and -1 <= correlation <= 1):
        raise PlanDoesNotFit("Deviations are 0 or more, that of one answer above 0, a correlation from -1 to 1.")
    periods = steps.shape[1]
    information = np.zeros((periods + 1, periods + 1))
    for x in steps:
        shared = correlation * between * effect_varies * (x[:, None] + x)
        spread = noise * np.eye(periods) + between**2 + effect_varies**2 * np.outer(x, x) + shared
        columns = np.column_stack([x, np.eye(periods)])
        information += columns.T @ np.linalg.solve(spread, columns)
    error = float(np.linalg.pinv(information, hermitian=True)[0, 0]) ** 0.5
    z, shift = float(ndtri(1 - _level(level) / 2)), abs(after - before) / error
    return float(ndtr(shift - z) + ndtr(-shift - z))


def _plan(plan: ArrayLike) -> FloatArray:
    steps = np.asarray(plan, dtype=np.float64)
    if steps.ndim != 2 or steps.shape[0] < 2 or steps.shape[1] < 2:
        raise PlanDoesNotFit(f"The plan has the shape {steps.shape}; give clusters by periods, two of each or more.")
    if not np.isin(steps, (0, 1)).all() or np.any(np.diff(steps, axis=1) < 0):
        raise PlanDoesNotFit("A plan holds 0 before and 1 after the change, and no cluster changes back.")
    if np.linalg.matrix_rank(np.vstack([steps - steps.mean(axis=0)])) == 0:
        raise PlanDoesNotFit("All clusters change at the same time, so the change cannot be told from the time.")
    return steps


def _refuse_no_effect(effect: float) -> None:
    if not (np.isfinite(effect) and effect != 0):
        raise EffectIsNone(
            f"An effect of {effect} cannot be seen with any number of answers; say what is worth seeing."
        )


def _level(level: float) -> float:
    if not 0 < level < 1:
        raise PowerOutOfReach(f"A level of {level} is none; write 5 % as 0.05.")
    return level


def _solved(power_at: Callable[[float], float], power: float, *, least: float) -> float:
    """The n at which the power is reached, by bisection."""
    if not 0 < power < 1:
        raise PowerOutOfReach(f"A power of {power} is none; write 80 % as 0.8.")
    low, high = least, 2 * least + 1
    while power_at(high) < power:
        low, high = high, 2 * high
        if high > MOST_ANSWERS:
            raise PowerOutOfReach(f"More than {MOST_ANSWERS:g} answers were needed; such an effect cannot be shown.")
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if power_at(middle) >= power else (middle, high)
    return high
