"""DuckDB connections: one database in memory for the process, one connection for each thread."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from servewell.engines.lake.facts import Fact, arrow_schema

if TYPE_CHECKING:
    import duckdb
    import ibis
    from ibis.backends.duckdb import Backend

SQL_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "float64": "DOUBLE",
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "date": "DATE",
}

# Where queries larger than the memory limit put their middle results, a folder for each process.
SPILL = "spill"


class Connections:
    def __init__(self, *, folder: Path, memory_limit: str, threads: int) -> None:
        self._folder = folder
        self._memory_limit = memory_limit
        self._threads = threads
        self._opening = threading.Lock()
        self._database: tuple[int, duckdb.DuckDBPyConnection] | None = None
        self._mine = threading.local()

    def mine(self) -> Backend:
        import ibis

        process = os.getpid()
        held: tuple[int, Backend] | None = getattr(self._mine, "held", None)
        if held is None or held[0] != process:  # a forked child may not use its parent's database
            held = (process, ibis.duckdb.from_connection(self._opened(process).cursor()))
            self._mine.held = held
            self._mine.shown = {}
        return held[1]

    def show(self, *, fact: Fact, paths: tuple[str, ...]) -> None:
        """Makes the fact's name stand for these files in this thread's connection."""
        backend = self.mine()
        shown: dict[str, tuple[str, tuple[str, ...]]] = self._mine.shown
        now = (fact.digest, paths)
        if shown.get(fact.name) != now:
            backend.con.execute(f"CREATE OR REPLACE TEMP VIEW {fact.name} AS {_select(fact, paths)}")
            shown[fact.name] = now

    def table(self, fact: Fact) -> ibis.Table:
        import ibis
        from ibis.expr.operations import DatabaseTable

        # The backend's own table() asks DuckDB for columns that the fact already states.
        schema = ibis.schema(arrow_schema(fact=fact))
        return DatabaseTable(name=fact.name, schema=schema, source=self.mine()).to_expr()

    def _opened(self, process: int) -> duckdb.DuckDBPyConnection:
        import duckdb

        with self._opening:
            if self._database is None or self._database[0] != process:
                spill = self._folder / SPILL
                spill.mkdir(parents=True, exist_ok=True)
                # Left alone, DuckDB fetches extensions from the network and spills into the working folder.
                config: dict[str, str | bool | int | float | list[str]] = {
                    "memory_limit": self._memory_limit,
                    "threads": self._threads,
                    "temp_directory": str(spill / str(process)),
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                }
                self._database = (process, duckdb.connect(":memory:", config=config))
            return self._database[1]


def _select(fact: Fact, paths: tuple[str, ...]) -> str:
    if not paths:
        nothing = ", ".join(f"CAST(NULL AS {SQL_TYPES[each.type]}) AS {each.name}" for each in fact.columns)
        return f"SELECT {nothing} WHERE FALSE"
    files = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"SELECT {', '.join(fact.column_names)} FROM read_parquet([{files}])"
