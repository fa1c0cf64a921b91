"""What a rule finds, and whether that is good news."""

from dataclasses import dataclass
from typing import Literal

from servewell.engines.stats.rules.sets import Side

Better = Literal["higher", "lower"]
News = Literal["improvement", "concern", "neither"]


@dataclass(frozen=True)
class Signal:
    """One thing to ask about: the rule that was broken, on which side, and the places of its points in the chart.

    The side is "both" for what clings to no side: too few crossings, points that alternate, hug or avoid the centre.
    """

    rule: str
    side: Side
    points: tuple[int, ...]


def news(signal: Signal, *, better: Better | None) -> News:
    """Whether a signal goes the way that is better; "neither" where no way is, or where the signal has no side."""
    if better is None or signal.side == "both":
        return "neither"
    is_up = signal.side in ("above", "rising")
    return "improvement" if is_up == (better == "higher") else "concern"
