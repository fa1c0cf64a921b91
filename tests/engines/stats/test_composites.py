"""An index of declared weights, standardised figures, and a change taken apart into mix and level."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats

near = pytest.approx


def test_an_index_is_the_weighted_mean_with_the_variance_of_a_sum() -> None:
    found = stats.composite(values=[0.8, 0.6, 0.9], errors=[0.01, 0.03, 0.02], weights=[5, 3, 2])

    error = ((0.5 * 0.01) ** 2 + (0.3 * 0.03) ** 2 + (0.2 * 0.02) ** 2) ** 0.5
    assert (found.value, found.error) == near((0.76, error))
    assert (found.low, found.high) == near((0.76 - 1.959964 * error, 0.76 + 1.959964 * error), abs=1e-7)
    assert found.weights == near((0.5, 0.3, 0.2))
    assert found.shares_of_variance == near(tuple((each / error) ** 2 for each in (0.005, 0.009, 0.004)))


def test_parts_from_the_same_customers_bring_their_covariance() -> None:
    table = np.array([[0.0004, 0.0002], [0.0002, 0.0009]])
    found = stats.composite(values=[0.8, 0.6], errors=[0.02, 0.03], weights=[1, 1], covariance=table)

    assert found.error == near((table.sum() / 4) ** 0.5)


def test_a_part_that_does_not_count_need_not_be_known() -> None:
    found = stats.composite(values=[0.8, np.nan], errors=[0.02, np.nan], weights=[1, 0])

    assert (found.value, found.error) == near((0.8, 0.02))


def test_two_units_with_other_customers_are_compared_at_one_mix() -> None:
    """Both serve each kind of customer equally well; the raw figures differ, the standardised ones do not."""
    kinds, errors = [0.9, 0.5], [0.02, 0.02]
    raw = [np.average(kinds, weights=mix) for mix in ([80, 20], [20, 80])]
    same = stats.standardised(values=kinds, errors=errors, standard=[500, 500])

    assert raw == near([0.82, 0.58])
    assert (same.value, same.error, same.method) == (near(0.7), near(0.02 / 2**0.5), "standardised")


def test_kitagawas_components_of_a_small_change() -> None:
    """By hand: desk from .8 to .9 at 60 then 40 of 100, shop stays .5 at 40 then 60."""
    found = stats.mix_and_level(
        sizes=[40, 60],
        values=[0.9, 0.5],
        earlier_sizes=[60, 40],
        earlier_values=[0.8, 0.5],
        errors=[0.03, 0.02],
        earlier_errors=[0.04, 0.02],
    )

    assert (found.total, found.level, found.mix) == near((0.66 - 0.68, 0.5 * 0.1, 0.85 * -0.2 + 0.5 * 0.2))
    assert found.level_of.tolist() == near([0.05, 0])
    assert found.mix_of.tolist() == near([-0.17, 0.1])
    assert found.level_error == near((0.25 * (0.03**2 + 0.04**2) + 0.25 * (0.02**2 + 0.02**2)) ** 0.5)
    assert found.level_low < found.level < found.level_high


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.floats(0, 1), st.integers(0, 50), st.floats(0, 1)), min_size=2, max_size=8
    )
)
def test_mix_and_level_add_up_to_the_change_and_turn_their_signs(groups: list[tuple[int, float, int, float]]) -> None:
    now, values, then, earlier = (np.array(each, dtype=float) for each in zip(*groups, strict=True))
    if now.sum() == 0 or then.sum() == 0:
        return
    there = stats.mix_and_level(sizes=now, values=values, earlier_sizes=then, earlier_values=earlier)
    back = stats.mix_and_level(sizes=then, values=earlier, earlier_sizes=now, earlier_values=values)

    change = np.average(values, weights=now) - np.average(earlier, weights=then)
    assert there.total == near(change, abs=1e-12)
    assert there.level + there.mix == near(there.total, abs=1e-12)
    assert (back.level, back.mix) == near((-there.level, -there.mix), abs=1e-12)


def test_a_group_that_came_new_is_a_change_of_mix() -> None:
    found = stats.mix_and_level(
        sizes=[50, 50], values=[0.8, 0.4], earlier_sizes=[100, 0], earlier_values=[0.8, float("nan")]
    )

    assert (found.level, found.mix, found.total) == near((0, -0.2, -0.2))


@pytest.mark.parametrize(
    ("refusal", "words", "nonsense"),
    [
        (
            stats.PartIsUnknown,
            "Part 1 counts 50%",
            lambda: stats.composite(values=[1, np.nan], errors=[1, 1], weights=[1, 1]),
        ),
        (
            stats.CovarianceDoesNotFit,
            "2 rows",
            lambda: stats.composite(values=[1, 1], errors=[1, 1], weights=[1, 1], covariance=[[1]]),
        ),
        (
            stats.WeightsAreNoWeights,
            "row 1",
            lambda: stats.composite(values=[1, 1], errors=[1, 1], weights=[2, -1]),
        ),
        (stats.LengthsDiffer, "per part", lambda: stats.composite(values=[1], errors=[1, 1], weights=[1])),
        (
            stats.PartIsUnknown,
            "group 0 has a size of 5",
            lambda: stats.mix_and_level(sizes=[5], values=[np.nan], earlier_sizes=[5], earlier_values=[1]),
        ),
        (
            stats.NoAnswers,
            "earlier",
            lambda: stats.mix_and_level(sizes=[5], values=[1], earlier_sizes=[0], earlier_values=[1]),
        ),
        (
            stats.LengthsDiffer,
            "name the same in both",
            lambda: stats.mix_and_level(sizes=[5, 1], values=[1, 1], earlier_sizes=[1], earlier_values=[1]),
        ),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[ValueError], words: str, nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal, match=words):
        nonsense()
