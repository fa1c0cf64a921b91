"""A file counted once, column by column."""

from servewell.engines.tables.profiling.counting import profile
from servewell.engines.tables.profiling.shapes import ColumnProfile, Examples, Mentions, Numbers, Pasted, Profile

__all__ = ["ColumnProfile", "Examples", "Mentions", "Numbers", "Pasted", "Profile", "profile"]
