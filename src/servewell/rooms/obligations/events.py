from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class ObligationsDue(Event):
    """People owe something from now on. The keys are rows of Owed."""

    owed: tuple[int, ...]
