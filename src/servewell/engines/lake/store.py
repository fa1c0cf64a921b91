"""The lake's one door for reading and writing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from servewell.engines.lake import manifest as manifests
from servewell.engines.lake import writing
from servewell.engines.lake.connections import Connections
from servewell.engines.lake.facts import Fact
from servewell.engines.lake.manifest import Manifest, MonthFile

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa
    from ibis.backends.duckdb import Backend


class MonthComesTwice(Exception):
    """One writing names a month again. The second file would silently take the place of the first."""


class Lake:
    """Facts in month files, in generations behind one manifest. Readers take no lock and keep no writer waiting."""

    def __init__(
        self,
        folder: Path,
        memory_limit: str = "512MB",
        threads: int = 2,
        grace: timedelta = timedelta(minutes=10),
    ) -> None:
        self.folder = folder
        self.grace = grace
        self._connections = Connections(folder=folder, memory_limit=memory_limit, threads=threads)

    def write_month(self, *, fact: Fact, month: date, rows: Iterable[pa.RecordBatch], at: datetime) -> None:
        """Puts these rows in place of the month's former ones; no rows take the month out."""
        self.write_months(fact=fact, months=[(month, rows)], at=at)

    def write_months(
        self, *, fact: Fact, months: Iterable[tuple[date, Iterable[pa.RecordBatch]]], at: datetime
    ) -> None:
        """Publishes several months at once: a reader sees all of them or none. `at` is when their rows were read."""
        with writing.only_writer(folder=self.folder):
            before = self.manifest()
            before.files_of(fact=fact)
            self._publish(fact=fact, before=before, months=months, others={}, at=at)

    def rebuild(self, *, fact: Fact, months: Iterable[tuple[date, Iterable[pa.RecordBatch]]], at: datetime) -> None:
        """Publishes these months as the whole fact, in the columns it has now. The way out of `SchemaHasChanged`."""
        with writing.only_writer(folder=self.folder):
            before = self.manifest()
            files = before.facts.get(fact.name)
            others: dict[str, None] = dict.fromkeys(files.months if files else ())
            self._publish(fact=fact, before=before, months=months, others=others, at=at)

    def write_whole(self, *, fact: Fact, rows: Iterable[pa.RecordBatch], at: datetime) -> None:
        """Puts these rows in place of everything a fact without months held, in the columns it has now."""
        with writing.only_writer(folder=self.folder):
            self._publish(fact=fact, before=self.manifest(), months=[(None, rows)], others={}, at=at)

    def table(self, fact: Fact) -> ibis.Table:
        """The fact as the manifest names it now, for expressions run in this thread; ask again for what came later."""
        self._show((fact,))
        return self._connections.table(fact)

    def query(self, *, sql: str, facts: tuple[Fact, ...], span: tuple[date, date] | None = None) -> pa.Table:
        """The result of DuckDB SQL that names these facts as tables, all of one generation.

        `span`: the first day that the SQL asks for, and the first day after it. No file of another month is opened.
        """
        self._show(facts, span)
        return self.connection().con.sql(sql).to_arrow_table()

    def freshness(self, fact: Fact) -> datetime | None:
        """When the rows that were published last had been read from the database; None before the first."""
        files = self.manifest().files_of(fact=fact)
        return files.published_at if files else None

    def months(self, fact: Fact) -> dict[date, int]:
        """The months that hold rows, and how many."""
        files = self.manifest().files_of(fact=fact)
        return {date.fromisoformat(f"{key}-01"): file.rows for key, file in files.months.items()} if files else {}

    def connection(self) -> Backend:
        """This thread's connection: bounded in memory and threads, and unable to fetch extensions."""
        return self._connections.mine()

    def manifest(self) -> Manifest:
        return manifests.read(folder=self.folder)

    def _show(self, facts: tuple[Fact, ...], span: tuple[date, date] | None = None) -> None:
        manifest = self.manifest()
        for fact in facts:
            paths = tuple(str(self.folder / path) for path in manifest.paths_of(fact=fact, span=span))
            self._connections.show(fact=fact, paths=paths)

    def _publish(
        self,
        *,
        fact: Fact,
        before: Manifest,
        months: Iterable[tuple[date | None, Iterable[pa.RecordBatch]]],
        others: dict[str, None],
        at: datetime,
    ) -> None:
        kept = writing.sweep(folder=self.folder, manifest=before, at=at, grace=self.grace)
        changed: dict[str, MonthFile | None] = dict(others)
        written: set[str] = set()
        try:
            for month, rows in months:
                key = manifests.month_key(fact=fact, month=month)
                if key in written:
                    raise MonthComesTwice(
                        f"'{fact.name}' for {key} comes twice: order the rows by month, or join them."
                    )
                written.add(key)
                path = f"{fact.name}/{key}.{before.generation + 1}.parquet"
                changed[key] = writing.write_file(
                    folder=self.folder, path=path, fact=fact, month=month, rows=rows, at=at
                )
            after = kept.published(fact=fact, months=changed, at=at)
        except BaseException:
            # A full disk is not left holding half a month.
            writing.sweep(folder=self.folder, manifest=kept, at=at, grace=self.grace)
            raise
        manifests.replace_with(folder=self.folder, manifest=after)
