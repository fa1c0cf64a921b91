"""The constants of control charts, computed instead of copied.

R is the range of n values of a standard normal variable, s their standard deviation. d2 = E(R) and d3 = sd(R) come from
W(r) = n * integral of phi(x) (Phi(x + r) - Phi(x))^(n-1) dx, the distribution of R (Tippett 1925, Biometrika 17:364),
by E(R) = integral of 1 - W and E(R^2) = integral of 2 r (1 - W); c4 = E(s) = sqrt(2/(n-1)) Gamma(n/2) / Gamma((n-1)/2).
"""

from dataclasses import dataclass, fields
from functools import cache
from math import erf, exp, lgamma, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.charts.refusals import ConstantNeedsTwo, one_of

Constants = Literal["exact", "tables", "nhs"]

# Three sigma in mean moving ranges as Wheeler and the NHS print it: 3 / 1.128 is 2.6596.
NHS_RANGES_TO_LIMIT = 2.66
# Beyond this the integrals would need a finer grid than the one below.
LARGEST_RANGE = 1000
_STEP, _REACH = 0.04, 9.0


@dataclass(frozen=True, kw_only=True)
class ChartConstants:
    """The constants for subgroups of n, under their usual names (Montgomery 7e, appendix VI)."""

    n: int
    d2: float
    d3: float
    c4: float
    a2: float
    a3: float
    b3: float
    b4: float
    d_3: float
    d_4: float
    e2: float


def chart_constants(*, n: int, constants: Constants = "exact") -> ChartConstants:
    """All constants for subgroups of n: exact, or rounded as tables print them (c4 to four places, all others to
    three). "nhs" differs from "tables" only by 2.66 for individual values, which both print.

    D3 and D4 are d_3 and d_4 here, for d3 is another one. Raises ConstantNeedsTwo (n under 2, or over 1000) and
    ChoiceUnknown.
    """
    one_of(constants, ("exact", "tables", "nhs"), name="constants")
    if not 2 <= n <= LARGEST_RANGE:
        raise ConstantNeedsTwo(
            f"There are no constants for subgroups of {n}; give 2 to {LARGEST_RANGE}, "
            "and draw single values as an XmR chart."
        )
    mean, spread = _range_of(n)
    return _rounded(n, mean, spread) if constants != "exact" else _derived(n, mean, spread, c4(n=n))


def c4(*, n: int) -> float:
    """E(s) of n standard normal values; any n from 2."""
    if n < 2:
        raise ConstantNeedsTwo(f"A subgroup of {n} has no standard deviation; c4 begins with 2.")
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))


def _derived(n: int, d2: float, d3: float, c4: float) -> ChartConstants:
    c5 = sqrt(1 - c4 * c4)
    return ChartConstants(
        n=n,
        d2=d2,
        d3=d3,
        c4=c4,
        a2=3 / (d2 * sqrt(n)),
        a3=3 / (c4 * sqrt(n)),
        b3=max(0.0, 1 - 3 * c5 / c4),
        b4=1 + 3 * c5 / c4,
        d_3=max(0.0, 1 - 3 * d3 / d2),
        d_4=1 + 3 * d3 / d2,
        e2=3 / d2,
    )


def _rounded(n: int, d2: float, d3: float) -> ChartConstants:
    """As printed: each rounded from its exact value, but e2 from the rounded d2 (2.660 for two, not 2.659)."""
    exact = _derived(n, d2, d3, c4(n=n))
    printed = {each.name: round(getattr(exact, each.name), 3) for each in fields(exact) if each.name != "n"}
    return ChartConstants(n=n, **{**printed, "c4": round(exact.c4, 4), "e2": round(3 / round(d2, 3), 3)})


@cache
def _range_of(n: int) -> tuple[float, float]:
    """d2 and d3: the trapezoid rule over all x, which is exact for such curves, and Gauss-Legendre over r."""
    nodes, weights = np.polynomial.legendre.leggauss(120)
    r, weight = (nodes + 1) * _REACH, weights * _REACH
    x = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    apart = _normal(x[None, :] + r[:, None]) - _normal(x)[None, :]
    density = np.exp(-x * x / 2) / sqrt(2 * np.pi)
    beyond = 1 - n * _STEP * (density * apart ** (n - 1)).sum(axis=1)
    mean, square = float(weight @ beyond), float(weight @ (2 * r * beyond))
    return mean, sqrt(square - mean * mean)


def _normal(x: NDArray[np.float64]) -> NDArray[np.float64]:
    flat = np.fromiter((0.5 * (1 + erf(each / sqrt(2))) for each in x.ravel().tolist()), dtype=np.float64, count=x.size)
    return flat.reshape(x.shape)


RANGES = ("d2", "a2", "d_3", "d_4")
DEVIATIONS = ("c4", "a3", "b3", "b4")


def constants_of_ranges(*, n: NDArray[np.int64], constants: Constants) -> dict[str, NDArray[np.float64]]:
    """d2, a2, d_3, d_4 for a table of sizes; nan where a size is under 2."""
    sizes, places = np.unique(n, return_inverse=True)
    found = [chart_constants(n=int(size), constants=constants) if size >= 2 else None for size in sizes]
    return _spread_out(found, RANGES, places.reshape(n.shape))


def constants_of_deviations(*, n: NDArray[np.int64], constants: Constants) -> dict[str, NDArray[np.float64]]:
    """c4, a3, b3, b4 likewise; these know no largest size."""
    sizes, places = np.unique(n, return_inverse=True)
    found = [_of_deviation(int(size), constants) if size >= 2 else None for size in sizes]
    return _spread_out(found, DEVIATIONS, places.reshape(n.shape))


def _of_deviation(n: int, constants: Constants) -> ChartConstants:
    if n <= 25:
        return chart_constants(n=n, constants=constants)
    return _derived(n, 1.0, 0.0, c4(n=n))  # whose d2 and d3 nobody asks for


def _spread_out(
    found: list[ChartConstants | None], names: tuple[str, ...], places: NDArray[np.intp]
) -> dict[str, NDArray[np.float64]]:
    return {
        name: np.array([np.nan if each is None else getattr(each, name) for each in found])[places] for name in names
    }
