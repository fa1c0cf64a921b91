"""One person's cells go out of a file that many share; everything else in it stays."""

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servewell.engines.tables import Blanked, OthersWouldChange, blank_rows, blanking
from servewell.engines.tables.recipe import FileShape
from tests.engines.tables.tables_files import a_file, a_gzip, a_zip, as_csv, rows_of
from tests.engines.tables.workbook_files import a_raw_workbook, a_row, a_text_cell

GUESTS = 'guest,score,words\r\nElena,1,"Forty minutes,\r\nno ""sorry""."\r\nLars,5,Grüße\r\nElena,3,\r\n'
BLANKED = "guest,score,words\r\n,1,\r\nLars,5,Grüße\r\n,3,\r\n"
BOTH = Blanked(rows=(1, 3), values=frozenset({"Elena", 'Forty minutes,\r\nno "sorry".'}))


def without_elena(path: Path, to: Path, **shape: object) -> Blanked:
    return blank_rows(
        path=path,
        shape=FileShape(**shape),  # type: ignore[arg-type]
        to=to,
        theirs=lambda number, cells: cells[:1] == ["Elena"],
        kept=lambda cells: {1},
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "gb18030", "utf-16", "utf-16-be"])
def test_a_text_loses_just_those_cells_in_whatever_encoding(tmp_path: Path, encoding: str) -> None:
    content = ("\ufeff" + GUESTS if encoding == "utf-16-be" else GUESTS).encode(encoding)
    meant = ("\ufeff" + BLANKED if encoding == "utf-16-be" else BLANKED).encode(encoding)
    path = a_file(tmp_path, content)

    blanked = without_elena(path, tmp_path / "anew", encoding=encoding.removesuffix("-be").removesuffix("-sig"))

    assert (blanked, (tmp_path / "anew").read_bytes()) == (BOTH, meant)
    assert path.read_bytes() == content


def test_a_packed_text_stays_packed_and_its_neighbours_stay_beside_it(tmp_path: Path) -> None:
    zipped, anew = a_zip(tmp_path, {"notes.txt": b"for the board", "guests.csv": GUESTS.encode()}), tmp_path / "anew"
    assert without_elena(zipped, anew, member="guests.csv") == BOTH
    with zipfile.ZipFile(anew) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "notes.txt": b"for the board", "guests.csv": BLANKED.encode(),
        }  # fmt: skip

    assert without_elena(a_gzip(tmp_path, GUESTS), anew) == BOTH
    assert gzip.decompress(anew.read_bytes()).decode() == BLANKED


def test_lines_that_are_no_text_or_no_rows_stay_byte_for_byte(tmp_path: Path) -> None:
    others = b'Lars,5,\xff\xfe\n"never closed,1,x\n\nBo,2\nElena2,4,y'
    path = a_file(tmp_path, b"guest,score,words\nElena,1,z\n" + others)

    without_elena(path, tmp_path / "anew", encoding="utf-8")

    assert (tmp_path / "anew").read_bytes() == b"guest,score,words\n,1,\n" + others


def test_a_file_without_the_person_is_not_written_anew(tmp_path: Path) -> None:
    path = a_file(tmp_path, "guest,score\nLars,5\n")

    assert without_elena(path, tmp_path / "anew") == Blanked(rows=(), values=frozenset())
    assert not (tmp_path / "anew").exists()


def test_a_workbook_loses_their_texts_unless_others_hold_the_same(tmp_path: Path) -> None:
    shared = "".join(f"<si><t>{text}</t></si>" for text in ("guest", "score", "words", "Elena", "Late.", "Fine."))
    rows = [
        a_row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>', '<c r="C1" t="s"><v>2</v></c>'),
        a_row(2, '<c r="A2" s="1" t="s"><v>3</v></c>', '<c r="B2"><v>1</v></c>', '<c r="C2" t="s"><v>4</v></c>'),
        a_row(3, a_text_cell("A3", "Lars"), '<c r="B3"><v>5</v></c>', '<c r="C3" t="s"><v>5</v></c>'),
        a_row(5, a_text_cell("A5", "Elena"), '<c r="B5"><v>5</v></c>', '<c r="C5" t="s"><v>5</v></c>'),
    ]
    path = a_raw_workbook(tmp_path, "".join(rows), shared=shared)

    blanked = without_elena(path, tmp_path / "anew.xlsx")

    assert blanked == Blanked(rows=(1, 4), values=frozenset({"Elena", "Late.", "Fine."}))
    assert [row.cells for row in rows_of(tmp_path / "anew.xlsx")] == [
        ("", "1", ""),
        ("Lars", "5", "Fine."),
        ("", "5", ""),
    ]
    with zipfile.ZipFile(tmp_path / "anew.xlsx") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert [text in everything for text in (b"Elena", b"Late.", b"Fine.", b"Lars")] == [False, False, True, True]


def test_a_workbook_of_a_spreadsheet_program_can_still_be_opened(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["guest", "score", "words"], ["Elena", 1, "Late."], ["Lars", 5, "Fine."]):
        book.active.append(row)
    other = book.create_sheet("Notes")
    other.append(["Late."])
    book.save(tmp_path / "guests.xlsx")

    without_elena(tmp_path / "guests.xlsx", tmp_path / "anew.xlsx", sheet="Sheet")

    anew = openpyxl.load_workbook(tmp_path / "anew.xlsx")
    assert [list(row) for row in anew["Sheet"].values] == [
        ["guest", "score", "words"], [None, 1, None], ["Lars", 5, "Fine."],
    ]  # fmt: skip
    assert [list(row) for row in anew["Notes"].values] == [["Late."]]


def test_a_file_in_which_others_would_change_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def clumsy(*, path: Path, to: Path, **_: object) -> None:
        to.write_text("guest,score,words\n,1,\nLARS,5,Grüße\n,3,\n")

    monkeypatch.setattr(blanking, "rewrite_text", clumsy)

    with pytest.raises(OthersWouldChange, match="record 3"):
        without_elena(a_file(tmp_path, GUESTS), tmp_path / "anew")


cells = st.text(alphabet="abE,\"'\r\n ñ中;", max_size=6)


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8), end=st.sampled_from(["\n", "\r\n"])
)
def test_whatever_is_written_in_the_cells_the_other_rows_stay(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str
) -> None:
    folder = tmp_path_factory.mktemp("blank")
    theirs = [["Elena", "1", "words"], *rows, ["Elena", "2", ""]]
    path = a_file(folder, as_csv([["guest", "score", "words"], *theirs], line_end=end))
    before = [row.cells for row in rows_of(path, FileShape(separator=","))]

    without_elena(path, folder / "anew", separator=",")

    after = [row.cells for row in rows_of(folder / "anew", FileShape(separator=","))]
    assert after == [("", row[1], "") if row[0] == "Elena" else row for row in before]
