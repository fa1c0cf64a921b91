"""Attribute agreement: do appraisers judge the same thing alike twice, like each other, and as the standard says."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.confidence import upper_tail
from servewell.engines.stats.estimates.single import Estimate, share
from servewell.engines.stats.judging.chance_corrected import fleiss
from servewell.engines.stats.judging.kappa import Kappa, cohen
from servewell.engines.stats.judging.ratings import (
    OnlyOneCategory,
    Rated,
    RatingsMissing,
    RatingsNotATable,
    read_ratings,
)

IntArray = NDArray[np.int64]
Judgements = Sequence[Sequence[Sequence[Hashable]]]
ShareMethod = Literal["clopper-pearson", "wilson"]


class StandardDoesNotFit(ValueError):
    """There is not one standard for each item, or it names what nobody could have said."""


@dataclass(frozen=True)
class Matched:
    """How many items were judged alike throughout, as a share with its interval, and Fleiss' kappa of the judgements.

    `kappa` is None where only one category was used, or against a standard the mean over the trials.
    """

    agreed: int
    n: int
    share: Estimate
    kappa: float | None


@dataclass(frozen=True)
class Appraiser:
    """One appraiser: with themselves (None: one trial), with the standard (None: there is none).

    `cohen` is Cohen's kappa of all trials against the standard (None also where one category was used only). `misses`:
    the share of judgements of positive items that were not positive; `false_alarms`: of the others that were.
    """

    within: Matched | None
    versus: Matched | None
    cohen: Kappa | None
    misses: Estimate | None
    false_alarms: Estimate | None


@dataclass(frozen=True)
class Pair:
    """Two appraisers by their places, and Cohen's kappa of their judgements, trial by trial (None: one category)."""

    one: int
    other: int
    cohen: Kappa | None


@dataclass(frozen=True)
class AttributeStudy:
    """Each appraiser, all with each other, all with the standard, and each pair. None: no other, or no standard."""

    appraisers: tuple[Appraiser, ...]
    between: Matched | None
    versus: Matched | None
    pairs: tuple[Pair, ...]


def study_of_attributes(
    *,
    judgements: Judgements,
    standard: Sequence[Hashable] | None = None,
    positive: Hashable | None = None,
    method: ShareMethod = "clopper-pearson",
    confidence: float = 0.95,
) -> AttributeStudy:
    """Shares of items on which all judgements agree, with themselves, each other and the standard.

    Intervals by Clopper and Pearson, the custom of such studies, or by Wilson. Kappa within and between: Fleiss over
    all judgements of an item; against the standard: Fleiss of trial and standard, mean over the trials and, for all,
    over the appraisers. `judgements`: items x appraisers x trials, without gaps; `standard`: one for each item;
    `positive`: the category to be found, for misses and false alarms (None: not wanted).
    Source: AIAG, Measurement Systems Analysis, 4e, chapter III-C; Clopper and Pearson 1934, Biometrika 26:404; kappas
    as JASP. Raises RatingsMissing, RatingsNotATable, NothingRated, StandardDoesNotFit, ConfidenceOutsideZeroAndOne.
    """
    upper_tail(confidence)
    rated, (items, appraisers, trials) = _read(judgements, standard)
    codes = rated.codes[:, : appraisers * trials].reshape(items, appraisers, trials)
    true = None if standard is None else rated.codes[:, -1]
    how = _How(method, confidence, _place(rated, positive))
    each = tuple(_appraiser(own, true, how) for own in codes.transpose(1, 0, 2))

    flat = codes.reshape(items, -1)
    between = versus = None
    if appraisers > 1:
        between = how.matched((flat == flat[:, :1]).all(axis=1), _fleiss(flat))
    if true is not None:
        kappa = _mean([one.versus.kappa for one in each if one.versus])
        versus = how.matched((flat == true[:, None]).all(axis=1), kappa)
    pairs = tuple(
        Pair(one, other, _cohen(codes[:, one].ravel(), codes[:, other].ravel(), confidence))
        for one, other in combinations(range(appraisers), 2)
    )
    return AttributeStudy(each, between, versus, pairs)


