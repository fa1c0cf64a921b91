"""SurveyJS itself says what shows, what must be answered, what is wrong and what a title says; ours must agree."""

import base64
import json
import random
from pathlib import Path

import pytest
import yaml

from servewell.engines import forms
from tests.engines.forms.form_documents import everything
from tests.engines.forms.test_against_survey_core import asked, needs_survey_core
from tests.engines.stats.judging import comparable, judged, nested

VECTORS = json.loads((Path(__file__).parent / "vectors" / "judged.json").read_text(encoding="utf-8"))
PICTURE = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
FILES = [{"name": f"{name}.jpg", "type": "image/jpeg", "content": f"data:{name}"} for name in ("a", "b", "c")]
FORM = forms.read(everything())
LIBRARY = Path(forms.__file__).parents[2] / "library" / "instruments"
# the browser itself lets nobody choose too many: what it would say to that cannot be asked
OFFERED: dict[str, list[object]] = {
    "photo": [FILES[:1], FILES[:2]],
    "used": [["pool"], ["pool", "gym"], ["gym"], ["none"]],
    "order": [["bed", "food", "view"], ["view", "bed", "food"]],
    "badge": ["AB12", "CD345", "AB99", "EF1000", "AB1", "ab12", "x AB12"],
    "guests": [1, 2, 3, 4, 5, 6, 2, 3, 7, 0],
    "arrived": ["2026-01-01", "2026-03-02"],
    "left": ["2026-03-02", "2026-03-03", "2026-03-02", "2026-01-01"],
    "booked": ["2026-01-01", "2026-06-30", "2026-12-31", "2026-02-03", "2025-12-31", "2027-01-01"],
    "extras": [["tea"], ["tea", "ice"]],
    "copy": ["a@b.example", "a.b@c.example", "q@r.example", "s@t.example", "nobody", "a@b", "a b@c.example"],
    "signed": [PICTURE],
}
HOW_OFTEN = 0.97


def test_every_vector_is_judged_as_is_written_beside_it():
    found = [vector | _by_us(vector) for vector in VECTORS["judged"]]

    assert [(ours, written) for ours, written in zip(found, VECTORS["judged"], strict=True) if ours != written] == []
    assert len(found) >= 100


def _by_us(vector):
    ours = comparable(judged(forms.read(VECTORS["documents"][vector["document"]]), vector["answers"]))
    return {key: ours[key] for key in ("shown", "required", "faulty", "said")}


@needs_survey_core
def test_survey_core_judges_every_vector_as_is_written_beside_it():
    delivered = {name: forms.delivered(forms.read(each), "en") for name, each in VECTORS["documents"].items()}
    questions = [
        {"document": delivered[vector["document"]], "answers": vector["answers"]} for vector in VECTORS["judged"]
    ]

    theirs = [comparable(each) for each in asked("judged.mjs", questions)]

    assert [
        vector | {key: each[key] for key in ("shown", "required", "faulty", "said")}
        for vector, each in zip(VECTORS["judged"], theirs, strict=True)
    ] == VECTORS["judged"]


@needs_survey_core
def test_survey_core_judges_made_up_answers_as_we_do():
    chance = random.Random(5)
    given = [_given(chance) for _ in range(60)]
    document = forms.delivered(FORM, "en")

    theirs = asked("judged.mjs", [{"document": document, "answers": nested(each)} for each in given])

    ours = [comparable(judged(FORM, each)) for each in given]
    assert ours == [comparable(each) for each in theirs]
    assert sum(not each["faulty"] for each in ours) > 4


@needs_survey_core
@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "es"])
def test_survey_core_reads_every_item_type_without_complaint(language):
    assert asked("complaints.mjs", [forms.delivered(FORM, language)]) == [[]]


@needs_survey_core
def test_survey_core_reads_every_instrument_of_the_library_as_delivered_and_as_exported_without_complaint():
    documents = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["document"] for path in sorted(LIBRARY.glob("*.yaml"))
    ]
    languages = ("en", "zh-Hans", "zh-Hant", "es")
    plain = [forms.delivered(forms.read(each), language) for each in documents for language in languages]
    exported = [forms.export(each).surveyjs for each in documents]

    assert asked("complaints.mjs", [*plain, *exported]) == [[]] * len(documents) * 5
    assert len(documents) == 5


def _given(chance: random.Random) -> dict[str, object]:
    given: dict[str, object] = {}
    for item in FORM.items:
        offered = OFFERED.get(item.name) or [choice.value for choice in item.choices] or ["words", "too loud"]
        if item.has_steps:
            offered = [*range(item.lowest, item.highest + 1), *(["na"] if item.may_not_apply else [])]
        if item.kind is forms.Kind.BOOLEAN:
            offered = [True, False]
        given |= {item.name: chance.choice(offered)} if chance.random() < HOW_OFTEN else {}
    return given
