"""Reading a frozen document: what it becomes, and how its faults are told."""

import copy
import hashlib
import json

import pytest

from servewell.engines import forms
from tests.engines.forms.form_documents import LANGUAGES, choices, document, item, satisfaction, words


def faults_of(given) -> list[tuple[str, str]]:
    with pytest.raises(forms.DocumentHasFaults) as refused:
        forms.read(given)
    return [(fault.path, fault.what) for fault in refused.value.faults]


def our_words(text: str) -> dict[str, str]:
    return dict(zip(("en", "zh-Hans", "zh-Hant", "es"), words(text).values(), strict=True))


def test_a_document_becomes_items_in_its_order():
    form = forms.read(satisfaction())

    rating = {"kind": forms.Kind.RATING, "page": 0, "lowest": 1, "highest": 5, "worst": 1.0, "best": 5.0}
    assert form.title == our_words("Survey")
    assert form.languages == ("en", "zh-Hans", "zh-Hant", "es")
    assert form.items[:3] == (
        forms.Item("respect", title=our_words("respect"), **rating, aspect="respect", weight=1.0, may_not_apply=True),
        forms.Item("effective", title=our_words("effective"), **rating, aspect="effective", weight=2),
        forms.Item("overall", title=our_words("overall"), **rating, weight=1.0, is_overall=True, is_required=True),
    )
    assert [each.name for each in form.items] == ["respect", "effective", "overall", "why", "answer_me", "email"]
    assert (form.overall, form.contact) == (form.items[2], form.items[5])


def test_the_digest_is_of_the_canonical_document_however_its_keys_are_ordered():
    given = satisfaction()
    turned = dict(reversed(given.items()))
    canonical = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    assert forms.read(given).digest == forms.read(turned).digest == hashlib.sha256(canonical).hexdigest()


def test_a_plain_text_is_english():
    form = forms.read(
        {"title": "Survey", "pages": [{"elements": [{"type": "comment", "name": "why", "title": "Why?"}]}]}
    )

    assert (form.languages, form.title, form.items[0].title) == (("en",), {"en": "Survey"}, {"en": "Why?"})


def test_the_best_end_of_a_scale_is_said_by_the_document():
    form = forms.read(
        document(
            item("rating", "wait", rateMin=0, rateMax=10, servewell_best="lowest"),
            item("boolean", "damaged", servewell_best="no", servewell_critical=True),
            item("radiogroup", "speed", choices=choices("slow", "fine", "fast", points=(0, 3, 4)), servewell_weight=1),
            item("radiogroup", "purpose", choices=choices("work", "rest")),
        )
    )

    assert [(each.name, each.worst, each.best, each.weight) for each in form.items] == [
        ("wait", 10.0, 0.0, 1.0),
        ("damaged", 1.0, 0.0, 1.0),
        ("speed", 0, 4, 1),
        ("purpose", None, None, 0.0),
    ]


def test_all_faults_are_told_at_once_each_with_its_path():
    given = document(
        item("matrixdynamic", "grid"),
        item("rating", "Overall", rateMin="1", colour="red"),
        item("comment", "why", visibleIf="isContainerReady('p')", maxLength=0),
    ) | {"logo": "logo.png"}

    assert faults_of(given) == [
        ("logo", "'logo' is not in the closed list here."),
        ("pages[0].elements[0].type", "The item type 'matrixdynamic' is not in the closed list."),
        ("pages[0].elements[1].colour", "'colour' is not in the closed list here."),
        ("pages[0].elements[1].rateMin", "'1' is not a whole number from -1000 to 1000."),
        ("pages[0].elements[1].name", "'Overall' is not an identifier."),
        (
            "pages[0].elements[2].visibleIf",
            (
                "'isContainerReady' is not in the closed list of operators, functions and literals,"
                " or stands in the wrong place."
            ),
        ),
        ("pages[0].elements[2].maxLength", "0 is not a whole number from 1 to 100000."),
    ]


