"""A trend in letters: mail programs show no drawings of ours, and every one of them shows these."""

from collections.abc import Sequence

STEPS = "▁▂▃▄▅▆▇█"
NOTHING = "·"


def written(points: Sequence[float | None]) -> str:
    """One sign a month, oldest first; a month without answers is a dot."""
    known = [each for each in points if each is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return "".join(NOTHING if each is None else _step(each, low, high) for each in points)


def _step(value: float, low: float, high: float) -> str:
    if high == low:
        return STEPS[len(STEPS) // 2]
    return STEPS[round((value - low) / (high - low) * (len(STEPS) - 1))]
