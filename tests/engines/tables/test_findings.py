"""What is found in a file, with its counts; and that a clean file shows nothing."""

import csv
import gzip
import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables.finding import Finding, findings
from servewell.engines.tables.finding.changes import turn_of
from servewell.engines.tables.finding.speech import resembles
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
)
from tests.samples import needs_samples

Says = Mapping[str, str | int | float]


def answers(**columns: Sequence[object]) -> Profile:
    length = max(len(cells) for cells in columns.values())
    cells = [[str(column[row % len(column)]) for column in columns.values()] for row in range(length)]
    return profile(columns=list(columns), rows=cells)


@cache
def sample(name: str) -> Profile:
    file = Path(os.environ["SERVEWELL_SAMPLES"]) / "feedback" / f"{name}.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", errors="surrogateescape", newline="") as table:
        rows = csv.reader(table)
        columns = [" ".join(name.split()) or f"column {place}" for place, name in enumerate(next(rows), start=1)]
        return profile(columns=columns, rows=rows)


def found(told: Profile, *codes: str, recipe: Recipe | None = None) -> list[tuple[str, str, Says]]:
    every = findings(profile=told, recipe=recipe)
    return [(each.code, each.column, dict(each.says)) for each in every if not codes or each.code in codes]


def first(told: Profile, code: str, recipe: Recipe | None = None) -> Finding:
    return next(each for each in findings(profile=told, recipe=recipe) if each.code == code)


def recipe_of(*items: ItemRule, comments: tuple[CommentRule, ...] = (), unit: UnitRule | None = None) -> Recipe:
    day = DateRule(column="date")
    place = unit or UnitRule(is_="hotel")
    return Recipe("r", {"en": "R"}, Takes.VOICES, FileShape(), place, day, items=items, comments=comments)


def days(count: int) -> list[str]:
    return [f"{date(2020, 1, 1) + timedelta(days=number):%Y-%m-%d}" for number in range(count)]


# clean files


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=60, max_size=300))
def test_answers_of_chance_on_one_scale_show_no_change(cells: list[int]) -> None:
    told = answers(date=days(len(cells)), rating=sorted(cells[:5]) + cells[5:])

    assert found(told, "scale-changed", "one-value-until", "one-value-from") == []


def test_a_clean_file_shows_nothing() -> None:
    told = answers(
        id=list(range(400)),
        date=days(400),
        hotel=["Lisbon", "Porto", "Faro"],
        rating=[1, 5, 4, 3, 2, 4, 4],
        said=["The room was clean.", "We waited long for breakfast on both days.", "Kind staff, good beds."],
    )
    rating = ItemRule("rating", "rating", {"en": "Rating"}, scales=(Scale(1, 5),))
    recipe = recipe_of(rating, comments=(CommentRule("said", "said", {"en": "?"}),), unit=UnitRule(column="hotel"))

    assert found(told, recipe=recipe) == []
    assert found(told) == []


# answers


def test_an_answer_off_the_scale_is_found_with_its_row_and_the_ways_to_decide() -> None:
    told = answers(rating=[1, 2, 3, 4, 5, 6])
    rating = ItemRule("rating", "rating", {"en": "Rating"}, scales=(Scale(1, 5),), blank=frozenset("0"))

    off = first(told, "off-scale", recipe_of(rating))

    assert (off.says, off.examples) == ({"value": "6", "count": 1, "item": "rating"}, ((6, "6"),))
    assert [(choice.code, dict(choice.patch)) for choice in off.choices] == [
        ("does-not-apply", {"items.rating.does not apply": ("6",)}),
        ("blank", {"items.rating.blank": ("0", "6")}),
        ("hold-back", {}),
    ]


def test_a_text_that_says_there_is_no_answer_is_found_unless_the_recipe_knows_it() -> None:
    told = answers(said=["Did not answer", "Nothing was wrong with the room at all."])
    rule = CommentRule("said", "said", {"en": "?"})
    knowing = CommentRule("said", "said", {"en": "?"}, blank=frozenset(["Did not answer"]))

    assert found(told, recipe=recipe_of(comments=(rule,))) == [
        ("no-answer", "said", {"value": "Did not answer", "count": 1})
    ]
    assert found(told, recipe=recipe_of(comments=(knowing,))) == []


def test_few_numbers_under_the_name_of_a_kind_are_found_to_be_labels() -> None:
    assert found(answers(sentiment=[1, 2, 0])) == [
        ("numbers-for-labels", "sentiment", {"values": "0, 1, 2", "count": 3})
    ]
    assert found(answers(sentiment=[1, 2, 3, 4, 5])) == []


# changes in time


