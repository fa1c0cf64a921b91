"""Every question type: what its document says, what an answer to it may be, and what is refused by name."""

import base64
import json

import pytest

from servewell.engines import forms
from servewell.engines.forms import Attached
from servewell.engines.forms import FaultKind as Kind
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
    validator,
    words,
)
from tests.engines.forms.test_documents import faults_of

PICTURE = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n and more").decode()
PHOTO = {"name": "a.jpg", "type": "image/jpeg", "size": 1_000_000, "digest": "d1"}
ALL = forms.read(
    document(
        item("rating", "nps", servewell_metric="nps-1"),
        item("dropdown", "desk", choices=choices("front", "back", points=(1, 2))),
        item("checkbox", "used", choices=choices("pool", "spa", "gym"), showNoneItem=True, maxSelectedChoices=2),
        item("checkbox", "two", choices=choices("a", "b", "c"), minSelectedChoices=2, visibleIf="{desk} = 'back'"),
        item("matrix", "care", columns=steps(1, 2, 3), rows=rows("speed", "tone"), servewell_not_applicable=True),
        item("matrix", "who", columns=choices("me", "you", points=(0, 1)), rows=rows("began", "ended")),
        item("ranking", "order", choices=choices("bed", "food", "view")),
        item("file", "photo", sourceType="file-camera", allowMultiple=True, maxFiles=2, maxSize=5_000_000),
        item("file", "paper", acceptedTypes="application/pdf"),
        item("signaturepad", "signed"),
        item("boolean", "agreed", servewell_consent="newsletter"),
        item("text", "guests", inputType="number", min=1, max=9.5),
        item("text", "arrived", inputType="date", min="2026-01-01", max="2026-12-31"),
    )
)


@pytest.mark.parametrize(
    ("posted", "values"),
    [
        ({"nps": "10"}, {"nps": 10}),
        ({"desk": "back", "two": ["c", "a"]}, {"desk": "back", "two": ("a", "c")}),
        ({"used": ["none"]}, {"used": ("none",)}),
        ({"used": ["gym", "pool"]}, {"used": ("pool", "gym")}),
        ({"care.speed": ["3"], "care.tone": ["na"]}, {"care.speed": 3, "care.tone": forms.NOT_APPLICABLE}),
        ({"care": {"speed": 3, "tone": "na"}}, {"care.speed": 3, "care.tone": forms.NOT_APPLICABLE}),
        ({"who": {"ended": "you"}}, {"who.ended": "you"}),
        ({"order": ["view", "bed", "food"]}, {"order": ("view", "bed", "food")}),
        ({"order.view": ["1"], "order.bed": ["2"], "order.food": ["3"]}, {"order": ("view", "bed", "food")}),
        ({"photo": [PHOTO]}, {"photo": (Attached("a.jpg", "image/jpeg", 1_000_000, "d1"),)}),
        ({"photo": PHOTO}, {"photo": (Attached("a.jpg", "image/jpeg", 1_000_000, "d1"),)}),
        ({"signed": PICTURE}, {"signed": PICTURE}),
        ({"agreed": "false"}, {"agreed": False}),
        ({"guests": "9.5"}, {"guests": 9.5}),
        ({"arrived": "2026-12-31"}, {"arrived": "2026-12-31"}),
        ({"used": [], "order": "", "photo": [], "care": {}, "order.bed": ""}, {}),
    ],
)
def test_an_answer_that_fits_is_taken_and_taken_again_as_it_was_read(posted, values):
    checked = forms.validate(ALL, posted)

    assert checked == forms.Checked(values, {}, {}, {})
    assert forms.validate(ALL, checked.values) == checked
    assert forms.kept(json.loads(json.dumps(forms.keep(ALL, checked.values)))) == values


