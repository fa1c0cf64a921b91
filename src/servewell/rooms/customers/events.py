from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class EncountersRecorded(Event):
    """Encounters or counts of them came in or went out. ``months``: the first day of each month, as 2026-11-01."""

    months: tuple[str, ...]
