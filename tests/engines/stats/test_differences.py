"""Shares by three intervals, persons who answered twice, and net promoter scores of two groups."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from servewell.engines import stats
from tests.samples import needs_samples

near = pytest.approx
COUNTS = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_and_pearsons_limits_are_those_of_newcombes_first_table(
    successes: int, n: int, low: float, high: float
) -> None:
    found = stats.share(successes=successes, n=n, interval="clopper-pearson")

    assert (found.low, found.high, found.method) == (near(low, abs=5e-5), near(high, abs=5e-5), "clopper-pearson")


@given(COUNTS, st.sampled_from([0.8, 0.95, 0.99]))
def test_limits_of_a_share_agree_with_a_second_implementation(counts: tuple[int, int], confidence: float) -> None:
    for ours, theirs in (("wilson", "wilson"), ("clopper-pearson", "beta"), ("agresti-coull", "agresti_coull")):
        found = stats.share(successes=counts[0], n=counts[1], confidence=confidence, interval=ours)
        low, high = proportion_confint(*counts, alpha=1 - confidence, method=theirs)
        assert (found.low, found.high) == near((max(np.nan_to_num(low), 0), min(high, 1)), abs=1e-9)


@given(COUNTS, COUNTS)
def test_differences_agree_with_a_second_implementation(one: tuple[int, int], other: tuple[int, int]) -> None:
    for ours, theirs in (("newcombe-10", "newcomb"), ("agresti-caffo", "agresti-caffo")):
        found = stats.difference_of_shares(
            successes=one[0], n=one[1], other_successes=other[0], other_n=other[1], interval=ours
        )
        low, high = confint_proportions_2indep(*one, *other, method=theirs, compare="diff")
        # a limit never leaves -1 to 1, nor passes the difference itself
        expected = max(-1, min(low, found.value)), min(1, max(high, found.value))
        assert (found.low, found.high) == near(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("pairs", "difference", "low", "high"),
    [
        # Altman, Machin, Bryant and Gardner 2000, Statistics with Confidence, p. 52
        ((14, 5, 0, 22), 0.122, 0.011, 0.226),
        # Bentur et al. 2009, as in Fagerland, Lydersen and Laake 2017, Analysis of Contingency Tables, ch. 8
        ((1, 1, 7, 12), -0.286, -0.507, -0.026),
    ],
)
def test_persons_who_answered_twice_differ_as_published(
    pairs: tuple[int, int, int, int], difference: float, low: float, high: float
) -> None:
    found = stats.difference_of_paired_shares(both=pairs[0], only_first=pairs[1], only_other=pairs[2], neither=pairs[3])

    assert (found.value, found.low, found.high) == near((difference, low, high), abs=5e-4)
    assert found.n == sum(pairs)


@given(st.lists(st.integers(0, 200), min_size=4, max_size=4).filter(any))
def test_a_paired_difference_lies_in_its_interval_and_turns_its_sign(pairs: list[int]) -> None:
    both, first, other, neither = pairs
    there = stats.difference_of_paired_shares(both=both, only_first=first, only_other=other, neither=neither)
    back = stats.difference_of_paired_shares(both=both, only_first=other, only_other=first, neither=neither)

    assert -1 - 1e-9 <= there.low <= there.value <= there.high <= 1 + 1e-9
    assert (back.low, back.high) == near((-there.high, -there.low))


def test_a_thousand_answers_have_the_published_variance_and_error() -> None:
    """The counts of the test data of the R package NPS."""
    found = stats.net_promoters(promoters=[462, 0], passives=[176, 0], detractors=[362, 0])

    assert (found.value[0], found.variance[0]) == near((0.10, 0.814), abs=1e-9)
    assert found.error[0] == near(0.0285306852, abs=1e-9)
    assert (found.low[0], found.high[0]) == near((0.0440809, 0.1559191), abs=5e-8)
    assert np.isnan([found.value[1], found.error[1], found.low[1], found.high[1]]).all()
    assert found.is_adjusted.tolist() == [False, False]


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_one_score_and_many_scores_are_the_same(ups: int, between: int, downs: int) -> None:
    if ups + between + downs == 0:
        return
    one = stats.net_promoter(promoters=ups, passives=between, detractors=downs)
    many = stats.net_promoters(promoters=[ups], passives=[between], detractors=[downs])

    assert (many.value[0], many.low[0], many.high[0]) == near((one.value, one.low, one.high))
    assert many.is_adjusted[0] == (one.method == "net-promoter-adjusted")


def test_a_difference_of_scores_has_the_p_of_its_error() -> None:
    found = stats.difference_of_net_promoters(
        promoters=60, passives=30, detractors=10, other_promoters=40, other_passives=40, other_detractors=20
    )

    error = ((0.7 - 0.25) / 100 + (0.6 - 0.04) / 100) ** 0.5
    assert (found.value, found.error, found.n) == (near(0.3), near(error), 200)
    assert found.p == near(2 * norm.sf(0.3 / error))


@needs_samples
def test_two_regions_of_the_published_answers_differ_as_published() -> None:
    """The R package NPS on its test data: North America minus Europe, the Middle East and Africa."""
    path = Path(os.environ["SERVEWELL_SAMPLES"]) / "reference" / "nps_testdata.csv"
    with path.open(encoding="utf-8", newline="") as table:
        rows = [(int(row["REC"]), row["Region"]) for row in csv.DictReader(table)]

    def kinds(region: str) -> tuple[int, int, int]:
        given = [answer for answer, where in rows if where == region]
        ups, downs = sum(answer >= 9 for answer in given), sum(answer <= 6 for answer in given)
        return ups, len(given) - ups - downs, downs

    one, other = kinds("NAM"), kinds("EMEA")
    found = stats.difference_of_net_promoters(
        promoters=one[0],
        passives=one[1],
        detractors=one[2],
        other_promoters=other[0],
        other_passives=other[1],
        other_detractors=other[2],
    )
    assert (sum(one), sum(other)) == (507, 259)
    assert (found.value, found.error, found.p) == near((0.0679826, 0.0688048, 0.323128), abs=1e-6)


@pytest.mark.parametrize("refusal", [stats.NoAnswers])
def test_a_side_without_answers_has_no_difference(refusal: type[ValueError]) -> None:
    with pytest.raises(refusal, match="show a gap"):
        stats.difference_of_net_promoters(
            promoters=0, passives=0, detractors=0, other_promoters=1, other_passives=1, other_detractors=1
        )
    with pytest.raises(refusal, match="no answers"):
        stats.difference_of_paired_shares(both=0, only_first=0, only_other=0, neither=0)


def test_a_difference_without_error_is_certain_or_none() -> None:
    assert stats.difference_of_figures(value=0.0, error=0.0, n=5).p == 1
    assert stats.difference_of_figures(value=0.1, error=0.0, n=5).p == 0


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_many_pairs_of_shares_are_the_same_as_one_by_one(rows: list[tuple[int, int, int, int]]) -> None:
    hits, misses, other_hits, other_misses = np.array(rows, dtype=int).reshape(-1, 4).T
    n, other_n = hits + misses, other_hits + other_misses
    for interval in ("newcombe-10", "agresti-caffo"):
        found = stats.differences_of_shares(
            successes=hits, n=n, other_successes=other_hits, other_n=other_n, interval=interval
        )
        for at in range(len(rows)):
            got = (found.value[at], found.low[at], found.high[at])
            if min(n[at], other_n[at]) == 0:
                assert np.isnan(got).all()
                continue
            one = stats.difference_of_shares(
                successes=int(hits[at]),
                n=int(n[at]),
                other_successes=int(other_hits[at]),
                other_n=int(other_n[at]),
                interval=interval,
            )
            assert got == near((one.value, one.low, one.high))


def test_many_pairs_of_means_have_gaps_where_nothing_is_known() -> None:
    found = stats.differences_of_means(
        n=[12, 0, 1, 5],
        mean=[4.2, np.nan, 3.0, 2.0],
        variance=[0.8, np.nan, np.nan, 0.0],
        other_n=[20, 9, 9, 5],
        other_mean=[3.9, 4.0, 4.0, 1.0],
        other_variance=[1.1, 1.0, 1.0, 0.0],
    )

    one = stats.difference_of_means(n=12, mean=4.2, variance=0.8, other_n=20, other_mean=3.9, other_variance=1.1)
    np.testing.assert_allclose(found.value, [0.3, np.nan, -1.0, 1.0])
    np.testing.assert_allclose(found.low, [one.low, np.nan, np.nan, 1.0])
    np.testing.assert_allclose(found.high, [one.high, np.nan, np.nan, 1.0])


def test_both_sides_of_every_difference_are_asked_for() -> None:
    with pytest.raises(stats.LengthsDiffer, match="both sides of each"):
        stats.differences_of_shares(successes=[1, 2], n=[3, 3], other_successes=[1], other_n=[3])