@pytest.mark.parametrize(
    ("posted", "faults"),
    [
        ({"nps": "11"}, {"nps": Kind.OFF_THE_SCALE}),
        ({"desk": "side"}, {"desk": Kind.NOT_A_CHOICE}),
        ({"used": ["none", "pool"]}, {"used": Kind.NONE_AND_OTHERS}),
        ({"used": ["pool", "spa", "gym"]}, {"used": Kind.TOO_MANY_CHOICES}),
        ({"desk": "back", "two": ["a"]}, {"two": Kind.TOO_FEW_CHOICES}),
        ({"desk": "back"}, {"two": Kind.MISSING}),
        ({"care": {"speed": 4}}, {"care.speed": Kind.OFF_THE_SCALE}),
        ({"care.speed": ["1", "2"]}, {"care.speed": Kind.GIVEN_MORE_THAN_ONCE}),
        ({"who.began": "na"}, {"who.began": Kind.NOT_A_CHOICE}),
        ({"order": ["view", "bed"]}, {"order": Kind.NOT_A_RANKING}),
        ({"order": ["view", "bed", "bed"]}, {"order": Kind.NOT_A_RANKING}),
        ({"order": ["view", "bed", 3]}, {"order": Kind.NOT_A_RANKING}),
        ({"order.view": "1", "order.bed": "1", "order.food": "3"}, {"order": Kind.NOT_A_RANKING}),
        ({"order.view": "1"}, {"order": Kind.NOT_A_RANKING}),
        ({"photo": [{**PHOTO, "size": 40_000_000}]}, {"photo": Kind.FILE_TOO_LARGE}),
        ({"photo": [{**PHOTO, "type": "application/pdf"}]}, {"photo": Kind.WRONG_TYPE_OF_FILE}),
        ({"photo": [{**PHOTO, "digest": str(each)} for each in range(3)]}, {"photo": Kind.TOO_MANY_FILES}),
        ({"photo": [PHOTO, PHOTO]}, {"photo": Kind.GIVEN_MORE_THAN_ONCE}),
        ({"photo": ["a.jpg"]}, {"photo": Kind.NOT_A_FILE}),
        ({"photo": [{**PHOTO, "size": "big"}]}, {"photo": Kind.NOT_A_FILE}),
        ({"paper": [{**PHOTO, "type": "image/png"}]}, {"paper": Kind.WRONG_TYPE_OF_FILE}),
        ({"signed": "data:image/svg+xml;base64,AAAA"}, {"signed": Kind.NOT_A_SIGNATURE}),
        ({"signed": "data:image/png;base64,AAAA"}, {"signed": Kind.NOT_A_SIGNATURE}),
        ({"agreed": "yes"}, {"agreed": Kind.NOT_YES_OR_NO}),
        ({"guests": "0.5"}, {"guests": Kind.OUT_OF_RANGE}),
        ({"arrived": "2025-12-31"}, {"arrived": Kind.OUT_OF_RANGE}),
        ({"arrived": "2027-01-01"}, {"arrived": Kind.OUT_OF_RANGE}),
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_is_a_fault_by_name(posted, faults):
    assert forms.validate(ALL, posted).faults == faults


def test_a_signature_of_half_a_megabyte_is_none():
    assert forms.validate(ALL, {"signed": PICTURE + "A" * 400_000}).faults == {"signed": Kind.NOT_A_SIGNATURE}


def test_a_row_that_is_not_asked_is_kept_apart():
    assert forms.validate(ALL, {"care": {"speed": 1, "colour": 2}}).extra == {"care.colour": 2}


def test_a_matrix_becomes_an_item_for_each_row_with_what_the_row_says_for_itself():
    care = item(
        "matrix",
        "care",
        columns=steps(1, 2, 3, 4),
        rows=[
            *rows("speed", servewell_weight=2, servewell_aspect="responsibility", servewell_overall=True),
            *rows("tone", servewell_standards=["respect-1", "respect-2"], servewell_best="lowest"),
            *rows("locked", servewell_critical=True),
        ],
        servewell_aspect="respect",
        servewell_weight=0.5,
    )

    found = forms.read(document(care, item("matrix", "who", columns=choices("a", "b"), rows=rows("one")))).items

    assert [
        (each.name, each.aspect, each.standards, each.weight, each.worst, each.best, each.is_critical) for each in found
    ] == [
        ("care.speed", "responsibility", (), 2, 1.0, 4.0, False),
        ("care.tone", "respect", ("respect-1", "respect-2"), 0.5, 4.0, 1.0, False),
        ("care.locked", "respect", (), 1.0, 1.0, 4.0, True),
        ("who.one", None, (), 0.0, None, None, False),
    ]
    assert found[0].is_overall
    assert found[0].matrix.columns["2"]["es"] == "step 2 (es)"
    assert found[3].matrix.columns == {"a": found[3].choices[0].text, "b": found[3].choices[1].text}


@pytest.mark.parametrize(
    ("code", "scale", "figure"),
    [
        ("nps-1", (0, 10), [(0, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0)]),
        ("csat-1", (1, 5), [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]),
        ("ces-1", (1, 7), [(1, 0), (4, 0), (5, 0), (7, 0)]),
    ],
)
def test_a_metric_brings_its_scale_and_counts_as_it_is_defined(code, scale, figure):
    asked = forms.read(document(item("rating", "a", servewell_metric=code))).items[0]

    assert (asked.lowest, asked.highest, asked.metric) == (*scale, forms.metric(code))
    counted = {answer: forms.figure(forms.metric(code), [answer]).value for answer, _ in figure}
    assert (
        counted
        == {
            "nps-1": {0: -1, 6: -1, 7: 0, 8: 0, 9: 1, 10: 1},
            "csat-1": {1: 0, 2: 0, 3: 0, 4: 1, 5: 1},
            "ces-1": {1: 0, 4: 0, 5: 1, 7: 1},
        }[code]
    )


def test_a_figure_of_a_metric_counts_who_is_for_and_against():
    nps = forms.metric("nps-1")

    assert forms.figure(nps, [10, 9, 9, 8, 7, 6, 0, 3, 10, 10]) == forms.MetricFigure(nps, 10, 5, 3, 0.2)
    assert forms.figure(nps, []) == forms.MetricFigure(nps, 0, 0, 0, None)
    with pytest.raises(ValueError, match=r"^11 is no answer to nps-1, which goes from 0 to 10$"):
        forms.figure(nps, [11])


def test_a_definition_that_nobody_wrote_is_refused_by_name():
    assert faults_of(document(item("rating", "a", servewell_metric="nps-2"))) == [
        ("pages[0].elements[0].servewell:metric", "There is no definition 'nps-2'.")
    ]
    with pytest.raises(
        forms.DefinitionIsUnknown, match="there is no definition 'nps-2'; there are nps-1, csat-1, ces-1"
    ):
        forms.metric("nps-2")


EVIDENCE = {"servewell_evidence_if": "{a} < 3", "servewell_evidence": ["photo"]}


@pytest.mark.parametrize(
    ("items", "path", "what"),
    [
        ([item("rating", "a", servewell_metric="nps-1", rateMax=5)], "rateMax", "'nps-1' goes from 0 to 10."),
        ([item("rating", "a", servewell_metric="csat-1", rateMin=0)], "rateMin", "'csat-1' goes from 1 to 5."),
        (
            [item("rating", "a", servewell_metric="ces-1", servewell_best="lowest")],
            "servewell:best",
            "'ces-1' is best at its highest.",
        ),
        (
            [item("checkbox", "a", choices=choices("x", "none"), showNoneItem=True)],
            "choices[1].value",
            "'none' cannot be a value.",
        ),
        (
            [item("checkbox", "a", choices=choices("x"), noneText=words("Nothing"))],
            "noneText",
            "“None of these” is not offered.",
        ),
        (
            [item("checkbox", "a", choices=choices("x", "y"), maxSelectedChoices=3)],
            "maxSelectedChoices",
            "3 is not a whole number from 1 to 2.",
        ),
        (
            [item("matrix", "a", columns=steps(1, 2, 4), rows=rows("x"))],
            "columns[2].value",
            "4 is no next step.",
        ),
        ([item("matrix", "a", columns=steps(1), rows=rows("x"))], "columns", "1 steps are no scale."),
        (
            [item("matrix", "a", columns=steps(1, 2), rows=rows("x", "x"))],
            "rows[1].value",
            "'x' cannot be the name of this row.",
        ),
        (
            [item("matrix", "a", columns=choices("x", "y"), rows=rows("r", servewell_critical=True))],
            "rows[0].value",
            "The row counts, but the columns do not differ in points.",
        ),
        (
            [item("matrix", "a" * 40, columns=steps(1, 2), rows=rows("b" * 20))],
            "rows[0].value",
            f"'{'b' * 20}' cannot be the name of this row.",
        ),
        (
            [item("matrix", "a", columns=steps(1, 2), rows=rows("x"), isRequired=True)],
            "isRequired",
            "'isRequired' is not in the closed list here.",
        ),
        ([item("file", "a", maxFiles=2)], "maxFiles", "One file is asked for."),
        ([item("file", "a", acceptedTypes="text/html")], "acceptedTypes", "'text/html' cannot be accepted here."),
        (
            [item("file", "a", sourceType="file-camera", acceptedTypes="application/pdf")],
            "acceptedTypes",
            "'application/pdf' cannot be accepted here.",
        ),
        (
            [item("boolean", "a", servewell_consent="news", servewell_weight=1)],
            "servewell:consent",
            "A consent is given or not, and never scored.",
        ),
        (
            [item("boolean", "a", servewell_consent="news", defaultValue=True)],
            "defaultValue",
            "'defaultValue' is not in the closed list here.",
        ),
        ([item("text", "a", min=1)], "min", "1 is no end for what is asked here."),
        ([item("text", "a", inputType="date", max="soon")], "max", "'soon' is no end for what is asked here."),
        (
            [item("rating", "a", servewell_anchors=[{"value": 6, "text": words("x")}])],
            "servewell:anchors[0].value",
            "6 is no answer here, or stands twice.",
        ),
        (
            [item("text", "a", validators=[validator("answercount")])],
            "validators[0].type",
            "The validator 'answercount' is not in the closed list.",
        ),
        (
            [item("comment", "a", validators=[validator("regex", regex="a")])],
            "validators[0].type",
            "The validator 'regex' does not fit what is asked here.",
        ),
        (
            [item("text", "a", validators=[validator("regex", regex="(?=a)")])],
            "validators[0].regex",
            "'(?' is not in the closed list of patterns, or stands in the wrong place.",
        ),
        ([item("text", "a", validators=[validator("text")])], "validators[0]", "The validator has no limit."),
        (
            [item("text", "a", validators=[{"type": "email"}])],
            "validators[0].text",
            "A text is missing.",
        ),
        ([item("rating", "a", **EVIDENCE)], "servewell:evidence", "'photo' is no item that can be evidence."),
        (
            [item("rating", "a", **EVIDENCE), item("file", "photo", visibleIf="{a} = 1")],
            "servewell:evidence",
            "'photo' may not show where it is needed.",
        ),
        (
            [item("rating", "a", servewell_evidence_if="{a} < 3"), item("file", "photo")],
            "servewell:evidence-if",
            "When evidence is needed and which belong together.",
        ),
        (
            [item("rating", "a", servewell_critical_below=0.5, servewell_critical=True)],
            "servewell:critical-below",
            "'servewell:critical-below' is of the second edition.",
        ),
        ([panel("p", panel("q", item("rating", "a")))], "elements[0].type", "A section stands in a section."),
        ([panel("a", item("rating", "a"))], "elements[0].name", "'a' is the name of an earlier item."),
    ],
)
def test_what_contradicts_itself_is_told_at_its_place(items, path, what):
    assert faults_of(document(*items)) == [(f"pages[0].elements[0].{path}", what)]


def test_the_delivered_form_says_nothing_of_what_scores_it():
    delivered = json.dumps([forms.delivered(forms.read(everything()), language) for language in ("en", "es")])

    assert [
        secret for secret in ("servewell", "respect-1", "bonus", "0.4", "aspect", "nps-1") if secret in delivered
    ] == []


def test_evidence_is_asked_for_where_an_answer_needs_it():
    form = forms.read(
        document(
            item("rating", "a", servewell_evidence_if="{a} < 3", servewell_evidence=["photo", "why"]),
            item("file", "photo"),
            item("comment", "why"),
        )
    )

    faults = [forms.validate(form, each).faults for each in ({"a": 2}, {"a": 3}, {}, {"a": 1, "why": "dark"})]

    assert faults == [{"a": Kind.NO_EVIDENCE}, {}, {}, {}]
    assert forms.validate(form, {"a": 1, "photo": "?"}).faults == {"photo": Kind.NOT_A_FILE}


def test_what_the_document_demands_is_said_in_its_own_words():
    form = forms.read(
        second_edition(
            item("text", "badge", validators=[validator("regex", regex="^[a-z]{2}$", caseInsensitive=True)]),
            item("text", "from", inputType="date"),
            item("text", "to", inputType="date", validators=[validator("expression", expression="{to} >= {from}")]),
            item("text", "later", visibleIf="{badge} = 'x'", validators=[validator("expression", expression="1 = 2")]),
        )
    )

    checked = forms.validate(form, {"badge": "ab3", "from": "2026-02-01", "to": "2026-01-31"})

    assert checked.faults == {"badge": Kind.UNFULFILLED, "to": Kind.UNFULFILLED}
    assert {name: said["es"] for name, said in checked.messages.items()} == {
        "badge": "must be regex (es)",
        "to": "must be expression (es)",
    }
    assert forms.validate(form, {"badge": "AB", "from": "2026-01-31", "to": "2026-02-01"}).faults == {}


def test_sections_and_pages_hide_what_stands_in_them():
    form = forms.read(
        {
            "title": words("x"),
            "pages": [
                page(item("boolean", "ate"), item("boolean", "slept")),
                page(
                    panel("food", item("rating", "taste", isRequired=True), visibleIf="{ate}"),
                    item("rating", "bill", isRequired=True),
                    visibleIf="{ate} or {slept}",
                ),
            ],
        }
    )

    faults = [
        sorted(forms.validate(form, {"ate": ate, "slept": slept}).faults)
        for ate, slept in ((True, False), (False, True), (False, False))
    ]

    assert faults == [["bill", "taste"], ["bill"], []]
    assert forms.validate(form, {"ate": False, "taste": 3}).unseen == {"taste": 3}
