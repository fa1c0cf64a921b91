"""What of one version goes on in the next: which scales are the same, and which items only stand elsewhere."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from servewell.engines.forms.document import Item


def same_scale(before: Item, after: Item) -> bool:
    """Whether figures of the two can be compared: the same ends, the same steps between, the same definition."""
    return _scale(before) == _scale(after)


def _scale(item: Item) -> object:
    points = {choice.value: choice.points for choice in item.choices if choice.points is not None}
    return item.worst, item.best, item.lowest, item.highest, points, item.metric.code if item.metric else None


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> frozenset[str]:
    """The fewest names that must have moved: those outside of the longest run that keeps its order, and those that
    stand in another part. Both give the part of each name, in order."""
    places = {name: at for at, name in enumerate(before)}
    both = [name for name in after if name in places]
    kept = _longest_rising([places[name] for name in both])
    return frozenset(name for at, name in enumerate(both) if at not in kept or before[name] != after[name])


def _longest_rising(numbers: Sequence[int]) -> frozenset[int]:
    """Where the numbers of a longest rising run stand."""
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int | None] = []
    for at, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(ends_at[place - 1] if place else None)
        if place == len(ends):
            ends.append(number)
            ends_at.append(at)
        else:
            ends[place], ends_at[place] = number, at
    run: set[int] = set()
    step = ends_at[-1] if ends_at else None
    while step is not None:
        run.add(step)
        step = before[step]
    return frozenset(run)
