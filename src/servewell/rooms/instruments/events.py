from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class ResponsesScored(Event):
    responses: tuple[int, ...]
