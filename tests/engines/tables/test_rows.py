"""Rows: what they say by a recipe, and every reason for which one is held back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from servewell.engines.tables import (
    LEFT_OUT,
    HeldBack,
    ItemInSpan,
    KnownUnit,
    Span,
    Understood,
    understand,
)
from servewell.engines.tables.recipe import Recipe
from tests.engines.tables.row_cases import (
    COLUMNS,
    GOOD,
    MADRID,
    OSLO,
    SCALES,
    TODAY,
    UNITS,
    a_recipe,
    a_row,
    understood_by,
)


def understood(row: Sequence[str], recipe: Recipe | None = None, columns: Sequence[str] = COLUMNS) -> Understood:
    fate = understood_by(recipe or a_recipe(), columns=columns).row(row)
    assert isinstance(fate, Understood), fate
    return fate


Reasons = list[tuple[str, str, str]]


def held(row: Sequence[str], recipe: Recipe | None = None, columns: Sequence[str] = COLUMNS) -> Reasons:
    fate = understood_by(recipe or a_recipe(), columns=columns).row(row)
    assert isinstance(fate, HeldBack), fate
    return [(each.code, each.column, each.value) for each in fate.reasons]


def with_columns(more: str, *extra: str) -> tuple[Recipe, tuple[str, ...]]:
    return a_recipe(more), (*COLUMNS, *extra)


def test_a_row_is_understood_whole() -> None:
    fate = understood(GOOD)

    assert fate == Understood(
        unit=MADRID,
        at=datetime(2016, 5, 3, 10, tzinfo=UTC),
        on=date(2016, 5, 3),
        language="es",
        span=0,
        answers='{"whole": 4, "room": "12"}',
        overall=0.75,
        comments=[("why", "Clean", None)],
        replies=[],
        email="",
        phone="",
        name="",
        lost_addresses=0,
        weight=None,
        key=fate.key,
        is_key_of_row=True,
        is_id_lost=False,
    )
    assert len(fate.key) == 16


ANSWERS = [
    ("5", '{"whole": 5}', 1.0),
    ("5.0", '{"whole": 5}', 1.0),
    (" 1 ", '{"whole": 1}', 0.0),
    ("4.5", '{"whole": 4.5}', 0.875),
    ("4,5", '{"whole": 4.5}', 0.875),
    ("５", '{"whole": 5}', 1.0),
    ("Great", '{"whole": 5}', 1.0),
    ("6", '{"whole": null}', None),
    ("6.0", '{"whole": null}', None),
    ("0", "{}", None),
    ("", "{}", None),
]


@pytest.mark.parametrize(("cell", "answers", "overall"), ANSWERS)
def test_an_answer_is_its_number_nothing_or_does_not_apply(cell: str, answers: str, overall: float | None) -> None:
    fate = understood(a_row(whole=cell, room=""))

    assert (fate.answers, fate.overall) == (answers, overall)


def test_of_a_scale_that_runs_down_the_best_end_counts_as_one() -> None:
    runs_down = a_recipe(instead={"{worst: 1, best: 5}": "{worst: 5, best: 1}"})

    assert [understood(a_row(whole=cell), runs_down).overall for cell in "125"] == [1.0, 0.75, 0.0]


def test_short_texts_stay_texts_and_their_blanks_fall_away() -> None:
    rooms = [understood(a_row(room=cell)).answers for cell in ('12 "A"', "n/a", "-", " ", "房\n间")]

    assert rooms == [
        '{"whole": 4, "room": "12 \\"A\\""}',
        '{"whole": 4, "room": null}',
        '{"whole": 4}',
        '{"whole": 4}',
        '{"whole": 4, "room": "房\\n间"}',
    ]


HELD = [
    ({"hotel": ""}, [("no-unit", "hotel", "")]),
    ({"hotel": "Nowhere"}, [("unit-unknown", "hotel", "Nowhere")]),
    ({"day": ""}, [("no-date", "day", "")]),
    ({"day": "3 May"}, [("date-unreadable", "day", "3 May")]),
    ({"day": "2016-02-30"}, [("date-impossible", "day", "2016-02-30")]),
    ({"day": "1989-12-31"}, [("date-impossible", "day", "1989-12-31")]),
    ({"whole": "good"}, [("no-number", "whole", "good")]),
    ({"whole": "1,000"}, [("no-number", "whole", "1,000")]),
    ({"whole": "7"}, [("off-scale", "whole", "7")]),
    ({"whole": "-1"}, [("off-scale", "whole", "-1")]),
    ({"whole": "0", "room": "", "why": ""}, [("says-nothing", "", "")]),
    ({"whole": "", "room": "-", "why": " None  at all".lower()}, [("says-nothing", "", "")]),
    (
        {"hotel": "Nowhere", "day": "soon", "whole": "9"},
        [("unit-unknown", "hotel", "Nowhere"), ("date-unreadable", "day", "soon"), ("off-scale", "whole", "9")],
    ),
    ({"day": "", "whole": "", "room": "", "why": ""}, [("no-date", "day", ""), ("says-nothing", "", "")]),
    ({"whole": "x" * 300}, [("no-number", "whole", "x" * 200)]),
]


@pytest.mark.parametrize(("cells", "reasons"), HELD)
def test_a_row_is_held_back_with_all_its_reasons(cells: dict[str, str], reasons: Reasons) -> None:
    assert held(a_row(**cells)) == reasons


def test_a_date_that_may_be_two_days_is_held_back_as_ambiguous() -> None:
    detected = a_recipe(instead={"[YYYY-MM-DD]": "detect"})

    assert held(a_row(day="03/04/2021"), detected) == [("date-ambiguous", "day", "03/04/2021")]
    assert understood(a_row(day="03/03/2021"), detected).on == date(2021, 3, 3)


def test_rows_that_are_not_meant_are_left_out() -> None:
    only = a_recipe("only: [{column: hotel, is: [madrid]}, {column: room, is not: [12, 13]}]\n")
    row = understood_by(only).row

    fates = [row(a_row(hotel=hotel, room=room)) for hotel, room in (("madrid", "1"), ("madrid", "12.0"), ("oslo", "1"))]

    assert [isinstance(each, Understood) for each in fates] == [True, False, False]
    assert fates[1:] == [LEFT_OUT, LEFT_OUT]


UNIT_RULES: list[tuple[str, str, KnownUnit | None]] = [
    ("{column: hotel}", "madrid", MADRID),
    ("{column: hotel}", " Hotel  Oslo ", OSLO),
    ("{column: hotel}", "HOTEL OSLO", OSLO),
    ("{column: hotel, names: {Delta: oslo}}", "Delta", OSLO),
    ("{column: hotel, names: {5: oslo}}", "5.0", OSLO),
    ("{column: hotel, names: {Delta: secret}}", "Delta", None),
    ("{column: hotel, unknown: oslo}", "Nowhere", OSLO),
    ("{column: hotel, unknown: oslo}", "", None),
    ("{column: hotel, unknown: hold}", "Nowhere", None),
    ("{column: hotel, unknown: make, under: madrid}", "Nowhere", None),
    ("{is: oslo}", "anything", OSLO),
]


@pytest.mark.parametrize(("rule", "label", "unit"), UNIT_RULES)
def test_a_label_means_the_unit_that_the_recipe_says(rule: str, label: str, unit: KnownUnit | None) -> None:
    fate = understood_by(a_recipe(instead={"{column: hotel}": rule})).row(a_row(hotel=label))

    assert (fate.unit if isinstance(fate, Understood) else None) == unit


def test_a_unit_is_made_once_for_each_unknown_label() -> None:
    asked: list[str] = []

    def make(label: str) -> KnownUnit:
        asked.append(label)
        return KnownUnit(len(asked) + 10, label, "Europe/Oslo", "en")

    recipe = a_recipe(instead={"{column: hotel}": "{column: hotel, unknown: make, under: oslo}"})
    row = understand(recipe=recipe, columns=COLUMNS, units=UNITS, today=TODAY, make_unit=make).row
    fates = [row(a_row(hotel=label)) for label in ("New", " New ", "Other", "oslo")]

    assert asked == ["New", "Other"]
    assert [each.unit.key for each in fates if isinstance(each, Understood)] == [11, 11, 12, 2]


def test_the_day_is_that_on_the_wall_of_the_unit() -> None:
    moments = a_recipe(instead={"[YYYY-MM-DD]": '["YYYY-MM-DD HH:mm Z"]'})
    far = {**UNITS, "far": KnownUnit(3, "far", "Asia/Shanghai", "zh-hans")}
    row = understand(recipe=moments, columns=COLUMNS, units=far, today=TODAY).row

    fates = [row(a_row(hotel=hotel, day="2016-05-03 20:00 Z")) for hotel in ("madrid", "far")]

    assert [(each.at, each.on) for each in fates if isinstance(each, Understood)] == [
        (datetime(2016, 5, 3, 20, tzinfo=UTC), date(2016, 5, 3)),
        (datetime(2016, 5, 3, 20, tzinfo=UTC), date(2016, 5, 4)),
    ]


LANGUAGES = [
    ("", "any", "es"),
    ("language: {is: sq}\n", "any", "sq"),
    ("language: {column: room}\n", "EN", "en"),
    ("language: {column: room}\n", "12", "es"),
    ('language: {column: room, values: {"1": en, 2: zh-hant}, otherwise: sq}\n', "2.0", "zh-hant"),
    ('language: {column: room, values: {"1": en, 2: zh-hant}, otherwise: sq}\n', "3", "sq"),
    ('language: {column: room, values: {"1": en}}\n', "3", "es"),
]


@pytest.mark.parametrize(("rule", "cell", "language"), LANGUAGES)
def test_the_language_is_that_of_the_recipe_or_of_the_unit(rule: str, cell: str, language: str) -> None:
    assert understood(a_row(room=cell), a_recipe(rule)).language == language


CONTACTS = [
    ("ann@example.org", "+34 600 123 456", "Ann  Lee", ("ann@example.org", "+34 600 123 456", "Ann Lee", 0)),
    ("", "", "", ("", "", "", 0)),
    ("ann at example", "12", "", ("", "", "", 2)),
    (f"{'a' * 64}@{'b.' * 94}c", "", "", ("", "", "", 1)),
    (f"{'a' * 60}@{'b.' * 95}org", "", "", (f"{'a' * 60}@{'b.' * 95}org", "", "", 0)),
    (f"{'a' * 60}@{'b.' * 96}org", "", "", ("", "", "", 1)),
    ("ann@example", "600-123-456", "", ("", "600-123-456", "", 1)),
]


@pytest.mark.parametrize(("email", "phone", "name", "contact"), CONTACTS)
def test_what_cannot_be_an_address_is_left_out_and_counted(
    email: str, phone: str, name: str, contact: tuple[str, str, str, int]
) -> None:
    recipe, columns = with_columns("customer: {email: mail, phone: tel, name: who}\n", "mail", "tel", "who")

    fate = understood([*GOOD, email, phone, name], recipe, columns)

    assert (fate.email, fate.phone, fate.name, fate.lost_addresses) == contact


def test_a_weight_is_a_number_nothing_or_holds_the_row_back() -> None:
    recipe, columns = with_columns("weight: {column: w}\n", "w")

    assert [understood([*GOOD, cell], recipe, columns).weight for cell in ("1.25", "", "0")] == [1.25, None, 0.0]
    assert held([*GOOD, "-2"], recipe, columns) == [("no-number", "w", "-2")]
    assert held([*GOOD, "heavy"], recipe, columns) == [("no-number", "w", "heavy")]


def test_a_comment_carries_its_own_question_and_turns_entities_back() -> None:
    recipe = a_recipe(instead={"question: Why?,": "question column: room, html: true,"})

    asked = [understood(a_row(room=room, why="Fish &amp; chips"), recipe).comments for room in ("Why so?", "")]

    assert asked == [[("why", "Fish & chips", "Why so?")], [("why", "Fish & chips", None)]]


def test_what_the_company_answered_is_kept_apart_from_the_words() -> None:
    parts = "split: [{from: 宾馆反馈, is: answer}, {from: 补充点评, is: comment}]"
    recipe = a_recipe(instead={"blank: [none at all]": parts})

    fate = understood(a_row(why="房间小。 宾馆反馈：谢谢 补充点评 2008：还行 宾馆反馈 好的"), recipe)

    assert (fate.comments, fate.replies) == ([("why", "房间小。\n\n2008：还行", None)], ["谢谢", "好的"])


def test_a_row_with_an_answer_of_the_company_alone_says_nothing() -> None:
    recipe = a_recipe(instead={"blank: [none at all]": "split: [{from: 'Reply:', is: answer}]"})

    assert held(a_row(whole="", room="", why="Reply: thanks"), recipe) == [("says-nothing", "", "")]


def test_a_changed_scale_begins_a_span_and_a_series() -> None:
    recipe = a_recipe(instead={" {worst: 1, best: 5}": SCALES, "does not apply: [6]\n    blank: [0]": "blank: [x]"})
    whole = recipe.items[0]

    assert understood_by(recipe).spans == (
        Span(None, (ItemInSpan("whole", whole.scales[0], 1), ItemInSpan("room", None, 1))),
        Span(date(2011, 3, 1), (ItemInSpan("whole", whole.scales[1], 2), ItemInSpan("room", None, 1)), "new stars"),
    )


def test_an_answer_is_read_by_the_scale_of_its_day() -> None:
    recipe = a_recipe(instead={" {worst: 1, best: 5}": SCALES, "does not apply: [6]\n    blank: [0]": "blank: [x]"})
    before, after = "2011-02-28", "2011-03-01"
    days = ((before, "Great"), (before, "5"), (after, "5"), (after, "Great"), (after, "11"))

    fates = [understood(a_row(day=day, whole=cell, room=""), recipe) for day, cell in days]

    assert [(each.span, each.answers, each.overall) for each in fates] == [
        (0, '{"whole": 5}', 1.0),
        (0, '{"whole": 5}', 1.0),
        (1, '{"whole": 5}', 0.5),
        (1, '{"whole": 10}', 1.0),
        (1, '{"whole": null}', None),
    ]
    assert held(a_row(day="2011-02-28", whole="10"), recipe) == [("off-scale", "whole", "10")]
    # without a day nobody knows the scale: only what lies off both is certain
    assert held(a_row(day="", whole="10"), recipe) == [("no-date", "day", "")]
    assert held(a_row(day="", whole="12"), recipe) == [("no-date", "day", ""), ("off-scale", "whole", "12")]
