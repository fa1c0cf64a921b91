"""Documents go out as plain SurveyJS and come in from it; what does not come along is told."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from servewell.engines.forms import LeftOut
from tests.engines.forms.form_documents import branching, everything, satisfaction
from tests.engines.forms.test_against_survey_core import asked, needs_survey_core

DOCUMENTS = {"everything": everything(), "branching": branching(), "satisfaction": satisfaction()}


def without_evidence() -> dict[str, object]:
    """Evidence is an idea of ours: SurveyJS asks for it by requiredIf, which only a delivered form says."""
    given_document = copy.deepcopy(everything())
    queue = given_document["pages"][1]["elements"][0]["elements"][1]
    del queue["servewell:evidence-if"], queue["servewell:evidence"]
    return given_document


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_exported_document_has_nothing_of_ours_and_says_what_it_lost(name):
    exported = forms.export(DOCUMENTS[name])

    assert "servewell" not in str(exported.surveyjs)
    lost = {each.path.rpartition(".")[2] for each in exported.left_out}
    assert lost == {
        "everything": {
            "servewell:overall", "servewell:aspect", "servewell:consent", "servewell:weight", "servewell:standards",
            "servewell:critical", "servewell:critical-below", "servewell:critical-caps", "servewell:evidence-if",
            "servewell:evidence", "servewell:bonus", "servewell:points",
        },
        "branching": {"servewell:best"},
        "satisfaction": {
            "servewell:aspect", "servewell:weight", "servewell:overall", "servewell:asks-for-answer",
            "servewell:contact",
        },
    }[name]  # fmt: skip


@needs_survey_core
def test_survey_core_reads_every_exported_document_without_complaint():
    exported = [forms.export(each).surveyjs for each in DOCUMENTS.values()]

    assert asked("complaints.mjs", exported) == [[], [], []]


@pytest.mark.parametrize("given_document", [without_evidence(), satisfaction(), branching()])
def test_what_went_out_comes_back_as_it_was_asked(given_document):
    exported = forms.export(given_document).surveyjs

    back = forms.import_surveyjs(exported)

    before, after = forms.read(given_document), back.form
    assert back.left_out == ()
    assert forms.export(back.document).surveyjs == exported
    for language in before.languages:
        assert forms.delivered(after, language) == forms.delivered(before, language)


@pytest.mark.parametrize("given_document", [everything(), {**satisfaction(), "servewell:edition": 2}])
def test_a_document_of_ours_comes_in_as_it_is(given_document):
    assert forms.import_surveyjs(given_document) == forms.Imported(given_document, forms.read(given_document), ())


TAGS = {"type": "tagbox", "name": "tags", "choices": ["a"], "visibleIf": "{odd} = '1'"}
FOREIGN = {
    "title": {"default": "Feedback", "fr": "Avis", "es": "Opiniones"},
    "logo": "logo.png",
    "pages": [
        {
            "name": "First page",
            "elements": [
                {"type": "rating", "name": "Satisfaction Score", "rateCount": 7, "isRequired": True},
                {"type": "html", "name": "banner", "html": "<b>Hi</b>"},
                {
                    "type": "radiogroup",
                    "name": "reason",
                    "title": "Why {Satisfaction Score}, {banner}?",
                    "choices": [1, {"value": "Price", "text": "The price {x}"}],
                    "showOtherItem": True,
                    "visibleIf": "{Satisfaction Score} < 3",
                },
                {"type": "comment", "name": "hidden", "visibleIf": "today() > 3"},
                {
                    "type": "matrix",
                    "name": "grid",
                    "columns": ["Good", "Bad"],
                    "rows": ["Our Food", {"value": "beds", "text": "Beds"}],
                    "isAllRowRequired": True,
                },
                {"type": "text", "name": "later", "inputType": "tel", "requiredIf": "{grid.Our Food} = 'Bad'"},
                {"type": "text", "name": "code", "validators": [{"type": "regex", "regex": "^A"}, {"type": "magic"}]},
                {"type": "rating", "name": "odd", "rateValues": [1, 3, 5], "minRateDescription": "low"},
                {
                    "type": "panel",
                    "name": "outer",
                    "elements": [
                        {
                            "type": "panel",
                            "name": "inner",
                            "visibleIf": "{code} notempty",
                            "elements": [TAGS],
                        }
                    ],
                },
                {"type": "file", "name": "doc", "acceptedTypes": "image/*,.pdf,.exe"},
            ],
        },
        {"elements": [{"type": "paneldynamic", "name": "dyn"}]},
    ],
}


def test_a_foreign_document_comes_in_and_all_that_does_not_is_told():
    imported = forms.import_surveyjs(FOREIGN)

    found = [
        (each.name, each.kind.value, each.is_required, each.visible_if and each.visible_if.text)
        for each in imported.form.items
    ]
    assert found == [
        ("satisfaction_score", "rating", True, None),
        ("reason", "radiogroup", False, "{satisfaction_score} < 3"),
        ("hidden", "comment", False, None),
        ("grid.our_food", "matrix", True, None),
        ("grid.beds", "matrix", True, None),
        ("later", "text", False, None),
        ("code", "text", False, None),
        ("odd", "radiogroup", False, None),
        ("tags", "checkbox", False, "({code} notempty) and ({odd} = '1')"),
        ("doc", "file", False, None),
    ]
    form = imported.form
    assert form.languages == ("en", "es")
    assert form.item("reason").title["en"] == "Why {satisfaction_score}, banner?"
    assert form.item("later").required_if.text == "{grid.our_food} = 'Bad'"
    assert [each.value for each in form.item("odd").choices] == ["1", "3", "5"]
    assert form.item("doc").media_types == ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")
    assert form.item("code").validators[0].text["es"] == "Por favor, revise esta respuesta."


def test_each_thing_that_was_left_out_says_where_it_stood_and_why():
    told = {each.path: each.why for each in forms.import_surveyjs(FOREIGN).left_out}

    whys = {
        "logo": "An instrument has no such property.",
        "title.fr": "'fr' is not a language here.",
        "pages[0].name": "A page's name is an identifier; it goes by its number.",
        "pages[0].elements[0].name": "A name is an identifier: it is now 'satisfaction_score'.",
        "pages[0].elements[0].title": "There is no text in es: 'Satisfaction Score' stands there.",
        "pages[0].elements[1]": "There is no item type 'html'.",
        "pages[0].elements[2].showOtherItem": "An instrument has no such property here.",
        "pages[0].elements[4].rows[0]": "A row's name is an identifier: now 'our_food'.",
        "pages[0].elements[5].inputType": "It is a plain text here.",
        "pages[0].elements[6].validators[0].text": "It said nothing of its own: it asks to look again.",
        "pages[0].elements[6].validators[1]": "There is no such validator here.",
        "pages[0].elements[7].rateValues": "Steps that do not count up are choices here.",
        "pages[0].elements[7].minRateDescription": "Choices have no ends.",
        "pages[0].elements[8].elements[0]": "A section in a section: its questions stand in the outer one.",
        "pages[0].elements[8].elements[0].elements[0].type": "It is a 'checkbox' here, which is answered alike.",
        "pages[0].elements[9].acceptedTypes": "Files of this type are not accepted here.",
        "pages[1].elements[0]": "There is no item type 'paneldynamic'.",
    }
    assert {path: told.get(path) for path in whys} == whys
    refused = [each for each in forms.import_surveyjs(FOREIGN).left_out if each.what == "'today() > 3'"]
    assert [(each.path.rpartition(".")[2], each.why.partition(" is")[0]) for each in refused] == [
        ("visibleIf", "'today'")
    ]


def test_a_document_without_pages_or_title_comes_in_too():
    imported = forms.import_surveyjs({"elements": [{"type": "boolean", "name": "ok", "defaultValue": True}]})

    assert imported.document == {
        "title": {"default": "Untitled"},
        "servewell:edition": 2,
        "pages": [{"elements": [{"type": "boolean", "name": "ok", "title": {"default": "ok"}}]}],
    }
    assert imported.left_out == (
        LeftOut(
            "pages[0].elements[0].defaultValue",
            "defaultValue: True",
            "An instrument has no such property here.",
            of="ok",
        ),
        LeftOut("title", "", "The document has no title: it is untitled now."),
    )


@pytest.mark.parametrize(
    "nothing",
    [
        {},
        {"pages": []},
        {"pages": [1, {"elements": "x"}]},
        {"title": "x", "elements": [{"type": "html", "name": "a"}, 3, {"name": "b"}]},
        {"title": "x", "elements": [{"type": "radiogroup", "name": "a"}]},
    ],
    ids=repr,
)
def test_where_nothing_can_be_taken_that_is_said_with_the_reasons(nothing):
    with pytest.raises(forms.NothingCanBeTaken, match="no question could be taken from the document"):
        forms.import_surveyjs(nothing)


def test_a_document_nested_beyond_reading_is_refused_in_words():
    deep: dict[str, object] = {"type": "text", "name": "a"}
    for _ in range(5000):
        deep = {"type": "panel", "name": "p", "elements": [deep]}

    with pytest.raises(forms.NothingCanBeTaken) as refused:
        forms.import_surveyjs({"title": "x", "elements": [deep]})

    assert [each.why for each in refused.value.left_out] == ["Its parts stand in one another too deep to read."]


def test_two_hundred_odd_questions_come_in_at_once():
    odd = [{"type": "text", "name": f"Question {number}", "visibleIf": "bad("} for number in range(200)]

    imported = forms.import_surveyjs({"title": "Long", "elements": odd})

    assert len(imported.form.items) == 200
    assert sum(each.what == "'bad('" for each in imported.left_out) == 200


json = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.text(max_size=5) | st.sampled_from(["a", "{a}", "na", "none"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["value", "text", "default", "es", "type", "name"]), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = [
    "name", "title", "choices", "rows", "columns", "rateValues", "rateMin", "rateCount", "rateStep", "visibleIf",
    "validators", "acceptedTypes", "maxSize", "servewell:anchors", "servewell:evidence", "elements", "isRequired",
    "inputType", "min",
]  # fmt: skip
elements = st.builds(
    lambda kind, more: {"type": kind, **more},
    st.sampled_from([*(kind.value for kind in forms.Kind), "panel", "html"]),
    st.dictionaries(st.sampled_from(KEYS), json, max_size=5),
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(pages=st.lists(st.builds(lambda inside: {"elements": inside}, st.lists(elements, max_size=3)), max_size=2))
def test_whatever_comes_in_becomes_a_document_or_is_refused_with_reasons(pages):
    try:
        imported = forms.import_surveyjs({"title": "x", "pages": pages})
    except forms.NothingCanBeTaken:
        return

    assert forms.read(imported.document) == imported.form
    assert forms.import_surveyjs(imported.document) == forms.Imported(imported.document, imported.form, ())
