"""What may stand in a count, before anything is computed from it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]


class CountIsNotWhole(ValueError):
    """A count of answers is a fraction, infinite or not a number."""


class CountsBelowZero(ValueError):
    """A count of answers is negative."""


class LengthsDiffer(ValueError):
    """Two lists that describe the same units or periods are not equally long."""


class MoreSuccessesThanAnswers(ValueError):
    """More answers were counted as a success than were given."""


class NoAnswers(ValueError):
    """There is nothing to estimate from."""


def whole(*, counts: ArrayLike, name: str) -> IntArray:
    """The counts as integers. Databases hand sums up as floats, so 3.0 is welcome and 3.5 is refused."""
    given = np.asarray(counts, dtype=np.float64)
    if not np.all(np.isfinite(given)) or np.any(given != np.floor(given)):
        raise CountIsNotWhole(f"{name} must be whole numbers; count the answers instead of weighting them.")
    if np.any(given < 0):
        raise CountsBelowZero(f"{name} must not be negative; look for a withdrawn answer that was subtracted twice.")
    return given.astype(np.int64)


def successes_of(*, successes: ArrayLike, n: ArrayLike) -> tuple[IntArray, IntArray]:
    """Both lists as integers, equally long, and no success without an answer."""
    hits, answers = whole(counts=successes, name="successes"), whole(counts=n, name="n")
    if hits.shape != answers.shape:
        raise LengthsDiffer(f"successes has the shape {hits.shape} and n {answers.shape}; give one n per share.")
    if np.any(hits > answers):
        where = int(np.argmax(hits.ravel() > answers.ravel()))
        raise MoreSuccessesThanAnswers(
            f"{hits.ravel()[where]} successes among {answers.ravel()[where]} answers at place {where}; "
            "count successes only among the answers that n counts."
        )
    return hits, answers
