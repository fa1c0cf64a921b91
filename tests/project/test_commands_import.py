"""Files come in by command, and every bad one is refused or held back in words that say how to mend it."""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from servewell.base import files
from servewell.project.command import servewell
from servewell.rooms.voice.models import Import, Voice
from tests.builders.stays import HEADER, STAYS, a_file, some_stays

pytestmark = pytest.mark.django_db(transaction=True)
ROW = "17,harbour,2026-03-02,4,Lovely pool"


def called(*words: str | Path) -> Result:
    return CliRunner().invoke(servewell, [str(word) for word in words], prog_name="servewell")


@pytest.fixture(autouse=True)
def company(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    assert called("units", "add", "company", "--name", "Our company").exit_code == 0
    assert called("units", "add", "harbour", "--name", "Harbour", "--zone", "Asia/Shanghai").exit_code == 0


@pytest.fixture
def recipe(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str = STAYS) -> Path:
        path = tmp_path / "recipe.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_fresh_home_gets_its_company_by_command() -> None:
    said = json.loads(called("units", "list", "--json").stdout)

    assert [(unit["code"], unit["under"], unit["zone"]) for unit in said] == [
        ("company", None, "UTC"), ("harbour", "company", "Asia/Shanghai"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("harbour", "--name", "Again"), "There is a unit 'harbour' already"),
        (("a b", "--name", "X"), "1 to 60 small letters"),
        (("x", "--name", "X", "--under", "moon"), "no unit has the code 'moon'"),
        (("x", "--name", "X", "--zone", "Mars"), "no time zone is called 'Mars'"),
        (("x", "--name", "X", "--language", "xx"), "use one of en"),
        (("x", "--name", "X", "--from", "soon"), "1990-01-01"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_in_words(words: tuple[str, ...], said: str) -> None:
    result = called("units", "add", *words)

    assert result.exit_code != 0
    assert said in result.stderr


def test_a_file_is_taken_in_and_counted_by_fate(recipe: Callable[..., Path]) -> None:
    path = a_file(ROW, "18,Moon,2026-03-03,9,")
    result = called("import", path, "--recipe", recipe(), "--json")

    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "import": Import.objects.get().pk, "state": "shown", "recipe": "stays", "rows": 2, "kept": 1, "duplicate": 0,
        "left_out": 0, "held_back": 1, "held": {"unit-unknown": 1}, "ids_lost": 0, "addresses_lost": 0,
        "units_made": [], "first_day": "2026-03-02", "last_day": "2026-03-02", "by_unit_and_year": [],
        "examples": [
            {
                "reason": "unit-unknown", "row": 2, "line": 3, "column": "hotel", "value": "Moon",
                "remedy": "State the right code for the label in `names` of the recipe's `unit`, or add the unit.",
            }
        ],
        "notes": [],
    }  # fmt: skip


def test_a_rehearsal_stores_nothing(recipe: Callable[..., Path]) -> None:
    result = called("import", a_file(*some_stays(3)), "--recipe", recipe(), "--dry-run", "--json")

    told = json.loads(result.stdout)
    assert (told["import"], told["state"], told["kept"], Voice.objects.count()) == (None, "rehearsed", 3, 0)
    assert told["by_unit_and_year"] == [{"unit": "harbour", "year": 2026, "kept": 3}]


def test_the_same_file_twice_changes_nothing(recipe: Callable[..., Path]) -> None:
    path = a_file(*some_stays(3))
    told = [json.loads(called("import", path, "--recipe", recipe(), "--json").stdout) for _ in range(2)]

    assert [(each["kept"], each["duplicate"]) for each in told] == [(3, 0), (0, 3)]


def test_whole_ids_that_end_in_noughts_are_known_again(recipe: Callable[..., Path]) -> None:
    stays = [f"{4_000_000_000_000_000 + number},harbour,2026-03-02,4,{{}}" for number in range(30)]
    files_of_days = [a_file(*(each.format(words) for each in stays)) for words in ("Hm", "Solved")]
    told = [json.loads(called("import", each, "--recipe", recipe(), "--json").stdout) for each in files_of_days]

    assert [(each["kept"], each["duplicate"], each["ids_lost"]) for each in told] == [(30, 0, 0), (0, 30, 0)]


def test_an_import_is_listed_and_withdrawn(recipe: Callable[..., Path]) -> None:
    number = json.loads(called("import", a_file(ROW), "--recipe", recipe(), "--json").stdout)["import"]
    said = called("imports", "withdraw", str(number))

    listed = json.loads(called("imports", "list", "--json").stdout)
    assert (said.stdout, [(one["import"], one["state"]) for one in listed]) == (
        f"Import {number} is withdrawn.\n", [(number, "withdrawn")],
    )  # fmt: skip
    assert "there is no import 999" in called("imports", "withdraw", "999").stderr
    assert f"Import {number} is not coming in" in called("imports", "resume", str(number)).stderr


def test_who_withdraws_a_file_hears_which_other_took_its_rows_for_known(recipe: Callable[..., Path]) -> None:
    first, second = (
        json.loads(called("import", a_file(ROW, name=name), "--recipe", recipe(), "--json").stdout)["import"]
        for name in ("may.csv", "june.csv")
    )

    said = called("imports", "withdraw", str(first)).stdout

    assert said == (
        f"Import {first} is withdrawn.\n"
        f"1 of its rows stood in june.csv (import {second}) too: bring that file once more.\n"
    )


def test_all_rows_that_are_held_back_are_listed_with_every_cell(recipe: Callable[..., Path]) -> None:
    rows = [f"{number},harbour,2026-03-02,{{}},Hm" for number in range(20)]
    told = called("import", a_file(*(each.format(-9) for each in rows)), "--recipe", recipe(), "--json")
    number = json.loads(told.stdout)["import"]

    listed = called("imports", "held", str(number))
    assert listed.stdout.splitlines() == [
        f"row,line,reasons,{HEADER}",
        *(f"{place},{place + 1},off-scale score -9,{row.format(-9)}" for place, row in enumerate(rows, start=1)),
    ]
    assert json.loads(called("imports", "held", str(number), "--json").stdout)[0]["words"] == "Hm"
    [run] = json.loads(called("imports", "list", "--json").stdout)
    assert (run["kept"], run["duplicate"], run["left_out"], run["held_back"]) == (0, 0, 0, 20)
    assert "there is no import 999" in called("imports", "held", "999").stderr


def content(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def a_zip(name: str, held: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, held)

    return write


REFUSED: dict[str, tuple[bytes | Callable[[Path], None], str]] = {
    "empty": (b"", "empty"),
    "header only": (content(), "no row"),
    "wrong encoding": (content("17,harbour,2026-03-02,4,Caf\xe9".encode("latin-1").decode("latin-1")).replace(
        "é".encode(), b"\xe9"), "UTF-8"),
    "path trick": (a_zip("../../evil.csv", content(ROW)), "evil.csv"),
    "not a table": (b"%PDF-1.7 nothing to see", "PDF"),
    "another file": (content("1,2", header="a,b"), "hotel"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_taken_in_is_refused_in_words(
    kind: str, recipe: Callable[..., Path], tmp_path: Path
) -> None:
    made, said = REFUSED[kind]
    path = tmp_path / "given.csv"
    if isinstance(made, bytes):
        path.write_bytes(made)
    else:
        made(path)

    result = called("import", path, "--recipe", recipe())

    assert (result.exit_code, Voice.objects.count()) == (1, 0), result.stdout
    assert said in result.stderr
    assert "Traceback" not in result.stderr


HELD = {
    "a separator too many": (content("17,harbour,2026-03-02,4,Hm,extra"), "width"),
    "separator changes half-way": (content(ROW, "18;harbour;2026-03-02;4;Hm"), "width"),
    "a million characters": (content("17,harbour,2026-03-02,4," + "x" * 1_000_000), "too-long"),
    "an impossible date": (content("17,harbour,2026-02-30,4,Hm"), "date-impossible"),
    "a day to come": (content("17,harbour,2062-02-03,4,Hm"), "date-impossible"),
    "off the scale": (content("17,harbour,2026-03-02,7,Hm"), "off-scale"),
    "unknown unit": (content("17,moon,2026-03-02,4,Hm"), "unit-unknown"),
    "no unit": (content("17,,2026-03-02,4,Hm"), "no-unit"),
    "nothing said": (content("17,harbour,2026-03-02,,"), "says-nothing"),
    "a cell that is not UTF-8": (content(ROW, "18,harbour,2026-03-02,4,Caf?").replace(b"?", b"\xe9"), "undecodable"),
    "truncated gzip": (gzip.compress(content(*some_stays(4000)))[:-9000], "broken-off"),
}


@pytest.mark.parametrize("kind", HELD)
def test_a_row_that_cannot_be_taken_in_is_held_back_with_row_reason_and_remedy(
    kind: str, recipe: Callable[..., Path], tmp_path: Path
) -> None:
    made, reason = HELD[kind]
    path = tmp_path / "given.csv"
    path.write_bytes(made)

    result = called("import", path, "--recipe", recipe(), "--json")
    if result.exit_code == 1 and reason in ("undecodable",):
        assert "UTF-8" in result.stderr
        return

    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    [example] = [each for each in told["examples"] if each["reason"] == reason]
    assert told["held"] == {reason: 1}
    assert example["row"] > 0
    assert example["remedy"]


def test_a_cell_that_is_too_long_is_told_by_the_name_of_its_column(recipe: Callable[..., Path]) -> None:
    long = a_file("17,harbour,2026-03-02,4," + "x" * 200_000)
    result = called("import", long, "--recipe", recipe(), "--dry-run")

    assert "row 1 (line 2), words: '200000'" in result.stdout


def test_mixed_line_ends_lose_nothing(recipe: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(b"\r\n".join([HEADER.encode(), *(row.encode() for row in some_stays(2))]) + b"\n" + ROW.encode())

    assert json.loads(called("import", path, "--recipe", recipe(), "--json").stdout)["kept"] == 3


def test_a_column_that_stands_twice_is_told_apart(recipe: Callable[..., Path], tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(content("17,harbour,2026-03-02,4,A,B", header=f"{HEADER},words"))
    both = STAYS + "  more: {column: words (2), question: And?}\n"

    assert json.loads(called("import", path, "--recipe", recipe(both), "--json").stdout)["kept"] == 1


def test_a_recipe_with_a_wrong_key_is_refused_with_its_line(recipe: Callable[..., Path]) -> None:
    result = called("import", a_file(ROW), "--recipe", recipe(STAYS.replace("duplicate:", "duplicates:")))

    assert result.exit_code == 1
    assert "line 7" in result.stderr
    assert "duplicate" in result.stderr


def test_a_full_disk_is_said_and_leaves_nothing(recipe: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> files.Stored:
        raise files.NoRoomLeft("the disk that holds files is full: make room there")

    monkeypatch.setattr(files, "keep", full)
    result = called("import", a_file(ROW), "--recipe", recipe())

    assert (result.exit_code, Import.objects.count()) == (1, 0)
    assert "make room there" in result.stderr


def test_a_missing_file_or_recipe_is_said(recipe: Callable[..., Path], tmp_path: Path) -> None:
    assert "cannot be read" in called("import", a_file(ROW), "--recipe", tmp_path / "none.yaml").stderr
    missing = called("import", tmp_path / "none.csv", "--recipe", recipe())
    assert missing.exit_code == 1
    assert "none.csv" in missing.stderr
    assert "no unit has the code 'moon'" in called("import", a_file(ROW), "--recipe", recipe(), "--unit", "moon").stderr


def test_a_recipe_is_checked_and_drafted(recipe: Callable[..., Path], tmp_path: Path) -> None:
    path = a_file(*some_stays(60))
    good = called("recipe", "check", recipe(), path)
    drafted = called("recipe", "suggest", path, "--out", tmp_path / "draft.yaml", "--json")

    assert (good.exit_code, good.stdout) == (0, f"{recipe()} can be used.\n")
    assert drafted.exit_code == 0, drafted.stderr
    assert json.loads(drafted.stdout)["recipe"] == (tmp_path / "draft.yaml").read_text(encoding="utf-8")
    assert "is there already" in called("recipe", "suggest", path, "--out", tmp_path / "draft.yaml").stderr
