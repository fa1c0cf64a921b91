"""Sigma from the spread within small groups, made fair by the constants of the control charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.charts.constants import LARGEST_RANGE, ChartConstants, Constants, c4, chart_constants

FloatArray = NDArray[np.float64]
SigmaMethod = Literal["range", "s", "pooled", "pooled-plain", "moving-range", "overall"]

GROUPS_THAT_MAKE_D2_FAIR = 15


class MeasurementIsNotANumber(ValueError):
    """A measured value is infinite, or no number at all."""


class TooFewValues(ValueError):
    """There are not enough measured values for a spread."""


class NoSpread(ValueError):
    """All values are equal, so nothing can be divided by their spread."""


class GroupsTooSmall(ValueError):
    """A spread within groups was asked for and no group has two values."""


class GroupsTooLarge(ValueError):
    """A range was asked of a group so large that its range says little."""


class UnknownSigmaMethod(ValueError):
    """The way to estimate sigma is none of those there are."""


@dataclass(frozen=True)
class Sigma:
    """A standard deviation in the unit of the values, and how it was found."""

    value: float
    method: SigmaMethod


def groups_of(*, values: ArrayLike | Sequence[Sequence[float | None]]) -> list[FloatArray]:
    """The measured values as groups: a flat list is groups of one each, rows of a table are groups; nan is a gap.

    Raises MeasurementIsNotANumber, TooFewValues (fewer than two values).
    """
    try:
        rows = [np.atleast_1d(np.asarray(row, dtype=np.float64)) for row in values]  # type: ignore[union-attr]
    except (TypeError, ValueError) as trouble:
        raise MeasurementIsNotANumber(
            "Values must be numbers; leave a gap as None or nan instead of a word."
        ) from trouble
    groups = [row[~np.isnan(row)] for row in rows]
    if any(np.any(np.isinf(group)) for group in groups):
        place = next(place for place, group in enumerate(groups) if np.any(np.isinf(group)))
        raise MeasurementIsNotANumber(f"Group {place} holds an infinite value; leave out what was not measured.")
    groups = [group for group in groups if group.size]
    if sum(group.size for group in groups) < 2:
        raise TooFewValues("A spread needs two values or more; measure again or show the one value as what it is.")
    return groups


def sigma_of(*, values: ArrayLike | Sequence[Sequence[float | None]], method: SigmaMethod) -> Sigma:
    """Sigma of a process, in the unit of its values, by a named method.

    "range": mean of R / d2(n) over the groups; "s": mean of s / c4(n); "pooled-plain": sqrt(sum (n-1)s2 / sum (n-1));
    "pooled": the same over c4(sum (n-1) + 1), as qcc and Minitab; "moving-range": mean |x(i) - x(i-1)| / d2(2) in the
    order given; "overall": the sample standard deviation of all values. d2 has the three decimals that tables print, so
    that figures agree with textbooks and qcc. Groups of one value are left out of the first four.
    Source: Montgomery, Introduction to Statistical Quality Control, 7e, chapter 6; Burr 1969, J Qual Tech 1:163.
    Raises MeasurementIsNotANumber, TooFewValues, GroupsTooSmall, NoSpread, UnknownSigmaMethod,
    GroupsTooLarge (a range of more than 1000 values).
    """
    groups = groups_of(values=values)
    if method in ("overall", "moving-range"):
        flat = np.concatenate(groups)
        found = float(
            np.std(flat, ddof=1)
            if method == "overall"
            else np.mean(np.abs(np.diff(flat))) / constants_of(2, constants="tables").d2
        )
    else:
        found = _within(groups, method)
    if not found > 0:
        raise NoSpread(f"Sigma by {method} is 0: all values are equal. Measure with a finer scale or over longer time.")
    return Sigma(found, method)


def _within(groups: list[FloatArray], method: SigmaMethod) -> float:
    fit = [group for group in groups if group.size > 1]
    if not fit:
        raise GroupsTooSmall(f"Sigma by {method} needs groups of two values or more; use moving-range or overall.")
    if method == "range":
        return float(np.mean([np.ptp(group) / constants_of(group.size, constants="tables").d2 for group in fit]))
    if method == "s":
        return float(np.mean([np.std(group, ddof=1) / c4(n=group.size) for group in fit]))
    if method in ("pooled", "pooled-plain"):
        freedom = sum(group.size - 1 for group in fit)
        pooled = sqrt(sum(float(np.sum((group - group.mean()) ** 2)) for group in fit) / freedom)
        return pooled if method == "pooled-plain" else pooled / c4(n=freedom + 1)
    raise UnknownSigmaMethod(f"{method!r} is no way to estimate sigma; use one of {SigmaMethod.__args__}.")  # type: ignore[attr-defined]


def constants_of(n: int, *, constants: Constants = "exact") -> ChartConstants:
    """Those of the control charts, for groups of n. Raises GroupsTooSmall, GroupsTooLarge."""
    if n < 2:
        raise GroupsTooSmall(f"A group of {n} has no range; two values or more have one.")
    if n > LARGEST_RANGE:
        raise GroupsTooLarge(f"The range of {n} values says little; use s or pooled above {LARGEST_RANGE}.")
    return chart_constants(n=n, constants=constants)


def d2_star(n: int, groups: int) -> float:
    """Duncan's d2* = sqrt(d2(n)^2 + d3(n)^2 / groups): fair for the square of sigma when the groups are few.

    Source: Duncan, Quality Control and Industrial Statistics, appendix D3; AIAG, Measurement Systems Analysis, 4e,
    appendix C, which takes d2 itself above 15 groups.
    """
    known = constants_of(n)
    if groups > GROUPS_THAT_MAKE_D2_FAIR:
        return known.d2
    return sqrt(known.d2**2 + known.d3**2 / groups)