@dataclass(frozen=True)
class _How:
    method: ShareMethod
    confidence: float
    positive: int | None

    def matched(self, agrees: NDArray[np.bool_], kappa: float | None) -> Matched:
        return Matched(int(agrees.sum()), len(agrees), self.share(int(agrees.sum()), len(agrees)), kappa)

    def share(self, hits: int, n: int) -> Estimate:
        return _share(hits, n, self.method, self.confidence)

    def share_of(self, hits: NDArray[np.bool_], among: NDArray[np.bool_]) -> Estimate | None:
        return self.share(int((hits & among).sum()), int(among.sum())) if among.any() else None


def _appraiser(own: IntArray, true: IntArray | None, how: _How) -> Appraiser:
    """One appraiser's items x trials beside the standard."""
    trials = own.shape[1]
    within = how.matched((own == own[:, :1]).all(axis=1), _fleiss(own)) if trials > 1 else None
    if true is None:
        return Appraiser(within, None, None, None, None)
    misses = false_alarms = None
    if how.positive is not None:
        wanted, called = (true == how.positive)[:, None].repeat(trials, axis=1), own == how.positive
        misses, false_alarms = how.share_of(~called, wanted), how.share_of(called, ~wanted)
    kappa = _mean([_fleiss(np.column_stack([trial, true])) for trial in own.T])
    versus = how.matched((own == true[:, None]).all(axis=1), kappa)
    return Appraiser(within, versus, _cohen(own.ravel(), true.repeat(trials), how.confidence), misses, false_alarms)


def _read(judgements: Judgements, standard: Sequence[Hashable] | None) -> tuple[Rated, tuple[int, int, int]]:
    """All judgements of an item in one row, the standard last."""
    sizes = {(len(item), len(trials)) for item in judgements for trials in item}
    if len(sizes) != 1:
        raise RatingsNotATable(f"Judgements are items x appraisers x trials, of one size; these are {sorted(sizes)}.")
    appraisers, trials = sizes.pop()
    rows = [[judgement for own in item for judgement in own] for item in judgements]
    if standard is not None:
        if len(standard) != len(rows):
            raise StandardDoesNotFit(f"There are {len(rows)} items and {len(standard)} standards; give one each.")
        rows = [[*row, true] for row, true in zip(rows, standard, strict=True)]
    rated = read_ratings(ratings=rows, judges=1)
    if len(rated.codes) < len(rows) or np.any(rated.codes < 0):
        raise RatingsMissing("A judgement or standard is missing; leave the item out or judge it again.")
    return rated, (len(rows), appraisers, trials)


def _place(rated: Rated, positive: Hashable | None) -> int | None:
    if positive is None:
        return None
    plain = float(positive) if isinstance(positive, int) and not isinstance(positive, bool) else positive
    if plain not in rated.categories:
        raise StandardDoesNotFit(f"Nobody said {positive!r}; the positive category is one of {rated.categories}.")
    return rated.categories.index(plain)


def _fleiss(codes: IntArray) -> float | None:
    try:
        return fleiss(ratings=codes.astype(np.float64)).value
    except OnlyOneCategory:
        return None


def _cohen(one: IntArray, other: IntArray, confidence: float) -> Kappa | None:
    try:
        return cohen(ratings=np.column_stack([one, other]).astype(np.float64), confidence=confidence)
    except OnlyOneCategory:
        return None


def _mean(kappas: Sequence[float | None]) -> float | None:
    known = [kappa for kappa in kappas if kappa is not None]
    return sum(known) / len(known) if known else None


def _share(hits: int, n: int, method: ShareMethod, confidence: float) -> Estimate:
    if method == "wilson":
        return share(successes=hits, n=n, confidence=confidence)
    from scipy.special import betaincinv  # noqa: PLC0415 - importing this package must not load scipy

    tail = 1 - upper_tail(confidence)
    low = float(betaincinv(hits, n - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - tail)) if hits < n else 1.0
    return Estimate(hits / n, low, high, n, "clopper-pearson")
