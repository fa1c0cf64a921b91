"""Texts become tables: every cell as it was written, every row that is not whole by name."""

import gzip
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables import LIMITS, FileRefused, Row, RowFault, open_table
from servewell.engines.tables.recipe import FileShape
from tests.engines.tables.tables_files import a_file, a_gzip, a_zip, as_csv, cells_of, faults_of, rows_of

_SMALL = replace(LIMITS, chunk_bytes=7)
_SPANISH = "a,b\n" + "señor,á\n" * 9
_CELLS = st.text(st.sampled_from("ab1,;\t|\"'\r\n é中 "), max_size=5)  # too short for a cell that looks like rows


@settings(deadline=None, max_examples=150)
@given(
    table=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=12)
    ),
    separator=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
    size=st.integers(1, 4),
)
def test_what_was_written_is_read_in_any_pieces(
    table: list[list[str]], separator: str, line_end: str, encoding: str, size: int
) -> None:
    names = [f"name {place}" for place in range(len(table[0]))]
    written = [["x" + cell for cell in row[:1]] + row[1:] for row in table]
    with TemporaryDirectory() as folder:
        content = as_csv([names, *written], separator=separator, line_end=line_end).encode(encoding)
        shape = FileShape(encoding=encoding, separator=separator)
        with open_table(path=a_file(Path(folder), content), shape=shape, limits=_SMALL) as opened:
            blocks = list(opened.blocks(size=size))

    assert [row for block in blocks for row in block.rows] == written
    assert [number for block in blocks for number in block.numbers] == list(range(1, len(written) + 1))
    assert [block.faulty for block in blocks] == [()] * len(blocks)


@settings(deadline=None, max_examples=150)
@given(
    content=st.text(st.sampled_from('abc",,\n\n\r"'), min_size=1, max_size=60),
    quote=st.sampled_from(['"', "none"]),
    chunk=st.integers(1, 70),
    longest=st.integers(1, 4),
)
def test_no_letter_is_lost_however_the_quotes_stand(content: str, quote: str, chunk: int, longest: int) -> None:
    limits = replace(LIMITS, chunk_bytes=chunk, record_lines=longest)
    shape = FileShape(header=0, separator=",", quote=quote)
    with TemporaryDirectory() as folder:
        path = a_file(Path(folder), "first,row\n" + content)
        with open_table(path=path, shape=shape, limits=limits) as table:
            rows = list(table.rows())

    read = "".join(cell for row in rows[1:] for cell in row.cells)
    assert [sign for sign in read if sign.isalpha()] == [sign for sign in content if sign.isalpha()]
    assert [row.line for row in rows] == sorted({row.line for row in rows})


def test_a_row_knows_its_number_and_the_line_on_which_it_begins(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'unit,"what\nwas it"\nA,"one\ntwo"\nB,three\n\n,\nC,four')

    assert rows_of(path) == [
        Row(number=1, line=3, cells=("A", "one\ntwo")),
        Row(number=2, line=5, cells=("B", "three")),
        Row(number=5, line=8, cells=("C", "four")),
    ]


def test_columns_are_named_as_recipes_write_them(tmp_path: Path) -> None:
    path = a_file(tmp_path, '\ufeff unit ,"what\n was  it",unit,,unit (2)\n1,2,3,4,5')

    with open_table(path=path, shape=FileShape()) as table:
        assert [column.name for column in table.columns] == [
            "unit",
            "what was it",
            "unit (2)",
            "column 4",
            "unit (2) (2)",
        ]
        assert [(remark.code, remark.places) for remark in table.remarks] == [
            ("column-twice", (3, 5)),
            ("column-without-name", (4,)),
        ]


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Guests of May\n\nunit,score\nA,5\n")

    assert rows_of(path, FileShape(header=3)) == [Row(number=1, line=4, cells=("A", "5"))]


