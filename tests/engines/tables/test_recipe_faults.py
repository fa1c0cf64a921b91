"""Recipes that cannot be taken: every mistake is told at once, with its line and its remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables import RecipeHasFaults, read_recipe

SMALL = """\
recipe: airport-survey
title: Passenger survey
unit: {is: airport}
date: {column: INTDATE, formats: [M/D/YYYY]}
items:
  whole: {column: Q7ALL, question: The airport as a whole}
"""


def with_item(keys: str) -> str:
    return SMALL.replace("question: The airport as a whole", f"question: Whole, {keys}")


LONG = "a" * 41
ENDS = "Write the number of the worst answer and that of the best."
NAME = "Use small letters, digits and `_`, a letter first, up to 40."
FAULTS = {
    "unknown key, with the nearest": (
        SMALL + "duplicates: [x]\n",
        [("duplicates", 7, "`duplicates` is no key of a recipe here.", "Did you mean `duplicate`?")],
    ),
    "underscores for blanks": (
        with_item("does_not_apply: [6]"),
        [
            (
                "items.whole.does_not_apply",
                6,
                "`does_not_apply` is no key of a recipe here.",
                "Did you mean `does not apply`?",
            )
        ],
    ),
    "missing": (
        "recipe: a\n",
        [
            ("title", 1, "`title` is missing.", "Write `title: …`, or one text per language."),
            ("unit", 1, "`unit` is missing.", "Write `unit: {is: code}`, or `unit: {column: name}`."),
            ("date", 1, "`date` is missing.", "Write `date: {column: name}`, or `date: {is: 2016-06-30}`."),
            ("items", 1, "`items` is missing.", "State at least one question under `items` or `comments`."),
        ],
    ),
    "nothing behind the colon": (
        SMALL + "duplicate:\n",
        [("duplicate", 7, "Nothing stands behind the colon.", "Write the value, or take the line away.")],
    ),
    "no questions": (
        SMALL.replace("items:\n  whole: {column: Q7ALL, question: The airport as a whole}", "items: {}"),
        [("items", 5, "No question is stated.", "State at least one under `items` or `comments`.")],
    ),
    "bad code": (
        SMALL.replace("airport-survey", "Airport"),
        [("recipe", 1, "`Airport` is no code.", "Use 1 to 40 small letters, digits and hyphens.")],
    ),
    "wrong types": (
        SMALL.replace("{is: airport}", "airport").replace("[M/D/YYYY]", "{a: b}"),
        [
            (
                "unit",
                3,
                "This must be a mapping: keys with values.",
                "Its keys are `is`, `column`, `names`, `unknown`, `under`.",
            ),
            ("date.formats", 4, "This must be a list.", "Write `formats: [first, second]`."),
        ],
    ),
    "a key twice": (
        SMALL + "title: Again\n",
        [("title", 7, "`title` stands here twice.", "Keep one of the two.")],
    ),
    "worst is best": (
        with_item("scale: {worst: 5, best: 5}"),
        [
            (
                "items.whole.scale.best",
                6,
                "Worst and best are the same.",
                ENDS,
            )
        ],
    ),
    "too many steps": (
        with_item("scale: {worst: 0, best: 101}"),
        [
            (
                "items.whole.scale.best",
                6,
                "It has more than 101 steps.",
                ENDS,
            )
        ],
    ),
    "no number": (
        with_item("scale: {worst: one, best: 5}"),
        [("items.whole.scale.worst", 6, "`one` is no number.", "Write a number such as 5 or 4.5.")],
    ),
    "scales out of order": (
        with_item(
            "scale: [{worst: 1, best: 5}, {from: 2012-01-01, worst: 1, best: 9}, {from: 2011-01-01, worst: 1, best: 7}]"
        ),
        [
            (
                "items.whole.scale[3].from",
                6,
                "It begins before the one above it.",
                "Write the scales in the order of time.",
            )
        ],
    ),
    "the first scale from a day, the second from none": (
        with_item("scale: [{from: 2011-01-01, worst: 1, best: 5}, {worst: 1, best: 10}]"),
        [
            (
                "items.whole.scale[1].from",
                6,
                "The first scale holds from the beginning.",
                "Take `from` out, or put a scale before it.",
            ),
            ("items.whole.scale[2].from", 6, "`from` is missing.", "Write the day from which this scale holds."),
        ],
    ),
    "a label off the scale": (
        with_item("scale: {worst: 1, best: 5}, values: {Great: 6}"),
        [("items.whole", 6, "`Great` means a number that lies off the scale.", "Give it a number between the ends.")],
    ),
    "a label with two meanings": (
        with_item("scale: {worst: 1, best: 5}, does not apply: [6], blank: [6.0]"),
        [
            (
                "items.whole",
                6,
                "`6` means two things.",
                "Let it stand under one of `values`, `does not apply` and `blank`.",
            )
        ],
    ),
    "labels without a scale": (
        with_item("values: {Great: 5}"),
        [("items.whole.values", 6, "`values` needs a scale.", "Write `scale: {worst: 1, best: 5}`, or take it out.")],
    ),
    "two overall": (
        with_item("scale: {worst: 1, best: 5}, overall: true")
        + "  b: {column: b, question: B, scale: {worst: 1, best: 5}, overall: true}\n",
        [("items", 6, "`whole`, `b` are all called overall.", "Keep `overall: true` at one of them.")],
    ),
    "yes is no flag": (
        with_item("scale: {worst: 1, best: 5}, overall: yes"),
        [("items.whole.overall", 6, "`yes` is neither true nor false.", "Write `true` or `false`.")],
    ),
    "a name that cannot be one": (
        SMALL.replace("  whole:", f"  {LONG}:"),
        [
            (
                f"items.{LONG}",
                6,
                f"`{LONG}` cannot be a name.",
                NAME,
            )
        ],
    ),
    "one name for an item and a comment": (
        SMALL + "comments:\n  whole: {column: c, question: Q}\n",
        [("comments.whole", 8, "`whole` is the name of an item already.", "Give it a name of its own.")],
    ),
    "a comment without its question": (
        SMALL + "comments: {c: {column: c}}\n",
        [("comments.c.question", 7, "`question` is missing.", "Write `question: …`, or one text per language.")],
    ),
    "unknown sign in a format": (
        SMALL.replace("M/D/YYYY", "dd.mm.yyyy"),
        [
            (
                "date.formats",
                4,
                "`d` in the format `dd.mm.yyyy` means nothing.",
                "Years are YYYY, months MM or MMM, days DD, hours HH, minutes mm. Put words in square brackets.",
            )
        ],
    ),
    "relative without the day it was read": (
        SMALL.replace("M/D/YYYY", "relative"),
        [
            (
                "date.formats",
                4,
                "The format `relative` needs to know when it was read.",
                "Write `read on: 2022-10-28`, the day on which the file was fetched.",
            )
        ],
    ),
    "both is and column": (
        SMALL.replace("{is: airport}", "{is: airport, column: u}"),
        [("unit", 3, "Both `is` and `column` stand here.", "Keep one: `is` for all rows, `column` to look it up.")],
    ),
    "units to be made without a place": (
        SMALL.replace("{is: airport}", "{column: u, unknown: make}"),
        [("unit.under", 3, "`under` is missing.", "Units that are made stand under one: write its code.")],
    ),
    "a zone that is none": (
        SMALL.replace("[M/D/YYYY]", "[M/D/YYYY], zone: Mars/Base"),
        [
            (
                "date.zone",
                4,
                "`Mars/Base` is no time zone.",
                "Write a name such as America/Los_Angeles or Asia/Shanghai.",
            )
        ],
    ),
    "a day that is none": (
        SMALL + "cases: {from: 1/11/2026}\n",
        [("cases.from", 7, "`1/11/2026` is no day.", "Write it as year-month-day, such as 2016-06-30.")],
    ),
    "a language that cannot be shown": (
        SMALL.replace("title: Passenger survey", "title: {sq: Anketë}"),
        [("title.sq", 2, "Texts in `sq` cannot be shown.", "Languages here: en, es, zh-hans, zh-hant.")],
    ),
    "a key of encounters among voices": (
        SMALL + "kind: {is: stay}\n",
        [("kind", 7, "`kind` means nothing where the file holds voices.", "Take it out, or state `takes`.")],
    ),
    "volumes without their count": (
        "recipe: a\ntitle: A\nunit: {is: u}\ndate: {is: 2016-01-01}\ntakes: volumes\nkind: {is: bus}\n",
        [
            ("volume", 1, "`volume` is missing.", "Name the column of the count."),
            ("kind.is", 6, "`bus` is no kind of encounter.", "Kinds are stay, job, flight and visit."),
        ],
    ),
    "a reference to elsewhere": (
        "title: &t [a]\nrecipe: *t\n",
        [
            (
                "",
                2,
                "References (`*name`) are not taken in a recipe.",
                "Write the values out; put a text with * in quotes.",
            )
        ],
    ),
    "nested without end": (
        "[" * 5000,
        [("", 1, "The recipe is nested deeper than any recipe is.", "Look for brackets that are never closed.")],
    ),
    "no mapping": (
        "- a\n",
        [("", 1, "A recipe is a mapping of keys to values.", "Begin with `recipe: its-code`.")],
    ),
    "no YAML": (
        "recipe: a\ntitle: b: c\n",
        [
            (
                "",
                2,
                "This is no YAML: mapping values are not allowed in this context.",
                "Indent with blanks, and put a text that holds a colon or begins with a sign into quotes.",
            )
        ],
    ),
    "a quotation mark that is never closed": (
        'recipe: a\ntitle: "Open\nunit: {is: u}\n\ndate: {is: 2016-01-01}\n',
        [("", 2, "A quotation mark is opened here and never closed.", "Close it at the end of the text.")],
    ),
    "a quotation mark that the next one closes": (
        'recipe: a\ntitle: "Open\nunit: {is: u}\ndate: "2016"\n',
        [
            (
                "",
                2,
                "A quotation mark is opened here and closed only in line 4, where something else stands.",
                "Close it at the end of the text, or take it away.",
            )
        ],
    ),
    "a tab": (
        "recipe: a\nunit:\n\tis: u\n",
        [("", 3, "The line begins with a tab.", "Indent with blanks.")],
    ),
    "a bracket that is never closed": (
        "recipe: a\nunit: {is: u\ntitle: A\n",
        [
            (
                "",
                2,
                "`{` is opened here, and what stands before line 3 does not end with `,` or its end.",
                "Close it, or put a comma between two entries.",
            )
        ],
    ),
    "a year alone": (
        SMALL.replace("M/D/YYYY", "YYYY"),
        [
            (
                "date.formats",
                4,
                "The format `YYYY` states no month.",
                "A year or a day of the month dates no row: take in each one with `date: {is: 2016-06-30}` and `only`.",
            )
        ],
    ),
    "signs that no text holds": (
        "recipe: a\0\n",
        [("", 0, "This is no YAML: it holds signs that no text file holds.", "Save it as plain text in UTF-8.")],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_mistake_is_told_with_its_line_and_its_remedy(name: str) -> None:
    text, expected = FAULTS[name]

    with pytest.raises(RecipeHasFaults) as refused:
        read_recipe(text=text)

    assert [(each.where, each.line, each.what, each.mend) for each in refused.value.faults] == expected


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    with pytest.raises(RecipeHasFaults) as refused:
        read_recipe(text="recipe: A\ntitel: b\nunit: {is: a, column: b}\ndate: {is: never}\nitems: [a]\n")

    assert [(each.line, each.where) for each in refused.value.faults] == [
        (1, "recipe"),
        (1, "title"),
        (2, "titel"),
        (3, "unit"),
        (4, "date.is"),
        (5, "items"),
    ]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.text("[]{}:,-&*!#|>%@`\"' \n\tab", max_size=60))
def test_any_text_is_a_recipe_or_refused_with_its_faults(text: str) -> None:
    with pytest.raises(RecipeHasFaults) as refused:
        read_recipe(text=text)

    assert refused.value.faults


def test_a_mistake_without_a_key_is_told_without_one() -> None:
    with pytest.raises(RecipeHasFaults) as refused:
        read_recipe(text="- a\n")

    assert str(refused.value) == "line 1: A recipe is a mapping of keys to values. Begin with `recipe: its-code`."
