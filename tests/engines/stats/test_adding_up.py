"""All figures of a few answers, and what adds up to what, against a slow reading of the same rules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import stats

# units: a company (0) with two regions (1, 2), three hotels (3 to 5); the last goes to another region on the third day
COMPANY = 0
BEFORE = {0: (0,), 1: (1, 0), 2: (2, 0), 3: (3, 1, 0), 4: (4, 2, 0), 5: (5, 1, 0)}
AFTER = {**BEFORE, 5: (5, 2, 0)}
AS_IT_WAS, TODAY = [BEFORE, BEFORE, AFTER, AFTER], [AFTER] * 4
# of four days two make a month, and both months a quarter; of three languages two are one family
MONTH_OF, QUARTER, FAMILY = [0, 0, 1, 1], 2, [0, 0, 1]
Row = tuple[int, int, int]
Frame = tuple[int, int, int]
rows = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=24).map(sorted)


LADDERS = [
    stats.Ladder([0, 0, 1, 1], [[*BEFORE.values()], [*AFTER.values()]]),
    stats.Ladder([0, 0, 0, 0], [[*AFTER.values()]]),
]
LONGER = [stats.Along(1, [QUARTER, QUARTER, -1])]


def atoms_of(many: Sequence[Row], ways: Sequence[int]) -> stats.Atoms:
    """Of the first row is one answer, of the next two, then four: from a size one sees whose answers they are."""
    days, units, languages = (np.array(column) for column in zip(*many, strict=True))
    return stats.Atoms(
        stats.marked(2 ** np.arange(len(many)), asked=np.arange(len(many)) % len(ways), ways=ways),
        days,
        units,
        len(BEFORE),
        [stats.Label(days, MONTH_OF, 3), stats.Label(languages, range(3), 3)],
    )


def added_up(
    many: Sequence[Row], ways: Sequence[int], ladders: Sequence[stats.Ladder] = LADDERS, *, is_wide: bool = False
) -> stats.AddedUp:
    wider = [] if is_wide else [stats.Along(2, FAMILY)]
    return stats.added_up(atoms_of(many, ways), ladders=ladders, longer=LONGER, wider=wider)


def size(many: Sequence[int]) -> int:
    return sum(2**row for row in many)


def shares_of(many: Sequence[Row]) -> dict[tuple[Frame, int, int | None], int]:
    """By tree, span and language: what a unit has from one right below it, or from itself (None)."""
    found: dict[tuple[Frame, int, int | None], int] = {}
    for number, (day, unit, language) in enumerate(many):
        for tree, days in enumerate((AS_IT_WAS, TODAY)):
            for span in (MONTH_OF[day], QUARTER):
                chain = days[day][unit]
                for share in zip(chain, (None, *chain), strict=False):
                    key = (tree, span, language), *share
                    found[key] = found.get(key, 0) + 2**number
    return found


def cells_of(many: Sequence[Row]) -> dict[tuple[Frame, int], int]:
    found: dict[tuple[Frame, int], int] = {}
    for (frame, unit, _), n in shares_of(many).items():
        found[frame, unit] = found.get((frame, unit), 0) + n
    return found


def sums_of(many: Sequence[Row]) -> Iterator[list[int]]:
    shares, cells = shares_of(many), cells_of(many)
    for frame, unit in cells:
        yield [n for (theirs, whose, _), n in shares.items() if (theirs, whose) == (frame, unit)]
        gave = [n for (theirs, _, below), n in shares.items() if (theirs, below) == (frame, unit)]
        if sum(gave) == cells[frame, unit]:
            yield gave
    by_quarter = [((tree, language, unit), n) for ((tree, span, language), unit), n in cells.items() if span != QUARTER]
    by_family = [((tree, span, FAMILY[language], unit), n) for ((tree, span, language), unit), n in cells.items()]
    for pieces in (by_quarter, by_family):
        for _, group in groupby(sorted(pieces), key=lambda piece: piece[0]):
            yield [n for _, n in group]


@given(rows)
def test_every_cell_is_of_its_answers_and_of_the_same_answers_is_one_number(many: Sequence[Row]) -> None:
    table = added_up(many, ways=[0])

    tree, span, language, unit = (table.keys.digit(table.cells, digit).tolist() for digit in range(4))
    sizes = table.sizes[table.numbers, 0].tolist()
    frames = zip(tree, span, language, strict=True)
    assert dict(zip(zip(frames, unit, strict=True), sizes, strict=True)) == cells_of(many)
    assert len(set(table.sizes[:, 0].tolist())) == len(table.sizes)
    assert (np.diff(table.cells) > 0).all()
    # in the order of the cells, each where it comes first
    assert list(dict.fromkeys(table.numbers.tolist())) == list(range(len(set(table.numbers.tolist()))))


@given(rows)
def test_every_sum_of_more_than_one_part_is_there_and_no_other(many: Sequence[Row]) -> None:
    table = added_up(many, ways=[0])

    sizes, sums = table.sizes[:, 0], table.sums
    parts = (
        [sorted(sizes[each].tolist()) for each in np.split(sums.parts, sums.starts[1:-1])] if len(sums.totals) else []
    )
    assert sorted(parts) == sorted(sorted(each) for each in sums_of(many) if len(each) > 1)
    assert sizes[sums.totals].tolist() == [sum(each) for each in parts]


@given(rows)
def test_what_counts_in_another_way_is_added_up_beside(many: Sequence[Row]) -> None:
    one, two = added_up(many, ways=[0]), added_up(many, ways=[0, 1])

    odd = size(range(1, len(many), 2))
    assert two.sizes.tolist() == [[n & ~odd, n & odd] for n in one.sizes[:, 0].tolist()]


def test_contents_are_known_again_by_their_marks() -> None:
    whole, narrow = added_up([(0, 3, 0), (1, 3, 0), (2, 4, 1)], ways=[0]), added_up([(0, 3, 0), (1, 3, 0)], ways=[0])
    of_the_first_two = narrow.sizes[:, 0] == size([0, 1])

    again = whole.are_among([narrow.marks_of(of_the_first_two), narrow.marks_of(~of_the_first_two)])

    assert whole.sizes[again, 0].tolist() == [size([0, 1])]


def hidden(table: stats.AddedUp, least: int) -> dict[int, bool]:
    """Of each cell, by its key, whether it is hidden where sizes below ``least`` are few."""
    found = stats.hidden_in_sums(sizes=table.sizes, least=least, sums=table.sums)
    return dict(zip(table.cells.tolist(), found[table.numbers].tolist(), strict=True))


@given(rows, st.integers(2, 2**12))
def test_what_two_trees_have_in_common_is_hidden_alike_where_it_is_reckoned_once(
    many: Sequence[Row], least: int
) -> None:
    apart = stats.units_apart(*LADDERS, units=len(BEFORE))
    whole, once = added_up(many, [0]), added_up(many, [0], [LADDERS[0], replace(LADDERS[1], only=apart)])

    of_all, of_some = hidden(whole, least), hidden(once, least)

    assert apart.tolist() == [True, True, True, False, False, True]
    tree, unit = (whole.keys.digit(whole.cells, digit) for digit in (0, 3))
    own = (tree == 0) | apart[unit]
    assert once.cells.tolist() == whole.cells[own].tolist()
    in_common = whole.keys.weight(0)
    assert of_all == {
        key: of_some[key if is_own else key - in_common]
        for key, is_own in zip(whole.cells.tolist(), own.tolist(), strict=True)
    }


def test_units_are_apart_that_move_or_stand_above_one_that_does() -> None:
    company, north, south, hotel, still = range(5)
    stays = {still: (still, north, company), north: (north, company), south: (south, company), company: (company,)}
    one, other = ({**stays, hotel: (hotel, above, company)} for above in (north, south))
    ladders = [
        stats.Ladder([0, 1], [[each[unit] for unit in range(5)] for each in (one, other)]),
        stats.Ladder([0, 0], [[other[unit] for unit in range(5)]]),
    ]

    assert stats.units_apart(*ladders, units=5).tolist() == [True, True, True, True, False]
    assert not stats.units_apart(ladders[1], ladders[1], units=5).any()


@given(rows)
def test_the_marks_of_all_are_those_of_the_table(many: Sequence[Row]) -> None:
    found = stats.marks_of_all(atoms_of(many, [0]), ladders=LADDERS, longer=LONGER)

    assert found.tolist() == added_up(many, [0], is_wide=True).marks.tolist()
