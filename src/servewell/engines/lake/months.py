"""One stream cut into months, so that a fact is rebuilt from a single SELECT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from servewell.engines.lake.facts import Fact, RowsDoNotFit, fitted

if TYPE_CHECKING:
    import pyarrow as pa

Piece = tuple[date, "pa.RecordBatch"]


def by_month(*, fact: Fact, rows: Iterable[pa.RecordBatch]) -> Iterator[tuple[date, Iterator[pa.RecordBatch]]]:
    """Rows in the order of their month, as `Lake.write_months` and `Lake.rebuild` take them.

    Nothing is gathered: use up each month's rows before you ask for the next month.
    """
    for month, pieces in groupby(_pieces(fact=fact, rows=rows), key=itemgetter(0)):
        yield month, (piece for _, piece in pieces)


def _pieces(*, fact: Fact, rows: Iterable[pa.RecordBatch]) -> Iterator[Piece]:
    import pyarrow.compute as pc

    if fact.month_column is None:
        raise ValueError(f"Fact '{fact.name}' is filed as a whole, not by month.")
    for batch in rows:
        good = fitted(fact=fact, batch=batch)
        firsts = pc.floor_temporal(good.column(fact.month_column), unit="month")
        if firsts.null_count:
            raise RowsDoNotFit(f"Rows of '{fact.name}' lack '{fact.month_column}', so they belong to no month.")
        runs = pc.run_end_encode(firsts)
        start = 0
        for month, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            yield month, good.slice(start, end - start)
            start = end
