"""What a person must look at before a file is taken in."""

from servewell.engines.tables.finding.looking import findings
from servewell.engines.tables.finding.shapes import Choice, Finding

__all__ = ["Choice", "Finding", "findings"]
