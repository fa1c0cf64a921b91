"""Krippendorff's alpha and the intraclass correlation against published answers and second implementations."""

from collections.abc import Callable
from itertools import permutations
from math import nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import stats
from tests.engines.stats.measured_tables import ANXIETY, KRIPPENDORFF

near = pytest.approx
METRICS: tuple[stats.Metric, ...] = ("nominal", "ordinal", "interval", "ratio")


def alpha_by_hand(rows: list[list[int | None]], apart: Callable[[int, int, dict[int, int]], float]) -> float:
    """All pairs, one after the other, as Krippendorff writes it down."""
    units = [[rating for rating in row if rating is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    flat = [rating for unit in units for rating in unit]
    n = {rating: flat.count(rating) for rating in flat}
    found = sum(sum(apart(a, b, n) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units) / len(flat)
    chance = sum(apart(a, b, n) for a, b in permutations(flat, 2)) / (len(flat) * (len(flat) - 1))
    return 1 - found / chance


def ordinal(a: int, b: int, n: dict[int, int]) -> float:
    low, high = min(a, b), max(a, b)
    return (sum(count for rating, count in n.items() if low <= rating <= high) - (n[a] + n[b]) / 2) ** 2


@pytest.mark.parametrize(
    ("metric", "value"), [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)]
)
def test_the_canonical_data_have_krippendorffs_own_answers(metric: stats.Metric, value: float) -> None:
    found = stats.krippendorff(ratings=KRIPPENDORFF, metric=metric, draws=50)

    assert (found.value, found.metric) == (near(value, abs=1e-6), metric)
    assert (found.n, found.pairable, found.left_out) == (11, 40, 1)
    assert found.low <= found.value <= found.high


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from([0, 1, 2, 4, None]), min_size=3, max_size=3), min_size=4, max_size=9))
def test_alpha_equals_the_sum_over_all_pairs(rows: list[list[int | None]]) -> None:
    shared = [row for row in rows if row.count(None) < 2]
    if len(shared) < 2 or len({rating for row in shared for rating in row} - {None}) < 2:
        return
    ways: dict[stats.Metric, Callable[[int, int, dict[int, int]], float]] = {
        "nominal": lambda a, b, _: float(a != b),
        "ordinal": ordinal,
        "interval": lambda a, b, _: float((a - b) ** 2),
        "ratio": lambda a, b, _: ((a - b) / (a + b)) ** 2 if a + b else 0.0,
    }
    for metric, apart in ways.items():
        try:
            found = stats.krippendorff(ratings=rows, metric=metric, draws=20)
        except stats.TooManyDraws:
            continue
        assert found.value == near(alpha_by_hand(rows, apart), abs=1e-9)


@pytest.mark.parametrize("metric", METRICS)
def test_alpha_is_one_on_perfect_and_near_zero_on_shuffled_ratings(metric: stats.Metric) -> None:
    random = np.random.default_rng(1)
    same = np.repeat(random.integers(1, 6, (2000, 1)), 4, axis=1)
    mixed = random.permuted(same.ravel()).reshape(same.shape)

    assert stats.krippendorff(ratings=same, metric=metric, draws=20).value == near(1)
    assert stats.krippendorff(ratings=mixed, metric=metric, draws=20).value == near(0, abs=0.03)


def test_words_in_order_have_the_ordinal_alpha_of_numbers() -> None:
    words = ["never", "seldom", "often", "mostly", "always"]
    rows = [[None if rating is None else words[rating - 1] for rating in row] for row in KRIPPENDORFF]
    found = stats.krippendorff(ratings=rows, metric="ordinal", categories=words, draws=10)

    assert found.value == near(0.815388, abs=1e-6)


def test_the_bootstrap_repeats_itself_by_its_seed_and_reports_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []
    one, again, other = (
        stats.krippendorff(ratings=KRIPPENDORFF, draws=300, seed=seed, progress=lambda *at: seen.append(at))
        for seed in (1, 1, 2)
    )

    assert one == again
    assert (one.low, one.below) != (other.low, other.below)
    assert seen == [(300, 300)] * 3


def test_the_bootstrap_interval_covers_as_often_as_it_says() -> None:
    random = np.random.default_rng(9)
    hits = 0
    for seed in range(100):
        true = random.integers(0, 2, 60)
        rows = np.where(random.random((60, 3)) < 0.2, random.integers(0, 2, (60, 3)), true[:, None])
        found = stats.krippendorff(ratings=rows, draws=300, seed=seed)
        hits += found.low <= 0.64 <= found.high  # two judges agree beyond chance in 0.8 * 0.8 of the items
    assert 86 <= hits <= 100


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("1", 0.175022),
        ("1k", 0.388926),
        ("A1", 0.19799826),
        ("Ak", 0.425499),
        ("C1", 0.21604938),
        ("Ck", 0.452586),
    ],
)
def test_anxiety_has_the_intraclass_correlations_of_irr_and_pingouin(kind: stats.Kind, value: float) -> None:
    assert stats.intraclass(ratings=ANXIETY, kind=kind).value == near(value, abs=1e-6)


def test_the_interval_of_absolute_agreement_is_that_of_irr() -> None:
    found = stats.intraclass(ratings=ANXIETY)

    assert (found.low, found.high) == (near(-0.038911, abs=1e-6), near(0.493574, abs=1e-6))
    assert (found.f, found.p, found.n, found.left_out) == (near(1.826772, abs=1e-6), near(0.056201, abs=1e-6), 20, 0)


