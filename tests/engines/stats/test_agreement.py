"""Agreement of judges against published answers, frozen answers of other packages, and what must always hold."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats
from tests.engines.stats.measured_tables import ANXIETY, KRIPPENDORFF

near = pytest.approx
TWO = [row[:2] for row in ANXIETY]
LETTERS = {1: "a", 2: "b", 3: "c", 4: "d", 5: "e", None: None}
SCALE = [1, 2, 3, 4, 5]


def shuffled_shops() -> np.ndarray:
    """40 shops, 4 judges, 1 to 5, a fifth missing: drawn once, judged by irrCAC 0.4.4 (Python)."""
    random = np.random.default_rng(3)
    true = random.integers(1, 6, 40)
    away = random.integers(-1, 2, (40, 4)) * (random.random((40, 4)) < 0.5)
    found = np.clip(true[:, None] + away, 1, 5).astype(float)
    found[random.random(found.shape) < 0.2] = np.nan
    return found


TABLES = st.lists(st.lists(st.sampled_from([*SCALE, None]), min_size=3, max_size=3), min_size=4, max_size=15).filter(
    lambda rows: (
        len({rating for row in rows if row.count(None) < 2 for rating in row if rating}) > 1
        and sum(row.count(None) < 2 for row in rows) > 1
    )
)


@pytest.mark.parametrize(
    ("weights", "value"), [("identity", 0.11949686), ("linear", 0.18918919), ("quadratic", 0.29676512)]
)
def test_two_raters_of_anxiety_agree_as_the_package_irr_says(weights: stats.Weights, value: float) -> None:
    assert stats.cohen(ratings=TWO, weights=weights).value == near(value, abs=1e-8)


def test_the_plain_kappa_has_the_z_of_irr_and_the_errors_of_fleiss_cohen_and_everitt() -> None:
    found = stats.cohen(ratings=TWO)

    assert (found.n, found.observed, found.expected) == (20, near(0.3), near(0.205))
    assert (found.z, found.p) == near((1.1637622, 0.2445204), abs=1e-7)
    assert (found.error, found.error_of_none) == near((0.1192713, 0.1026815), abs=1e-7)  # statsmodels 0.15.0


def test_a_table_of_weights_of_ones_own_is_the_named_one() -> None:
    own = [[1 - abs(one - other) / 5 for other in range(6)] for one in range(6)]

    assert stats.cohen(ratings=TWO, weights=own).value == near(stats.cohen(ratings=TWO, weights="linear").value)


def test_a_grade_that_nobody_gave_keeps_its_distance_without_being_named() -> None:
    rows = [(1, 1), (1, 2), (5, 5), (2, 5), (5, 2), (2, 2)]

    silent, told = (stats.cohen(ratings=rows, weights="linear", categories=each) for each in (None, SCALE))
    assert silent == told


def test_words_in_their_order_are_weighed_by_their_places() -> None:
    words = ["poor", "fair", "good", "fine", "best", "top"]
    rows = [[words[rating - 1] for rating in row] for row in TWO]
    found = stats.cohen(ratings=rows, weights="quadratic", categories=words)

    assert found.value == near(0.29676512, abs=1e-8)


@pytest.mark.parametrize(
    ("coefficient", "value", "error"),
    [
        ("gwet", 0.77544, 0.14295),
        ("fleiss", 0.76117, 0.15302),
        ("conger", 0.76282, 0.14917),
        ("brennan-prediger", 0.77273, 0.14472),
        ("krippendorff", 0.74342, 0.14548),
        ("share", 0.81818, 0.12561),
    ],
)
def test_gapped_ratings_have_the_coefficients_and_errors_of_irrcac(
    coefficient: stats.Coefficient, value: float, error: float
) -> None:
    found = stats.agreement(ratings=KRIPPENDORFF, coefficient=coefficient)

    assert (found.value, found.error, found.n, found.judges) == (near(value, abs=1e-5), near(error, abs=1e-5), 12, 4)


def test_the_interval_of_ac1_is_that_of_irrcac() -> None:
    found = stats.agreement(ratings=KRIPPENDORFF)

    assert (found.observed, found.low, found.high) == (near(0.81818, abs=1e-5), near(0.461, abs=5e-4), 1.0)


@pytest.mark.parametrize(
    ("coefficient", "weights", "value", "error"),
    [
        ("gwet", "linear", 0.7150259067, 0.0425501011),
        ("fleiss", "quadratic", 0.8715034101, 0.0313481794),
        ("conger", "quadratic", 0.8710779995, 0.0310261366),
        ("gwet", "ordinal", 0.8230088496, 0.0297560635),
        ("brennan-prediger", "radical", 0.6042772641, 0.0553780121),
        ("gwet", "ratio", 0.8040988364, 0.0405782862),
    ],
)
def test_weights_and_gaps_together_give_what_irrcac_gives(
    coefficient: stats.Coefficient, weights: stats.Weights, value: float, error: float
) -> None:
    found = stats.agreement(ratings=shuffled_shops(), coefficient=coefficient, weights=weights)

    assert (found.value, found.error) == near((value, error), abs=1e-9)


def test_fleiss_of_anxiety_is_that_of_irr_in_total_and_for_each_grade() -> None:
    found = stats.fleiss(ratings=ANXIETY)

    assert (found.value, found.z, found.n, found.ratings) == (near(-0.0410765), near(-0.6341519), 20, 3)
    assert [(single.category, round(single.value, 3), round(single.z, 3)) for single in found.categories] == [
        (1.0, -0.08, -0.62),
        (2.0, -0.023, -0.176),
        (3.0, -0.111, -0.861),
        (4.0, 0.135, 1.043),
        (5.0, -0.071, -0.553),
        (6.0, -0.071, -0.553),
    ]


@given(TABLES)
def test_what_judges_and_grades_are_called_changes_nothing(rows: list[list[int | None]]) -> None:
    renamed = [[LETTERS[row[judge]] for judge in (2, 0, 1)] for row in rows]
    for coefficient in ("gwet", "fleiss", "brennan-prediger", "krippendorff", "share"):
        one = stats.agreement(ratings=rows, coefficient=coefficient, categories=SCALE)
        other = stats.agreement(ratings=renamed, coefficient=coefficient, categories="edcba")
        assert (other.value, other.error) == near((one.value, one.error), abs=1e-9)
        assert -1 <= one.low <= one.value <= one.high <= 1


@given(st.permutations(range(3)), st.integers(0, 1000))
def test_the_order_of_items_and_judges_changes_nothing(order: list[int], seed: int) -> None:
    rows = np.array(ANXIETY)
    mixed = np.random.default_rng(seed).permutation(rows[:, order])

    for coefficient in ("conger", "gwet"):
        one, other = (
            stats.agreement(ratings=each, coefficient=coefficient, weights="linear") for each in (rows, mixed)
        )
        assert (other.value, other.error) == near((one.value, one.error))


def test_two_judges_without_gaps_have_one_kappa_whoever_computes_it() -> None:
    one = stats.cohen(ratings=TWO)
    other = stats.agreement(ratings=TWO, coefficient="conger")

    assert other.value == near(one.value)
    assert other.error == near(one.error * (20 / 19) ** 0.5, rel=1e-9)


def test_without_gaps_the_two_ways_to_fleiss_agree() -> None:
    assert stats.agreement(ratings=ANXIETY, coefficient="fleiss").value == near(stats.fleiss(ratings=ANXIETY).value)


def test_prevalence_ruins_kappa_and_spares_ac1() -> None:
    rows = [("good", "good")] * 118 + [("good", "bad")] * 5 + [("bad", "good")] * 2  # Gwet 2008, the known paradox

    assert stats.cohen(ratings=rows).value == near(-0.0234, abs=1e-4)
    assert stats.agreement(ratings=rows).value == near(0.9408, abs=1e-4)


def test_perfect_judges_agree_fully_and_random_ones_not_at_all() -> None:
    random = np.random.default_rng(7)
    same = np.repeat(random.integers(1, 6, (3000, 1)), 3, axis=1)
    mixed = random.integers(1, 6, (3000, 3))

    for coefficient in ("gwet", "fleiss", "conger", "brennan-prediger", "krippendorff"):
        perfect = stats.agreement(ratings=same, coefficient=coefficient)
        assert (perfect.value, perfect.error) == near((1, 0), abs=1e-9)
        assert stats.agreement(ratings=mixed, coefficient=coefficient).value == near(0, abs=0.03)


def test_true_and_false_are_categories_and_not_one_and_zero() -> None:
    rows = [(True, True), (False, False), (True, False), (False, False)]

    assert stats.cohen(ratings=rows).value == near(0.5)


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.NothingRated, lambda: stats.agreement(ratings=[[None, None]])),
        (stats.TooFewJudges, lambda: stats.agreement(ratings=[[1], [2]])),
        (stats.TooFewJudges, lambda: stats.agreement(ratings=[[1, 2, None], [2, 2, None]], coefficient="conger")),
        (stats.TooFewItems, lambda: stats.agreement(ratings=[[1, 2]])),
        (stats.NothingRatedTwice, lambda: stats.agreement(ratings=[[1, None], [None, 2]])),
        (stats.NothingRatedTwice, lambda: stats.cohen(ratings=[[1, None], [None, 2]])),
        (stats.OnlyOneCategory, lambda: stats.agreement(ratings=[[1, 1], [1, 1]])),
        (stats.OnlyOneCategory, lambda: stats.agreement(ratings=[[1, 1], [1, 1]], coefficient="conger")),
        (stats.OnlyOneCategory, lambda: stats.agreement(ratings=[[1, 1], [1, 1]], coefficient="krippendorff")),
        (stats.OnlyOneCategory, lambda: stats.cohen(ratings=[["a", "a"], ["a", "a"]])),
        (stats.OnlyOneCategory, lambda: stats.fleiss(ratings=[[1, 1], [1, 1]])),
        (stats.RatingsMissing, lambda: stats.fleiss(ratings=KRIPPENDORFF)),
        (stats.RatingsNotATable, lambda: stats.cohen(ratings=ANXIETY)),
        (stats.RatingsNotATable, lambda: stats.agreement(ratings=[[1, 2], [1]])),
        (stats.RatingsNotATable, lambda: stats.agreement(ratings=[1, 2, 3])),  # type: ignore[list-item]
        (stats.UnknownCategory, lambda: stats.cohen(ratings=TWO, categories=[1, 2, 3])),
        (stats.CategoriesHaveNoOrder, lambda: stats.cohen(ratings=[["a", "b"], ["b", "b"]], weights="linear")),
        (stats.UnknownWeights, lambda: stats.cohen(ratings=TWO, weights="steep")),  # type: ignore[arg-type]
        (stats.UnknownWeights, lambda: stats.cohen(ratings=TWO, weights=[[1, 0], [0, 1]])),
        (stats.UnknownWeights, lambda: stats.cohen(ratings=[[1, 2], [2, 2]], weights=[[1, 2], [2, 1]])),
        (stats.UnknownWeights, lambda: stats.cohen(ratings=[[1, 2], [2, 2]], weights=[[1, 0.5], [0, 1]])),
        (stats.ConfidenceOutsideZeroAndOne, lambda: stats.cohen(ratings=TWO, confidence=95)),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()
