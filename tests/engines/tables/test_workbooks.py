"""Workbooks become tables: cells as text, nothing computed, nothing believed."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from servewell.engines.tables import LIMITS, FileRefused, Row, RowFault, open_table
from servewell.engines.tables.recipe import FileShape
from tests.engines.tables.tables_files import a_file, a_zip, cells_of, rows_of
from tests.engines.tables.workbook_files import a_raw_workbook, a_row, a_text_cell

_HEADER = a_row(1, a_text_cell("A1", "unit"), a_text_cell("B1", "score"))


def a_workbook(folder: Path, rows: list[list[object]], *, sheet: str = "Guests") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    path = folder / "guests.xlsx"
    book.save(path)
    return path


def test_cells_become_the_shortest_text_that_says_the_same(tmp_path: Path) -> None:
    values: list[object] = [5, 5.0, 4.1, 0.001, 570301130888122000, True, False, "#N/A", "=A1+B2", " x ", None, "end"]
    path = a_workbook(tmp_path, [[f"c{place}" for place in range(len(values))], values])

    assert cells_of(path) == [
        ["5", "5", "4.1", "0.001", "570301130888122000", "true", "false", "#N/A", "=A1+B2", " x ", "", "end"]
    ]


def test_days_and_times_follow_their_format(tmp_path: Path) -> None:
    moment = datetime(2015, 2, 24, 11, 15, 59)  # noqa: DTZ001 - what a cell shows has no zone
    values: list[object] = [date(2015, 2, 24), moment, time(11, 15), timedelta(hours=26, minutes=5), date(1900, 1, 2)]
    path = a_workbook(tmp_path, [["day", "moment", "time", "span", "early"], values])

    assert cells_of(path) == [["2015-02-24", "2015-02-24 11:15:59", "11:15:00", "26:05:00", "1900-01-02"]]


def test_numbers_are_read_as_they_stand_in_the_file(tmp_path: Path) -> None:
    raw = ["4.0999999999999996", "5.70301E+17", "1234567890123456789", "1E-3", "-2.50"]
    header = a_row(1, *(a_text_cell(f"{letter}1", letter) for letter in "ABCDE"))
    cells = a_row(2, *(f'<c r="{letter}2"><v>{value}</v></c>' for letter, value in zip("ABCDE", raw, strict=True)))

    assert cells_of(a_raw_workbook(tmp_path, header + cells)) == [
        ["4.1", "570301000000000000", "1234567890123456789", "0.001", "-2.5"]
    ]


def test_days_counted_from_1904_and_in_chinese_formats(tmp_path: Path) -> None:
    styles = '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    styles += '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="31"/></cellXfs>'
    row = a_row(2, '<c r="A2" s="1"><v>40597</v></c>', '<c r="B2" s="2"><v>40597</v></c>')

    path = a_raw_workbook(tmp_path, _HEADER + row, styles=styles, properties='<workbookPr date1904="1"/>')

    assert cells_of(path) == [["2015-02-24", "2015-02-24"]]


def test_shared_texts_are_put_together_without_reading_aids(tmp_path: Path) -> None:
    shared = "<si><t>unit</t></si><si><t>score</t></si><si><r><t>東</t></r><r><t>京</t></r><rPh><t>トウ</t></rPh></si>"
    shared += "<si><t>two_x000D_\nlines</t></si>"
    rows = a_row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>')
    rows += a_row(2, '<c r="A2" t="s"><v>2</v></c>', '<c r="B2" t="s"><v>3</v></c>')

    assert cells_of(a_raw_workbook(tmp_path, rows, shared=shared)) == [["東京", "two\r\nlines"]]


def test_signs_that_no_text_holds_are_marked_and_halves_put_together(tmp_path: Path) -> None:
    row = a_row(2, a_text_cell("A2", "why_x0000_?"), a_text_cell("B2", "_xD83D__xDE00_ _xD83D_"))

    assert cells_of(a_raw_workbook(tmp_path, _HEADER + row)) == [["why\ufffd?", "\U0001f600 \ufffd"]]


def test_a_formula_that_continues_another_is_written_for_its_own_place(tmp_path: Path) -> None:
    first = '<c r="B2"><f t="shared" ref="B2:B3" si="0">A2*2</f><v>10</v></c>'
    second = '<c r="B3"><f t="shared" si="0"/><v>8</v></c>'
    rows = _HEADER + a_row(2, '<c r="A2"><v>5</v></c>', first) + a_row(3, '<c r="A3"><v>4</v></c>', second)

    assert cells_of(a_raw_workbook(tmp_path, rows)) == [["5", "=A2*2"], ["4", "=A3*2"]]


def test_rows_and_cells_that_a_sheet_leaves_out_keep_their_place(tmp_path: Path) -> None:
    rows = _HEADER + a_row(2, '<c r="B2"><v>4</v></c>') + a_row(5, a_text_cell("A5", "late"))

    assert rows_of(a_raw_workbook(tmp_path, rows)) == [
        Row(number=1, line=2, cells=("", "4")),
        Row(number=4, line=5, cells=("late", "")),
    ]


def test_a_cell_beside_the_table_holds_back_its_row(tmp_path: Path) -> None:
    rows = _HEADER + a_row(2, a_text_cell("A2", "A"), a_text_cell("D2", "a note")) + a_row(3, a_text_cell("A3", "B"))

    assert [(row.cells, row.fault) for row in rows_of(a_raw_workbook(tmp_path, rows))] == [
        (("A", "", "", "a note"), RowFault.WIDTH),
        (("B", ""), None),
    ]


def test_a_cell_that_is_too_long_holds_back_its_row(tmp_path: Path) -> None:
    rows = _HEADER + a_row(2, a_text_cell("A2", "x" * 100_001)) + a_row(3, a_text_cell("A3", "B"))

    assert [(row.fault, row.column, row.found) for row in rows_of(a_raw_workbook(tmp_path, rows))] == [
        (RowFault.TOO_LONG, 0, "100001"),
        (None, None, ""),
    ]


def test_the_sheet_is_named_where_there_are_several(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, [["unit"], ["A"]])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Empty")
    book.create_sheet("Hidden").append(["x"])
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    assert cells_of(path) == [["A"]]

    book.create_sheet("More").append(["unit"])
    book["More"].append(["B"])
    book.save(path)
    assert cells_of(path, FileShape(sheet="More")) == [["B"]]
    assert _refusal(path) == ("sheet-not-named", ("Guests", "More"))
    assert _refusal(path, FileShape(sheet="Gone")) == ("sheet-not-found", ("Guests", "Empty", "Hidden", "More"))


def test_a_sheet_that_breaks_off_says_after_which_row(tmp_path: Path) -> None:
    path = a_raw_workbook(
        tmp_path, "", sheet=f"<worksheet><sheetData>{_HEADER}{a_row(2, a_text_cell('A2', 'A'))}<row r="
    )

    assert [(row.number, row.fault) for row in rows_of(path)] == [(1, None), (2, RowFault.BROKEN_OFF)]


def test_a_workbook_that_defines_entities_is_refused(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE worksheet [<!ENTITY ha "haha"><!ENTITY haha "&ha;&ha;">]>'
    sheet = f"{laughs}<worksheet><sheetData>{a_row(1, a_text_cell('A1', '&haha;'))}</sheetData></worksheet>"

    assert _refusal(a_raw_workbook(tmp_path, "", sheet=sheet)) == ("unsafe-xml", ())


def test_a_workbook_with_more_text_than_memory_allows_is_refused_by_name(tmp_path: Path) -> None:
    path = a_raw_workbook(tmp_path, _HEADER, shared="<si><t>twenty characters...</t></si>" * 10)

    with pytest.raises(FileRefused) as refused:
        open_table(path=path, shape=FileShape(), limits=replace(LIMITS, shared_characters=100))
    assert (refused.value.code, refused.value.mend) == (
        "too-much-text",
        "Save the sheet as CSV, which is read row by row.",
    )


def test_a_cell_far_out_is_refused(tmp_path: Path) -> None:
    far = '<row r="99999999"><c r="A99999999"><v>1</v></c></row>'

    assert _refusal(a_raw_workbook(tmp_path, _HEADER + far)) == ("damaged", ())


def test_a_shared_text_that_is_missing_is_refused(tmp_path: Path) -> None:
    rows = _HEADER + a_row(2, '<c r="A2" t="s"><v>7</v></c>')

    assert _refusal(a_raw_workbook(tmp_path, rows)) == ("damaged", ())


def test_archives_that_unpack_to_too_much_are_stopped_on_the_way(tmp_path: Path) -> None:
    limits = replace(LIMITS, inflated_bytes=100_000)
    path = a_zip(tmp_path, {"table.csv": b"a,b\n" + b"1,2\n" * 50_000})

    with pytest.raises(FileRefused) as refused, open_table(path=path, shape=FileShape(), limits=limits) as table:
        list(table.blocks())
    assert refused.value.code == "inflates-too-much"


def test_an_archive_that_unpacks_a_thousandfold_is_stopped(tmp_path: Path) -> None:
    limits = replace(LIMITS, ratio_counts_from=100_000, inflated_ratio=100)
    path = a_zip(tmp_path, {"table.csv": b"a,b\n" + b"1,2\n" * 50_000})

    with pytest.raises(FileRefused) as refused, open_table(path=path, shape=FileShape(), limits=limits) as table:
        list(table.blocks())
    assert refused.value.code == "inflates-too-much"
    assert refused.value.what == "It unpacks to more than 100 times its size, far more than a table does."


@pytest.mark.parametrize(
    ("members", "shape", "code", "names"),
    [
        ({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}, FileShape(), "member-not-named", ("a.csv", "b.csv")),
        ({"a.csv": b"a\n1\n"}, FileShape(member="c.csv"), "member-not-found", ("a.csv",)),
        ({"../a.csv": b"a\n1\n"}, FileShape(), "path-trick", ()),
        ({"/etc/a.csv": b"a\n1\n"}, FileShape(), "path-trick", ()),
        ({"C:\\a.csv": b"a\n1\n"}, FileShape(), "path-trick", ()),
        ({"folder/": b""}, FileShape(), "empty", ()),
        ({"a.zip": b"PK\x03\x04" + bytes(9)}, FileShape(), "nested-archive", ()),
        ({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}, FileShape(), "other-workbook", ()),
        ({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}, FileShape(), "not-a-table", ()),
        ({"xl/workbook.xml": b"<workbook/>"}, FileShape(), "damaged", ()),
    ],
)
def test_archives_that_cannot_be_taken_in_are_refused_by_name(
    tmp_path: Path, members: dict[str, bytes], shape: FileShape, code: str, names: tuple[str, ...]
) -> None:
    assert _refusal(a_zip(tmp_path, members), shape) == (code, names)


def test_what_an_apple_computer_adds_is_no_member(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"a.csv": b"a,b\n1,2\n", "__MACOSX/._a.csv": b"\0", ".DS_Store": b"\0"})

    assert cells_of(path) == [["1", "2"]]


def test_a_member_with_a_password_is_refused(tmp_path: Path) -> None:
    content = bytearray(a_zip(tmp_path, {"a.csv": b"a,b\n1,2\n"}).read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1

    assert _refusal(a_file(tmp_path, bytes(content))) == ("password", ())


def test_a_size_that_a_member_states_is_not_believed(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", b"a,b\n1,2\n3,4\n")
    content = bytearray(packed.getvalue())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")

    assert _refusal(a_file(tmp_path, bytes(content))) == ("damaged", ())


def _refusal(path: Path, shape: FileShape | None = None) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(FileRefused) as refused:
        rows_of(path, shape)
    return refused.value.code, refused.value.names
