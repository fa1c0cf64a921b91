"""The bootstrap: how often each row is drawn when as many are drawn again as there are, with a stated seed."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def times_drawn(*, generator: np.random.Generator, n: int, draws: int) -> FloatArray:
    """Draws x n: in each draw n of n are taken with replacement. Source: Efron 1979, Ann Stat 7:1."""
    taken = generator.integers(0, n, size=(draws, n)) + n * np.arange(draws)[:, np.newaxis]
    return np.bincount(taken.ravel(), minlength=draws * n).reshape(draws, n).astype(np.float64)
