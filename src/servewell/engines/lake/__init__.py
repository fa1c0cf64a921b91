"""The lake: facts as Parquet files by month, derived from the database and disposable.

Importing this package loads neither duckdb, ibis nor pyarrow; the first table, file or stream does.
"""

from servewell.engines.lake.facts import Column, Fact, RowsDoNotFit
from servewell.engines.lake.manifest import ManifestIsDamaged, SchemaHasChanged
from servewell.engines.lake.months import by_month
from servewell.engines.lake.store import Lake, MonthComesTwice
from servewell.engines.lake.streams import DatabaseCannotBeRead, DatabaseIsNotKnown, in_one_process, stream

__all__ = [
    "Column",
    "DatabaseCannotBeRead",
    "DatabaseIsNotKnown",
    "Fact",
    "Lake",
    "ManifestIsDamaged",
    "MonthComesTwice",
    "RowsDoNotFit",
    "SchemaHasChanged",
    "by_month",
    "in_one_process",
    "stream",
]
