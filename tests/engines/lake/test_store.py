import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from servewell.engines.lake import (
    Column,
    Fact,
    Lake,
    ManifestIsDamaged,
    MonthComesTwice,
    RowsDoNotFit,
    SchemaHasChanged,
    by_month,
)
from servewell.engines.lake.facts import arrow_schema
from tests.engines.lake.lake_rows import (
    DECEMBER,
    NOON,
    NOVEMBER,
    OCTOBER,
    VISITS,
    batch,
    files_in,
    visit_numbers,
    visits,
)


def test_importing_the_lake_loads_none_of_its_engines() -> None:
    code = (
        "import sys, servewell.engines.lake, servewell.engines.lake.measures\n"
        "print(sorted({'duckdb', 'ibis', 'pyarrow', 'pandas', 'numpy', 'adbc_driver_manager'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_empty_lake_is_an_empty_typed_table(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    table = lake.table(VISITS)

    assert table.to_pyarrow().equals(arrow_schema(fact=VISITS).empty_table())
    assert (lake.freshness(VISITS), lake.months(VISITS)) == (None, {})


def test_a_month_is_read_as_it_was_written(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    rows = [(1, date(2026, 11, 1), 2), (2, date(2026, 11, 30), None)]

    lake.write_month(fact=VISITS, month=NOVEMBER, rows=[batch(VISITS, rows[:1]), batch(VISITS, rows[1:])], at=NOON)

    read = lake.table(VISITS).order_by("visit").to_pyarrow().to_pylist()
    assert [tuple(row.values()) for row in read] == rows
    assert (lake.freshness(VISITS), lake.months(VISITS)) == (NOON, {NOVEMBER: 2})


def test_a_rewritten_month_forgets_withdrawn_rows_and_leaves_other_months(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_months(fact=VISITS, months=[(OCTOBER, visits(OCTOBER, 1)), (NOVEMBER, visits(NOVEMBER, 2, 3))], at=NOON)

    lake.write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, 3), at=NOON)

    assert visit_numbers(lake) == [1, 3]


def test_a_month_without_rows_leaves_the_lake(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, 1), at=NOON)

    later = NOON + timedelta(minutes=1)
    lake.write_month(fact=VISITS, month=NOVEMBER, rows=[], at=later)

    assert (visit_numbers(lake), lake.months(VISITS), lake.freshness(VISITS)) == ([], {}, later)


def test_several_months_appear_at_once(tmp_path: Path) -> None:
    lake, reader = Lake(tmp_path), Lake(tmp_path)
    seen = []

    def months() -> Iterator[tuple[date, list[pa.RecordBatch]]]:
        for month in (OCTOBER, NOVEMBER):
            yield month, visits(month, month.month)
            seen.append(visit_numbers(reader))

    lake.write_months(fact=VISITS, months=months(), at=NOON)

    assert (seen, visit_numbers(reader)) == ([[], []], [10, 11])


def test_readers_finish_on_the_old_generation_until_its_grace_is_over(tmp_path: Path) -> None:
    lake = Lake(tmp_path, grace=timedelta(minutes=10))
    lake.write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, 1), at=NOON)
    opened_before = lake.table(VISITS).visit

    Lake(tmp_path).write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, 2), at=NOON)
    lake.write_month(fact=VISITS, month=OCTOBER, rows=visits(OCTOBER, 3), at=NOON + timedelta(minutes=9))

    assert opened_before.to_pyarrow().to_pylist() == [1]
    assert files_in(tmp_path) == [
        "visits/2026-10.3.parquet",
        "visits/2026-11.1.parquet",
        "visits/2026-11.2.parquet",
    ]

    lake.write_month(fact=VISITS, month=OCTOBER, rows=visits(OCTOBER, 3), at=NOON + timedelta(minutes=10))

    assert files_in(tmp_path) == [
        "visits/2026-10.3.parquet",
        "visits/2026-10.4.parquet",
        "visits/2026-11.2.parquet",
    ]
    assert visit_numbers(lake) == [2, 3]


def test_a_failing_write_leaves_the_lake_and_no_file_behind(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, 1), at=NOON)

    def rows() -> Iterator[pa.RecordBatch]:
        yield from visits(NOVEMBER, 2)
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        lake.write_months(fact=VISITS, months=[(OCTOBER, visits(OCTOBER, 3)), (NOVEMBER, rows())], at=NOON)

    assert (visit_numbers(lake), files_in(tmp_path)) == ([1], ["visits/2026-11.1.parquet"])


