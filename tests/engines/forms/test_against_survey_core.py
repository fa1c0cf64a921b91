"""SurveyJS itself says what a condition means and which items show; ours must never differ."""

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from servewell.engines import forms
from servewell.engines.forms.expression_parser import parse
from servewell.engines.forms.expressions import evaluate, holds
from tests.engines.forms.expression_cases import VECTORS, made_up, to_json
from tests.engines.forms.form_documents import branching

OFFERED: dict[str, list[object]] = {
    forms.Kind.RATING: [1, 2, 3, 4, 5],
    forms.Kind.BOOLEAN: [True, False],
    forms.Kind.COMMENT: ["too loud", "5"],
    forms.InputType.TEXT: ["12", "attic"],
    forms.InputType.NUMBER: [1, 2.5, 3],
    forms.InputType.DATE: ["2026-02-28", "2026-03-01"],
    forms.InputType.EMAIL: ["a@b.example"],
}
ROOT = Path(__file__).parents[3]
ORACLE = Path(__file__).parent / "oracle"

LACKING = (
    "Node is not installed"
    if shutil.which("node") is None
    else ""
    if (ROOT / "node_modules" / "survey-core").is_dir()
    else "node_modules/survey-core is absent: run npm ci"
)


def needs_survey_core(test):
    """Marks a test that asks SurveyJS itself."""
    return pytest.mark.slow(pytest.mark.skipif(bool(LACKING), reason=LACKING)(test))


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(LACKING), reason=LACKING)]


def asked(script: str, questions: list[object]) -> list[object]:
    answered = subprocess.run(
        ["node", str(ORACLE / script), str(ROOT)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answers: list[object] = json.loads(answered.stdout)
    return answers


def test_survey_core_gives_for_every_vector_what_is_written_beside_it():
    vectors = VECTORS["evaluated"]

    answers = asked("evaluate.mjs", [{"expression": each["expression"], "values": each["values"]} for each in vectors])

    assert answers == [{"result": each["result"], "holds": each["holds"]} for each in vectors]


def test_survey_core_agrees_on_thousands_of_made_up_expressions():
    cases = made_up(seed=2, count=5000)

    answers = asked("evaluate.mjs", [{"expression": each.expression, "values": _json(each.values)} for each in cases])

    ours = [
        (evaluate(parse(each.expression), each.values), holds(parse(each.expression), each.values)) for each in cases
    ]
    different = [
        (case.expression, dict(case.values), mine, theirs)
        for case, mine, theirs in zip(cases, ours, answers, strict=True)
        if {"result": to_json(mine[0]), "holds": mine[1]} != _as_doubles(theirs)
    ]
    assert different == []


def _json(values):
    return {name: to_json(value) for name, value in values.items()}


def _as_doubles(answer):
    """JSON prints a large double as a whole number that Python would read exactly."""
    result = answer.get("result")
    is_whole = isinstance(result, int) and not isinstance(result, bool)
    return answer | {"result": float(result)} if is_whole else answer


def test_survey_core_shows_the_same_items_and_keeps_the_same_answers():
    form = forms.read(branching())
    chance = random.Random(3)
    rounds = [[_a_response(form, chance), _a_response(form, chance)] for _ in range(150)]
    document = forms.delivered(form, "en")

    theirs = asked("visibility.mjs", [{"document": document, "rounds": each} for each in rounds])

    ours = [_seen(form, forms.validate(form, first)) for first, _ in rounds]
    assert ours == [first for first, _ in theirs]
    after_changes = [_seen(form, forms.validate(form, changed["kept"])) for _, changed in theirs]
    assert after_changes == [changed for _, changed in theirs]


def _a_response(form: forms.Form, chance: random.Random) -> dict[str, object]:
    given: dict[str, object] = {}
    for item in form.items:
        values = [choice.value for choice in item.choices] or OFFERED[item.input_type or item.kind]
        value = chance.sample(values, k=2) if item.kind is forms.Kind.CHECKBOX else chance.choice(values)
        given |= {item.name: value} if chance.random() < 0.8 else {}
    return given


def _seen(form: forms.Form, checked: forms.Checked) -> dict[str, object]:
    shown = [item.name for item in form.items if forms.is_visible(item, checked.values)]
    kept = {name: sorted(value) if isinstance(value, tuple) else value for name, value in checked.values.items()}
    return {"shown": shown, "kept": kept}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant", "es"])
def test_survey_core_reads_the_delivered_document_without_complaint(language):
    document = forms.delivered(forms.read(branching()), language)

    assert asked("complaints.mjs", [document]) == [[]]
