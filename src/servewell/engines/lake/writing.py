"""Writing month files, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from servewell.engines.lake import manifest as manifests
from servewell.engines.lake.connections import SPILL
from servewell.engines.lake.facts import Fact, RowsDoNotFit, arrow_schema, fitted
from servewell.engines.lake.manifest import Manifest, MonthFile

if TYPE_CHECKING:
    import pyarrow as pa

# DuckDB hands row groups to its threads; the thousand-row batches of a database driver would make tiny ones.
ROW_GROUP = 122_880


@contextmanager
def only_writer(*, folder: Path) -> Iterator[None]:
    """Waits for other writers. The system releases the lock of a killed one."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_file(
    *, folder: Path, path: str, fact: Fact, month: date | None, rows: Iterable[pa.RecordBatch], at: datetime
) -> MonthFile | None:
    """Writes one month to a new file and makes it durable; None (and no file) where there are no rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = folder / path
    target.parent.mkdir(exist_ok=True)
    written = 0
    with pq.ParquetWriter(target, arrow_schema(fact=fact), compression="zstd") as writer:
        for group in _groups(_checked(fact=fact, month=month, rows=rows)):
            writer.write_table(pa.Table.from_batches(group), row_group_size=ROW_GROUP)
            written += sum(batch.num_rows for batch in group)
    if written == 0:
        target.unlink()
        return None
    _make_durable(target)
    return MonthFile(path=path, rows=written, written_at=at)


def sweep(*, folder: Path, manifest: Manifest, at: datetime, grace: timedelta) -> Manifest:
    """Removes files that no reader can have open: those past their grace, and those of writers that died.

    Call it only as the one writer: an unnamed file may otherwise be the work of somebody alive.
    """
    past = frozenset(old.path for old in manifest.retired if old.retired_at + grace <= at)
    kept = manifest.without_retired(paths=past)
    for file in folder.glob("*/*.parquet"):
        if file.relative_to(folder).as_posix() not in kept.named_paths:
            file.unlink(missing_ok=True)
    for spilt in folder.glob(f"{SPILL}/[0-9]*"):
        if not _is_alive(int(spilt.name)):
            shutil.rmtree(spilt, ignore_errors=True)
    return kept


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _checked(*, fact: Fact, month: date | None, rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in rows:
        if batch.num_rows == 0:
            continue
        good = fitted(fact=fact, batch=batch)
        if fact.month_column is not None and month is not None:
            _require_month(days=good.column(fact.month_column), fact=fact, month=month)
        yield good


def _require_month(*, days: pa.Array, fact: Fact, month: date) -> None:
    import pyarrow.compute as pc

    ends = pc.min_max(days).as_py()
    if days.null_count or any((day.year, day.month) != (month.year, month.month) for day in ends.values()):
        # Kept, such a row would be counted twice as soon as its own month is written.
        raise RowsDoNotFit(
            f"Rows of '{fact.name}' for {month:%Y-%m} have '{fact.month_column}' from {ends['min']} to {ends['max']}, "
            f"{days.null_count} without. Mend the SELECT's month condition."
        )


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(each.num_rows for each in group) >= ROW_GROUP:
            yield group
            group = []
    if group:
        yield group


def _make_durable(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    manifests.sync_folder(folder=file.parent)
