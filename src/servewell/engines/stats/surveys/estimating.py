"""Means, totals, ratios and shares of a survey with standard errors, for many units at once (Taylor linearisation).

`values` is one answer per row, or rows by columns for several questions; nan where there is no answer, and that row
does not count for that column. `domains` labels the unit of each row; the arrays that come back have one place per
unit (in the order of `domains`), then one per column. Rows outside of a unit still count as drawn, as they must.

Source for all: Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling, ch. 5 (linearisation, domains) and
ch. 2.10 (design effect); numbers checked against R survey 4.1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.counts import IntArray, LengthsDiffer
from servewell.engines.stats.surveys.designs import Design, checked_values, labelled
from servewell.engines.stats.surveys.domains import Domains

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)
ShareInterval = Literal["logit", "korn-graubard", "student"]


class ShareIsNotYesOrNo(ValueError):
    """A share was asked of answers that are not 0 or 1."""


class DenominatorIsZero(ValueError):
    """A ratio was asked of a unit whose denominator adds up to nothing."""


class DomainIsUnknown(ValueError):
    """A unit was named that no row belongs to."""


@dataclass(frozen=True, eq=False)
class SurveyEstimates:
    """Figures with standard error and interval, one per unit (and column).

    n          the rows that answered. `freedom`: clusters minus strata, as far as the unit has rows in them.
    effect     the design effect: variance over that of as many answers drawn simply, without replacement where the
               weights add up to more than n (a population), else with; nan where it means nothing.
    Limits are nan where freedom is 0, all is nan where nobody answered. `domains` is None where none were asked for.
    """

    value: FloatArray
    error: FloatArray
    low: FloatArray
    high: FloatArray
    n: IntArray
    freedom: IntArray
    effect: FloatArray
    method: str
    domains: NDArray[np.generic] | None


def survey_means(
    *, design: Design, values: ArrayLike, domains: ArrayLike | None = None, confidence: float = 0.95
) -> SurveyEstimates:
    """Weighted means in the unit of the answers: sum(w y) / sum(w) -+ t(freedom) * error.

    The error is that of the total of w (y - mean) / sum(w). For a net promoter score hand in -1, 0 and 1.
    Raises LengthsDiffer, LabelIsMissing, ValueIsInfinite, ConfidenceOutsideZeroAndOne.
    """
    asked = _Asked(design, values, domains)
    weight, total = asked.sums(asked.answered), asked.sums(asked.values)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = total / weight

        def scores(column: int) -> FloatArray:
            centred = asked.values[:, column] - value[asked.units.codes, column]
            return asked.per(centred, weight, column)

        error = np.sqrt(asked.variances(scores))
        simple = asked.simple_variances(value) / asked.n
    return asked.result(value, error, simple, confidence, "mean-linearised")


def survey_totals(
    *, design: Design, values: ArrayLike, domains: ArrayLike | None = None, confidence: float = 0.95
) -> SurveyEstimates:
    """Weighted totals, sum(w y), in the unit of the answers times the population. Raises what `survey_means` raises.

    A row without an answer adds nothing: mend missing answers by weights, or the total is too low.
    """
    asked = _Asked(design, values, domains)
    total, weight = asked.sums(asked.values), asked.sums(asked.answered)
    error = np.sqrt(asked.variances(lambda column: asked.values[:, column] * design.weights))
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = asked.simple_variances(total / weight) * weight**2 / asked.n
    value = np.where(asked.n > 0, total, np.nan)
    return asked.result(value, np.where(asked.n > 0, error, np.nan), simple, confidence, "total")


def survey_ratios(
    *,
    design: Design,
    numerator: ArrayLike,
    denominator: ArrayLike,
    domains: ArrayLike | None = None,
    confidence: float = 0.95,
) -> SurveyEstimates:
    """sum(w y) / sum(w x), such as complaints per encounter; its unit is that of y per x. Both of one shape.

    The error is that of the total of w (y - ratio x) / sum(w x). A row counts where both are known. `effect` is nan.
    Raises DenominatorIsZero and what `survey_means` raises.
    """
    below = np.asarray(denominator, dtype=np.float64)
    above = np.asarray(numerator, dtype=np.float64)
    if above.shape != below.shape:
        raise LengthsDiffer(f"numerator has the shape {above.shape} and denominator {below.shape}; give one for each.")
    unknown = np.isnan(above) | np.isnan(below)
    asked = _Asked(design, np.where(unknown, np.nan, above), domains)
    x = np.where(unknown, 0.0, below).reshape(design.rows, -1)
    top, bottom = asked.sums(asked.values), asked.sums(x)
    if np.any((asked.n > 0) & (bottom == 0)):
        at = int(np.argmax(((asked.n > 0) & (bottom == 0)).any(axis=1)))
        raise DenominatorIsZero(f"The denominator of unit {asked.units.name(at)} adds up to 0; leave the unit out.")
    with np.errstate(divide="ignore", invalid="ignore"):
        value = top / bottom

        def scores(column: int) -> FloatArray:
            codes = asked.units.codes
            apart = asked.values[:, column] - value[codes, column] * x[:, column]
            return asked.per(apart, bottom, column)

        error = np.sqrt(asked.variances(scores))
    return asked.result(value, error, np.full_like(value, np.nan), confidence, "ratio-linearised")


def survey_shares(
    *,
    design: Design,
    values: ArrayLike,
    domains: ArrayLike | None = None,
    confidence: float = 0.95,
    interval: ShareInterval = "logit",
) -> SurveyEstimates:
    """Weighted shares of answers of 0 and 1, with limits that stay between 0 and 1.

    "logit": the limits of log(p / (1 - p)) -+ t(freedom) error / (p (1 - p)), turned back. "korn-graubard":
    Clopper-Pearson with the effective n, p (1 - p) / error^2 times (t(n - 1) / t(freedom))^2 (Korn and Graubard 1998,
    Survey Methodology 24:193). "student": as for a mean, may leave 0 to 1. Where all or none said yes, the first two
    are Clopper-Pearson with n times (t(n - 1) / t(freedom))^2, since such answers say nothing of the design effect.
    Raises ShareIsNotYesOrNo and what `survey_means` raises.
    """
    given = np.asarray(values, dtype=np.float64)
    odd = ~(np.isnan(given) | (given == 0) | (given == 1))
    if odd.any():
        found = given[odd].flat[0]
        raise ShareIsNotYesOrNo(f"An answer is {found}; turn answers into 1 (counts) and 0, nan where there is none.")
    plain = survey_means(design=design, values=given, domains=domains, confidence=confidence)
    if interval == "student":
        return plain
    low, high = _share_limits(plain, design, confidence, interval)
    return SurveyEstimates(
        plain.value, plain.error, low, high, plain.n, plain.freedom, plain.effect, f"share-{interval}", plain.domains
    )


def _share_limits(
    found: SurveyEstimates, design: Design, confidence: float, interval: ShareInterval
) -> tuple[FloatArray, FloatArray]:
    from scipy import special  # noqa: PLC0415 - importing it costs more than all the rest

    p, tail = found.value, upper_tail(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(found.freedom > 0, special.stdtrit(np.maximum(found.freedom, 1), tail), np.nan)
        is_inside = (p > 0) & (p < 1) & (found.error > 0)
        simple = special.stdtrit(np.maximum(found.n - 1, 1), tail)
        effective = np.where(is_inside, p * (1 - p) / found.error**2, found.n) * (simple / t) ** 2
        low = 1 - special.betaincinv(effective * (1 - p) + 1, effective * p, tail)
        high = special.betaincinv(effective * p + 1, effective * (1 - p), tail)
        low, high = np.where(p <= 0, 0.0 * t, low), np.where(p >= 1, 1 + 0.0 * t, high)
        if interval == "logit":
            centre, reach = special.logit(p), t * found.error / (p * (1 - p))
            low = np.where(is_inside, special.expit(centre - reach), low)
            high = np.where(is_inside, special.expit(centre + reach), high)
    return low, high


def survey_differences(
    *,
    design: Design,
    values: ArrayLike,
    domains: ArrayLike,
    of: object | None = None,
    minus: object | None = None,
    confidence: float = 0.95,
) -> SurveyEstimates:
    """Differences of weighted means within one sample, what they share counted once.

    With `of` and `minus`, two units or periods of `domains`: the mean of the one minus that of the other. Without:
    each unit minus the whole, one place per unit. The error is that of the difference of the linearised values, so
    answers drawn in the same cluster are not taken for independent. n and freedom are of both together.
    Raises DomainIsUnknown and what `survey_means` raises. For samples drawn apart use `difference_of_figures`.
    """
    if (of is None) != (minus is None):
        raise DomainIsUnknown("Name both units of a difference, of= and minus=, or neither.")
    if of is None:
        return _differences_from_the_whole(design, values, domains, confidence)
    is_one, is_other = (_rows_of(each, domains) for each in (of, minus))
    pair = _Asked(design, values, None, among=is_one | is_other)
    sides = [_Asked(design, values, None, among=each) for each in (is_one, is_other)]
    weights = [each.sums(each.answered) for each in sides]
    with np.errstate(divide="ignore", invalid="ignore"):
        means = [each.sums(each.values) / weight for each, weight in zip(sides, weights, strict=True)]

        def scores(column: int) -> FloatArray:
            parts = [
                np.where(each.answered[:, column], (each.values[:, column] - m[0, column]) / w[0, column], 0.0)
                for each, m, w in zip(sides, means, weights, strict=True)
            ]
            return (parts[0] - parts[1]) * design.weights

        error = np.sqrt(pair.variances(scores))
    value = means[0] - means[1]
    return pair.result(value, error, np.full_like(value, np.nan), confidence, "difference-linearised")


def _rows_of(label: object, domains: ArrayLike) -> BoolArray:
    found: BoolArray = np.asarray(domains) == label
    if not np.any(found):
        raise DomainIsUnknown(f"No row belongs to {label!r}; name two of the labels in domains.")
    return found


def _differences_from_the_whole(
    design: Design, values: ArrayLike, domains: ArrayLike, confidence: float
) -> SurveyEstimates:
    asked, whole = _Asked(design, values, domains), _Asked(design, values, None)
    weight, all_weight = asked.sums(asked.answered), whole.sums(whole.answered)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, centre = asked.sums(asked.values) / weight, whole.sums(whole.values) / all_weight

        def own(column: int) -> FloatArray:
            codes = asked.units.codes
            return asked.per(asked.values[:, column] - value[codes, column], weight, column)

        def shared(column: int) -> FloatArray:
            apart = asked.values[:, column] - centre[0, column]
            return whole.per(apart, all_weight, column)

        error = np.sqrt(asked.variances(own, minus=shared))
    return asked.result(value - centre, error, np.full_like(value, np.nan), confidence, "difference-from-whole")


class _Asked:
    """One question to a design: checked values, the units, and what each needs. Columns are never mixed."""

    def __init__(
        self, design: Design, values: ArrayLike, domains: ArrayLike | None, among: BoolArray | None = None
    ) -> None:
        self.design = design
        self.is_single = np.ndim(np.asarray(values)) == 1
        self.values, self.answered = checked_values(values, rows=design.rows)
        # a weight of 0 says that the row is not in the sample, though its cluster was drawn
        self.answered = self.answered & (design.weights > 0)[:, None]
        if among is not None:
            self.answered = self.answered & among[:, None]
        self.values = np.where(self.answered, self.values, 0.0)
        self.labels: NDArray[np.generic] | None = None
        codes = np.zeros(design.rows, dtype=np.int64)
        if domains is not None:
            codes, self.labels = labelled(domains, rows=design.rows, name="domains")
        self.units = Domains(design, codes, 1 if self.labels is None else len(self.labels), self.labels)
        self.n = self.units.sums(self.answered.astype(np.float64)).astype(np.int64)

    def per(self, apart: FloatArray, total: FloatArray, column: int) -> FloatArray:
        """Deviations of the rows that answered, weighted, per total of their unit."""
        weight: FloatArray = self.design.weights * self.answered[:, column] / total[self.units.codes, column]
        return apart * weight

    def sums(self, values: NDArray[np.float64] | BoolArray) -> FloatArray:
        return self.units.sums(values * self.design.weights[:, None])

    def variances(
        self, scores: Callable[[int], FloatArray], minus: Callable[[int], FloatArray] | None = None
    ) -> FloatArray:
        columns = range(self.values.shape[1])
        if minus is None:
            found = [self.units.variances(np.nan_to_num(scores(each))) for each in columns]
        else:
            found = [
                self.units.variances_of_differences(np.nan_to_num(scores(each)), np.nan_to_num(minus(each)))
                for each in columns
            ]
        return np.where(self.n > 0, np.stack(found, axis=1), np.nan)

    def simple_variances(self, mean: FloatArray) -> FloatArray:
        """The variance of the answers within each unit, shrunk by the share that was drawn."""
        apart = np.where(self.answered, self.values - np.nan_to_num(mean)[self.units.codes], 0.0)
        weight = self.sums(self.answered)
        spread = self.sums(apart**2) / weight * self.n / (self.n - 1)
        drawn: FloatArray = np.where(weight > self.n, 1 - self.n / weight, 1.0)
        return spread * drawn

    def result(
        self, value: FloatArray, error: FloatArray, simple: FloatArray, confidence: float, method: str
    ) -> SurveyEstimates:
        from scipy.special import stdtrit  # noqa: PLC0415 - importing it costs more than all the rest

        freedom = np.maximum(self.units.freedom(self.answered), 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.where(freedom > 0, stdtrit(np.maximum(freedom, 1), upper_tail(confidence)), np.nan)
            effect = np.where(simple > 0, error**2 / simple, np.nan)
        limits = self._shaped(value - t * error), self._shaped(value + t * error)
        counted = self._shaped(self.n), self._shaped(freedom), self._shaped(effect)
        return SurveyEstimates(
            self._shaped(value), self._shaped(error), *limits, *counted, method=method, domains=self.labels
        )

    def _shaped(self, found: NDArray[Scalar]) -> NDArray[Scalar]:
        found = found[:, 0] if self.is_single else found
        return found if self.labels is not None else found[0]
