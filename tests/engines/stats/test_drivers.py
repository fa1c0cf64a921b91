"""Shares of R squared against relaimpo and rwa, against all orders of entry one by one, and against what must hold."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import stats
from tests.engines.stats.measured_tables import CARS, SWISS

near = pytest.approx
PROVINCES = np.array(SWISS)
ABOUT_PROVINCES = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]
VEHICLES = np.array(CARS)
ABOUT_VEHICLES = ["cyl", "disp", "hp", "drat", "wt", "qsec", "vs", "am", "gear", "carb"]
RANDOM = np.random.default_rng(6)
X = RANDOM.normal(size=(60, 3)) @ RANDOM.normal(size=(3, 3))
Y = X @ [1.0, -0.5, 0.2] + RANDOM.normal(size=60)


def r_squared(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    root = np.sqrt(weights)
    design = np.column_stack([np.ones(len(y)), x]) * root[:, None]
    rest = y * root - design @ np.linalg.lstsq(design, y * root, rcond=None)[0]
    return 1 - float(rest @ rest) / float(weights @ (y - np.average(y, weights=weights)) ** 2)


def over_all_orders(x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None) -> list[float]:
    """The definition: what each driver adds to R squared when it enters, over all orders."""
    heavy = np.ones(len(y)) if weights is None else weights
    orders = list(permutations(range(x.shape[1])))
    gains = np.zeros(x.shape[1])
    for order in orders:
        before = 0.0
        for place, driver in enumerate(order):
            after = r_squared(x[:, order[: place + 1]], y, heavy)
            gains[driver] += after - before
            before = after
    return list(gains / len(orders))


def test_swiss_fertility_has_the_shares_of_relaimpo() -> None:
    found = stats.drivers_of(outcome=PROVINCES[:, 0], drivers=PROVINCES[:, 1:], names=ABOUT_PROVINCES, draws=200)

    assert found.r_squared == near(0.706735, abs=5e-7)
    assert [(one.name, one.share) for one in found.drivers] == [
        ("Agriculture", near(0.0570912, abs=1e-7)),
        ("Examination", near(0.1711730, abs=1e-7)),
        ("Education", near(0.2601347, abs=1e-7)),
        ("Catholic", near(0.1055702, abs=1e-7)),
        ("Infant.Mortality", near(0.1127659, abs=1e-7)),
    ]
    assert [one.direction for one in found.drivers] == [-1, -1, -1, 1, 1]
    assert (found.drivers[0].correlation > 0, found.method, found.n) == (True, "shapley", 47)


def test_swiss_fertility_has_the_relative_weights_of_rwa() -> None:
    found = stats.drivers_of(
        outcome=PROVINCES[:, 0],
        drivers=PROVINCES[:, 1:],
        names=ABOUT_PROVINCES,
        method="relative-weights",
        draws=50,
    )

    assert [one.share for one in found.drivers] == near(
        [0.0484169, 0.1547082, 0.2719641, 0.1146800, 0.1169657], abs=1e-7
    )


def test_four_drivers_of_a_cars_mileage_share_what_all_orders_give_them() -> None:
    columns = [ABOUT_VEHICLES.index(name) + 1 for name in ("wt", "hp", "qsec", "am")]
    found = stats.drivers_of(
        outcome=VEHICLES[:, 0], drivers=VEHICLES[:, columns], names=["wt", "hp", "qsec", "am"], draws=50
    )

    assert [one.share for one in found.drivers] == near(over_all_orders(VEHICLES[:, columns], VEHICLES[:, 0]))


def test_all_ten_drivers_of_a_car_add_up_to_its_known_r_squared() -> None:
    found = stats.drivers_of(outcome=VEHICLES[:, 0], drivers=VEHICLES[:, 1:], names=ABOUT_VEHICLES, draws=100)

    assert (found.r_squared, found.adjusted) == near((0.8690158, 0.8066423), abs=1e-7)  # R: summary(lm(mpg ~ .))
    assert sum(one.share for one in found.drivers) == near(found.r_squared)
    assert sum(one.of_explained for one in found.drivers) == near(1)
    assert found.draws + found.left_out.resamples == 100


def test_weighted_rows_have_the_shares_of_weighted_regressions() -> None:
    weights = RANDOM.uniform(0.5, 3, 60)
    found = stats.drivers_of(outcome=Y, drivers=X, names=list("abc"), weights=weights, draws=20)

    assert [one.share for one in found.drivers] == near(over_all_orders(X, Y, weights))


def test_a_row_that_counts_twice_is_the_same_row_twice() -> None:
    weights = np.array([2.0] * 20 + [1.0] * 40)
    one = stats.drivers_of(outcome=Y, drivers=X, names=list("abc"), weights=weights, draws=10)
    other = stats.drivers_of(outcome=np.append(Y, Y[:20]), drivers=np.vstack([X, X[:20]]), names=list("abc"), draws=10)

    assert [each.share for each in other.drivers] == near([each.share for each in one.drivers])


@settings(max_examples=30)
@given(st.integers(1, 5), st.integers(0, 1000))
def test_shares_add_up_never_fall_below_zero_and_follow_their_drivers(k: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=(40, k)) @ random.normal(size=(k, k)) + random.normal(size=(40, k))
    y = x @ random.normal(size=k) + random.normal(size=40)
    order = random.permutation(k)
    for method in ("shapley", "relative-weights"):
        one = stats.drivers_of(outcome=y, drivers=x, names=[str(j) for j in range(k)], method=method, draws=5)
        other = stats.drivers_of(
            outcome=3 - 2 * y, drivers=5 * x[:, order] + 1, names=[str(j) for j in order], method=method, draws=5
        )
        shares = {each.name: each.share for each in one.drivers}
        assert sum(shares.values()) == near(r_squared(x, y, np.ones(40)))
        assert min(shares.values()) >= 0
        assert {each.name: each.share for each in other.drivers} == near(shares)
        assert all(each.low <= each.share <= each.high for each in one.drivers)


def test_orthogonal_drivers_of_equal_force_have_equal_shares_by_both_methods() -> None:
    x = np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)], dtype=float)
    noise = x[:, 0] * x[:, 1] * x[:, 2]
    for method in ("shapley", "relative-weights"):
        found = stats.drivers_of(outcome=x.sum(axis=1) + noise, drivers=x, names=list("abc"), method=method, draws=5)
        assert [each.share for each in found.drivers] == near([0.25, 0.25, 0.25])


def test_thirteen_drivers_are_weighed_by_the_other_method_and_many_units_at_once() -> None:
    x = RANDOM.normal(size=(80, 13))
    y = x.sum(axis=1) + RANDOM.normal(size=80)
    found = stats.drivers_of(outcome=y, drivers=x, names=[f"d{j}" for j in range(13)], draws=5)
    both = [np.corrcoef(np.column_stack([X[rows], Y[rows]]).T) for rows in (slice(0, 30), slice(30, 60))]
    units = stats.shares_of_r_squared(correlations=both)

    assert (found.method, sum(each.share for each in found.drivers)) == ("relative-weights", near(found.r_squared))
    assert units[1].tolist() == near(over_all_orders(X[30:], Y[30:]))


def test_what_is_left_out_is_said() -> None:
    x = X.copy()
    x[0, 1] = x[5, 0] = np.nan
    weights = np.ones(60)
    weights[[5, 7, 9]] = 0
    found = stats.drivers_of(outcome=Y, drivers=x, names=list("abc"), weights=weights, draws=30)

    assert (found.left_out, found.n) == (stats.LeftOut(rows_with_gaps=2, rows_without_weight=2, resamples=0), 56)


def test_the_same_seed_gives_the_same_interval_and_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    one, again, other = (
        stats.drivers_of(
            outcome=Y, drivers=X, names=list("abc"), draws=80, seed=seed, progress=lambda *at: seen.append(at)
        )
        for seed in (1, 1, 2)
    )

    assert one == again
    assert one.drivers[0].low != other.drivers[0].low
    assert seen[-1] == (80, 80)


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (stats.DriversNotATable, lambda: stats.drivers_of(outcome=Y, drivers=X, names=["a"])),
        (stats.DriversNotATable, lambda: stats.drivers_of(outcome=Y[:9], drivers=X, names=list("abc"))),
        (stats.DriversNotATable, lambda: stats.shares_of_r_squared(correlations=np.eye(3))),
        (stats.DriverIsNotANumber, lambda: stats.drivers_of(outcome=["good"], drivers=[[1]], names=["a"])),
        (stats.DriverIsNotANumber, lambda: stats.drivers_of(outcome=Y * np.inf, drivers=X, names=list("abc"))),
        (stats.WeightsNotAboveZero, lambda: stats.drivers_of(outcome=Y, drivers=X, names=list("abc"), weights=-(Y**2))),
        (stats.TooFewRows, lambda: stats.drivers_of(outcome=Y[:4], drivers=X[:4], names=list("abc"))),
        (stats.DriverIsConstant, lambda: stats.drivers_of(outcome=Y, drivers=X * [1, 0, 1], names=list("abc"))),
        (stats.DriverIsConstant, lambda: stats.drivers_of(outcome=Y * 0 + 4, drivers=X, names=list("abc"))),
        (stats.DriversAreCollinear, lambda: stats.drivers_of(outcome=Y, drivers=X[:, [0, 1, 0]], names=list("abc"))),
        (
            stats.TooManyDrivers,
            lambda: stats.drivers_of(
                outcome=Y, drivers=np.tile(X, 5), names=[str(j) for j in range(15)], method="shapley"
            ),
        ),
        (stats.TooFewDraws, lambda: stats.drivers_of(outcome=Y, drivers=X, names=list("abc"), draws=0)),
        (
            stats.ConfidenceOutsideZeroAndOne,
            lambda: stats.drivers_of(outcome=Y, drivers=X, names=list("abc"), confidence=95),
        ),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()


def test_a_collinear_driver_is_named() -> None:
    with pytest.raises(stats.DriversAreCollinear, match="politeness"):
        stats.drivers_of(outcome=Y, drivers=X[:, [0, 1, 0]], names=["greeting", "wait", "politeness"])


def test_what_is_in_the_way_is_told_as_data_too() -> None:
    with pytest.raises(stats.DriversAreCollinear) as follows:
        stats.drivers_of(outcome=Y, drivers=X[:, [0, 1, 0]], names=["greeting", "wait", "politeness"])
    with pytest.raises(stats.DriverIsConstant) as driver:
        stats.drivers_of(outcome=Y, drivers=X * [1, 0, 1], names=list("abc"))
    with pytest.raises(stats.DriverIsConstant) as outcome:
        stats.drivers_of(outcome=Y * 0 + 4, drivers=X, names=list("abc"))

    assert (follows.value.driver, driver.value.driver, outcome.value.driver) == ("politeness", "b", None)


def test_groups_of_rows_give_the_intervals_of_rows() -> None:
    chance = np.random.default_rng(8)
    x = chance.normal(size=(6000, 3)) @ np.array([[1, 0.4, 0.2], [0, 1, 0.3], [0, 0, 1]])
    y = x @ [0.6, 0.3, 0.1] + chance.normal(size=6000)
    heavy = chance.integers(1, 4, 6000)
    rows, groups = (
        stats.drivers_of(outcome=y, drivers=x, names=list("abc"), weights=heavy, draws=800, groups=each)
        for each in (None, 1000)
    )

    assert [each.share for each in groups.drivers] == [each.share for each in rows.drivers]
    for one, other in zip(groups.drivers, rows.drivers, strict=True):
        assert one.high - one.low == near(other.high - other.low, rel=0.15)
        assert (one.low, one.high) == near((other.low, other.high), abs=0.1 * (other.high - other.low))


def test_more_groups_than_rows_are_rows() -> None:
    rows, groups = (
        stats.drivers_of(outcome=Y, drivers=X, names=list("abc"), draws=50, groups=each) for each in (None, 60)
    )

    assert groups == rows