def test_a_changed_schema_is_refused_by_name_until_the_fact_is_rebuilt(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_months(fact=VISITS, months=[(OCTOBER, visits(OCTOBER, 1)), (NOVEMBER, visits(NOVEMBER, 2))], at=NOON)
    paid = replace(VISITS, columns=(*VISITS.columns, Column("paid", "bool")))
    paid_rows = [batch(paid, [(3, NOVEMBER, 2, True)])]

    with pytest.raises(SchemaHasChanged, match=r"Fact 'visits' has other columns now.*Rebuild it"):
        lake.table(paid)
    with pytest.raises(SchemaHasChanged):
        lake.write_month(fact=paid, month=NOVEMBER, rows=paid_rows, at=NOON)

    lake.rebuild(fact=paid, months=[(NOVEMBER, paid_rows)], at=NOON)

    assert lake.table(paid).to_pyarrow().to_pylist() == [{"visit": 3, "day": NOVEMBER, "guests": 2, "paid": True}]


def test_a_fact_without_months_is_replaced_as_a_whole(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    stations = Fact(name="stations", columns=(Column("station", "int64"), Column("name", "string")), month_column=None)

    for rows in ([(1, "Kiosk"), (2, "Desk")], [(2, "Desk")]):
        lake.write_whole(fact=stations, rows=[batch(stations, rows)], at=NOON)

    assert lake.table(stations).to_pyarrow().to_pylist() == [{"station": 2, "name": "Desk"}]
    with pytest.raises(ValueError, match="'stations' is filed as a whole"):
        lake.write_month(fact=stations, month=NOVEMBER, rows=[], at=NOON)


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 12, 1), None])
def test_a_row_of_another_month_is_refused_before_it_is_counted_twice(tmp_path: Path, day: date | None) -> None:
    rows = [batch(VISITS, [(1, NOVEMBER, 2), (2, day, 2)])]
    with pytest.raises(RowsDoNotFit, match="for 2026-11 have 'day' from"):
        Lake(tmp_path).write_month(fact=VISITS, month=NOVEMBER, rows=rows, at=NOON)


def test_a_month_begins_on_its_first_day(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2026-12-02 is not the first day of a month"):
        Lake(tmp_path).write_month(fact=VISITS, month=DECEMBER.replace(day=2), rows=[], at=NOON)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"format": 1, "generation": 1}'])
def test_a_damaged_manifest_says_how_to_mend_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ManifestIsDamaged, match="rebuild the lake"):
        Lake(tmp_path).table(VISITS)


@pytest.mark.parametrize("name", ["visits; drop", "Visits", "", "../visits", "会"])
def test_a_fact_has_a_name_that_can_be_a_file_and_a_table(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a fact"):
        replace(VISITS, name=name)


def test_thousand_row_batches_are_written_in_groups_that_threads_can_share(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    small = visits(NOVEMBER, *range(1024))[0]

    lake.write_month(fact=VISITS, month=NOVEMBER, rows=iter([small] * 130), at=NOON)

    found = pq.ParquetFile(tmp_path / "visits/2026-11.1.parquet").metadata
    assert [found.row_group(index).num_rows for index in range(found.num_row_groups)] == [122_880, 10_240]
    assert found.row_group(0).column(0).compression == "ZSTD"


def test_a_connection_is_bounded_and_fetches_nothing(tmp_path: Path) -> None:
    connection = Lake(tmp_path, memory_limit="256MB", threads=1).connection()
    names = ("memory_limit", "threads", "autoinstall_known_extensions", "autoload_known_extensions")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    assert connection.con.sql(f"SELECT {asked}").fetchall() == [("244.1 MiB", 1, False, False)]


def test_a_query_larger_than_its_memory_spills_into_the_lake_and_clears_up(tmp_path: Path) -> None:
    con = Lake(tmp_path, memory_limit="40MB", threads=1).connection().con
    con.execute("CREATE TEMP TABLE big AS SELECT range AS a, hash(range) AS b FROM range(5_000_000) ORDER BY b")
    assert list((tmp_path / "spill").glob("*/*")) != []

    left_by_the_dead = tmp_path / "spill" / "4194305" / "some.tmp"
    left_by_the_dead.parent.mkdir()
    left_by_the_dead.write_bytes(b"")
    Lake(tmp_path).write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, 1), at=NOON)

    assert [folder.name for folder in (tmp_path / "spill").iterdir() if folder.name == "4194305"] == []
    assert con.sql("SELECT count(*) FROM big").fetchall() == [(5_000_000,)]


def test_rows_come_from_any_source_of_arrow_batches(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    reader = pa.RecordBatchReader.from_batches(visits(NOVEMBER)[0].schema, visits(NOVEMBER, 5))
    lake.write_month(fact=VISITS, month=NOVEMBER, rows=reader, at=NOON)
    assert visit_numbers(lake) == [5]


def test_one_ordered_stream_becomes_months(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    stream = [*visits(OCTOBER, 1, 2), batch(VISITS, [(3, OCTOBER, 2), (4, NOVEMBER, 2)]), *visits(DECEMBER, 5)]

    lake.rebuild(fact=VISITS, months=by_month(fact=VISITS, rows=stream), at=NOON)

    assert lake.months(VISITS) == {OCTOBER: 3, NOVEMBER: 1, DECEMBER: 1}
    assert visit_numbers(lake) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("days", "refused"), [([OCTOBER, NOVEMBER, OCTOBER], MonthComesTwice), ([OCTOBER, None], RowsDoNotFit)]
)
def test_a_stream_out_of_order_or_without_days_is_refused_whole(
    tmp_path: Path, days: list[date | None], refused: type[Exception]
) -> None:
    lake = Lake(tmp_path)
    rows = [batch(VISITS, [(number, day, 2) for number, day in enumerate(days)])]
    with pytest.raises(refused):
        lake.rebuild(fact=VISITS, months=by_month(fact=VISITS, rows=rows), at=NOON)
    assert (visit_numbers(lake), files_in(tmp_path)) == ([], [])


def test_threads_of_one_process_read_side_by_side(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_month(fact=VISITS, month=NOVEMBER, rows=visits(NOVEMBER, *range(1000)), at=NOON)
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda _: visit_numbers(lake), range(32)))
    assert read == [list(range(1000))] * 32