def test_without_a_header_columns_are_called_by_their_place(tmp_path: Path) -> None:
    with open_table(path=a_file(tmp_path, "A;5\nB;4\n"), shape=FileShape(header=0)) as table:
        assert [column.name for column in table.columns] == ["column 1", "column 2"]
        assert table.remarks == ()
        assert [(row.number, row.cells) for row in table.rows()] == [(1, ("A", "5")), (2, ("B", "4"))]


def test_empty_cells_too_many_are_forgiven_and_full_ones_are_not(tmp_path: Path) -> None:
    path = a_file(tmp_path, "unit,score\nA,5,,\nB\nC,5,late\nD,4\n")

    assert cells_of(path) == [["A", "5"], ["B"], ["C", "5", "late"], ["D", "4"]]
    assert faults_of(path) == [(2, 3, "width", None, "1"), (3, 4, "width", None, "3")]


def test_columns_without_a_name_at_the_end_may_be_missing(tmp_path: Path) -> None:
    assert cells_of(a_file(tmp_path, "unit,score,,\nA,5\nB,4,,\n")) == [["A", "5", "", ""], ["B", "4", "", ""]]


def test_bytes_of_another_encoding_hold_back_their_own_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"unit,comment\nA,ol\xc3\xa9\nB,caf\xe9\nC,\xe2\x82\nD,fine\n")

    assert faults_of(path, FileShape(encoding="utf-8")) == [
        (2, 3, "undecodable", 1, "E9"),
        (3, 4, "undecodable", 1, "E2 82"),
    ]
    assert cells_of(path, FileShape(encoding="utf-8")) == [["A", "olé"], ["B", "caf�"], ["C", "��"], ["D", "fine"]]


