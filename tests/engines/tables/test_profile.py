"""One pass over a file: what it counts, and that it says what it did not."""

import csv
import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.engines.tables.profiling import Profile, date_shapes, profile, tongues, traits
from tests.samples import needs_samples


def profile_of(column: str, *cells: str) -> Profile:
    return profile(columns=[column], rows=[[cell] for cell in cells])


def profile_of_sample(name: str) -> Profile:
    file = Path(os.environ["SERVEWELL_SAMPLES"]) / "feedback" / f"{name}.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8", errors="surrogateescape", newline="") as table:
        rows = csv.reader(table)
        columns = [" ".join(name.split()) or f"column {place}" for place, name in enumerate(next(rows), start=1)]
        return profile(columns=columns, rows=rows)


@given(st.lists(st.text(max_size=60), max_size=40))
def test_every_row_is_counted_once_whatever_its_cells_hold(cells: list[str]) -> None:
    column = profile_of("said", *cells).columns[0]

    assert (column.rows, column.filled) == (len(cells), sum(bool(cell.strip()) for cell in cells))
    assert sum(column.values.values()) == column.filled


def test_numbers_are_counted_by_their_normal_form() -> None:
    column = profile_of("Q1", "5", "5.0", " 5", "4.5", "", "none").columns[0]

    assert (column.values, column.empty) == ({"5": 3, "4.5": 1, "none": 1}, 1)
    assert column.numbers is not None
    assert (column.numbers.count, column.numbers.whole, column.numbers.least, column.numbers.most) == (4, 3, 4.5, 5.0)


def test_rows_beyond_those_kept_are_counted_by_tens_and_it_is_said() -> None:
    told = profile(columns=["id"], rows=([str(number)] for number in range(200)), keep=100)

    assert (told.rows, told.looked_at, told.is_sampled) == (200, 110, True)


def test_a_column_of_a_million_kinds_keeps_the_commonest() -> None:
    rows = [[str(number)] for number in range(30_000)] + [["often"]] * 50

    column = profile(columns=["id"], rows=[["often"]] * 50 + rows).columns[0]

    assert (column.is_capped, column.values["often"], len(column.values)) == (True, 100, 2_000)


def test_short_rows_are_counted_as_empty_cells() -> None:
    told = profile(columns=["a", "b"], rows=[["1", "2"], ["1"], ["1", "2", "3"]])

    assert [(column.name, column.empty) for column in told.columns] == [("a", 0), ("b", 1)]


def test_equal_rows_are_counted_with_examples() -> None:
    told = profile(columns=["id", "said"], rows=[["1", "a"], ["2", "b"], ["1", "a"], ["1", "a"]])

    assert (told.equal_rows, told.equal_examples) == (2, ((3, "1"), (4, "1")))


@pytest.mark.parametrize(
    ("cell", "formats"),
    [
        ("2016-05-11", ("YYYY-MM-DD",)),
        ("2016/5/1", ("YYYY/M/D",)),
        ("03/04/2021", ("D/M/YYYY", "M/D/YYYY")),
        ("13/04/2021", ("D/M/YYYY",)),
        ("2/24/2015 11:15", ("M/D/YYYY H:mm",)),
        ("24-02-2015 11.15", ("D-M-YYYY H.mm",)),
        ("2015-02-24 11:15:59 -0800", ("YYYY-MM-DD H:mm:ss Z",)),
        ("2015-02-24T11:15:59.123Z", ("YYYY-MM-DDTH:mm:ssZ",)),
        ("05/13/2016 12:00:00 AM", ("M/D/YYYY h:mm:ss AM",)),
        ("1st November 2013", ("Do MMMM YYYY",)),
        ("Aug 2022", ("MMM YYYY",)),
        ("Oct 28", ("MMM D",)),
        ("review Oct 27", ("[review] MMM D",)),
        ("review Yesterday", ("[review] relative",)),
        ("3 de mayo", ()),
        ("2021年3月4日", ("YYYY年M月D日",)),
        ("31/31/2021", ()),
        ("Terminal 2", ()),
        ("8:34 AM", ()),
    ],
)
def test_a_cell_fits_the_formats_that_a_recipe_would_name(cell: str, formats: tuple[str, ...]) -> None:
    assert date_shapes.formats_of(cell) == formats