def test_every_fault_says_how_to_mend_it():
    with pytest.raises(forms.DocumentHasFaults) as refused:
        forms.read(document(item("matrixdynamic", "grid")))

    assert refused.value.faults == (
        forms.Fault(
            path="pages[0].elements[0].type",
            what="The item type 'matrixdynamic' is not in the closed list.",
            mend=(
                "Use one of: rating, boolean, radiogroup, dropdown, checkbox, matrix, ranking, text, comment, file,"
                " signaturepad."
            ),
        ),
    )
    assert str(refused.value) == (
        "pages[0].elements[0].type: The item type 'matrixdynamic' is not in the closed list. Use one of: rating,"
        " boolean, radiogroup, dropdown, checkbox, matrix, ranking, text, comment, file, signaturepad."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_missing_in_one_of_the_title_s_languages_is_a_fault(language):
    given = satisfaction()
    del given["pages"][0]["elements"][3]["title"][language]

    assert [path for path, _ in faults_of(given)] == ["pages[0].elements[3].title"]


def test_a_text_in_a_language_that_the_title_lacks_is_a_fault():
    given = {"title": "Survey", "pages": [{"elements": [item("comment", "why")]}]}

    assert [what for _, what in faults_of(given)] == [
        f"The text stands in {language}, the document's title does not." for language in ("zh-Hans", "zh-Hant", "es")
    ]


@pytest.mark.parametrize(
    ("items", "path"),
    [
        ([item("rating", "a"), item("rating", "a")], "pages[0].elements[1].name"),
        ([item("rating", "a", visibleIf="{b} = 1"), item("rating", "b")], "pages[0].elements[0].visibleIf"),
        ([item("rating", "a", visibleIf="{a} = 1")], "pages[0].elements[0].visibleIf"),
        ([item("rating", "equals_b")], "pages[0].elements[0].name"),
        ([item("rating", "a", rateMin=5, rateMax=5)], "pages[0].elements[0].rateMax"),
        ([item("rating", "a", rateMax=True)], "pages[0].elements[0].rateMax"),
        ([item("rating", "a", isRequired="yes")], "pages[0].elements[0].isRequired"),
        ([item("rating", "a", servewell_weight=-1)], "pages[0].elements[0].servewell:weight"),
        ([item("rating", "a", servewell_best="yes")], "pages[0].elements[0].servewell:best"),
        ([item("rating", "a", servewell_secret=1)], "pages[0].elements[0].servewell:secret"),
        ([item("rating", "a", maxLength=5)], "pages[0].elements[0].maxLength"),
        ([item("text", "a", inputType="password")], "pages[0].elements[0].inputType"),
        ([item("text", "a", servewell_contact=True)], "pages[0].elements[0].servewell:contact"),
        ([item("checkbox", "a")], "pages[0].elements[0].choices"),
        ([item("checkbox", "a", choices=["x"])], "pages[0].elements[0].choices[0]"),
        ([item("checkbox", "a", choices=choices("x", "x"))], "pages[0].elements[0].choices[1].value"),
        ([item("checkbox", "a", choices=choices("na"))], "pages[0].elements[0].choices[0].value"),
        ([item("radiogroup", "a", choices=choices("x"), servewell_critical=True)], "pages[0].elements[0].choices"),
        (
            [item("checkbox", "a", choices=choices("x", points=(1,)))],
            "pages[0].elements[0].choices[0].servewell:points",
        ),
        (
            [item("checkbox", "a", choices=choices("x")), item("rating", "b", visibleIf="{a} > 1")],
            "pages[0].elements[1].visibleIf",
        ),
        ([item("rating", name, servewell_overall=True) for name in "ab"], "pages"),
    ],
)
def test_a_contradiction_is_told_at_its_place(items, path):
    assert [where for where, _ in faults_of(document(*items))] == [path]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"title": "x"},
        {"title": "x", "pages": []},
        {"title": "x", "pages": "page"},
        {"title": "x", "pages": [1]},
        {"title": "x", "pages": [{"elements": [None]}]},
        {"title": "x", "pages": [{"elements": [{"type": ["rating"]}]}]},
        {"title": {"fr": "x"}, "pages": [{"elements": [{"type": "rating", "name": "a", "title": "A"}]}]},
        {
            "title": {"default": "x", "en": "y"},
            "pages": [{"elements": [{"type": "rating", "name": "a", "title": "A"}]}],
        },
        {"title": "\ud800", "pages": []},
        {"title": float("nan")},
        {"title": {1, 2}},
        {1: "x"},
    ],
    ids=repr,
)
def test_nonsense_is_refused_and_never_breaks_the_reader(given):
    assert faults_of(given) != []


def test_reading_leaves_the_document_as_it_was():
    given = satisfaction()
    before = copy.deepcopy(given)

    forms.read(given)

    assert given == before
