from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class IndicatorDefined(Event):
    indicators: tuple[int, ...]
