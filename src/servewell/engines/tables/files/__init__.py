"""Files as they come: containers, encodings, separators, sheets. docs/use/recipes.md tells the section ``file``."""

from servewell.engines.tables.files.columns import Column, Remark
from servewell.engines.tables.files.limits import LIMITS, Limits
from servewell.engines.tables.files.refusals import FileRefused, Why
from servewell.engines.tables.files.rows import Block, Row, RowFault
from servewell.engines.tables.files.table import Table, open_table

__all__ = [
    "LIMITS",
    "Block",
    "Column",
    "FileRefused",
    "Limits",
    "Remark",
    "Row",
    "RowFault",
    "Table",
    "Why",
    "open_table",
]
