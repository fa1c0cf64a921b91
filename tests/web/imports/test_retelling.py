"""What the engine says about a file reaches people in their own language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from servewell.engines import tables
from servewell.web.imports.shown.retelling import about, retold, why_refused
from servewell.web.kit.sentences_of_files import PIECES

ENGINE = Path(tables.__file__).parent
# what the engine puts into a sentence that is one itself, or nothing
WITHIN = {"why": "", "lost": "", "seen": "", "at": "", "proposal": "Ask who exported it, and write it"}
# why a shape is proposed stands in a drafted recipe only, and no page shows it
ON_NO_PAGE = "reasoning.py"
OF_PIECES = "17 rows 17."


def sentences_in(file: Path) -> Iterator[str]:
    """Every text of a module that ends as a sentence does, with values filled in."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(_part(each) for each in node.values).strip()
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside | told:
            text = re.sub(r"{\w+}", "17", node.value.strip())
        else:
            continue
        if text[-1:] in (".", "?") and len(text.split()) > 1 and "\\" not in text:
            yield text


def _part(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    said = ast.unparse(node.value) if isinstance(node, ast.FormattedValue) else ""
    return WITHIN.get(said, "17")


@pytest.mark.parametrize("folder", ["files", "suggesting", "recipes", "dates"])
def test_every_sentence_of_the_engine_is_told_in_another_language(folder: str) -> None:
    files = [file for file in (ENGINE / folder).glob("*.py") if file.name != ON_NO_PAGE]
    said = {text for file in files for text in sentences_in(file)} - {OF_PIECES}

    with override("es"):
        untold = sorted(text for text in said if retold(text) == text)

    assert len(said) > 10
    assert untold == []


def test_sentences_are_told_one_after_the_other_with_their_values() -> None:
    with override("zh-hans"):
        told = retold(
            "Is 5 the best answer, or 1? The numbers do not say it. 0 lies below the scale: was nothing answered?"
        )

    assert told == "最好的回答是 5 还是 1？数字本身看不出来。0 低于量表：是没有回答吗？"


def test_what_a_person_wrote_stays_as_it_stands() -> None:
    with override("es"):
        assert retold("Is it so? Ask Mei; she made the file.") == "¿Es así? Ask Mei; she made the file."


def test_values_that_look_like_sentences_end_at_their_quotes() -> None:
    doubt = "Another column would fit nearly as well: is it the question “Was it good? It was. Is it so?”?"

    with override("es"):
        assert retold(doubt).endswith("¿es la pregunta «Was it good? It was. Is it so?»?")


def test_words_inside_of_a_sentence_are_told_as_well() -> None:
    with override("zh-hant"):
        assert retold("This is a PDF document, not a table.") == "這是 PDF 文件，不是表格。"
        assert {piece for piece in PIECES if piece in retold(f"This is {piece}, not a table.")} == set()


def test_large_numbers_are_written_as_the_language_writes_them() -> None:
    with override("es"):
        assert retold("1,234 different values in 12,345 rows.").startswith(
            "Valores distintos: 1\xa0234 en 12\xa0345 filas"
        )


def test_a_refusal_names_no_path() -> None:
    refusal = tables.FileRefused(tables.Why.EMPTY, what="The file is empty.", where="3fa9", mend="Export it again.")

    with override("es"):
        assert why_refused(refusal) == "El archivo está vacío. Expórtalo otra vez."


def test_faults_of_a_recipe_name_the_place() -> None:
    fault = tables.RecipeFault(
        where="unit", line=0, what="The file has no column `Plce`.", mend="Did you mean `Place`?"
    )

    with override("es"):
        assert why_refused(tables.RecipeHasFaults((fault,))) == (
            "unit: El archivo no tiene la columna «Plce». ¿Querías decir «Place»?"
        )


def test_names_in_a_sentence_stand_in_the_quotes_of_the_language() -> None:
    with override("zh-hant"):
        assert retold("Columns without a name; they are called “column 3”, “column 5”.") == (
            "有些欄沒有名稱，叫「column 3」、「column 5」。"
        )


def test_what_is_about_the_whole_recipe_names_no_place() -> None:
    with override("es"):
        assert about("", "Is it so?") == "¿Es así?"
        assert about("unit", "Is it so?") == "unit: ¿Es así?"
