"""The deeds of this room, by theme."""

from servewell.rooms.insight.services.defining import NothingCounts, define
from servewell.rooms.insight.services.loading import load_dirty, load_soon, mark_months, mark_tree, rebuild

__all__ = ["NothingCounts", "define", "load_dirty", "load_soon", "mark_months", "mark_tree", "rebuild"]