def test_half_a_sign_holds_back_its_own_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, b"unit,comment\nA,bad +2AA- sign\nB,+2D3eAA-\n")

    assert [fault[2] for fault in faults_of(path, FileShape(encoding="utf-7"))] == ["undecodable"]
    assert cells_of(path, FileShape(encoding="utf-7"))[1:] == [["B", "\U0001f600"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_mark_at_the_beginning_is_no_text(tmp_path: Path, encoding: str) -> None:
    content = "\ufeffA,中\nB,国\n".encode("utf-16-le" if encoding == "utf-16" else encoding)

    assert cells_of(a_file(tmp_path, content), FileShape(encoding=encoding, header=0)) == [["A", "中"], ["B", "国"]]


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_without_a_mark_is_read_in_its_order(tmp_path: Path, order: str) -> None:
    content = "unit,comment\nA,olé\n".encode(f"utf-16-{order}")

    assert cells_of(a_file(tmp_path, content), FileShape(encoding="utf-16")) == [["A", "olé"]]


def test_nul_holds_back_its_row(tmp_path: Path) -> None:
    assert faults_of(a_file(tmp_path, b"unit,comment\nA,x\0y\nB,z\n")) == [(1, 2, "nul", 1, "00")]


def test_a_million_characters_in_a_cell_hold_back_their_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, "unit,comment\nA," + "x" * 1_000_000 + "\nB,z\n")

    long, other = rows_of(path)
    assert (long.fault, long.column, long.found) == (RowFault.TOO_LONG, 1, "1000000")
    assert len(long.cells[1]) == 100_000
    assert other.cells == ("B", "z")


def test_a_line_without_end_is_cut_and_the_next_one_is_read(tmp_path: Path) -> None:
    limits = replace(LIMITS, chunk_bytes=64, line_characters=500, cell_characters=100)
    path = a_file(tmp_path, "unit,comment\nA," + "x," * 10_000 + "\r\nB,z\n")

    with open_table(path=path, shape=FileShape(separator=","), limits=limits) as table:
        first, second = table.rows()
    assert (first.number, first.fault, first.found) == (1, RowFault.TOO_LONG, "101")
    assert (second.number, second.line, second.cells) == (2, 3, ("B", "z"))


@pytest.mark.parametrize("rows_behind", [3, 5000])
def test_a_quote_that_never_closes_costs_its_own_row_alone(tmp_path: Path, rows_behind: int) -> None:
    behind = [[f"{number}", "fine"] for number in range(rows_behind)]
    path = a_file(tmp_path, 'unit,comment\nA,fine\nB,"oh\n' + as_csv(behind))

    assert faults_of(path) == [(2, 3, "broken-quote", None, "")]
    assert [row.cells for row in rows_of(path) if row.fault is None] == [
        ("A", "fine"),
        *(tuple(row) for row in behind),
    ]


def test_a_quote_that_closes_only_thousands_of_lines_later_costs_two_rows(tmp_path: Path) -> None:
    between = [[f"{number}", "fine"] for number in range(3000)]
    path = a_file(tmp_path, 'unit,comment\nA,"oh\n' + as_csv(between) + 'Z",oh\nLast,fine\n')

    assert faults_of(path) == [(1, 2, "broken-quote", None, "")]
    assert [row.cells for row in rows_of(path)][1:] == [
        *(tuple(row) for row in between),
        ('Z"', "oh"),
        ("Last", "fine"),
    ]


def test_two_stray_quotes_do_not_swallow_the_rows_between_them(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'unit,comment\nA,"oh\nB,fine\nC,slow\nD,"ah\nE,dear\n')

    assert faults_of(path) == [(1, 2, "broken-quote", None, ""), (4, 5, "broken-quote", None, "")]
    assert [row.cells for row in rows_of(path) if row.fault is None] == [("B", "fine"), ("C", "slow"), ("E", "dear")]


def test_stray_quotes_that_fit_into_one_row_hold_it_back_with_all_it_swallowed(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'unit,comment,score\nA,"oh,5\nB,fine,4\nC,a pipe of 5",3\nD,"said\nfine, yes",5\n')

    assert [(row.number, row.cells, row.fault) for row in rows_of(path)] == [
        (1, ("A", "oh,5\nB,fine,4\nC,a pipe of 5", "3"), RowFault.BROKEN_QUOTE),
        (2, ("D", "said\nfine, yes", "5"), None),
    ]


def test_quotes_inside_a_quoted_cell_do_not_cost_its_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'unit,comment\nA,"he said "hi" to me"\nB,"said ""hi"" to me"\nC,"a "b, c" d"\nD,5" pipe\n')

    assert cells_of(path) == [
        ["A", 'he said hi" to me"'],
        ["B", 'said "hi" to me'],
        ["C", "a b", ' c" d"'],
        ["D", '5" pipe'],
    ]
    assert faults_of(path) == [(3, 4, "width", None, "3")]


def test_quotes_are_signs_like_others_where_the_recipe_says_so(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'unit,comment\nA,"oh\nB,5" more\n')

    assert cells_of(path, FileShape(quote="none")) == [["A", '"oh'], ["B", '5" more']]


def test_mixed_line_ends_end_lines(tmp_path: Path) -> None:
    assert cells_of(a_file(tmp_path, "a,b\r\n1,2\n3,4\r5,6\r\n")) == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_separator_that_changes_half_way_is_held_back_from_there(tmp_path: Path) -> None:
    path = a_file(tmp_path, "a,b,c\n" + "1,2,3\n" * 5 + "1;2;3\n" * 2)

    assert faults_of(path) == [(6, 7, "width", None, "1"), (7, 8, "width", None, "1")]


@pytest.mark.parametrize("packed", [a_gzip, lambda folder, text: a_zip(folder, {"in/table.csv": text.encode()})])
def test_packed_tables_are_read(tmp_path: Path, packed: object) -> None:
    assert callable(packed)
    assert cells_of(packed(tmp_path, "a,b\n1,2\n")) == [["1", "2"]]


def test_a_gzip_of_several_parts_is_read_to_its_end(tmp_path: Path) -> None:
    content = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n") + b"\0" * 512

    assert cells_of(a_file(tmp_path, content)) == [["1", "2"], ["3", "4"]]


