"""What names a row, what a file must hold for a recipe, and that no row of any file is an exception."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables import (
    HeldBack,
    LeftOut,
    Reason,
    RecipeHasFaults,
    Understood,
)
from servewell.engines.tables.recipe import Recipe
from servewell.engines.tables.rows.remembering import LONGEST, MOST, Remembered
from servewell.engines.tables.rows.rounding import rounded_among
from tests.engines.tables.row_cases import COLUMNS, GOOD, SCALES, a_recipe, a_row, understood_by


def understood(
    row: Sequence[str],
    recipe: Recipe | None = None,
    columns: Sequence[str] = COLUMNS,
    rounded: frozenset[int] = frozenset(),
) -> Understood:
    fate = understood_by(recipe or a_recipe(), columns=columns, rounded=rounded).row(row)
    assert isinstance(fate, Understood), fate
    return fate


NAMES = [
    ("17", False, False, False),
    ("17.0", True, False, False),
    ("570301130888122368", True, False, False),
    ("5.70301E+17", False, True, True),
    ("570301130888122000", False, False, False),
    ("570301130888122000", True, True, True),
    ("", True, True, False),
]


@pytest.mark.parametrize(("cell", "is_rounded", "is_key_of_row", "is_id_lost"), NAMES)
def test_an_id_that_a_spreadsheet_has_eaten_names_nothing(
    cell: str, is_rounded: bool, is_key_of_row: bool, is_id_lost: bool
) -> None:
    rounded = frozenset({COLUMNS.index("id")} if is_rounded else ())

    fate = understood(a_row(id=cell), a_recipe("duplicate: [id]\n"), rounded=rounded)

    assert (fate.is_key_of_row, fate.is_id_lost) == (is_key_of_row, is_id_lost)


WHOLE = [str(4_000_000_000_000_000 + number * 37) for number in range(1000)]
EATEN = [f"{number}000" for number in range(570301130888122, 570301130888222)]
COLUMNS_OF_IDS = [
    (WHOLE, False),
    (WHOLE[:10], False),
    (EATEN, True),
    (EATEN * 9 + WHOLE[1:90], True),
    (EATEN + WHOLE[:100], False),
    (["5.70301E+17"] * 50 + EATEN[:1], True),
    ([""] * 5000 + EATEN, True),
    (["17", "18"], False),
]


@pytest.mark.parametrize(("ids", "is_rounded"), COLUMNS_OF_IDS)
def test_noughts_mean_a_lost_id_where_nearly_all_long_ids_end_in_them(ids: list[str], is_rounded: bool) -> None:
    found = rounded_among(places=[1], rows=[("x", each) for each in ids])

    assert found == frozenset({1} if is_rounded else ())


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=50, unique=True))
def test_whole_ids_of_sixteen_digits_name_their_rows_whatever_their_last_digit(numbers: list[int]) -> None:
    last = [f"{4_000_000_000_000_000 + number * 10 + place % 10}" for place, number in enumerate(numbers)]

    assert rounded_among(places=[0], rows=[[each] for each in last]) == frozenset()


def test_rows_of_one_name_have_one_key_whatever_else_they_hold() -> None:
    recipe = a_recipe("duplicate: [id, hotel]\n")
    rows = [a_row(), a_row(id=" 1.0 ", why="Other words"), a_row(id="2"), a_row(hotel="oslo")]
    long_ids = [a_row(id="570301130888122368"), a_row(id="570301130888122369")]

    keys = [understood(row, recipe).key for row in [*rows, *long_ids]]

    assert [keys.index(key) for key in keys] == [0, 0, 2, 3, 4, 5]


def test_without_a_name_rows_are_one_where_all_cells_are() -> None:
    columns = (*COLUMNS, "spare")
    rows = [[*GOOD, ""], [*GOOD, ""], [*GOOD, "x"], [*a_row(id="2"), ""]]

    keys = [understood(row, columns=columns).key for row in rows]

    assert [keys.index(key) for key in keys] == [0, 0, 2, 3]
    assert understood(GOOD).key == keys[0]


def test_a_stated_day_or_unit_belongs_to_the_name() -> None:
    dated = {"{column: day, formats: [YYYY-MM-DD]}": "{is: 2016-06-30}"}
    later = {"{column: day, formats: [YYYY-MM-DD]}": "{is: 2017-06-30}"}
    placed = {**dated, "{column: hotel}": "{is: oslo}"}

    for rule in ("", "duplicate: [id]\n"):
        keys = [understood(GOOD, a_recipe(rule, instead=each)).key for each in (dated, dated, later, placed)]

        assert [keys.index(key) for key in keys] == [0, 0, 2, 3]


def test_a_column_that_is_not_there_is_told_with_the_nearest() -> None:
    recipe = a_recipe('duplicate: [ID]\nonly: [{column: lang, is: [en]}]\nweight: {column: "heavy load"}\n')

    with pytest.raises(RecipeHasFaults) as refused:
        understood_by(recipe, columns=("id", "Hotel", "day", "hole", "room", "why"))

    assert [(each.where, each.what, each.mend) for each in refused.value.faults] == [
        ("unit.column", "The file has no column `hotel`.", "Did you mean `Hotel`?"),
        ("only[1].column", "The file has no column `lang`.", ALL),
        ("items.whole.column", "The file has no column `whole`.", "Did you mean `hole`?"),
        ("weight.column", "The file has no column `heavy load`.", ALL),
        ("duplicate", "The file has no column `ID`.", "Did you mean `id`?"),
    ]


ALL = "Its columns are `id`, `Hotel`, `day`, `hole`, `room`, `why`."
NOT_YOURS = [
    ("{is: secret}", "unit.is"),
    ("{column: hotel, unknown: secret}", "unit.unknown"),
    ("{column: hotel, unknown: make, under: secret}", "unit.under"),
]


@pytest.mark.parametrize(("rule", "where"), NOT_YOURS)
def test_a_unit_for_which_the_importer_may_not_import_is_refused(rule: str, where: str) -> None:
    with pytest.raises(RecipeHasFaults) as refused:
        understood_by(a_recipe(instead={"{column: hotel}": rule}))

    assert [(each.where, each.what) for each in refused.value.faults] == [
        (where, "You may not import for a unit `secret`.")
    ]


def test_a_stated_day_in_the_future_is_refused() -> None:
    with pytest.raises(RecipeHasFaults) as refused:
        understood_by(a_recipe(instead={"{column: day, formats: [YYYY-MM-DD]}": "{is: 2027-01-01}"}))

    assert [each.where for each in refused.value.faults] == ["date.is"]


EVERYTHING = """\
only: [{column: room, is not: [gone]}]
language: {column: room}
duplicate: [id, day]
customer: {email: why, phone: room, name: id}
weight: {column: id}
"""
TRICKY = ("1", "5", "6", "0", "4.5", "madrid", "2016-05-03", "5.7E+17", "", "\0", "nan", "1e999")
cell = st.text(max_size=12) | st.sampled_from(TRICKY)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(cell, min_size=6, max_size=6), max_size=8), st.booleans())
def test_every_row_is_understood_held_back_or_left_out(rows: list[list[str]], has_scales: bool) -> None:
    instead: Mapping[str, str] = {" {worst: 1, best: 5}": SCALES, "does not apply: [6]\n    ": ""} if has_scales else {}
    recipe = replace(a_recipe(EVERYTHING, instead=instead), date=a_recipe(instead={"[YYYY-MM-DD]": "detect"}).date)
    row = understood_by(recipe).row

    for fate in map(row, rows):
        if isinstance(fate, Understood):
            said = json.loads(fate.answers)
            assert set(said) <= {"whole", "room"}
            assert fate.overall is None or 0 <= fate.overall <= 1
        elif isinstance(fate, HeldBack):
            assert fate.reasons
            assert all(isinstance(each, Reason) for each in fate.reasons)
        else:
            assert isinstance(fate, LeftOut)


@settings(deadline=None)
@given(st.lists(st.lists(cell, min_size=6, max_size=6), min_size=1, max_size=12))
def test_what_a_row_says_does_not_depend_on_the_rows_before_it(rows: list[list[str]]) -> None:
    recipe = a_recipe(EVERYTHING)
    together = understood_by(recipe).row

    assert [together(row) for row in rows] == [understood_by(recipe).row(row) for row in rows]


def test_what_is_remembered_of_a_column_is_bounded() -> None:
    asked: list[int] = []
    known = Remembered(lambda cell: asked.append(len(cell)) or len(cell))  # type: ignore[func-returns-value]

    found = [known[cell] for cell in ("a", "a", "b" * LONGEST, "c" * (LONGEST + 1), "c" * (LONGEST + 1))]
    many = [known[str(number)] for number in range(MOST + 10)]

    assert found == [1, 1, LONGEST, LONGEST + 1, LONGEST + 1]
    assert asked[:4] == [1, LONGEST, LONGEST + 1, LONGEST + 1]
    assert many == [len(str(number)) for number in range(MOST + 10)]
    assert len(known) <= MOST
