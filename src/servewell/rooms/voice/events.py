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


@dataclass(frozen=True, kw_only=True)
class ImportShown(Event):
    """All rows of a file became visible at once. The keys are imports."""

    imports: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ImportWithdrawn(Event):
    """All rows of a file were taken out of lists and figures. The keys are imports."""

    imports: tuple[int, ...]
