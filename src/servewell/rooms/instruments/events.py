from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class ResponsesScored(Event):
    responses: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ScoresCorrected(Event):
    """After a dispute another answer counts in these responses; what was answered first is kept beside it."""

    responses: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ResponsesRescored(Event):
    """Scores that were computed again came out otherwise."""

    responses: tuple[int, ...]
