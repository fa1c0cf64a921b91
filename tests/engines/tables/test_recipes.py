"""Recipes: every key is read, every mistake is told with its line, and what is written is read back."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from servewell.engines.tables import RecipeHasFaults, read_recipe, write_recipe
from servewell.engines.tables.recipe import (
    ByValue,
    CommentRule,
    CustomerRule,
    DateRule,
    FileShape,
    ItemRule,
    Only,
    PartIs,
    Recipe,
    RowPerAnswer,
    Scale,
    Split,
    Takes,
    UnitRule,
    Unknown,
    Unsure,
    normal,
)
from tests.engines.tables.recipe_strategies import recipes

SMALL = """\
recipe: airport-survey
title: Passenger survey
unit: {is: airport}
date: {column: INTDATE, formats: [M/D/YYYY]}
items:
  whole: {column: Q7ALL, question: The airport as a whole}
"""
WHOLE = """\
recipe: stays-2016
title: {en: Guests, es: Huéspedes}
takes: voices
file: {encoding: gb18030, separator: tab, quote: none, header: 0, sheet: Guests, member: a.csv}
only:
  - {column: lang, is: [en, 6.0]}
  - {column: status, is not: [test]}
rows: {voice: [guest, stay], question: qcode, answer: answer}
unit: {column: hotel, names: {Delta: delta, "08": eight}, unknown: make, under: all}
date:
  column: day
  formats: [D/M/YYYY, relative]
  by: {column: hotel, formats: {Delta: [M/D/YYYY], Eight: detect}}
  blank: [1970-01-01]
  read on: 2022-10-28
  zone: Asia/Shanghai
language: {column: LANG, values: {1: en, 2: ZH-Hant}, otherwise: es}
duplicate: [id]
customer: {email: mail, phone: tel, name: who}
items:
  whole:
    column: Q7
    question: {es: Todo, en: The whole}
    aspect: stay
    scale:
      - {worst: 5, best: 1}
      - {from: 2011-03-01, worst: 1, best: 10, why: new stars, values: {great: 10}, does not apply: [0], blank: [-]}
    values: {Very good: 1, "Good": 2.0}
    does not apply: [6, N/A]
    blank: no
    overall: true
    weight: 2
  seat: {column: Q8, question: Which seat?, blank: [none]}
comments:
  why:
    column: words
    question column: asked
    aspect: food
    blank: [N/A]
    html: true
    split: [{from: 宾馆反馈, is: answer}, {from: "+", is: comment}]
