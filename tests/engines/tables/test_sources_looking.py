"""A look at a file proposes how to read it, and tells what a person should know."""

from pathlib import Path

import pytest

from servewell.engines.tables import FileRefused, Looked, look_at, open_table
from servewell.engines.tables.recipe import FileShape
from tests.engines.tables.tables_files import a_file, a_gzip, a_zip, as_csv
from tests.engines.tables.workbook_files import a_raw_workbook, a_row, a_text_cell
from tests.samples import needs_samples, sample_file

_SIMPLIFIED = ["房间很干净，服务员的态度也好", "早餐不好吃，没有什么可以选择的", "位置方便，下次还会来这里住"]
_TRADITIONAL = ["房間很乾淨，服務員的態度也很好", "早餐不好吃，沒有什麼可以選擇的", "地點方便，下次還會再來這裡住"]
_JAPANESE = ["部屋はとてもきれいでした", "朝ごはんがおいしくなかったです", "また来たいと思います"]
_KOREAN = ["방이 아주 깨끗했습니다", "아침 식사가 맛이 없었어요", "다음에 또 오고 싶습니다"]
_SPANISH = ["La habitación estaba limpia", "El desayuno no llegó hasta mañana", "¿Qué más podíamos pedir?"]
_RUSSIAN = ["Комната была очень чистой", "Завтрак нам не понравился", "Мы ещё приедем сюда"]


def _codes(looked: Looked) -> list[str]:
    return [remark.code for remark in looked.remarks]


def _letters(texts: list[str], *, separator: str = ",") -> str:
    return as_csv(
        [["unit", "comment"], *([f"U{number}", text] for number, text in enumerate(texts * 4))], separator=separator
    )