def test_a_gzip_that_breaks_off_says_after_which_row(tmp_path: Path) -> None:
    rows = [[f"{number:05}", "fine"] for number in range(5000)]
    whole = gzip.compress(as_csv([["a", "b"], *rows]).encode())

    read = rows_of(a_file(tmp_path, whole[: len(whole) // 2]))

    assert [list(row.cells) for row in read[:-1]] == rows[: len(read) - 1]
    assert (read[-1].number, read[-1].line, read[-1].fault) == (len(read), len(read) + 1, RowFault.BROKEN_OFF)
    assert 0 < len(read) < 5000


def test_a_gzip_whose_content_is_damaged_says_so(tmp_path: Path) -> None:
    rows = [[f"{number:06}", "fine"] for number in range(50_000)]
    whole = bytearray(gzip.compress(as_csv([["a", "b"], *rows]).encode()))
    whole[-8] ^= 0xFF

    read = rows_of(a_file(tmp_path, bytes(whole)))

    assert [list(row.cells) for row in read[:-1]] == rows[: len(read) - 1]
    assert (read[-1].fault, len(read) > 40_000) == (RowFault.BROKEN_OFF, True)


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    with open_table(path=a_file(tmp_path, "a,b\n" + "1,2\n" * 200_000), shape=FileShape()) as table:
        blocks = table.blocks()
        next(blocks)
        assert 0 < table.progress() < 0.6
        assert sum(len(block.rows) for block in blocks) == 199_000
        assert table.progress() == 1.0
        assert len(list(table.rows())) == 200_000


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        open_table(path=tmp_path / "gone.csv", shape=FileShape())
    assert (refused.value.code, refused.value.where) == ("unreadable", "gone.csv")


@pytest.mark.parametrize(
    ("content", "shape", "code"),
    [
        (b"", FileShape(), "empty"),
        (b"\xef\xbb\xbf\r\n \n", FileShape(), "empty"),
        (b"a,b\n", FileShape(), "no-rows"),
        (b"a,b\n\n,\n", FileShape(), "no-rows"),
        (b"a,b\n1,2\n", FileShape(header=9), "no-header"),
        (b",\n1,2\n", FileShape(), "no-header"),
        (b"a,b\n1,2\n", FileShape(encoding="klingon"), "unknown-encoding"),
        (b"a,b\n1,2\n", FileShape(encoding="rot13"), "unknown-encoding"),
        (b"a,b\n1,2\n", FileShape(encoding="utf-16"), "wrong-encoding"),
        ("a,b\n1,2\n".encode("utf-16"), FileShape(encoding="utf-8"), "wrong-encoding"),
        (_SPANISH.encode(), FileShape(encoding="gb18030"), "wrong-encoding"),
        ("a,ñ\n1,2\n".encode("cp1252"), FileShape(encoding="utf-8"), "wrong-encoding"),
        (_SPANISH.encode("cp1252"), FileShape(), "wrong-encoding"),
        (b"a,b\n1,2\n", FileShape(separator=",,"), "bad-separator"),
        (b"a,b\n1,2\n", FileShape(separator='"'), "bad-separator"),
        (b"%PDF-1.7 ...", FileShape(), "not-a-table"),
        (b"<!DOCTYPE html><table>", FileShape(), "not-a-table"),
        (b'{"rows": []}', FileShape(), "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileShape(), "old-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FileShape(), "password"),
        (b"\x1f\x8b\x08\x00", FileShape(), "damaged"),
        (gzip.compress(b""), FileShape(), "empty"),
        (gzip.compress(gzip.compress(b"a,b\n1,2\n")), FileShape(), "nested-archive"),
        (b"PK\x03\x04" + bytes(100), FileShape(), "damaged"),
    ],
)
def test_what_cannot_be_taken_in_is_refused_by_name(
    tmp_path: Path, content: bytes, shape: FileShape, code: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        rows_of(a_file(tmp_path, content), shape)

    assert refused.value.code == code
    assert refused.value.where == "export.csv"
    assert refused.value.what.endswith(".")
    assert refused.value.mend.endswith(".")
