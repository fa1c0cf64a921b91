"""SurveyJS itself says what shows, what must be answered, what is wrong and what a title says; ours must agree."""

import base64
import random
from collections.abc import Iterable, Iterator, Mapping

import pytest

from servewell.engines import forms
from tests.engines.form_documents import everything
from tests.engines.test_forms_against_survey_core import asked, pytestmark  # noqa: F401 - marks this file as well

PICTURE = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
FILES = [{"name": f"{name}.jpg", "type": "image/jpeg", "content": f"data:{name}"} for name in ("a", "b", "c")]
FORM = forms.read(everything())
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
HOW_OFTEN = 0.95


def test_survey_core_judges_hundreds_of_answers_as_we_do():
    chance = random.Random(5)
    given = [_given(chance) for _ in range(200)]
    document = forms.delivered(FORM, "en")

    theirs = asked("judged.mjs", [{"document": document, "answers": _nested(each)} for each in given])
    evidence = {name for item in FORM.items for name in item.evidence}
    for each in theirs:
        each["required"] = [name for name in each["required"] if name not in evidence]

    ours = [_judged(each) for each in given]
    assert ours == [_comparable(each) for each in theirs]
    assert (len(ours), sum(not each["faulty"] for each in ours) > 15) == (200, True)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "es"])
def test_survey_core_reads_every_item_type_without_complaint(language):
    assert asked("complaints.mjs", [forms.delivered(FORM, language)]) == [[]]


def _comparable(judged: dict[str, object]) -> dict[str, object]:
    """What is wrong stays in the browser until it is mended, and is said in titles until then."""
    return judged if not judged["faulty"] else judged | {"kept": None, "said": None}


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


def _nested(given: Mapping[str, object]) -> dict[str, object]:
    nested: dict[str, object] = {}
    for name, value in given.items():
        matrix, _, row = name.partition(".")
        if row:
            nested.setdefault(matrix, {})[row] = value
        else:
            nested[name] = value
    return nested


def _judged(given: Mapping[str, object]) -> dict[str, object]:
    checked = forms.validate(FORM, given | {"photo": [_file(each) for each in given.get("photo", ())]})
    shown = [item for item in FORM.items if forms.is_visible(item, checked.values)]
    kept = {name: value for name, value in given.items() if name in {item.name for item in shown}}
    evidence = {name for item in FORM.items for name in item.evidence}
    required = [item.name for item in shown if forms.is_required(item, checked.values)]
    return _comparable(
        {
            "shown": _questions(item.name for item in shown),
            "required": _questions(name for name in required if name not in evidence),
            "faulty": sorted(_questions(_where_shown(checked))),
            "kept": _nested(kept),
            "said": _said(shown, checked.values),
        }
    )


def _questions(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.partition(".")[0] for name in names))


def _where_shown(checked: forms.Checked) -> Iterator[str]:
    """SurveyJS asks for each piece of evidence, we say it once beside what needs it."""
    for name, fault in checked.faults.items():
        yield from FORM.item(name).evidence if fault is forms.FaultKind.NO_EVIDENCE else (name,)


def _said(shown: list[forms.Item], values: Mapping[str, forms.AnswerValue]) -> dict[str, str]:
    titles = {f"page{number + 1}": page.title for number, page in enumerate(FORM.pages) if page.title}
    titles |= {section.name: section.title for section in FORM.sections if section.title}
    seen = {f"page{item.page + 1}" for item in shown} | {item.section for item in shown}
    titles = {name: title for name, title in titles.items() if name in seen}
    titles |= {item.matrix.name if item.matrix else item.name: (item.matrix or item).title for item in shown}
    return {name: forms.piped(FORM, title["en"], values, "en") for name, title in titles.items()}


def _file(file: Mapping[str, object]) -> dict[str, object]:
    return {"name": file["name"], "type": file["type"], "size": 1000, "digest": file["content"]}
