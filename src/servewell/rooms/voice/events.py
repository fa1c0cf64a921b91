from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class VoicesReceived(Event):
    """Voices are stored, with their scores. The keys are voices."""

    voices: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class HistoryTakenIn(Event):
    """Voices of earlier times are stored; they open no cases. The keys are voices."""

    voices: tuple[int, ...]
