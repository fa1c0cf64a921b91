"""What a person is told of a file and its recipe before the file is taken in."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.builders.stays import HEADER, STAYS, a_file, some_stays
from tests.project.test_commands_import import ROW, called

pytestmark = pytest.mark.django_db(transaction=True)
WRONG_CODE = STAYS.replace("names: {The Harbour: harbour}", "names: {The Harbour: habour}")


@pytest.fixture(autouse=True)
def company(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    assert called("units", "add", "company", "--name", "Our company").exit_code == 0
    assert called("units", "add", "harbour", "--name", "Harbour").exit_code == 0


@pytest.fixture
def recipe(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str = STAYS) -> Path:
        path = tmp_path / "recipe.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def call_of(words: tuple[str, ...], path: Path, document: Path) -> list[str | Path]:
    return [*words, document, path] if words[0] == "recipe" else [*words, path, "--recipe", document]


@pytest.mark.parametrize("words", [("recipe", "check"), ("import", "--dry-run"), ("import",)])
def test_a_label_whose_unit_is_not_there_is_told_with_line_and_nearest(
    words: tuple[str, ...], recipe: Callable[..., Path]
) -> None:
    path, document = a_file("1,The Harbour,2026-03-02,4,Hm"), recipe(WRONG_CODE)
    call = call_of(words, path, document)
    result = called(*call, "--json")

    said = "No unit for which you may import has the code `habour`. Did you mean `harbour`?"
    assert f"{document}, line 4, unit.names.The Harbour: {said}\n" in result.stderr
    assert {"code": "unit-unknown", "where": "unit.names.The Harbour", "line": 4, "what": said} in (
        json.loads(result.stdout)["notes"]
    )


@pytest.mark.parametrize("words", [("recipe", "check"), ("import", "--dry-run"), ("import",)])
def test_a_column_that_stands_twice_is_told(words: tuple[str, ...], recipe: Callable[..., Path]) -> None:
    path, document = a_file(f"{ROW},3", header=f"{HEADER},score"), recipe()
    call = call_of(words, path, document)

    assert f"{path}: Names that stand over several columns; the later ones are called “score (2)”." in (
        called(*call).stderr
    )


@pytest.mark.parametrize("words", [("recipe", "check"), ("import", "--dry-run")])
def test_what_is_found_in_the_cells_is_told_in_a_line_with_its_rows(
    words: tuple[str, ...], recipe: Callable[..., Path]
) -> None:
    broken = "GrÃ¼ÃŸe aus MÃ¼nchen " + "x" * 500
    path, document = a_file(*some_stays(3), f"9,harbour,2026-03-02,4,{broken}"), recipe()
    call = call_of(words, path, document)
    [line] = [each for each in called(*call).stderr.splitlines() if "mojibake" in each]

    assert line.startswith(f"{path}: Look at words: mojibake (count 1, ")
    assert "; row 4: 'GrÃ¼ÃŸe aus" in line
    assert len(line) < len(str(path)) + 300


def test_a_dry_run_says_that_an_import_would_refuse_an_unsure_recipe(recipe: Callable[..., Path]) -> None:
    unsure = recipe(STAYS.replace("{column: hotel,", "{unsure: Is it the hotel?, column: hotel,"))
    result = called("import", a_file(ROW), "--recipe", unsure, "--dry-run", "--json")

    assert f"{unsure}: unit is unsure: Is it the hotel?\nAn import refuses this recipe" in result.stderr
    assert json.loads(result.stdout)["unsure"] == [{"where": "unit", "why": "Is it the hotel?"}]


def test_a_column_that_the_file_lacks_is_told_with_the_line_of_the_recipe(recipe: Callable[..., Path]) -> None:
    document = recipe(STAYS.replace("column: words", "column: wrods"))
    result = called("recipe", "check", document, a_file(ROW))

    assert result.exit_code == 1
    assert f"{document}, line 11, comments.better.column: The file has no column `wrods`." in result.stderr
