"""What depends on what: forms that depend on themselves, piping, and forms of five hundred questions."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from tests.engines.forms.form_documents import (
    choices,
    document,
    everything,
    item,
    page,
    panel,
    rows,
    second_edition,
    steps,
    words,
)
from tests.engines.forms.test_documents import faults_of

MANY = 500


def paged(*pages: dict[str, object]) -> dict[str, object]:
    return {"title": words("x"), "pages": list(pages)}


@pytest.mark.parametrize(
    ("given_document", "faults"),
    [
        (
            document(item("rating", "a", visibleIf="{a} > 3")),
            [("pages[0].elements[0].visibleIf", "'a' depends on itself.")],
        ),
        (
            document(item("rating", "a", requiredIf="{a} empty")),
            [("pages[0].elements[0].requiredIf", "'a' depends on itself.")],
        ),
        (
            document(
                item("rating", "a", visibleIf="{c} = 1"),
                item("rating", "b", visibleIf="{a} = 1"),
                item("rating", "c", visibleIf="{b} = 1"),
            ),
            [("pages[0].elements[0].visibleIf", "'a' depends on itself, round a loop: a → c → b → a.")],
        ),
        (
            paged(page(item("rating", "a")), page(item("rating", "b"), visibleIf="{b} = 1")),
            [("pages[1].visibleIf", "It depends on itself: 'b' stands in it.")],
        ),
        (
            paged(page(panel("p", item("rating", "b"), visibleIf="{b} = 1"))),
            [("pages[0].elements[0].visibleIf", "It depends on itself: 'b' stands in it.")],
        ),
        (
            paged(
                page(item("rating", "a"), visibleIf="{c} = 1"),
                page(item("rating", "c"), visibleIf="{a} = 1"),
            ),
            [("pages[0].visibleIf", "It depends on itself, round a loop: c → a, which stands in it.")],
        ),
        (
            document(item("rating", "a", visibleIf="{b} = 1"), item("rating", "b")),
            [("pages[0].elements[0].visibleIf", "'b' stands later.")],
        ),
        (
            document(item("rating", "a", visibleIf="{nobody} = {nothing}")),
            [("pages[0].elements[0].visibleIf", "No earlier item is named nobody, nothing.")],
        ),
        (
            document(
                item("matrix", "care", columns=steps(1, 2), rows=rows("speed")),
                item("rating", "a", visibleIf="{care} notempty"),
            ),
            [("pages[0].elements[1].visibleIf", "'care' is a matrix, which has no answer of its own.")],
        ),
        (
            document(item("file", "photo"), item("rating", "a", visibleIf="{photo} contains 'x'")),
            [
                (
                    "pages[0].elements[1].visibleIf",
                    "'photo' is a file or signature, which can only be there or not.",
                )
            ],
        ),
        (
            document(item("ranking", "best", choices=choices("x", "y")), item("rating", "a", visibleIf="{best} > 1")),
            [("pages[0].elements[1].visibleIf", "'>' stands beside a list of values.")],
        ),
        (
            document(
                item("ranking", "best", choices=choices("x", "y")),
                item("rating", "a", visibleIf="{best} = ['x', 'y']"),
            ),
            [("pages[0].elements[1].visibleIf", "'=' stands beside a ranking.")],
        ),
        (
            second_edition(item("rating", "a", title=words("After {b}")), item("rating", "b")),
            [("pages[0].elements[0].title", "'b' stands later.")],
        ),
        (
            second_edition(item("rating", "a", title=words("{who}?"))),
            [("pages[0].elements[0].title", "No earlier item is named who.")],
        ),
        (
            second_edition(item("signaturepad", "s"), item("rating", "a", description=words("{s}"))),
            [("pages[0].elements[1].description", "'s' is a file or signature, which no text can say.")],
        ),
        (
            second_edition(item("rating", "a"), item("rating", "b", minRateDescription=words("{a}"))),
            [("pages[0].elements[1].minRateDescription", "Only titles and descriptions can say an answer.")],
        ),
    ],
    ids=str,
)
def test_a_form_that_depends_on_itself_or_on_what_is_not_there_is_refused_in_words(given_document, faults):
    assert faults_of(given_document) == faults


def test_conditions_may_look_at_rows_files_and_other_pages():
    form = forms.read(
        paged(
            page(item("matrix", "care", columns=steps(1, 2, 3), rows=rows("speed", "tone"))),
            page(item("file", "photo"), item("rating", "a", visibleIf="{photo} notempty"), visibleIf="{care.tone} = 1"),
        )
    )
    photo = {"name": "p.png", "type": "image/png", "size": 1, "digest": "d"}

    shown = [
        [each.name for each in form.items if forms.is_visible(each, forms.validate(form, answers).values)]
        for answers in ({}, {"care.tone": 1}, {"care": {"tone": 1}, "photo": photo})
    ]

    rows_shown = ["care.speed", "care.tone"]
    assert shown == [rows_shown, [*rows_shown, "photo"], [*rows_shown, "photo", "a"]]


PIPING = forms.read(
    second_edition(
        item("rating", "stars", servewell_anchors=[{"value": 5, "text": words("perfect")}]),
        item("checkbox", "used", choices=choices("pool", "spa"), showNoneItem=True),
        item("boolean", "again"),
        item("matrix", "care", columns=steps(1, 2), rows=rows("tone"), servewell_not_applicable=True),
        item("text", "room"),
        item("comment", "why", title=words("{stars}|{used}|{again}|{care.tone}|{room}")),
    )
)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "||||"),
        (
            {"stars": 5, "used": ["pool", "spa"], "again": True, "care.tone": "na", "room": "{used}"},
            "perfect (es)|pool (es), spa (es)|Sí|No corresponde|{used}",
        ),
        ({"stars": 4, "used": ["none"], "again": False, "care.tone": 2}, "4|Ninguna de estas|No|step 2 (es)|"),
    ],
)
def test_a_title_says_what_was_answered_in_the_language_of_the_form(answers, said):
    values = forms.validate(PIPING, answers).values
    title = PIPING.item("why").title

    assert forms.piped(PIPING, title["es"], values, "es") == f"{said} (es)"
    assert (forms.looks_back(PIPING, title), forms.looks_back(PIPING, PIPING.title)) == (True, False)


def test_braces_in_a_document_of_the_first_edition_stay_braces():
    form = forms.read(document(item("rating", "a"), item("rating", "b", title=words("{a} or {nobody}"))))

    assert forms.piped(form, form.items[1].title["en"], {"a": 3}, "en") == "{a} or {nobody} (default)"
    assert not forms.looks_back(form, form.items[1].title)


def a_long_form(number: int) -> dict[str, object]:
    """Each question hangs on the one before; every tenth page hides."""
    asked = [
        item("rating", f"q{at}", **({"visibleIf": f"{{q{at - 1}}} > 1 or {{q{at // 2}}} empty"} if at else {}))
        for at in range(number)
    ]
    return paged(*(page(*asked[at : at + 10]) for at in range(0, number, 10)))


def test_five_hundred_questions_are_read_checked_scored_and_delivered_at_once():
    given_document, answers = a_long_form(MANY), {f"q{at}": "4" for at in range(MANY)}
    took = {}

    began = time.perf_counter()
    form = forms.read(given_document)
    took["read"] = time.perf_counter() - began
    for name, deed in (
        ("validate", lambda: forms.validate(form, answers)),
        ("score", lambda: forms.score(form, {name: int(value) for name, value in answers.items()})),
        ("deliver", lambda: forms.delivered(form, "en")),
    ):
        began = time.perf_counter()
        deed()
        took[name] = time.perf_counter() - began

    assert len(form.items) == MANY
    assert len(forms.validate(form, answers).values) == MANY
    assert {name: seconds for name, seconds in took.items() if seconds > 1} == {}


def test_the_time_of_a_long_form_grows_as_its_questions_do():
    def seconds(number: int) -> float:
        given_document = a_long_form(number)
        form = forms.read(given_document)
        answers = {f"q{at}": 4 for at in range(number)}
        began = time.process_time()
        for _ in range(3):
            forms.read(given_document)
            forms.score(form, forms.validate(form, answers).values)
        return time.process_time() - began

    assert min(seconds(400) for _ in range(3)) < 8 * min(seconds(100) for _ in range(3))


def test_a_language_without_a_base_text_is_told_at_each_place():
    only_spanish = {
        "title": {"es": "Encuesta"},
        "pages": [{"elements": [{"type": "rating", "name": "a", "title": "A"}]}],
    }
    half = {"title": {"default": "x", "es": "y"}, "pages": [page(item("rating", "a", title={"es": "A"}))]}

    assert faults_of(only_spanish) == [
        ("pages[0].elements[0].title", "The text is missing in es."),
        ("pages[0].elements[0].title", "The text stands in en, the document's title does not."),
    ]
    assert faults_of(half) == [("pages[0].elements[0].title", "The text is missing in en.")]
    assert forms.read({**only_spanish, "pages": [page(item("rating", "a", title={"es": "A"}))]}).languages == ("es",)


posted = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["na", "none", "3", "pool"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["speed", "name", "size"]), inner),
    max_leaves=4,
)
FORM = forms.read(everything())


@settings(derandomize=True, deadline=None)
@given(answers=st.dictionaries(st.sampled_from([*(each.name for each in FORM.items), "care"]), posted))
def test_whatever_is_posted_to_any_type_is_judged_and_what_was_taken_is_taken_again(answers):
    checked = forms.validate(FORM, answers)

    assert set(checked.values) & set(checked.unseen) == set()
    assert forms.validate(FORM, checked.values).values == checked.values
    assert forms.kept(json.loads(json.dumps(forms.keep(FORM, checked.values)))) == checked.values
    forms.score(FORM, checked.values)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{photo} contains 'x'", "'photo' is a file or signature, which can only be there or not."),
        ("{used} > 1", "'>' stands beside a list of values."),
        ("{order} = ['bed']", "'=' stands beside a ranking."),
    ],
)
def test_a_condition_from_outside_asks_no_more_of_an_answer_than_one_inside(text, what):
    with pytest.raises(forms.DocumentHasFaults) as refused:
        forms.condition(FORM, text)

    assert [(fault.path, fault.what) for fault in refused.value.faults] == [("condition", what)]
    assert forms.fulfils(FORM, "{photo} empty and {used} contains 'pool'", {"used": ("pool",)})