@pytest.mark.parametrize(
    ("texts", "encoding", "proposed"),
    [
        (_SIMPLIFIED, "utf-8", "utf-8"),
        (_SIMPLIFIED, "utf-8-sig", "utf-8"),
        (_SIMPLIFIED, "gb18030", "gb18030"),
        (_TRADITIONAL, "big5", "big5"),
        (_JAPANESE, "shift_jis", "shift_jis"),
        (_JAPANESE, "euc_jp", "euc_jp"),
        (_KOREAN, "euc_kr", "euc_kr"),
        (_SPANISH, "windows-1252", "windows-1252"),
        (_RUSSIAN, "windows-1251", "windows-1251"),
        (_SPANISH, "utf-16", "utf-16"),
        (_SPANISH, "utf-16-le", "utf-16-le"),
        (_SPANISH, "utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_is_proposed(tmp_path: Path, texts: list[str], encoding: str, proposed: str) -> None:
    path = a_file(tmp_path, _letters(texts).encode(encoding))

    looked = look_at(path=path)

    assert looked.shape == FileShape(encoding=proposed, separator=",", header=1)
    assert (looked.rows, looked.faulty, _codes(looked)) == (12, 0, [])
    with open_table(path=path, shape=looked.shape) as table:
        assert [row.cells[1] for row in table.rows()] == texts * 4


def test_bytes_that_make_no_words_are_refused_and_nothing_is_guessed(tmp_path: Path) -> None:
    content = b"unit,comment\n" + b"A,\x81\x8d\x1b\n" * 40

    with pytest.raises(FileRefused) as refused:
        look_at(path=a_file(tmp_path, content))
    assert (refused.value.code, refused.value.names) == ("wrong-encoding", ())


def test_lines_saved_in_another_encoding_are_counted_with_examples(tmp_path: Path) -> None:
    content = "unit,comment\nA,olé\nB,niño\n".encode() + b"C,caf\xe9\n"

    looked = look_at(path=a_file(tmp_path, content))

    assert looked.shape.encoding == "utf-8"
    assert (looked.rows, looked.faulty) == (2, 1)
    assert [(remark.code, remark.places, remark.examples) for remark in looked.remarks] == [
        ("lines-not-utf-8", (4,), ("E9",)),
        ("undecodable", (3,), ("E9",)),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_proposed(tmp_path: Path, separator: str) -> None:
    rows = [
        ["unit", "score", "what was it, briefly"],
        *([f"U{n}", f"{n},5", "slow, loud; dear | far\tout"] for n in range(9)),
    ]

    looked = look_at(path=a_file(tmp_path, as_csv(rows, separator=separator)))

    assert (looked.shape.separator, len(looked.columns)) == (separator, 3)
    assert looked.kind == ("tsv" if separator == "\t" else "csv")


def test_a_single_column_is_no_table_cut_by_commas(tmp_path: Path) -> None:
    content = "comment\nslow\nslow, and dear\nno\nyes, it was\nfine\nI, for one, liked it\n"

    assert [column.name for column in look_at(path=a_file(tmp_path, content)).columns] == ["comment"]


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("unit,score\nA,5\nB,4\n", 1),
        ("Guests of May,,\n,,\nunit,score,comment\nA,5,fine\nB,4,slow\nC,3,dear\n", 3),
        ("North,5,2024-05-01\nSouth,4,2024-05-02\n", 0),
        ("A,good\nB,bad\nC,good\nA,bad\n", 0),
        ("sep=;\nunit;score;comment\nA;5;fine\n", 2),
        ("2010,2011,2012\n1,2,3\n4,5,6\n", 0),
    ],
)
def test_the_row_of_names_is_proposed(tmp_path: Path, content: str, header: int) -> None:
    assert look_at(path=a_file(tmp_path, content)).shape.header == header


def test_what_is_wrong_in_a_text_is_told_with_its_rows(tmp_path: Path) -> None:
    content = 'unit,score,score,\r\n"A",5,4,\r\n\r\nB,4\r\nC;4;3;\r\nD;4;3;\nE;1;1;\nF,a\0b,1,\nG,1,1,"oh\n'

    looked = look_at(path=a_file(tmp_path, content))

    assert (looked.rows, looked.faulty, looked.blank) == (1, 6, 1)
    assert [(remark.code, remark.places, remark.examples) for remark in looked.remarks] == [
        ("mixed-line-ends", (), ("CR LF: 5", "LF: 4")),
        ("column-twice", (3,), ("score (2)",)),
        ("column-without-name", (4,), ("column 4",)),
        ("other-width", (4, 3), ("1 cells: 3 rows", "2 cells: 1 rows")),
        ("separator-changes", (4,), (";",)),
        ("nul", (7,), ("00",)),
        ("broken-quote", (8,), ()),
    ]


def test_quotes_that_wrap_nothing_are_proposed_as_signs_like_others(tmp_path: Path) -> None:
    looked = look_at(path=a_file(tmp_path, 'unit\tcomment\nA\t"oh\nB\tfine\n'))

    assert looked.shape == FileShape(encoding="utf-8", separator="\t", quote="none", header=1)
    assert (looked.rows, looked.faulty, _codes(looked)) == (2, 0, [])
    assert "quote" in [reason.key for reason in looked.reasons]


def test_quotes_that_are_not_doubled_are_told(tmp_path: Path) -> None:
    looked = look_at(path=a_file(tmp_path, 'unit,comment\nA,"he said "hi" to me"\nB,"fine"\n'))

    assert [(remark.code, remark.places) for remark in looked.remarks] == [("loose-quotes", (2,))]


def test_line_breaks_inside_cells_are_no_mixed_line_ends(tmp_path: Path) -> None:
    assert _codes(look_at(path=a_file(tmp_path, 'a,"b\nc"\r\n1,"2\n3"\r\n'))) == []


def test_a_gzip_that_breaks_off_is_told(tmp_path: Path) -> None:
    whole = a_gzip(tmp_path, as_csv([["a", "b"], *([str(number), "x"] for number in range(5000))])).read_bytes()

    looked = look_at(path=a_file(tmp_path, whole[: len(whole) // 2]))

    assert (looked.packed, looked.faulty, _codes(looked)) == ("gzip", 1, ["broken-off"])


def test_the_largest_member_is_proposed_and_another_can_be_named(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"small.csv": b"a\n1\n", "large.csv": b"unit,score\nA,5\nB,4\n"})

    looked = look_at(path=path)

    assert (looked.shape.member, looked.rows) == ("large.csv", 2)
    assert [(part.name, part.size) for part in looked.parts] == [("small.csv", 4), ("large.csv", 19)]
    assert [reason.key for reason in looked.reasons] == ["member", "encoding", "separator", "header"]
    assert look_at(path=path, member="small.csv").shape.member == "small.csv"


def test_merged_cells_and_formulas_of_a_sheet_are_told(tmp_path: Path) -> None:
    title = a_row(1, a_text_cell("A1", "Guests of May"))
    names = a_row(3, a_text_cell("A3", "unit"), a_text_cell("B3", "score"))
    rows = "".join(a_row(n, a_text_cell(f"A{n}", f"U{n}"), f'<c r="B{n}"><f>C{n}*2</f><v>4</v></c>') for n in (4, 5))

    merged = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    looked = look_at(path=a_raw_workbook(tmp_path, title + names + rows, after=merged))

    assert (looked.kind, looked.shape) == ("xlsx", FileShape(sheet="Guests", header=3))
    assert [(remark.code, remark.examples) for remark in looked.remarks] == [
        ("merged-cells", ("A1:B1",)),
        ("formula-cells", ("B4", "B5")),
    ]


@needs_samples
@pytest.mark.parametrize(
    ("name", "rows", "faulty", "codes"),
    [
        ("airline_tweets_dotted_times", 400, 0, []),
        ("airline_tweets_excel_float_ids", 400, 0, []),
        ("airline_tweets_gbk_mojibake", 386, 14, ["lines-not-utf-8", "column-without-name", "undecodable"]),
        ("airline_tweets_numeric_labels", 400, 0, []),
        ("airline_tweets_serial_dates_formula_escape", 400, 0, []),
    ],
)
def test_five_exports_of_the_same_rows_are_read(name: str, rows: int, faulty: int, codes: list[str]) -> None:
    looked = look_at(path=sample_file(f"traps/{name}"))

    assert (looked.rows, looked.faulty, looked.blank, _codes(looked)) == (rows, faulty, 0, codes)
    assert looked.shape == FileShape(encoding="utf-8", separator=",", header=1)
