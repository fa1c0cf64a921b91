"""What is kept back of numbers that add up: nothing of few can be worked out from what is told."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from servewell.rooms.insight.selectors.kept_back.hiding import Sum, hidden
from servewell.rooms.insight.selectors.kept_back.privacy import is_too_few
from servewell.rooms.insight.terms import LEAST_CELL

Tree = int | list["Tree"]
trees = st.recursive(
    st.one_of(st.just(0), st.integers(1, LEAST_CELL), st.integers(1, 60)),
    lambda below: st.lists(below, min_size=1, max_size=4),
    max_leaves=14,
)
tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4)


def of(sizes: Mapping[str, int], *sums: Sum[str], **settled: frozenset[str]) -> frozenset[str]:
    return hidden({cell: (n,) for cell, n in sizes.items()}, few=is_too_few, sums=sums, **settled)


def whole(*parts: str) -> Sum[str]:
    return Sum(parts, "whole")


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"whole": 60, "east": 20, "west": 20, "north": 20}, set()),
        ({"whole": 59, "east": 30, "west": 20, "north": 9}, {"north", "west"}),
        ({"whole": 42, "east": 30, "west": 7, "north": 5}, {"north", "west"}),
        ({"whole": 39, "east": 30, "west": 7, "north": 2}, {"north", "west", "east"}),
        ({"whole": 60, "east": 30, "west": 30, "north": 0}, set()),
        ({"whole": 8, "east": 5, "west": 3, "north": 0}, {"whole", "east", "west"}),
    ],
)
def test_what_would_follow_from_the_total_is_hidden_with_the_few_and_they_are_not_few_together(
    sizes: Mapping[str, int], expected: set[str]
) -> None:
    assert of(sizes, whole("east", "west", "north")) == expected


def test_where_no_other_part_is_left_the_total_is_hidden() -> None:
    sizes = {"all": 50, "here": 12, "there": 38, "one": 9, "other": 3}

    found = of(sizes, Sum(("here", "there"), "all"), Sum(("one", "other"), "here"))

    assert found == {"one", "other"}
    assert of({**sizes, "here": 9, "other": 0, "all": 47}, Sum(("here", "there"), "all")) == {"one", "here", "there"}


def test_what_is_few_in_one_way_of_counting_is_few() -> None:
    sizes = {"whole": (60, 30), "east": (30, 4), "west": (20, 16), "north": (10, 10)}

    assert hidden(sizes, few=is_too_few, sums=[whole("east", "west", "north")]) == {"east", "north"}


def test_what_is_settled_stays_and_what_else_there_is_gives_way() -> None:
    sizes = {"whole": 70, "east": 9, "west": 11, "north": 50}

    assert of(sizes, whole("east", "west", "north"), told=frozenset({"west"})) == {"east", "north"}
    assert of({**sizes, "east": 20}, whole("east", "west", "north"), back=frozenset({"north"})) == {"north", "west"}


@given(trees)
def test_of_few_in_a_tree_of_sums_nobody_knows_more_than_the_rule_allows(tree: Tree) -> None:
    sizes: dict[str, tuple[int, ...]] = {}
    sums = list(_sums_of(tree, "0", sizes))
    # a total of one part is that part, and told or hidden as it is
    found = hidden(sizes, few=is_too_few, sums=sums)

    _assert_rules(sizes, sums, found)
    for cell in (cell for cell, (n,) in sizes.items() if is_too_few(n)):
        low, high = _between(cell, sizes, sums, found)
        assert high - low >= LEAST_CELL - 1e-6


@given(tables)
def test_in_a_table_no_sum_is_left_with_a_single_unknown_or_few_of_them(table: Sequence[Sequence[int]]) -> None:
    sizes: dict[str, tuple[int, ...]] = {"all": (sum(map(sum, table)),)}
    sums = []
    for row, many in enumerate(table):
        sizes |= {f"{row},{column}": (n,) for column, n in enumerate(many)} | {f"{row},": (sum(many),)}
        sums.append(Sum(tuple(f"{row},{column}" for column in range(3)), f"{row},"))
    for column in range(3):
        sizes[f",{column}"] = (sum(many[column] for many in table),)
        sums.append(Sum(tuple(f"{row},{column}" for row in range(len(table))), f",{column}"))
    sums += [Sum(tuple(f"{row}," for row in range(len(table))), "all"), Sum((",0", ",1", ",2"), "all")]

    _assert_rules(sizes, sums, hidden(sizes, few=is_too_few, sums=sums))


def _sums_of(tree: Tree, name: str, sizes: dict[str, tuple[int, ...]]) -> Iterator[Sum[str]]:
    """Of each knot with the knots right below it; all of them are put among the sizes."""
    if isinstance(tree, int):
        sizes[name] = (tree,)
        return
    below = [f"{name}.{place}" for place in range(len(tree))]
    for each, knot in zip(below, tree, strict=True):
        yield from _sums_of(knot, each, sizes)
    sizes[name] = (sum(sizes[each][0] for each in below),)
    yield Sum(tuple(each for each in below if sizes[each][0]), name)


def _assert_rules(sizes: Mapping[str, Sequence[int]], sums: Sequence[Sum[str]], found: frozenset[str]) -> None:
    assert {cell for cell, (n,) in sizes.items() if is_too_few(n)} <= found
    for each in sums:
        unknown = [part for part in each.parts if part in found]
        assert len(unknown) + (each.total in found) != 1
        assert each.total in found or not is_too_few(sum(sizes[part][0] for part in unknown))


def _between(
    cell: str, sizes: Mapping[str, Sequence[int]], sums: Sequence[Sum[str]], found: frozenset[str]
) -> tuple[float, float]:
    """The least and the most that a cell can be, for whoever knows all that is told and that nothing is below 0."""
    unknown = sorted(found)
    rows, values = [], []
    for each in sums:
        row = [float(name in each.parts) - float(name == each.total) for name in unknown]
        known = sum(sizes[part][0] for part in each.parts if part not in found)
        values.append((0 if each.total in found else sizes[each.total][0]) - known)
        rows.append(row)
    aim = np.array([float(name == cell) for name in unknown])
    equal = {"A_eq": np.array(rows), "b_eq": np.array(values)} if rows else {}
    low, high = (linprog(sign * aim, bounds=(0, None), **equal) for sign in (1, -1))
    assert low.status == 0
    return float(low.fun), float("inf") if high.status == 3 else -float(high.fun)
