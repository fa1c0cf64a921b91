"""Files as they come: containers, encodings, separators, sheets. docs/use/recipes.md tells the section ``file``."""

from servewell.engines.tables.files.columns import Column, Remark
from servewell.engines.tables.files.containers import Part
from servewell.engines.tables.files.limits import LIMITS, Limits
from servewell.engines.tables.files.looking import Looked, look_at
from servewell.engines.tables.files.reasoning import ShapeReason
from servewell.engines.tables.files.refusals import FileRefused, Why
from servewell.engines.tables.files.rows import Block, Row, RowFault
from servewell.engines.tables.files.table import Table, open_table

__all__ = [
    "LIMITS",
    "Block",
    "Column",
    "FileRefused",
    "Limits",
    "Looked",
    "Part",
    "Remark",
    "Row",
    "RowFault",
    "ShapeReason",
    "Table",
    "Why",
    "look_at",
    "open_table",
]