def test_a_scale_that_grew_is_found_with_its_month_and_a_patch() -> None:
    early = [[day, str(number % 5 + 1)] for number, day in enumerate(days(200))]
    late = [[f"2021-{month:02}-10", str(value)] for month in range(1, 13) for value in range(1, 11)]
    told = profile(columns=["date", "rating"], rows=early + late)
    rating = ItemRule("rating", "rating", {"en": "Rating"}, scales=(Scale(1, 10),))

    changed = first(told, "scale-changed", recipe_of(rating))

    assert changed.says == {"month": "2021-01", "before": 5, "after": 10, "above": 5}
    assert dict(changed.choices[0].patch) == {
        "items.rating.scale[1].best": 5,
        "items.rating.scale[2].from": "2021-01-01",
        "items.rating.scale[2].worst": 1,
        "items.rating.scale[2].best": 10,
    }


def test_a_change_that_the_recipe_states_is_not_found_again() -> None:
    told = profile(
        columns=["date", "rating"],
        rows=[[day, str(number % (5 if number < 300 else 10) + 1)] for number, day in enumerate(days(600))],
    )
    stated = ItemRule("r", "rating", {"en": "R"}, scales=(Scale(1, 5), Scale(1, 10, from_on=date(2020, 11, 1))))

    assert [code for code, _, _ in found(told)] == ["scale-changed"]
    assert found(told, recipe=recipe_of(stated)) == []


def test_the_turn_is_where_the_shares_differ_most() -> None:
    months = {f"2020-{month:02}": {"1": 0 if month < 7 else 5, "0": 10 if month < 7 else 5} for month in range(1, 13)}

    turn = turn_of(months, "1".__eq__, bool)

    assert turn is not None
    assert (turn.month, turn.before, turn.after, turn.fewest) == ("2020-07", 0.0, 0.5, 60)


# days


def test_days_in_both_orders_are_counted_apart() -> None:
    told = answers(date=["13/01/2021", "14/01/2021", "01/15/2021", "02/03/2021"])

    orders = first(told, "two-orders")

    assert orders.says == {
        "first": "D/M/YYYY",
        "second": "M/D/YYYY",
        "first_only": 2,
        "second_only": 1,
        "both": 1,
    }
    assert [choice.code for choice in orders.choices] == ["hold-both", "first", "second", "by-column"]


def test_a_day_that_a_computer_writes_for_none_is_found() -> None:
    assert found(answers(date=["2020-05-01", "1970-01-01", "2020-05-03"])) == [
        ("epoch", "date", {"value": "1970-01-01", "count": 1})
    ]


# cells


@pytest.mark.parametrize(
    ("cells", "code", "says"),
    [
        (["5.70301E+17", "5.70302E+17"] * 5, "ids-eaten", {"count": 10, "distinct": 2, "rows": 10}),
        (["570301130888122000", "570301083672813000"] * 5, "ids-eaten", {"count": 10, "distinct": 2, "rows": 10}),
        (["=1+1", "fine"], "formula", {"count": 1}),
        (["BOS \ufffd?LA", "fine"], "lost-signs", {"count": 1}),
        (["itâ€™s", "fine"], "mojibake", {"count": 1, "reading": "windows-1252", "mended": "it’s"}),
    ],
)
def test_a_damaged_cell_is_found(cells: list[str], code: str, says: Says) -> None:
    assert [each for each in found(answers(cell=cells, number=range(len(cells)))) if each[0] == code] == [
        (code, "cell", says)
    ]


def test_true_long_numbers_are_not_taken_for_eaten_ones() -> None:
    assert found(answers(id=[570301130888122368 + number for number in range(50)])) == []


# labels and words


@pytest.mark.parametrize(
    ("label", "name", "is_alike"),
    [
        ("US Airways", "@usairways", True),
        ("American", "@americanair", True),
        ("Hong Kong Airlines", "@hka", True),
        ("Delta", "@jetblue", False),
        ("United", "@delta", False),
    ],
)
def test_a_label_resembles_those_who_call_themselves_by_it(label: str, name: str, is_alike: bool) -> None:
    assert resembles(label, name) is is_alike


def test_a_unit_whose_words_speak_to_another_is_found() -> None:
    spoken = {"Delta": "@bluejet", "United": "@united", "Virgin": "@virginair"}
    rows = [
        [label, f"{handle} my flight number {number} was late and nobody told us why"]
        for number in range(30)
        for label, handle in spoken.items()
    ]
    told = profile(columns=["airline", "text"], rows=rows)

    expected = {
        "label": "Delta",
        "other": "@bluejet",
        "count": 30,
        "texts": 30,
        "percent": 100.0,
        "texts_column": "text",
    }
    assert found(told) == [("unit-speaks-of-another", "airline", expected)]


# the table


def test_columns_without_a_name_or_with_anothers_and_equal_rows_are_found() -> None:
    told = profile(columns=["score", "score (2)", "column 3"], rows=[["1", "2", ""], ["1", "2", ""]])

    assert found(told) == [
        ("column-twice", "score (2)", {"name": "score", "place": 2}),
        ("column-nameless", "column 3", {"place": 3, "filled": 0}),
        ("equal-rows", "", {"count": 1, "rows": 2}),
    ]


# real files