weight: {column: WEIGHT}
cases: {from: 2026-11-01}
"""
TWO_SCALES = (
    Scale(5, 1),
    Scale(1, 10, date(2011, 3, 1), "new stars", {"great": 10.0}, frozenset({"0"}), frozenset({"-"})),
)


def test_every_key_of_voices_is_read() -> None:
    assert read_recipe(text=WHOLE) == Recipe(
        code="stays-2016",
        title={"en": "Guests", "es": "Huéspedes"},
        takes=Takes.VOICES,
        file=FileShape("gb18030", "\t", "none", 0, "Guests", "a.csv"),
        only=(Only("lang", frozenset({"en", "6"})), Only("status", frozenset({"test"}), is_not=True)),
        rows=RowPerAnswer(("guest", "stay"), "qcode", "answer"),
        unit=UnitRule(column="hotel", names={"Delta": "delta", "8": "eight"}, unknown=Unknown.MAKE, under="all"),
        date=DateRule(
            column="day",
            formats=("D/M/YYYY", "relative"),
            by_column="hotel",
            by_formats={"Delta": ("M/D/YYYY",), "Eight": ()},
            blank=frozenset({"1970-01-01"}),
            read_on=date(2022, 10, 28),
            zone="Asia/Shanghai",
        ),
        language=ByValue(column="LANG", values={"1": "en", "2": "zh-hant"}, otherwise="es"),
        duplicate=("id",),
        customer=CustomerRule("mail", "tel", "who"),
        items=(
            ItemRule(
                name="whole",
                column="Q7",
                question={"es": "Todo", "en": "The whole"},
                aspect="stay",
                scales=TWO_SCALES,
                values={"Very good": 1.0, "Good": 2.0},
                does_not_apply=frozenset({"6", "N/A"}),
                blank=frozenset({"no"}),
                is_overall=True,
                weight=2.0,
            ),
            ItemRule("seat", "Q8", {"en": "Which seat?"}, blank=frozenset({"none"})),
        ),
        comments=(
            CommentRule(
                name="why",
                column="words",
                question_column="asked",
                aspect="food",
                blank=frozenset({"N/A"}),
                is_html=True,
                splits=(Split("宾馆反馈", PartIs.ANSWER), Split("+", PartIs.COMMENT)),
            ),
        ),
        weight_column="WEIGHT",
        cases_from=date(2026, 11, 1),
    )


def test_every_key_of_encounters_and_of_volumes_is_read() -> None:
    head = "recipe: ops\ntitle: Flights\nunit: {is: airline}\ndate: {is: 2016-06-30}\n"
    stays = f"{head}takes: encounters\nkind: {{column: k, values: {{F: flight}}, otherwise: visit}}\nreference: no\n"
    counts = f"{head}takes: volumes\nkind: {{is: flight}}\nvolume: flights\n"
    ops = Recipe("ops", {"en": "Flights"}, Takes.VOLUMES, FileShape(), UnitRule("airline"), DateRule(date(2016, 6, 30)))

    read = [read_recipe(text=stays + "served by: crew\ncustomer: {email: mail}\n"), read_recipe(text=counts)]

    assert [(each.takes, each.kind, each.reference, each.served_by, each.customer, each.volume) for each in read] == [
        (
            Takes.ENCOUNTERS,
            ByValue(column="k", values={"F": "flight"}, otherwise="visit"),
            "no",
            "crew",
            CustomerRule("mail"),
            None,
        ),
        (Takes.VOLUMES, ByValue("flight"), None, None, CustomerRule(), "flights"),
    ]
    assert [(each.code, each.title, each.file, each.unit, each.date) for each in read] == [
        (ops.code, ops.title, ops.file, ops.unit, ops.date)
    ] * 2


def test_a_text_stands_in_the_language_of_the_file() -> None:
    said = read_recipe(text=f"{SMALL}language: {{is: es}}\n")

    assert (said.title, said.items[0].question) == ({"es": "Passenger survey"}, {"es": "The airport as a whole"})


def test_what_is_unsure_is_collected_with_its_place() -> None:
    doubtful = SMALL.replace("{is: airport}", "{is: airport, unsure: which one?}").replace(
        "whole}", "whole, scale: {worst: 1, best: 5, unsure: [is 5 best?, and 6?]}}"
    )

    assert read_recipe(text=doubtful).unsure == (
        Unsure("unit", "which one?"),
        Unsure("items.whole.scale", "is 5 best?"),
        Unsure("items.whole.scale", "and 6?"),
    )


SECOND_SCALE = (
    "      - {from: 2011-03-01, worst: 1, best: 10, why: new stars, values: {great: 10}, does not apply: [0], "
    'blank: ["-"]}'
)


def with_item(keys: str) -> str:
    return SMALL.replace("question: The airport as a whole", f"question: Whole, {keys}")


def test_values_are_texts_as_they_stand() -> None:
    read = read_recipe(text=with_item("blank: [no, 1:30, 2016-01-01, 0x1F, 1_000, null, 08, .5, ~x, 1e3]"))

    assert read.items[0].blank == {"no", "1:30", "2016-01-01", "0x1F", "1_000", "null", "8", "0.5", "~x", "1000"}


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (" 6 ", "6"),
        ("6.0", "6"),
        ("+6", "6"),
        ("4.50", "4.5"),
        ("-0", "0"),
        ("Very   good\n", "Very good"),
        ("570301130888122368", "570301130888122368"),
        ("5.70301E+17", "5.70301E+17"),
        ("５", "5"),
        ("－２．５", "-2.5"),
        ("５楼", "５楼"),
        ("nan", "nan"),
        ("1_0", "1_0"),
        ("", ""),
    ],
)
def test_the_normal_form_joins_what_is_one_and_keeps_ids_apart(cell: str, plain: str) -> None:
    assert normal(cell) == plain
    assert normal(plain) == plain


def test_a_recipe_is_written_in_the_order_of_the_page_with_its_notes() -> None:
    recipe = read_recipe(text=WHOLE)

    written = write_recipe(recipe=recipe, notes={"": "Drafted.", "items.whole.scale[2]": "Ten\nstars", "unit": "Here"})

    assert written.splitlines() == [
        "# Drafted.",
        "recipe: stays-2016",
        "title: {en: Guests, es: Huéspedes}",
        "file: {encoding: gb18030, separator: tab, quote: none, header: 0, sheet: Guests, member: a.csv}",
        "only:",
        "  - {column: lang, is: [6, en]}",
        "  - {column: status, is not: [test]}",
        "rows: {voice: [guest, stay], question: qcode, answer: answer}",
        "# Here",
        "unit: {column: hotel, names: {Delta: delta, 8: eight}, unknown: make, under: all}",
        "date:",
        "  column: day",
        "  formats: [D/M/YYYY, relative]",
        "  by: {column: hotel, formats: {Delta: [M/D/YYYY], Eight: detect}}",
        "  blank: [1970-01-01]",
        "  read on: 2022-10-28",
        "  zone: Asia/Shanghai",
        "language: {column: LANG, values: {1: en, 2: zh-hant}, otherwise: es}",
        "duplicate: [id]",
        "customer: {email: mail, phone: tel, name: who}",
        "items:",
        "  whole:",
        "    column: Q7",
        "    question: {es: Todo, en: The whole}",
        "    aspect: stay",
        "    scale:",
        "      - {worst: 5, best: 1}",
        "      # Ten",
        "      # stars",
        SECOND_SCALE,
        "    values: {Very good: 1, Good: 2}",
        "    does not apply: [6, N/A]",
        '    blank: ["no"]',
        "    overall: true",
        "    weight: 2",
        "  seat:",
        "    column: Q8",
        '    question: "Which seat?"',
        "    blank: [none]",
        "comments:",
        "  why:",
        "    column: words",
        "    question column: asked",
        "    aspect: food",
        "    blank: [N/A]",
        "    html: true",
        "    split:",
        "      - {from: 宾馆反馈, is: answer}",
        "      - {from: +, is: comment}",
        "weight: {column: WEIGHT}",
        "cases: {from: 2026-11-01}",
    ]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(recipes())
def test_what_is_written_is_read_back(recipe: Recipe) -> None:
    notes = {f"items.{each.name}": each.column for each in recipe.items}

    assert read_recipe(text=write_recipe(recipe=recipe, notes=notes)) == recipe


def test_a_list_of_one_mapping_may_stand_alone() -> None:
    alone = SMALL + "only: {column: lang, is: en}\n"
    listed = SMALL + "only: [{column: lang, is: [en]}]\n"

    assert read_recipe(text=alone) == read_recipe(text=listed)
    with pytest.raises(RecipeHasFaults) as refused:
        read_recipe(text=SMALL + "only: {colum: lang, is: en}\n")
    assert refused.value.faults[0].where == "only[1].colum"
