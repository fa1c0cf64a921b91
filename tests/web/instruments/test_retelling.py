"""What the engine of forms says about a document reaches authors in their own language."""

from pathlib import Path

import pytest
from django.utils.translation import override

from servewell.engines import forms
from servewell.web.instruments.shown.retelling import is_known, retold
from tests.web.imports.test_retelling import sentences_in

ENGINE = Path(forms.__file__).parent
READING = (
    "answer_reading", "choosing", "conditions", "evidence", "faults", "item_reading", "matrix_reading", "reading",
    "scale_reading", "scope", "importing", "importing_names", "importing_questions", "importing_words",
    "exporting",
)  # fmt: skip


# an example that holds braces of its own, and what whoever answers is told
NOT_TOLD = {
    "Write one, such as ^[A-Z]17[0-9]17$.", "Please look at this answer again.", "Por favor, revise esta respuesta.",
}  # fmt: skip


@pytest.mark.parametrize("module", READING)
def test_every_sentence_of_the_engine_is_told_in_another_language(module: str) -> None:
    said = set(sentences_in(ENGINE / f"{module}.py")) - NOT_TOLD

    assert sorted(text for text in said if not is_known(text)) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "No earlier item is named why. Refer to items that stand earlier."),
        ("es", "Ninguna pregunta anterior se llama why. Remite a preguntas anteriores."),
        ("zh-hans", "前面没有名为 why 的题。请引用前面的题。"),
        ("zh-hant", "前面沒有名為 why 的題。請引用前面的題。"),
    ],
)
def test_a_fault_is_told_in_the_language_of_the_reader(language: str, told: str) -> None:
    with override(language):
        assert retold("No earlier item is named why.", "Refer to items that stand earlier.") == told


def test_what_is_wrong_in_a_condition_is_told_too_and_a_language_by_its_name() -> None:
    with override("es"):
        assert retold("Nested more than 40 deep.") == "Anidado más de 40 niveles."
        assert retold("The text is missing in zh-Hans.") == "Falta el texto en 简体中文."
        assert retold("Something else.") == "Something else."
