"""What of a private look is kept back: the one answer for every page, list, export, command and call.

Private are answers of employees, and of some of the customers only. A figure of fewer than ten is not told, nor any
other from which it would follow: from the units above and beside, by the tree of the day or today's; from the longer
periods and from what a page calls now; from the looks that are wider, less their other parts.
"""

from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from servewell.engines import stats
from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.measures import By, Per, Question
from servewell.engines.lake.sizes import QUESTION
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.looking import OF_KIND, Look
from servewell.rooms.insight.selectors.asked.periods import moved
from servewell.rooms.insight.selectors.counted.opening import State, now, remembered, sizes_of, the_lake
from servewell.rooms.insight.selectors.kept_back.cells import NOTHING_BACK, AllCells, KeptBack
from servewell.rooms.insight.selectors.kept_back.sizing import (
    Forest,
    Level,
    Sizing,
    Table,
    periods_told,
    widenings,
)
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question, source_question
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience, Evidence

if TYPE_CHECKING:
    from servewell.engines.stats.small_units.adding_up import MarkArray
    from servewell.engines.stats.small_units.hiding import BoolArray

# of which it is remembered whether they are kept back: 180 MB in each process
MOST_CELLS, MOST_TABLES = 20_000_000, 32


def kept_back(look: Look, meaning: Meaning, *, at: datetime, instrument: str | None = None) -> KeptBack:
    """What is kept back of a look, of all units, periods and aspects; nothing where the look is not private.

    ``meaning`` is of the look's audience and by its tree. ``instrument``: the only one whose answers are looked at.
    One query, and one more where the look is narrowed to channels. One question is held against its aspects as well.
    """
    narrowed, known = _narrowed_by(look, instrument), Known(cache(people.ever_placed), cache(voice.evidence_of))
    found = _alone(look, meaning, narrowed, known, at=at)
    if look.item is None or found is NOTHING_BACK:
        return found
    among = _alone(replace(look, item=None), meaning, {QUESTION: look.item, **narrowed}, known, at=at)
    return replace(found, among=among.cells)


@dataclass(frozen=True)
class Known:
    """What is asked for at most once: where units stood, and of which kind the channels are."""

    placed: Callable[[], tuple[people.Placed, ...]]
    evidence: Callable[[], Mapping[str, Evidence]]


def _alone(look: Look, meaning: Meaning, narrowed: Mapping[str, str], known: Known, *, at: datetime) -> KeptBack:
    months = sorted(the_lake().months(ANSWERS)) if look.is_private else []
    questions = tuple(_questions(look, meaning, (months[0], moved(month=months[-1], months=1)))) if months else ()
    if not questions:
        return NOTHING_BACK
    split = tuple("channel" if name == "kind" else name for name in narrowed)
    is_fine, on = look.by in (By.DAY, By.WEEK), people.counting_day(at=at)
    wanted = Wanted(
        questions=questions,
        split=split,
        kinds=tuple((slug, kind.value) for slug, kind in known.evidence().items()) if "channel" in split else (),
        level=tuple(narrowed),
        placed=known.placed(),
        on=on,
        is_told_whole=look.audience is Audience.EXTERNAL,
        is_fine=is_fine,
    )
    found = _settled(*now(), wanted).of(meaning.tree, tuple(narrowed.values()))
    return KeptBack(found, (*periods_told(is_fine=is_fine), By.YEAR), on)


@dataclass(frozen=True)
class Wanted:
    """All that it depends on what is kept back. ``questions`` come with the way in which each counts."""

    questions: tuple[tuple[Question, int], ...]
    split: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    level: tuple[str, ...]
    placed: tuple[people.Placed, ...]
    on: date
    is_told_whole: bool
    is_fine: bool


def _narrowed_by(look: Look, instrument: str | None) -> dict[str, str]:
    """To a channel or a kind of channel, a language, an instrument."""
    channel = look.channel or ""
    named = {
        "kind" if channel.startswith(OF_KIND) else "channel": channel.removeprefix(OF_KIND),
        "language": look.language,
        "instrument": instrument,
    }
    return {name: value for name, value in named.items() if value}


