"""What no survey estimate is made from: each refusal says what, where and how to mend it."""

from collections.abc import Callable

import numpy as np
import pytest

from servewell.engines import stats

FOUR = stats.design(weights=[1, 1, 2, 2])


@pytest.mark.parametrize(
    ("refusal", "words", "nonsense"),
    [
        (stats.NoAnswers, "has no rows", lambda: stats.design(weights=[])),
        (stats.NoAnswers, "weights of 1 for each", lambda: stats.design()),
        (stats.WeightsAreNoWeights, "row 1 is -1", lambda: stats.design(weights=[1, -1])),
        (stats.WeightsAreNoWeights, "row 0 is nan", lambda: stats.design(weights=[np.nan, 1])),
        (stats.WeightsAreNoWeights, "row 1 is inf", lambda: stats.design(weights=[1, np.inf])),
        (stats.WeightsAreNoWeights, "All weights are 0", lambda: stats.design(weights=[0, 0])),
        (stats.LengthsDiffer, "strata has the shape", lambda: stats.design(weights=[1, 1], strata=["a"])),
        (stats.LengthsDiffer, "one size, or one for each", lambda: stats.design(weights=[1, 1], population=[2])),
        (stats.LabelIsMissing, "row 1", lambda: stats.design(weights=[1, 1], clusters=["a", None])),
        (stats.LabelIsMissing, "row 0", lambda: stats.design(weights=[1, 1], clusters=[np.nan, 1.0])),
        (
            stats.ClustersCrossStrata,
            "nested=True",
            lambda: stats.design(weights=[1, 1, 1], strata=["a", "a", "b"], clusters=[1, 2, 1]),
        ),
        (stats.OnlyOneCluster, "stratum number 0", lambda: stats.design(weights=[1, 1], clusters=["a", "a"])),
        (stats.PopulationIsNoSize, "a share drawn is not a size", lambda: stats.design(population=[0.2, 0.2])),
        (stats.PopulationIsNoSize, "at row 0 is 20", lambda: stats.design(population=[20, 30])),
        (stats.MoreSampledThanExist, "3 were drawn where only 2", lambda: stats.design(population=[2, 2, 2])),
        (stats.LengthsDiffer, "the design has 4 rows", lambda: stats.survey_means(design=FOUR, values=[1, 2])),
        (stats.ValueIsInfinite, "row 2", lambda: stats.survey_totals(design=FOUR, values=[1, 2, np.inf, 1])),
        (stats.LabelIsMissing, "domains", lambda: stats.survey_means(design=FOUR, values=[1] * 4, domains=[None] * 4)),
        (stats.ShareIsNotYesOrNo, "An answer is 5", lambda: stats.survey_shares(design=FOUR, values=[1, 0, 5, 1])),
        (
            stats.DenominatorIsZero,
            "unit 'b' adds up to 0",
            lambda: stats.survey_ratios(
                design=FOUR, numerator=[1] * 4, denominator=[1, 1, 0, 0], domains=["a", "a", "b", "b"]
            ),
        ),
        (
            stats.DomainIsUnknown,
            "'c'",
            lambda: stats.survey_differences(design=FOUR, values=[1] * 4, domains=list("aabb"), of="a", minus="c"),
        ),
        (
            stats.DomainIsUnknown,
            "both units",
            lambda: stats.survey_differences(design=FOUR, values=[1] * 4, domains=list("aabb"), of="a"),
        ),
        (
            stats.ConfidenceOutsideZeroAndOne,
            "95",
            lambda: stats.survey_means(design=FOUR, values=[1] * 4, confidence=95),
        ),
        (stats.LengthsDiffer, "one column", lambda: stats.covariance(design=FOUR, scores=[1, 2, 3, 4])),
        (
            stats.TableTooSmall,
            "1 rows and 2 columns",
            lambda: stats.association(design=FOUR, rows=["a"] * 4, columns=list("xxyy")),
        ),
        (
            stats.CellsDoNotVary,
            "rao-scott-f",
            lambda: stats.association(design=FOUR, rows=list("abca"), columns=list("wxyz"), test="wald"),
        ),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[ValueError], words: str, nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal, match=words):
        nonsense()


def test_clusters_numbered_anew_in_each_stratum_are_told_apart_when_asked() -> None:
    strata, numbers = np.repeat(["a", "b"], 4), np.tile([1, 1, 2, 2], 2)
    nested = stats.design(weights=np.ones(8), strata=strata, clusters=numbers, nested=True)
    named = stats.design(
        weights=np.ones(8), strata=strata, clusters=[f"{s}{k}" for s, k in zip(strata, numbers, strict=True)]
    )

    values = [1, 2, 3, 5, 2, 2, 4, 7]
    one, other = (stats.survey_means(design=each, values=values) for each in (nested, named))
    assert (one.error, one.freedom) == (other.error, other.freedom)
