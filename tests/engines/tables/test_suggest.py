"""Drafts of recipes: what is proposed, and that nothing doubtful is proposed silently."""

import csv
import gzip
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables import KnownUnit, read_recipe, understand, write_recipe
from servewell.engines.tables.profiling import Profile, profile
from servewell.engines.tables.recipe import (
    CommentRule,
    DateRule,
    FileShape,
    ItemRule,
    Recipe,
    Scale,
    Takes,
    UnitRule,
    Unsure,
)
from servewell.engines.tables.suggesting import Draft, names, suggest
from servewell.engines.tables.suggesting.scales import scale_of
from tests.samples import needs_samples

TODAY = date(2026, 11, 22)
YEARS = (2010, 2011, 2013, 2014, 2016, 2017)
NOT_RATED = ("Age", "Gender", "Income")


def table(text: str) -> Profile:
    """A table written with bars between the cells."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return profile(columns=rows[0], rows=rows[1:])


def answers(**columns: Sequence[object]) -> Profile:
    """A table by its columns; shorter ones begin again until the longest ends."""
    length = max(len(cells) for cells in columns.values())
    cells = [[str(column[row % len(column)]) for column in columns.values()] for row in range(length)]
    return profile(columns=list(columns), rows=cells)


def draft_of(
    told: Profile, *, like: Recipe | None = None, before: Profile | None = None, units: Mapping[str, str] | None = None
) -> Draft:
    return suggest(
        shape=FileShape(), profile=told, like=like, like_profile=before, units=units or {}, today=TODAY, code="trial"
    )


def reasons_at(draft: Draft, where: str) -> list[str]:
    return [each.why for each in draft.recipe.unsure if each.where == where]


def recipe_of(*items: ItemRule, **others: object) -> Recipe:
    about = {"unit": UnitRule(is_="airport"), "date": DateRule(is_=TODAY)} | others
    return Recipe("trial", {"en": "Trial"}, Takes.VOICES, FileShape(), items=items, **about)  # type: ignore[arg-type]


def rated(name: str, column: str, question: str, **others: object) -> ItemRule:
    codes = {"does_not_apply": frozenset("6"), "blank": frozenset("0")} | others
    return ItemRule(name, column, {"en": question}, scales=(Scale(1, 5),), **codes)  # type: ignore[arg-type]


# from the file alone


def test_a_plain_file_is_drafted_whole() -> None:
    told = table("""
        id | hotel | date       | overall rating | said
        a1 | Lisbon | 2026-01-05 | 5 | The room was clean and the staff were very kind to us.
        a2 | Porto  | 2026-01-06 | 4 | We had to wait for the breakfast, and it was cold again.
        a3 | Lisbon | 2026-01-07 | 1 | The noise in the street was so bad that we left the hotel.
        a4 | Porto  | 2026-01-08 | 3 | It was good for the price, but not for what you promise.
        a5 | Porto  | 2026-01-09 | 2 | My bill was wrong and nobody was there to put it right.
    """)

    draft = draft_of(told, units={"Lisbon": "lisbon", "Porto": "porto"})

    assert draft.recipe == Recipe(
        code="trial",
        title={"en": "Trial"},
        takes=Takes.VOICES,
        file=FileShape(),
        unit=UnitRule(column="hotel"),
        date=DateRule(column="date", formats=("YYYY-MM-DD",)),
        language=draft.recipe.language,
        duplicate=("id",),
        items=(
            ItemRule(
                "overall_rating", "overall rating", {"en": "Overall rating"}, scales=(Scale(1, 5),), is_overall=True
            ),
        ),
        comments=(CommentRule("said", "said", {"en": "Said"}),),
        unsure=(
            Unsure("", "Does `id` name each row, also in later files of this kind?"),
            Unsure("items.overall_rating", "Is 5 the best answer, or 1? The numbers do not say it."),
            Unsure("items.overall_rating", "Does this stand for the whole visit?"),
            Unsure("comments.said", "Which question do these words answer? The name of the column stands for it."),
        ),
    )
    assert draft.recipe.language.is_ == "en"
    assert draft.findings == ()


@pytest.mark.parametrize(
    ("cells", "worst", "best", "does_not_apply", "blank"),
    [
        ([1, 2, 3, 4, 5] * 20, 1, 5, set(), set()),
        ([0, 1, 2, 3, 4, 5, 6] * 20, 1, 5, {"6"}, {"0"}),
        (list(range(11)) * 20, 0, 10, set(), set()),
        ([*range(1, 11), 99] * 20, 1, 10, {"99"}, set()),
        ([*range(1, 8)] * 20, 1, 7, set(), set()),
        ([0, 1] * 20, 0, 1, set(), set()),
        ([0, 1, 2] * 20, 0, 2, set(), set()),
        ([*range(1, 6), "N/A", "Did not answer"] * 20, 1, 5, {"N/A"}, {"Did not answer"}),
        ([*range(1, 6)] * 60 + [10], 1, 5, set(), set()),
        (["Very poor", "Poor", "Neither good nor poor", "Good", "Very good"] * 5, 1, 5, set(), set()),
        (["满意", "不满意"] * 5, 1, 5, set(), set()),
        (["Muy mal", "Mal", "Regular", "Bien", "Muy bien", "No aplica"] * 5, 1, 5, {"No aplica"}, set()),
        (["Muy satisfecho", "Satisfecho", "Neutral", "Insatisfecho", "MUY INSATISFECHO"] * 5, 1, 5, set(), set()),
        (["很滿意", "普通", "非常不滿意"] * 5, 1, 5, set(), set()),
        (["Poor", "Fair", "Good", "Very good", "Excellent"] * 5, 1, 5, set(), set()),
        ([1, 2, 3, 4, "4.5", 5] * 20, 1, 5, set(), set()),
        ([*range(1, 11), "9,5", "na"] * 20, 1, 10, {"na"}, set()),
        ([-2, -1, 0, 1, 2] * 9, -2, 2, set(), set()),
        ([31, 24, 83, 59, 79, 90, 97, 51, 33, 48, 100], 1, 100, set(), set()),
        ([*range(1, 6)] * 30 + ["=1/0"], 1, 5, set(), set()),
        (["1 - Bad", "2 - So so", "3 - Good"] * 5, 1, 3, set(), set()),
        (["5 stars", "4 stars", "1 star"] * 5, 1, 5, set(), set()),
    ],
)
def test_the_scale_of_answers_is_proposed(
    cells: list[object], worst: int, best: int, does_not_apply: set[str], blank: set[str]
) -> None:
    scale = scale_of(answers(rating=cells).columns[0])

    assert scale is not None
    assert (scale.scale.worst, scale.scale.best) == (worst, best)
    assert (set(scale.does_not_apply), set(scale.blank)) == (does_not_apply, blank)


@pytest.mark.parametrize("cells", [["a", "b", "c"], [3], [1.5, 2.25, 3.75], list(range(200)), ["good", "blue"]])
def test_what_is_no_scale_is_not_proposed_as_one(cells: list[object]) -> None:
    assert scale_of(answers(rating=cells * 5).columns[0]) is None


def test_the_direction_of_numbers_is_always_asked_and_that_of_words_is_not() -> None:
    told = answers(rating=[1, 2, 3, 4, 5], satisfaction=["Good", "Poor", "Very good", "Very poor"])

    draft = draft_of(told)

    assert reasons_at(draft, "items.rating") == ["Is 5 the best answer, or 1? The numbers do not say it."]
    assert reasons_at(draft, "items.satisfaction") == []


def test_a_column_that_tells_day_first_from_month_first_is_named() -> None:
    first = [f"{day}/03/2021" for day in range(1, 29)]
    second = [f"03/{day:02}/2021" for day in range(1, 29)]
    rows = [[cell, "north"] for cell in first * 2] + [[cell, "south"] for cell in first + second * 2]

    draft = draft_of(profile(columns=["date", "team"], rows=rows))

    assert draft.recipe.date.by_column == "team"
    assert draft.recipe.date.by_formats == {"north": ("D/M/YYYY",), "south": ("M/D/YYYY", "D/M/YYYY")} or (
        draft.recipe.date.by_formats == {"north": ("D/M/YYYY",), "south": ("D/M/YYYY", "M/D/YYYY")}
    )
    assert len(reasons_at(draft, "date")) == 2


def test_days_that_all_fit_both_orders_are_asked_about() -> None:
    draft = draft_of(answers(date=["01/02/2021", "03/04/2021", "05/06/2021"]))

    assert set(draft.recipe.date.formats) == {"D/M/YYYY", "M/D/YYYY"}
    assert len(reasons_at(draft, "date")) == 1


def test_one_order_that_fits_every_row_is_proposed_alone_also_with_the_time_of_day() -> None:
    written = [f"05/{day:02}/2016 12:00:00 AM" for day in range(1, 28)]

    draft = draft_of(answers(date=written * 3))

    assert draft.recipe.date.formats == ("M/D/YYYY h:mm:ss AM",)
    assert reasons_at(draft, "date") == []
    assert [each.code for each in draft.findings if each.code in ("two-orders",)] == []


def test_a_scale_that_grew_is_proposed_as_two_stretches_and_asked_about() -> None:
    early = [[f"2010-{month:02}-01", str(value)] for month in range(1, 13) for value in (1, 2, 3, 4, 5)]
    late = [[f"2011-{month:02}-01", str(value)] for month in range(1, 13) for value in range(1, 11)]

    draft = draft_of(profile(columns=["date", "rating"], rows=early + late))

    assert [(scale.from_on, scale.worst, scale.best) for scale in draft.recipe.items[0].scales] == [
        (None, 1, 5),
        (date(2011, 1, 1), 1, 10),
    ]
    assert "Until 2011-01 the answers go up to 5, from then on up to 10" in reasons_at(draft, "items.rating")[-1]


def test_words_of_a_scale_are_a_question_whatever_the_column_is_called() -> None:
    told = answers(trato=["Muy mal", "Mal", "Regular", "Bien", "Muy bien"], 服务员态度=["满意", "一般", "不满意"])

    items = draft_of(told).recipe.items

    assert [(item.name, item.column) for item in items] == [("trato", "trato"), ("staff_manner", "服务员态度")]


def test_a_score_that_is_left_out_is_asked_about_and_every_column_left_out_is_told() -> None:
    told = answers(
        overall_rating=[1.25, 2.5, 3.75, 4.25],
        area=[1, 2, 3],
        floors=[1, 2, 3, 4, 5],
        price=list(range(60, 200)),
        seat_storage=[1, 2, 3, 4, 5],
    )

    draft = draft_of(told)

    assert reasons_at(draft, "") == [
        (
            "`overall_rating` sounds like a rating, but its answers (1.25, 2.5, 3.75) lie on no usual scale: "
            "write it under `items`, or leave it out."
        ),
        "Few different answers stand in `floors`, `seat_storage`, left out here: is one of them a question?",
    ]
    assert draft.left_out == {
        "overall_rating": "4 different numbers from 1.25 to 4.25",
        "area": "3 different numbers from 1 to 3; by its name no opinion",
        "floors": "5 different numbers from 1 to 5",
        "price": "140 different numbers from 60 to 199",
        "seat_storage": "5 different numbers from 1 to 5",
    }


def test_what_stands_beside_a_question_and_is_answered_alike_is_proposed_and_asked_about() -> None:
    draft = draft_of(answers(rating=[1, 2, 3, 4, 5], manner=[5, 4, 3, 2, 1]))

    assert [item.column for item in draft.recipe.items] == ["rating", "manner"]
    assert (
        reasons_at(draft, "items.manner")[-1] == "It stands beside questions that are answered alike: is it one, too?"
    )


def test_decimals_with_a_comma_lie_on_the_scale_that_is_proposed_for_them() -> None:
    draft = draft_of(answers(**{"Satisfacción general (0-10)": ["8", "9,5", "10", "7", "0", "3,5"]}))

    assert (draft.recipe.items[0].scales, draft.findings) == ((Scale(0, 10),), ())


def test_a_coders_labels_never_stand_for_the_whole_and_their_meaning_is_asked() -> None:
    told = answers(LABEL_GENERAL=[0, 1, 2], Overall_Rating=["8", "10,0", "9", *range(1, 8), "na"])

    draft = draft_of(told)

    assert [(item.column, item.is_overall) for item in draft.recipe.items] == [
        ("LABEL_GENERAL", False),
        ("Overall_Rating", True),
    ]
    assert reasons_at(draft, "items.label_general") == [
        "0, 1, 2 may be labels whose order means nothing: write under `values` what each of them stands for."
    ]
    assert reasons_at(draft, "items.overall_rating")[-1] == "Does this stand for the whole visit?"


def test_accents_are_left_away_in_names_and_chinese_ones_do_not_collide() -> None:
    told = answers(
        Puntuación=[1, 2, 3, 4, 5],
        总体评价=["满意", "一般", "不满意"],
        评论=[
            "服务员很热情，菜也非常好吃，下次还会再来",
            "房间不干净，早餐也凉了，没有人道歉",
            "位置很好，但是晚上太吵，睡不着觉",
        ],
    )

    recipe = draft_of(told).recipe

    assert [each.name for each in recipe.items] == ["puntuacion", "overall_review"]
    assert [each.name for each in recipe.comments] == ["comment"]


CELLS = st.one_of(st.integers(-2, 12).map(str), st.text(max_size=12), st.sampled_from(["N/A", "2021-03-04", "Good"]))


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=30))
def test_any_table_is_drafted_and_the_draft_can_be_written_and_read(rows: list[tuple[str, str, str]]) -> None:
    draft = draft_of(profile(columns=["date", "rating", "said"], rows=rows))

    if draft.recipe.items or draft.recipe.comments:
        assert read_recipe(text=write_recipe(recipe=draft.recipe, notes=draft.notes)) == draft.recipe


def test_a_file_with_one_row_per_answer_is_asked_about() -> None:
    told = answers(qcode=["P1", "P2"], shop=[1, 1, 2, 2], answer=[4, 5, 3, 1])

    asked = "Does each row hold one answer (`answer` to `qcode`)? Then write `rows`, and what names one voice."
    assert reasons_at(draft_of(told), "") == [asked]


@pytest.mark.parametrize(
    ("columns", "keys"),
    [
        ({"booking": ["B1", "B2"], "day": ["2026-01-05", "2026-01-06"]}, "`takes: encounters`"),
        ({"hotel": ["Porto", "Lisbon"], "Guests": [17, 40, 23]}, "`takes: volumes`, `volume: Guests`"),
    ],
)
def test_a_file_of_stays_or_counts_is_told_which_keys_to_write(columns: Mapping[str, list[object]], keys: str) -> None:
    asked = [why for why in reasons_at(draft_of(answers(**columns)), "") if why.startswith("This looks like")]

    assert len(asked) == 1
    assert keys in asked[0]


def test_rows_without_a_day_are_asked_about() -> None:
    draft = draft_of(answers(date=["2026-01-05", "2026-01-06", "2026-01-07", ""], rating=[1, 2, 3, 4, 5]))

    asked = ["1 rows have no day and are held back: is there another column that dates them?"]
    assert reasons_at(draft, "date") == asked


@pytest.mark.parametrize(
    "cells", [["5.70301E+17"], [f"{number}00" for number in range(570300000000000, 570300000000020)]]
)
def test_eaten_ids_are_told_where_they_are_to_name_rows(cells: list[str]) -> None:
    asked = reasons_at(draft_of(answers(tweet_id=cells * 20, rating=[1, 2, 3, 4, 5])), "")

    assert asked == [
        (
            "Does `tweet_id` name each row, also in later files of this kind? "
            "A spreadsheet has eaten them: such rows are compared by all their cells."
        )
    ]


def test_units_that_nobody_knows_may_be_made() -> None:
    draft = draft_of(answers(hotel=["Porto", "Lisbon"], rating=[1, 2, 3, 4, 5]))

    assert reasons_at(draft, "unit") == [
        (
            "`hotel` may name the unit, but its labels are not known: write `names`. "
            "Or write `unknown: make` and `under`, and units are made for them."
        )
    ]


def test_the_column_of_units_is_found_by_last_years_labels_where_its_name_is_gone() -> None:
    unit = UnitRule(column="AREA", names={"A": "east", "B": "west"})
    now = answers(AIRLINE=["UA", "DL"], BAREA=["A", "B", "A"], FOOD=FOOD)

    draft = draft_of(now, like=recipe_of(rated("food", "FOOD", "Food"), unit=unit))

    assert draft.recipe.unit == UnitRule(column="BAREA", names={"A": "east", "B": "west"})
    assert reasons_at(draft, "unit") == ["`AREA` of last year seems to be `BAREA`: is it so?"]


def test_lists_in_brackets_are_not_taken_for_words() -> None:
    told = answers(quads=[f"[['the room number {number}', 'was not very clean']]" for number in range(9)])

    assert draft_of(told).recipe.comments == ()


# by last year's recipe


@pytest.mark.parametrize(
    ("column", "code", "letter", "words"),
    [
        ("Q8A", "q8", "a", ()),
        ("Q7B_FOOD", "q7", "b", ("food",)),
        ("*Q7INFODOWN", "q7", "", ("infodown",)),
        ("terminal_signs_rating", "", "", ("terminal", "signs")),
        ("Q3_2", "q3", "2", ()),
    ],
)
def test_the_name_of_a_column_is_taken_apart(column: str, code: str, letter: str, words: tuple[str, ...]) -> None:
    assert names.name_of(column) == names.Name(code, letter, words)


@pytest.mark.parametrize(
    ("word", "question", "share"),
    [
        ("walk", "Escalators/Elevators/Moving walkways", 1.0),
        ("infodown", "Information booths (lower level)", 1.0),
        ("infodown", "Information booths (upper level)", 0.5),
        ("ltpark", "Long term parking lot shuttle", 1.0),
        ("all", "The airport as a whole", 1.0),
        ("wifi", "Signs and directions", 0.0),
    ],
)
def test_cut_words_are_found_in_the_question(word: str, question: str, share: float) -> None:
    assert names.covered([word], names.vocabulary(question)) == share


def battery(name: str, letters: str, spreads: Sequence[Sequence[int]]) -> dict[str, list[int]]:
    return {f"{name}{letter}": list(spread) for letter, spread in zip(letters, spreads, strict=True)}


FOOD, SHOPS, SIGNS, WHOLE = [5, 4, 4, 3, 6, 6], [3, 3, 2, 4, 5, 6], [5, 5, 5, 4, 4, 3], [4, 4, 4, 4, 5, 3]


def test_a_name_that_means_another_question_this_year_is_not_followed() -> None:
    like = recipe_of(
        rated("food", "Q6A", "Restaurants"), rated("shops", "Q6B", "Shops"), rated("signs", "Q6C", "Signs")
    )
    before = answers(**battery("Q6", "ABC", [FOOD * 9, SHOPS * 9, SIGNS * 9]))
    now = answers(
        **battery("Q6", "AB", [WHOLE * 9, WHOLE * 9]), **battery("Q8", "ABC", [FOOD * 9, SHOPS * 9, SIGNS * 9])
    )

    draft = draft_of(now, like=like, before=before)

    assert [(item.name, item.column) for item in draft.recipe.items] == [
        ("food", "Q8A"),
        ("shops", "Q8B"),
        ("signs", "Q8C"),
    ]


def test_items_that_only_their_place_speaks_for_are_asked_about() -> None:
    like = recipe_of(rated("food", "Q6A", "Restaurants"), rated("shops", "Q6B", "Shops"))
    now = answers(**battery("Q8", "AB", [FOOD, SHOPS]))

    draft = draft_of(now, like=like)

    assert [(item.name, item.column) for item in draft.recipe.items] == [("food", "Q8A"), ("shops", "Q8B")]
    assert [len(reasons_at(draft, f"items.{name}")) for name in ("food", "shops")] == [2, 2]


def test_a_question_that_was_added_between_the_others_is_proposed_and_asked_about() -> None:
    like = recipe_of(
        rated("food", "Q7A_FOOD", "Restaurants"),
        rated("shops", "Q7B_SHOPS", "Shops"),
        rated("whole", "Q7C_ALL", "The airport as a whole", is_overall=True),
    )
    now = answers(Q7FOOD=FOOD * 2, Q7SHOPS=[*SHOPS, 0] * 2, Q7WIFI=[*SIGNS, 6, 0], Q7ALL=[*WHOLE, 6, 0])

    draft = draft_of(now, like=like)

    assert [(item.name, item.column, item.is_overall) for item in draft.recipe.items] == [
        ("food", "Q7FOOD", False),
        ("shops", "Q7SHOPS", False),
        ("whole", "Q7ALL", True),
        ("q7wifi", "Q7WIFI", False),
    ]
    assert reasons_at(draft, "items.q7wifi") == ["`Q7WIFI` is new among its neighbours: what is the question?"]


def test_an_item_without_a_column_is_left_out_and_asked_about() -> None:
    like = recipe_of(rated("food", "FOOD", "Restaurants"), rated("wifi", "WIFI", "Free wireless network"))

    draft = draft_of(answers(FOOD=FOOD, GATE=[51, 52, 53]), like=like)

    assert [item.name for item in draft.recipe.items] == ["food"]
    asked = "No column here seems to be last year's item `wifi` (Free wireless network). Add it, or leave it out."
    assert reasons_at(draft, "") == [asked]


def test_codes_that_came_and_went_are_found_and_asked_about() -> None:
    like = recipe_of(rated("food", "FOOD", "Restaurants"))
    before = answers(FOOD=[5, 4, 3, 2, 1, 0, 6] * 20)
    now = answers(FOOD=[5, 4, 3, 2, 1, "", "Blank"] * 20)

    draft = draft_of(now, like=like, before=before)

    assert [(each.code, dict(each.says)) for each in draft.findings[:4]] == [
        ("code-appeared", {"value": "Blank", "count": 20, "column": "FOOD"}),
        ("code-vanished", {"value": "6", "column": "FOOD"}),
        ("code-vanished", {"value": "0", "column": "FOOD"}),
        ("empty-changed", {"column": "FOOD", "before_percent": 0.0, "now_percent": 14.3}),
    ]
    assert len(reasons_at(draft, "items.food")) == 4


def test_what_the_recipe_says_besides_its_items_is_looked_for_by_name_and_words() -> None:
    like = recipe_of(
        rated("food", "Q7_FOOD", "Restaurants"),
        date=DateRule(column="INTDATE", formats=("YYYY-MM-DD",)),
        weight_column="WEIGHT",
        duplicate=("*RESPNUM",),
        comments=(CommentRule("improve", "Q8IMPROVE", {"en": "What could we do better?"}),),
    )
    now = answers(
        RESPNUM=[1, 2, 3, 4, 5, 6], Q7_FOOD=FOOD, IntDate=["2026-01-05"], Q9IMPROVE=["more seats"], weight=["1.5"]
    )

    recipe = draft_of(now, like=like).recipe

    assert (recipe.date, recipe.weight_column) == (DateRule(column="IntDate", formats=("YYYY-MM-DD",)), "weight")
    assert (recipe.duplicate, recipe.comments[0].column) == (("RESPNUM",), "Q9IMPROVE")
    assert [(each.where, each.why.split(":")[0]) for each in recipe.unsure if "IMPROVE" in each.why] == [
        ("", "`Q8IMPROVE` of last year seems to be `Q9IMPROVE`")
    ]


def test_a_column_of_days_that_holds_none_this_year_is_asked_about() -> None:
    like = recipe_of(rated("food", "FOOD", "Food"), date=DateRule(column="INTDATE", formats=("M/D/YYYY",)))

    draft = draft_of(answers(FOOD=FOOD, INTDATE=[12, 13, 14]), like=like)

    asked = "`INTDATE` holds no whole days this year (12, 13, 14): which column does, or which day is it?"
    assert reasons_at(draft, "date") == [asked]


def test_a_column_of_words_that_holds_numbers_this_year_is_asked_about() -> None:
    like = recipe_of(rated("food", "FOOD", "Food"), comments=(CommentRule("more", "Q8", {"en": "What else?"}),))

    draft = draft_of(answers(FOOD=FOOD, Q8=[999, 284]), like=like)

    asked = "`Q8` holds numbers this year (999, 284), not words: is it still the question?"
    assert reasons_at(draft, "comments.more") == [asked]


def test_an_item_that_is_found_away_from_its_neighbours_is_asked_about() -> None:
    like = recipe_of(
        rated("food", "Q6A", "Food"), rated("shops", "Q6B", "Shops"), rated("parking", "Q6C", "Long term parking")
    )
    now = answers(TERM=[1, 2, 3, 3, 2, 1], GATE=[51, 52], Q7FOOD=FOOD, Q7SHOPS=SHOPS)

    draft = draft_of(now, like=like)

    assert [item.column for item in draft.recipe.items] == ["Q7FOOD", "Q7SHOPS", "TERM"]
    assert reasons_at(draft, "items.parking")[0] == (
        "`Q6C` of last year is `TERM`: its name holds words of the question. "
        "It stands away from the columns of its neighbours: is it “Long term parking”?"
    )


@given(st.permutations("ABCDE"))
def test_the_order_in_which_a_recipe_names_its_items_does_not_matter(order: Sequence[str]) -> None:
    like = recipe_of(*(rated(f"item_{letter.lower()}", f"Q6{letter}", f"Question {letter}") for letter in order))
    now = answers(**battery("Q8", "ABCDE", [FOOD, SHOPS, SIGNS, WHOLE, FOOD]))

    draft = draft_of(now, like=like)

    assert {item.name: item.column for item in draft.recipe.items} == {
        f"item_{letter.lower()}": f"Q8{letter}" for letter in "ABCDE"
    }


# the airport survey, year after year


def rows_of(name: str) -> tuple[list[str], list[list[str]]]:
    with gzip.open(feedback() / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        return [" ".join(column.split()) for column in next(rows)], list(rows)


def feedback() -> Path:
    return Path(os.environ["SERVEWELL_SAMPLES"]) / "feedback"


@cache
def survey(year: int) -> Profile:
    columns, rows = rows_of(f"sfo_survey_{year}")
    return profile(columns=columns, rows=rows)


@cache
def truth(year: int) -> Mapping[str, str]:
    """The columns of a year by what they ask, as a third party mapped them."""
    with (feedback() / "sfo_item_map.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == str(year) and row["item"] not in NOT_RATED]
    return {row["item"]: row["column"] for row in rows}


def confirmed(year: int) -> Recipe:
    """The recipe that a person confirmed for a year."""
    asked = {re.sub(r"\W+", "_", question.lower())[:40].strip("_"): question for question in truth(year)}
    items = [rated(name, truth(year)[question], question) for name, question in asked.items()]
    blank = frozenset({"0", "Blank"})
    return recipe_of(*(ItemRule(**{**vars(item), "blank": blank}) for item in items))


def judged(last: int, this: int, *, has_file: bool) -> tuple[int, int, int]:
    """How many items are right, how many wrong, and how many wrong ones nobody is asked about."""
    draft = draft_of(survey(this), like=confirmed(last), before=survey(last) if has_file else None)
    asked = {each.where for each in draft.recipe.unsure}
    items = [item for item in draft.recipe.items if item.question["en"] in truth(last)]
    wrong = [item for item in items if truth(this).get(item.question["en"]) != item.column]
    return len(items) - len(wrong), len(wrong), sum(f"items.{item.name}" not in asked for item in wrong)


@needs_samples
@pytest.mark.slow
@pytest.mark.parametrize(("last", "this"), [(a, b) for a in YEARS for b in YEARS if a != b])
def test_the_airport_survey_of_any_year_is_drafted_by_that_of_any_other(last: int, this: int) -> None:
    right, wrong, silent = judged(last, this, has_file=True)

    assert right >= len(set(truth(last)) & set(truth(this))) - 1
    assert wrong <= 1
    assert silent == 0


@needs_samples
@pytest.mark.slow
@pytest.mark.parametrize(("last", "this"), [(a, b) for a in YEARS for b in YEARS if a != b])
def test_without_last_years_file_no_wrong_item_is_silent_and_names_suffice_forward(last: int, this: int) -> None:
    right, _, silent = judged(last, this, has_file=False)

    assert silent == 0
    if this > last:
        assert right == len(set(truth(last)) & set(truth(this)))


@needs_samples
def test_a_code_that_is_gone_this_year_is_asked_about() -> None:
    draft = draft_of(survey(2017), like=confirmed(2016), before=survey(2016))

    asked = [each for each in draft.recipe.unsure if each.where.startswith("items.")]
    assert asked == [
        Unsure("items.sfo_airport_as_a_whole", "`6` does not occur in `Q7ALL` any more: how is it written this year?"),
        Unsure("items.sfo_airport_as_a_whole", "`0` does not occur in `Q7ALL` any more: how is it written this year?"),
    ]


@needs_samples
def test_a_day_of_the_month_is_not_taken_for_the_day_of_the_interview() -> None:
    like = confirmed(2016)
    stated = DateRule(column="INTDATE", formats=("M/D/YYYY h:mm:ss AM",))

    draft = draft_of(survey(2017), like=Recipe(**{**vars(like), "date": stated}))

    asked = "`INTDATE` holds no whole days this year (15, 8, 9): which column does, or which day is it?"
    assert [
        why.replace(why[why.index("(") : why.index(")") + 1], "(15, 8, 9)") for why in reasons_at(draft, "date")
    ] == [asked]


# other files


@needs_samples
@pytest.mark.parametrize(
    ("name", "items", "comments", "duplicate"),
    [
        ("es_cuba_hotels", ["Class"], ["Title", "Opinion"], ()),
        ("nhs_fft", ["FFT categorical answer", "Comment sentiment"], ["FFT answer"], ("Comment ID",)),
        ("airline_tweets", ["airline_sentiment"], ["text"], ("tweet_id",)),
        ("zh_waimai_sentiment", ["label"], ["review"], ()),
    ],
)
def test_real_files_are_drafted(name: str, items: list[str], comments: list[str], duplicate: tuple[str, ...]) -> None:
    columns, rows = rows_of(name)

    recipe = draft_of(profile(columns=columns, rows=rows)).recipe

    assert [item.column for item in recipe.items] == items
    assert [comment.column for comment in recipe.comments] == comments
    assert recipe.duplicate == duplicate


@needs_samples
def test_a_confirmed_draft_understands_the_file_that_it_was_made_for() -> None:
    columns, rows = rows_of("airline_tweets")
    units = {name: name.lower().replace(" ", "-") for name in {row[columns.index("airline")] for row in rows}}

    draft = draft_of(profile(columns=columns, rows=rows), units=units)
    stated = read_recipe(text=write_recipe(recipe=draft.recipe, notes=draft.notes))
    known = {name: KnownUnit(key, code, "America/New_York", "en") for key, (name, code) in enumerate(units.items())}
    understood = understand(recipe=stated, columns=columns, units=known, today=TODAY)

    fates = [type(understood.row(row)).__name__ for row in rows]
    assert fates == ["Understood"] * len(rows)
