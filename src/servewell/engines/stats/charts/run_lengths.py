"""How long a chart takes to signal on average: what its false alarms cost, and how soon it finds a change.

Average run lengths by the integral equations of CUSUM and EWMA, solved at Gauss-Legendre nodes, for normal values whose
target and sigma are known.
"""

from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.charts.refusals import (
    DecisionNotPositive,
    HeadStartBeyondDecision,
    WeightOutsideZeroAndOne,
)

FloatArray = NDArray[np.float64]
NODES = 120


def average_run_length_of_cusum(
    *,
    allowance: float = 0.5,
    decision: float = 5.0,
    shift: float = 0.0,
    head_start: float = 0.0,
    is_two_sided: bool = True,
) -> float:
    """Points until a CUSUM signals, when the process runs `shift` sigmas off its target from the start.

    One side: L(u) = 1 + L(0) Phi(k - u) + integral from 0 to h of L(y) phi(y + k - u) dy. Both: the sides are joined as
    (L+(u) L-(0) + L+(0) L-(u) - L+(0) L-(0)) / (L+(0) + L-(0)). All arguments in sigmas.
    Source: Page 1954, Biometrika 41:100; Lucas and Crosier 1982, Technometrics 24:199; table 9.4 in Montgomery 7e.
    Raises DecisionNotPositive, HeadStartBeyondDecision.
    """
    if not decision > 0 or allowance < 0:
        raise DecisionNotPositive(f"A decision of {decision} and an allowance of {allowance} are none; give 5 and 0.5.")
    if not 0 <= head_start < decision:
        raise HeadStartBeyondDecision(f"A head start of {head_start} must lie from 0 up to the decision {decision}.")
    up, up_ahead = _one_sided(allowance - shift, decision, head_start)
    if not is_two_sided:
        return up_ahead
    down, down_ahead = _one_sided(allowance + shift, decision, head_start)
    return (up_ahead * down + up * down_ahead - up * down) / (up + down)


def average_run_length_of_ewma(*, weight: float = 0.2, width: float = 3.0, shift: float = 0.0) -> float:
    """Points until an EWMA passes its lasting limits, when the process runs `shift` sigmas off from the start.

    L(u) = 1 + 1/w integral from -h to h of L(y) phi((y - (1-w) u)/w - shift) dy, h = L sqrt(w/(2-w)).
    Source: Crowder 1987, Technometrics 29:401; table 9.11 in Montgomery 7e. The chart's limits are narrower at first,
    so it signals a little sooner. Raises WeightOutsideZeroAndOne, DecisionNotPositive.
    """
    if not 0 < weight <= 1:
        raise WeightOutsideZeroAndOne(f"A weight of {weight} is none; give more than 0 and at most 1.")
    if not width > 0:
        raise DecisionNotPositive(f"A width of {width} sigmas is none; give more than 0.")
    limit = width * sqrt(weight / (2 - weight))
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    y, step = nodes * limit, weights * limit
    kernel = _density((y[None, :] - (1 - weight) * y[:, None]) / weight - shift) * step / weight
    lengths = np.linalg.solve(np.eye(NODES) - kernel, np.ones(NODES))
    return float(1 + lengths @ (_density(y / weight - shift) * step / weight))


def _one_sided(reference: float, decision: float, head_start: float) -> tuple[float, float]:
    """From 0, and from the head start."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    y, step = (nodes + 1) * decision / 2, weights * decision / 2
    starts = np.concatenate([[0.0], y])
    kernel = np.empty((NODES + 1, NODES + 1))
    kernel[:, 0] = [_below(reference - start) for start in starts.tolist()]
    kernel[:, 1:] = _density(y[None, :] + reference - starts[:, None]) * step
    lengths = np.linalg.solve(np.eye(NODES + 1) - kernel, np.ones(NODES + 1))
    ahead = 1 + lengths[0] * _below(reference - head_start)
    ahead += float(lengths[1:] @ (_density(y + reference - head_start) * step))
    return float(lengths[0]), float(ahead)


def _density(x: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-x * x / 2) / sqrt(2 * np.pi))


def _below(x: float) -> float:
    return 0.5 * (1 + erf(x / sqrt(2)))
