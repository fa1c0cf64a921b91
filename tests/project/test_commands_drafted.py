"""What the command says of a draft besides the recipe: files that are not read, rows that are not whole, columns."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from servewell.project.command import servewell

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = "day,rating,floor\n2026-03-02,4,17\n2026-03-03,5,23\n2026-03-04,1,17\n2026-03-05,2,3\n2026-03-06,3,9\n"


def drafted(path: Path) -> tuple[str, list[str]]:
    """The document, and what is unsure of the file or of the whole."""
    called = CliRunner().invoke(servewell, ["recipe", "suggest", str(path), "--json"], prog_name="servewell")
    assert called.exit_code == 0, called.stderr
    told = json.loads(called.stdout)
    return told["recipe"], [each["why"] for each in told["unsure"] if each["where"] in ("", "file")]


def test_files_of_an_archive_that_are_not_read_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("january.csv", ROWS)
        archive.writestr("february.csv", ROWS + "2026-03-07,3,9\n")

    asked = drafted(path)[1]

    assert asked == ["`february.csv` is the largest; `january.csv` would not be read: is it the right one?"]


def test_rows_that_are_not_whole_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(ROWS.encode() + b"2026-03-07,3\n")

    assert drafted(path)[1] == [
        "1 rows do not have 3 cells as the header has. They are held back: is the file read as it was written?"
    ]


def test_the_document_ends_with_the_columns_that_it_leaves_out(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text(ROWS, encoding="utf-8")

    assert drafted(path)[0].endswith(
        "\n\n# Columns that this recipe leaves out, with what they hold:\n# - floor: 4 different numbers from 3 to 23\n"
    )


def test_a_file_in_which_nobody_says_anything_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "nothing.csv"
    path.write_text("day,floor\n2026-03-02,17\n2026-03-03,23\n", encoding="utf-8")

    assert drafted(path)[1] == ["Nothing here looks like an answer or like words: what did customers say?"]
