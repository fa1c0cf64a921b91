"""One row per answer: the rows of a voice are gathered wherever they stand."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables import (
    LEFT_OUT,
    Gathered,
    HeldBack,
    Reason,
    Recipe,
    RecipeHasFaults,
    Understood,
    pivot,
    read_recipe,
    row_columns,
)
from tests.engines.tables.row_cases import understood_by

COLUMNS = ("lang", "hotel", "shop", "asked", "said")
SHOPS = """\
recipe: shops
title: Shops
only: [{column: lang, is: [en]}]
rows: {voice: [hotel, shop], question: asked, answer: said}
unit: {column: hotel}
date: {is: 2016-06-30}
items:
  speed: {column: A1, question: How fast?, scale: {worst: 1, best: 5}, overall: true}
comments:
  why: {column: B2, question: Why?}
"""


def shops(rows: Sequence[Sequence[str]], recipe: Recipe | None = None) -> list[Gathered]:
    return list(pivot(recipe=recipe or read_recipe(text=SHOPS), columns=COLUMNS, rows=enumerate(rows, 1)))


def test_the_answers_of_a_voice_stand_behind_the_cells_of_its_first_row() -> None:
    gathered = shops(
        [
            ("en", "oslo", "1", "A1", "4.0"),
            ("en", "madrid", "1", "B2", "Slow"),
            ("sq", "oslo", "1", "A1", "9"),
            ("en", "oslo", "1", "C9", "nobody asks"),
            ("en", "madrid", "1.0", "A1 ", "2"),
            ("en", "oslo", "2", "B2", ""),
        ]
    )

    assert gathered == [
        Gathered(3, ("sq", "oslo", "1", "A1", "9", "", ""), LEFT_OUT),
        Gathered(1, ("en", "oslo", "1", "", "", "4.0", "")),
        Gathered(2, ("en", "madrid", "1", "", "", "2", "Slow")),
        Gathered(6, ("en", "oslo", "2", "", "", "", "")),
    ]
    assert row_columns(recipe=read_recipe(text=SHOPS), columns=COLUMNS) == (*COLUMNS, "A1", "B2")


def test_what_is_gathered_is_understood_like_any_row() -> None:
    rows = [("en", "oslo", "1", "A1", "4.0"), ("en", "oslo", "1", "B2", "Slow"), ("en", "oslo", "2", "A1", "9")]

    fates = [understood_by(read_recipe(text=SHOPS), columns=COLUMNS).row(each.cells) for each in shops(rows)]

    assert [(each.answers, each.overall, list(each.comments)) for each in fates if isinstance(each, Understood)] == [
        ('{"speed": 4}', 0.75, [("why", "Slow", None)])
    ]
    assert fates[1] == HeldBack((Reason("off-scale", "A1", "9"),))


def test_a_question_with_two_answers_of_one_voice_holds_it_back() -> None:
    rows = [("en", "oslo", "1", "A1", "4"), ("en", "oslo", "1", "A1", "5"), ("en", "oslo", "1", "B2", "x")] * 2

    assert shops(rows) == [
        Gathered(1, ("en", "oslo", "1", "", "", "4", "x"), HeldBack((Reason("answered-twice", "A1", "4 | 5"),)))
    ]


def test_a_question_that_no_row_asks_is_a_fault_of_the_recipe() -> None:
    with pytest.raises(RecipeHasFaults) as refused:
        shops([("en", "oslo", "1", "A1", "4")])

    assert [(each.where, each.what) for each in refused.value.faults] == [
        ("rows.question", "No row of the file asks `B2`.")
    ]


def test_a_column_that_is_not_there_is_refused_before_a_row_is_read() -> None:
    recipe = read_recipe(text=SHOPS.replace("answer: said", "answer: sad"))

    with pytest.raises(RecipeHasFaults) as refused:
        pivot(recipe=recipe, columns=COLUMNS, rows=iter(()))

    assert [(each.where, each.mend) for each in refused.value.faults] == [("rows.answer", "Did you mean `said`?")]


def test_a_file_of_which_no_row_is_meant_holds_no_voice() -> None:
    assert [each.fate for each in shops([("sq", "oslo", "1", "A1", "4")])] == [LEFT_OUT]


voices = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(("1", "2", "3")), st.sampled_from(("A1", "B2")), st.text(max_size=3)
    ),
    unique_by=lambda row: row[:3],
)


@settings(deadline=None)
@given(voices, st.randoms())
def test_the_order_of_the_rows_changes_no_voice(rows: list[tuple[str, str, str, str]], random: Random) -> None:
    whole = [("en", *row) for row in rows] + [("en", "z", "9", asked, "x") for asked in ("A1", "B2")]
    mixed = list(whole)
    random.shuffle(mixed)

    assert {tuple(each.cells) for each in shops(whole)} == {tuple(each.cells) for each in shops(mixed)}
    assert [each.number for each in shops(mixed)] == sorted(each.number for each in shops(mixed))
