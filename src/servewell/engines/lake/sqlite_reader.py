"""A process that does nothing but read SQLite: a job comes in as a line of JSON, an Arrow stream goes out.

The ADBC driver brings a SQLite of its own. Two SQLites on one file in one process undo each other's locks (closing a
file drops every lock the process holds on it), which lets two writers in at once and can ruin the database. So the
driver never runs in a process that may have the database open through Python's sqlite3.

It is started for every load, so it is run by its path and loads nothing of the house. One job follows on another.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = "65536"
# An Arrow stream that breaks off between two batches looks complete; only the reader knows, and says so behind it.
WHOLE = b"whole\n"

Bindable = int | float | str | None


@dataclass(frozen=True)
class Job:
    path: str
    select: str
    parameters: Sequence[Bindable]

    def to_json(self) -> str:
        return json.dumps(asdict(self))


class _OnlyArrow:
    """Arrow loads numpy where it is there, and looks for pandas as soon as it is given a Python value. It can do
    without both, and finding them takes longer than reading a month.
    """

    def find_spec(self, name: str, *_: object) -> None:
        if name in {"numpy", "pandas"}:
            raise ModuleNotFoundError(name)


def main() -> int:
    sys.meta_path.insert(0, _OnlyArrow())
    import adbc_driver_manager
    import pyarrow as pa

    try:
        for line in iter(sys.stdin.buffer.readline, b""):
            with (
                _reading(Job(**json.loads(line))) as reader,
                pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as out,
            ):
                for batch in reader:
                    out.write_batch(batch)
            sys.stdout.buffer.write(WHOLE)
            sys.stdout.flush()
    except (OSError, ValueError, pa.ArrowException, adbc_driver_manager.Error) as error:
        sys.stderr.write(str(error).partition("\n")[0])
        return 1
    return 0


@contextmanager
def _reading(job: Job) -> Iterator[pa.RecordBatchReader]:
    # The driver's DB-API layer cannot do without pandas.
    import adbc_driver_sqlite
    import pyarrow as pa
    from adbc_driver_manager import AdbcConnection, AdbcStatement

    address = f"file:{quote(job.path)}?mode=ro"
    with (
        adbc_driver_sqlite.connect(address) as database,
        AdbcConnection(database) as connection,
        AdbcStatement(connection) as statement,
    ):
        statement.set_options(**{adbc_driver_sqlite.StatementOptions.BATCH_ROWS.value: BATCH_ROWS})
        statement.set_sql_query(job.select)
        if job.parameters:
            names = [str(index) for index in range(len(job.parameters))]
            bound = pa.RecordBatch.from_arrays([pa.array([value]) for value in job.parameters], names=names)
            schema, values = bound.__arrow_c_array__()
            statement.bind(values, schema)
        handle, _ = statement.execute_query()
        with pa.RecordBatchReader._import_from_c(handle.address) as reader:
            yield reader


if __name__ == "__main__":
    sys.exit(main())