@pytest.mark.parametrize(
    ("cell", "form", "month"),
    [
        ("03/04/2021", "D/M/YYYY", "2021-04"),
        ("03/04/2021", "M/D/YYYY", "2021-03"),
        ("1st November 2013", "Do MMMM YYYY", "2013-11"),
        ("42059.48", "serial", "2015-02"),
        ("Oct 28", "MMM D", None),
    ],
)
def test_the_month_of_a_cell_is_read_in_the_format_given(cell: str, form: str, month: str | None) -> None:
    assert date_shapes.month_of(cell, form) == month


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("5.70301E+17", ("eaten",)),
        ("570301130888122000", ("long-id", "rounded")),
        ("570301130888122368", ("long-id",)),
        ("=SUM(A1:A3)", ("formula",)),
        ("=@VirginAmerica thanks", ("formula", "handle")),
        ("@VirginAmerica thanks", ("handle",)),
        ("-3", ()),
        ("- nothing", ("formula",)),
        ("+44 20 7946 0958", ("phone",)),
        ("ann@example.com", ("email",)),
        ("KX 4711", ("staff-number",)),
        ("1970-01-01", ("epoch",)),
        ("itâ€™s fine", ("mojibake",)),
        ("it鈥檚 fine", ("mojibake",)),
        ("茅台酒不错", ()),
        ("¿Qué tal? Muy bien, niño", ()),
        ("BOS \udce2\udc80?LA", ("lost-signs",)),
        ("fish &amp; chips", ("entity",)),
    ],
)
def test_a_cell_shows_what_it_is(cell: str, found: tuple[str, ...]) -> None:
    assert traits.traits_of(cell) == found


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("itâ€™s fine", ("windows-1252", "it’s fine")),
        ("habitaciÃ³n", ("windows-1252", "habitación")),
        ("鎴块棿", ("gb18030", "房间")),
        ("房间很干净", None),
        ("niño", None),
        ("plain", None),
    ],
)
def test_a_wrong_reading_is_undone_only_where_every_sign_comes_back(text: str, undone: tuple[str, str] | None) -> None:
    assert traits.undone(text) == undone


@pytest.mark.parametrize(
    ("text", "tongue"),
    [
        ("The room was clean and the staff were kind.", "en"),
        ("La habitación fue muy limpia y el personal amable.", "es"),
        ("这个房间很干净，服务员很热情", "zh-hans"),
        ("這個房間很乾淨，服務員很熱情", "zh-hant"),
        ("OK", None),
    ],
)
def test_a_text_shows_its_language(text: str, tongue: str | None) -> None:
    assert tongues.tongue_of(text) == tongue


def test_answers_are_counted_by_the_month_of_their_date() -> None:
    rows = [["2020-01-05", "5"], ["2020-01-09", "4"], ["2020-02-01", "10"]]

    told = profile(columns=["date", "rating"], rows=rows)

    assert (told.dated_by, told.dated_as) == ("date", "YYYY-MM-DD")
    assert told.columns[1].by_month == {"2020-01": {"5": 1, "4": 1}, "2020-02": {"10": 1}}


def test_a_column_that_holds_one_value_for_long_is_followed_through_its_months_all_the_same() -> None:
    rows = [["2020-01-05", "0"]] * 6_000 + [["2020-02-05", "1"]] * 10

    told = profile(columns=["date", "recommended"], rows=rows)

    assert told.columns[1].by_month == {"2020-01": {"0": 6_000}, "2020-02": {"1": 10}}


def test_texts_under_a_label_that_comes_late_are_heard() -> None:
    early = [["North", f"my train number {number} was late again this morning"] for number in range(6_000)]
    late = [["South", f"@south the train number {number} was late again today"] for number in range(10)]

    mentions = profile(columns=["line", "text"], rows=early + late).mentions[0]

    assert (mentions.texts_by_label, mentions.by_label["South"]["@south"]) == ({"North": 5_000, "South": 10}, 10)


@needs_samples
@pytest.mark.parametrize(
    ("name", "dated"),
    [
        ("sfo_survey_2016", ("INTDATE", "M/D/YYYY h:mm:ss AM")),
        ("nhs_fft", ("Date", "D/M/YYYY")),
        ("es_cuba_hotels", ("Date", "MMM YYYY")),
        ("skytrax_airport", ("date", "YYYY-MM-DD")),
        ("cfpb_outcomes", ("Date received", "M/D/YYYY")),
        ("traps/airline_tweets_serial_dates_formula_escape", ("tweet_created", "serial")),
        ("traps/airline_tweets_dotted_times", ("tweet_created", "D-M-YYYY H.mm")),
        ("sfo_survey_2010", (None, None)),
    ],
)
def test_the_column_that_dates_the_rows_is_found(name: str, dated: tuple[str, str]) -> None:
    told = profile_of_sample(name)

    assert (told.dated_by, told.dated_as) == dated
