"""What is hidden of numbers that add up: nothing of few can be worked out from what is told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from servewell.engines import stats
from servewell.engines.stats.small_units.privacy import LEAST

Tree = int | list["Tree"]
trees = st.recursive(
    st.one_of(st.just(0), st.integers(1, LEAST), st.integers(1, 60)),
    lambda below: st.lists(below, min_size=1, max_size=4),
    max_leaves=14,
)
tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4)


class Sum(NamedTuple):
    """``total`` is what the parts add up to."""

    parts: tuple[str, ...]
    total: str


def hidden(sizes: Mapping[str, Sequence[int]], *, sums: Sequence[Sum], **settled: frozenset[str]) -> frozenset[str]:
    """The same with names in place of numbers."""
    numbers = {cell: number for number, cell in enumerate(sizes)}
    found = stats.hidden_in_sums(
        sizes=list(sizes.values()),
        least=LEAST,
        sums=stats.Sums.of(([numbers[part] for part in each.parts], numbers[each.total]) for each in sums),
        **{name: [cell in cells for cell in sizes] for name, cells in settled.items()},
    )
    return frozenset(cell for cell, is_hidden in zip(sizes, found.tolist(), strict=True) if is_hidden)


def of(sizes: Mapping[str, int], *sums: Sum, **settled: frozenset[str]) -> frozenset[str]:
    return hidden({cell: (n,) for cell, n in sizes.items()}, sums=sums, **settled)


def is_few(n: int) -> bool:
    return 0 < n < LEAST


def whole(*parts: str) -> Sum:
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

    assert hidden(sizes, sums=[whole("east", "west", "north")]) == {"east", "north"}


def test_what_is_settled_stays_and_what_else_there_is_gives_way() -> None:
    sizes = {"whole": 70, "east": 9, "west": 11, "north": 50}

    assert of(sizes, whole("east", "west", "north"), told=frozenset({"west"})) == {"east", "north"}
    assert of({**sizes, "east": 20}, whole("east", "west", "north"), back=frozenset({"north"})) == {"north", "west"}


@given(trees)
def test_of_few_in_a_tree_of_sums_nobody_knows_more_than_the_rule_allows(tree: Tree) -> None:
    sizes: dict[str, tuple[int, ...]] = {}
    sums = list(_sums_of(tree, "0", sizes))
    # a total of one part is that part, and told or hidden as it is
    found = hidden(sizes, sums=sums)

    _assert_rules(sizes, sums, found)
    for cell in (cell for cell, (n,) in sizes.items() if is_few(n)):
        low, high = _between(cell, sizes, sums, found)
        assert high - low >= LEAST - 1e-6


@given(tables)
def test_in_a_table_no_sum_is_left_with_a_single_unknown_or_few_of_them(table: Sequence[Sequence[int]]) -> None:
    sizes, sums = _rows_and_columns(table)

    _assert_rules(sizes, sums, hidden(sizes, sums=sums))


@given(tables, st.data())
def test_it_hides_what_the_rule_says_word_by_word(table: Sequence[Sequence[int]], drawn: st.DataObject) -> None:
    """Counted in two ways, with cells that are settled elsewhere."""
    sizes, sums = _rows_and_columns(table)
    twice = {cell: (n, drawn.draw(st.sampled_from((0, n // 3, n)))) for cell, (n,) in sizes.items()}
    told, rest = (drawn.draw(st.frozensets(st.sampled_from(list(sizes)), max_size=3)) for _ in range(2))
    mixed = drawn.draw(st.permutations(sums))

    found = hidden(twice, sums=mixed, told=told, back=rest - told)

    assert found == _by_the_rule(twice, mixed, told, rest - told)


def _by_the_rule(
    sizes: Mapping[str, Sequence[int]], sums: Sequence[Sum], told: frozenset[str], back: frozenset[str]
) -> set[str]:
    """Slowly: each time all sums are looked at anew."""
    found = {*back, *(cell for cell, many in sizes.items() if any(map(is_few, many)) and cell not in told)}

    def unknown(each: Sum) -> list[str]:
        return [part for part in each.parts if part in found]

    def rest(cell: str, way: int) -> int:
        broken_down = [unknown(each) for each in sums if each.total == cell]
        together = [sum(rest(part, way) for part in parts) for parts in broken_down if parts]
        return sizes[cell][way] if sizes[cell][way] < LEAST else min([sizes[cell][way], *together])

    def is_safe(each: Sum) -> bool:
        parts = unknown(each)
        together = [sum(rest(part, way) for part in parts) for way in range(len(sizes[each.total]))]
        return bool(parts) if each.total in found else not parts or (len(parts) > 1 and not any(map(is_few, together)))

    def free(each: Sum) -> list[str]:
        settled = found | told
        return [part for part in each.parts if part not in settled] or [each.total] * (each.total not in settled)

    places = list(sizes)
    while choices := [free(each) for each in sums if not is_safe(each) and free(each)]:
        found.add(min(min(choices, key=len), key=lambda cell: (sum(sizes[cell]), places.index(cell))))
    return found


def _rows_and_columns(table: Sequence[Sequence[int]]) -> tuple[dict[str, tuple[int, ...]], list[Sum]]:
    """With their totals, and that of all."""
    sizes: dict[str, tuple[int, ...]] = {"all": (sum(map(sum, table)),)}
    sums = []
    for row, many in enumerate(table):
        sizes |= {f"{row},{column}": (n,) for column, n in enumerate(many)} | {f"{row},": (sum(many),)}
        sums.append(Sum(tuple(f"{row},{column}" for column in range(3)), f"{row},"))
    for column in range(3):
        sizes[f",{column}"] = (sum(many[column] for many in table),)
        sums.append(Sum(tuple(f"{row},{column}" for row in range(len(table))), f",{column}"))
    sums += [Sum(tuple(f"{row}," for row in range(len(table))), "all"), Sum((",0", ",1", ",2"), "all")]
    return sizes, sums


def _sums_of(tree: Tree, name: str, sizes: dict[str, tuple[int, ...]]) -> Iterator[Sum]:
    """Of each knot with the knots right below it; all of them are put among the sizes."""
    if isinstance(tree, int):
        sizes[name] = (tree,)
        return
    below = [f"{name}.{place}" for place in range(len(tree))]
    for each, knot in zip(below, tree, strict=True):
        yield from _sums_of(knot, each, sizes)
    sizes[name] = (sum(sizes[each][0] for each in below),)
    yield Sum(tuple(each for each in below if sizes[each][0]), name)


def _assert_rules(sizes: Mapping[str, Sequence[int]], sums: Sequence[Sum], found: frozenset[str]) -> None:
    assert {cell for cell, (n,) in sizes.items() if is_few(n)} <= found
    for each in sums:
        unknown = [part for part in each.parts if part in found]
        assert len(unknown) + (each.total in found) != 1
        assert each.total in found or not is_few(sum(sizes[part][0] for part in unknown))


def _between(
    cell: str, sizes: Mapping[str, Sequence[int]], sums: Sequence[Sum], found: frozenset[str]
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