@needs_samples
@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        (
            "skytrax_airport",
            "scale-changed",
            [("overall_rating", {"month": "2011-10", "before": 5, "after": 10, "above": 5})],
        ),
        (
            "skytrax_airline",
            "scale-changed",
            [("overall_rating", {"month": "2009-05", "before": 5, "after": 10, "above": 5})],
        ),
        (
            "skytrax_lounge",
            "scale-changed",
            [("overall_rating", {"month": "2015-06", "before": 5, "after": 10, "above": 5})],
        ),
        ("skytrax_seat", "scale-changed", []),
        ("skytrax_airport", "one-value-until", [("recommended", {"value": "0", "month": "2011-10", "percent": 100.0})]),
        ("skytrax_airline", "one-value-until", [("recommended", {"value": "0", "month": "2009-07", "percent": 96.6})]),
        ("skytrax_lounge", "one-value-until", [("recommended", {"value": "0", "month": "2011-11", "percent": 98.1})]),
        ("skytrax_seat", "one-value-until", []),
        ("skytrax_airline", "few-values-until", [("value_money_rating", {"values": "1, 4", "month": "2011-10"})]),
        ("skytrax_seat", "epoch", [("date", {"value": "1970-01-01", "count": 15})]),
        ("airline_tweets", "equal-rows", [("", {"count": 23, "rows": 9457})]),
        ("airline_tweets", "ids-eaten", []),
        ("airline_tweets", "formula", [("tweet_location", {"count": 2})]),
        (
            "traps/airline_tweets_serial_dates_formula_escape",
            "formula",
            [("text", {"count": 96}), ("tweet_location", {"count": 1})],
        ),
        (
            "traps/airline_tweets_serial_dates_formula_escape",
            "days-as-numbers",
            [("tweet_created", {"format": "serial"})],
        ),
        (
            "traps/airline_tweets_serial_dates_formula_escape",
            "ids-eaten",
            [("tweet_id", {"count": 400, "distinct": 400, "rows": 400})],
        ),
        (
            "traps/airline_tweets_excel_float_ids",
            "ids-eaten",
            [("tweet_id", {"count": 400, "distinct": 318, "rows": 400})],
        ),
        (
            "traps/airline_tweets_gbk_mojibake",
            "lost-signs",
            [("text", {"count": 8}), ("tweet_location", {"count": 6})],
        ),
        (
            "traps/airline_tweets_gbk_mojibake",
            "column-nameless",
            [(f"column {place}", {"place": place, "filled": 0}) for place in range(16, 20)],
        ),
        (
            "traps/airline_tweets_numeric_labels",
            "numbers-for-labels",
            [("airline_sentiment", {"values": "0, 1, 2", "count": 3})],
        ),
        (
            "nhs_fft",
            "two-orders",
            [
                (
                    "Date",
                    {
                        "first": "D/M/YYYY",
                        "second": "M/D/YYYY",
                        "first_only": 3325,
                        "second_only": 183,
                        "both": 1551,
                    },
                )
            ],
        ),
        (
            "airline_facets",
            "several-formats",
            [("Date_Review", {"formats": "YYYY/MM/DD, Do MMMM YYYY, YYYY-MM-DD H:mm:ss", "count": 3})],
        ),
        ("sfo_survey_2017", "no-answer", [("Q7ALL", {"value": "Blank", "count": 143})]),
    ],
)
def test_what_is_known_of_real_files_is_found(name: str, code: str, expected: list[tuple[str, Says]]) -> None:
    assert [(column, says) for _, column, says in found(sample(name), code)] == expected


@needs_samples
def test_the_airline_whose_tweets_speak_to_another_is_found_alone() -> None:
    spoken = found(sample("airline_tweets"), "unit-speaks-of-another")

    assert [(column, says["label"], says["other"], says["count"], says["texts"]) for _, column, says in spoken] == [
        ("airline", "Delta", "@jetblue", 1410, 1418)
    ]


@needs_samples
def test_labels_pasted_into_the_words_are_found() -> None:
    pasted = found(sample("airline_tweets"), "label-in-text")

    assert [(says["label"], says["count"], says["glued"]) for _, _, says in pasted] == [
        ("Cancelled Flight", 646, 549),
        ("Late Flight", 298, 124),
    ]


@needs_samples
def test_words_read_in_the_wrong_encoding_are_found_with_the_words_as_they_were() -> None:
    wrong = first(sample("nhs_fft"), "mojibake")

    assert (wrong.column, wrong.says["count"], wrong.says["reading"]) == ("FFT answer", 6, "windows-1252")
    assert "’" in str(wrong.says["mended"])


@needs_samples
@pytest.mark.parametrize("name", ["zh_waimai_sentiment", "sfo_survey_2014", "es_cuba_hotels"])
def test_files_without_damage_show_no_damage(name: str) -> None:
    damage = ("ids-eaten", "mojibake", "lost-signs", "unit-speaks-of-another", "scale-changed", "epoch", "two-orders")

    assert found(sample(name), *damage) == []
