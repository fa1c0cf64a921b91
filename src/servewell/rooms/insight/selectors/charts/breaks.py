"""Where a question's scale or meaning changed: what lies on its two sides is not compared."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from servewell.engines.lake.lines import Line, Scale

Question = tuple[str, str]
Lines = frozenset[Line]


@dataclass(frozen=True)
class Break:
    """Since this period a question of an instrument has another scale, or the same with another meaning."""

    since: date
    instrument: str
    item: str
    before: Scale
    after: Scale


@dataclass(frozen=True)
class Breaks:
    """``all`` in their order. ``places``: the periods that no line may reach from the period before.

    A period that holds answers of both sides stands alone: it is cut off from the one before and from the next.
    """

    all: tuple[Break, ...]
    places: tuple[int, ...]


NONE = Breaks((), ())


def breaks_in(periods: Sequence[tuple[date, Lines]]) -> Breaks:
    if never_cut({lines for _, lines in periods}):
        return NONE
    last: dict[Question, Lines] = {}
    found: list[Break] = []
    places: list[int] = []
    for place, (period, lines) in enumerate(periods):
        now = _by_question(lines)
        found += [broken for question in sorted(now) if (broken := _break(period, last.get(question), now[question]))]
        if any(_is_cut(last[question], now[question]) for question in now if question in last):
            places.append(place)
        last |= now
    return Breaks(tuple(found), tuple(places))


def never_cut(many: Set[Lines]) -> bool:
    """Of all questions among these each was asked on one line only."""
    return _is_one_line_each(frozenset(many))


@lru_cache(maxsize=4096)
def _is_one_line_each(many: frozenset[Lines]) -> bool:
    every = frozenset[Line]().union(*many)
    return len({(line.instrument, line.item) for line in every}) == len(every)


def _by_question(lines: Lines) -> Mapping[Question, Lines]:
    questions = {(line.instrument, line.item) for line in lines}
    return {each: frozenset(line for line in lines if (line.instrument, line.item) == each) for each in questions}


def _is_cut(before: Lines, now: Lines) -> bool:
    return before != now or len(now) > 1


def _break(period: date, before: Lines | None, now: Lines) -> Break | None:
    """Said once, in the first period that holds an answer of the new side."""
    old = max(before) if before else min(now)
    new = [line for line in sorted(now) if line not in (before or {old})]
    if not new:
        return None
    return Break(period, old.instrument, old.item, old.scale, new[-1].scale)
