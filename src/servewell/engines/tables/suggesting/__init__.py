"""A recipe drafted for a person to confirm."""

from servewell.engines.tables.suggesting.drafting import suggest
from servewell.engines.tables.suggesting.drafts import Draft

__all__ = ["Draft", "suggest"]
