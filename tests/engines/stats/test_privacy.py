"""Hidden cells stay hidden: what a reader can work out from the totals is worked out here."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import stats


def test_a_small_cell_hides_behind_the_next_smallest() -> None:
    assert stats.cells_to_hide(counts=[20, 3, 50]).tolist() == [True, True, False]


def test_two_small_cells_that_add_up_to_too_little_hide_behind_a_third() -> None:
    assert stats.cells_to_hide(counts=[2, 3, 50, 40]).tolist() == [True, True, False, True]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert not stats.cells_to_hide(counts=[[10, 0], [0, 12]]).any()


def test_a_small_cell_of_a_table_takes_a_rectangle_with_it() -> None:
    hidden = stats.cells_to_hide(counts=[[20, 3, 50], [30, 40, 12], [11, 60, 17]])

    assert hidden.tolist() == [[True, True, False], [False, False, False], [True, True, False]]


def test_two_rings_joined_by_one_cell_are_not_enough() -> None:
    """Each line holds two hidden cells, yet the one between the rings would follow from the totals."""
    counts = np.full((4, 4), 50)
    for at in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)):
        counts[at] = 6
    hidden = stats.cells_to_hide(counts=counts)

    assert hidden.sum() > 9
    assert worked_out(counts, hidden) == []


def worked_out(counts: np.ndarray, hidden: np.ndarray) -> list[tuple[int, int]]:
    """The hidden cells that the totals determine: those whose value no combination of hidden cells can trade for."""
    places = [tuple(each) for each in np.argwhere(hidden).tolist()]
    lines = np.array(
        [[place[0] == at for place in places] for at in range(counts.shape[0])]
        + [[place[1] == at for place in places] for at in range(counts.shape[1])],
        dtype=float,
    )
    rank = np.linalg.matrix_rank(lines) if places else 0
    return [
        place
        for at, place in enumerate(places)
        if np.linalg.matrix_rank(np.vstack([lines, np.eye(len(places))[at]])) == rank
    ]


@given(
    st.integers(1, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=1, max_size=6
        )
    ),
    st.sampled_from([3, 10]),
)
@settings(max_examples=200, deadline=None)
def test_no_hidden_cell_follows_from_the_totals_or_the_table_is_refused(table: list[list[int]], least: int) -> None:
    counts = np.array(table)
    try:
        hidden = stats.cells_to_hide(counts=counts, least=least)
    except stats.CellsCannotBeHidden:
        return
    assert np.all(hidden[(counts > 0) & (counts < least)])
    assert np.all(counts[hidden] > 0)
    assert worked_out(counts, hidden) == []
    for line, is_hidden in [*zip(counts, hidden, strict=True), *zip(counts.T, hidden.T, strict=True)]:
        assert not is_hidden.any() or (is_hidden.sum() >= 2 and line[is_hidden].sum() >= least)


def test_thousands_of_units_by_months_are_decided_in_one_go() -> None:
    counts = np.random.default_rng(1).integers(8, 200, (800, 12))
    hidden = stats.cells_to_hide(counts=counts)

    assert hidden.sum(axis=1)[((counts > 0) & (counts < 10)).any(axis=1)].min() >= 2


@pytest.mark.parametrize(
    ("refusal", "words", "nonsense"),
    [
        (stats.CellsCannotBeHidden, "In the row", lambda: stats.cells_to_hide(counts=[3, 0, 0])),
        (stats.CellsCannotBeHidden, "In row 0", lambda: stats.cells_to_hide(counts=[[3, 0], [40, 50]])),
        (stats.CellsCannotBeHidden, "In column 0", lambda: stats.cells_to_hide(counts=[[3, 40]])),
        (stats.LeastIsNoCount, "0", lambda: stats.cells_to_hide(counts=[3], least=0)),
        (stats.LengthsDiffer, "row of cells", lambda: stats.cells_to_hide(counts=3)),
        (stats.CountIsNotWhole, "counts", lambda: stats.cells_to_hide(counts=[3.5])),
    ],
)
def test_what_cannot_be_hidden_is_refused(
    refusal: type[ValueError], words: str, nonsense: Callable[[], object]
) -> None:
    with pytest.raises(refusal, match=words):
        nonsense()