def _questions(look: Look, meaning: Meaning, span: tuple[date, date]) -> Iterator[tuple[Question, int]]:
    """Of all customers who could be looked at, under each aspect as well where a page tells them."""
    is_whole = look.aspect is None and look.item is None
    by = By.DAY if look.by in (By.DAY, By.WEEK) else By.MONTH
    for per in (Per.UNIT, Per.UNIT_ASPECT) if is_whole and meaning.is_by_aspect else (Per.UNIT,):
        plain = replace(question(meaning, span=span, by=by, per=per), with_lines=False, tree_on=None)
        every = replace(plain, aspect=look.aspect, item=look.item)
        if meaning.kind is not Kind.COMPOSITE:
            yield every, 0
            continue
        for place, source in enumerate(meaning.sources):
            if (wanted := source_question(source, every)) is not None:
                yield wanted, place


def _room(cells: Sized) -> int:
    return max(len(cells), MOST_CELLS // MOST_TABLES)


@remembered(most=MOST_CELLS, size=_room)
def _settled(folder: Path, state: State, wanted: Wanted) -> AllCells:
    """Worked out once for each state of the lake and of the tree, for all looks that are narrowed in the same ways."""
    sizes = sizes_of([each for each, _ in wanted.questions], wanted.split)
    ways = [way for _, way in wanted.questions]
    sizing = Sizing(sizes, ways=ways, kinds=dict(wanted.kinds), forest=Forest(wanted.placed, wanted.on))
    return Settling(sizing, is_told_whole=wanted.is_told_whole).cells(wanted.level, is_fine=wanted.is_fine)


@dataclass(frozen=True)
class Settled:
    """A table, and of the contents in it whether they are kept back."""

    table: Table
    is_back: "BoolArray"


@dataclass(frozen=True)
class Marks:
    """Of contents that are told, and that are kept back."""

    told: "MarkArray"
    back: "MarkArray"


class Settling:
    """Level by level: what is told, or kept back, of a wider look and of longer periods stays so for a narrower one.

    Whatever a wider look has in common with a narrower one, those between them have as well.
    """

    def __init__(self, sizing: Sizing, *, is_told_whole: bool) -> None:
        self.sizing, self.is_told_whole = sizing, is_told_whole
        self._known: dict[tuple[Level, bool], Marks] = {}

    def cells(self, level: Level, *, is_fine: bool) -> AllCells:
        found = self._settle(level, is_fine=is_fine)
        added = found.table.added
        is_few = stats.few(added.sizes, least=terms.LEAST_CELL)
        return AllCells(found.table, (found.is_back | is_few)[added.numbers])

    def _marks(self, level: Level, *, is_fine: bool) -> Marks:
        key = level, is_fine
        if key not in self._known and self.is_told_whole and level == ():
            marks = self.sizing.marks(is_fine=is_fine)
            self._known[key] = Marks(marks, marks[:0])
        elif key not in self._known:
            found = self._settle(level, is_fine=is_fine)
            added = found.table.added
            self._known[key] = Marks(added.marks_of(~found.is_back), added.marks_of(found.is_back))
        return self._known[key]

    def _settle(self, level: Level, *, is_fine: bool) -> Settled:
        if self.is_told_whole and level in ((), ("instrument",), (QUESTION,)):
            table = self.sizing.table(level, is_fine=is_fine)
            return Settled(table, table.added.are_among([]))
        wider = [self._marks(each, is_fine=is_fine) for _, each in widenings(level)]
        if is_fine:
            wider.append(self._marks(level, is_fine=False))
        table = self.sizing.table(level, is_fine=is_fine)
        added = table.added
        told = added.are_among(each.told for each in wider)
        back = added.are_among(each.back for each in wider) & ~told
        found = stats.hidden_in_sums(sizes=added.sizes, least=terms.LEAST_CELL, sums=added.sums, told=told, back=back)
        return Settled(table, found)