def test_the_worked_example_of_shrout_and_fleiss_comes_out() -> None:
    rows = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
    kinds: tuple[stats.Kind, ...] = ("1", "A1", "C1", "1k", "Ak", "Ck")

    found = [round(stats.intraclass(ratings=rows, kind=kind).value, 2) for kind in kinds]
    assert found == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    absolute = stats.intraclass(ratings=rows)
    assert (round(absolute.low, 3), round(absolute.high, 3)) == (0.019, 0.761)


@given(st.integers(0, 1000), st.floats(0.01, 100), st.floats(-100, 100))
def test_another_scale_and_another_order_change_no_intraclass_correlation(
    seed: int, scale: float, shift: float
) -> None:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(8, 1)) + random.normal(size=(8, 3))
    for kind in ("1", "A1", "Ck"):
        one = stats.intraclass(ratings=rows, kind=kind)
        other = stats.intraclass(ratings=random.permutation(rows)[:, [2, 0, 1]] * scale + shift, kind=kind)
        assert (other.value, other.low, other.high) == near((one.value, one.low, one.high), abs=1e-6)


def test_perfect_judges_have_a_correlation_of_one_and_a_strict_one_only_lowers_absolute_agreement() -> None:
    same = [(1, 1), (2, 2), (5, 5)]
    strict = [(1, 0), (2, 1), (5, 4)]

    assert [stats.intraclass(ratings=same, kind=kind).value for kind in ("1", "A1", "C1")] == [1.0, 1.0, 1.0]
    assert stats.intraclass(ratings=strict, kind="C1").value == 1.0
    assert stats.intraclass(ratings=strict, kind="A1").value < 1


def test_so_many_judges_are_needed() -> None:
    assert stats.judges_needed(single=0.5, wanted=0.8) == stats.JudgesNeeded(4, near(0.8), 0.5, 0.8)
    assert stats.judges_needed(single=0.198, wanted=0.8).judges == 17
    assert stats.judges_needed(single=1.0, wanted=0.9).judges == 1


def test_a_design_study_says_what_more_judges_would_reach() -> None:
    found = stats.variances(ratings=ANXIETY)

    assert (found.item, found.judge, found.rest) == near((0.399123, 0.168421, 1.448246), abs=1e-6)
    assert stats.reliability_of(found=found, judges=3) == near(stats.intraclass(ratings=ANXIETY, kind="Ak").value)
    relative = stats.reliability_of(found=found, judges=3, is_absolute=False)
    assert relative == near(stats.intraclass(ratings=ANXIETY, kind="Ck").value)
    assert stats.reliability_of(found=found, judges=17) == near(0.8077, abs=1e-3)


def test_an_item_that_a_judge_missed_is_left_out_and_counted() -> None:
    gapped = [*ANXIETY, (1, None, 2)]

    assert stats.intraclass(ratings=gapped).left_out == 1
    assert stats.intraclass(ratings=gapped).value == stats.intraclass(ratings=ANXIETY).value


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.NothingRated, lambda: stats.krippendorff(ratings=[[nan, nan]])),
        (stats.TooFewJudges, lambda: stats.krippendorff(ratings=[[1], [2]])),
        (stats.NothingRatedTwice, lambda: stats.krippendorff(ratings=[[1, None], [None, 2]])),
        (stats.OnlyOneCategory, lambda: stats.krippendorff(ratings=[[1, 1], [1, 1], [2, None]])),
        (stats.TooFewItems, lambda: stats.krippendorff(ratings=[[1, 2], [1, None]])),
        (stats.RatingsAreNoNumbers, lambda: stats.krippendorff(ratings=[["a", "b"], ["a", "a"]], metric="ratio")),
        (stats.RatingsAreNoNumbers, lambda: stats.krippendorff(ratings=[[-1, 2], [1, 2]], metric="ratio")),
        (stats.CategoriesHaveNoOrder, lambda: stats.krippendorff(ratings=[["a", "b"], ["a", "a"]], metric="ordinal")),
        (stats.UnknownWeights, lambda: stats.krippendorff(ratings=ANXIETY, metric="polar")),  # type: ignore[arg-type]
        (stats.TooManyDraws, lambda: stats.krippendorff(ratings=ANXIETY, draws=0)),
        (stats.RatingsMissing, lambda: stats.intraclass(ratings=[[1, None], [None, 2]])),
        (stats.TooFewItems, lambda: stats.intraclass(ratings=[[1, 2], [None, 2]])),
        (stats.OnlyOneCategory, lambda: stats.intraclass(ratings=[[3, 3], [3, 3]])),
        (stats.RatingsAreNoNumbers, lambda: stats.intraclass(ratings=[["a", "b"], ["b", "b"]])),
        (stats.ReliabilityOutsideZeroAndOne, lambda: stats.judges_needed(single=-0.1, wanted=0.8)),
        (stats.ReliabilityOutsideZeroAndOne, lambda: stats.judges_needed(single=0.5, wanted=1)),
        (
            stats.ReliabilityOutsideZeroAndOne,
            lambda: stats.reliability_of(found=stats.variances(ratings=ANXIETY), judges=0),
        ),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
