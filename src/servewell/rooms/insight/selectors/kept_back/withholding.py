"""What of a private look is kept back: the one answer for every page, list, export, command and call.

Private are answers of employees, and of some of the customers only. A figure of fewer than ten is not told, nor any
other from which it would follow: from the units above and beside, by the tree of the day or today's; from the longer
periods and from what a page calls now; from the looks that are wider, less their other parts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.measures import By, Per, Question
from servewell.engines.lake.sizes import Size
from servewell.rooms.insight.selectors.asked.looking import OF_KIND, Look
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later, moved
from servewell.rooms.insight.selectors.counted.opening import State, now, remembered, sizes_of, the_lake
from servewell.rooms.insight.selectors.kept_back.hiding import hidden
from servewell.rooms.insight.selectors.kept_back.privacy import is_too_few
from servewell.rooms.insight.selectors.kept_back.sizing import (
    Atom,
    Forest,
    Frame,
    Numbers,
    Part,
    Table,
    atoms,
    periods_told,
    spans_of,
    widenings,
)
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question, source_question
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience

# of a unit, by its key, and an aspect of it, or None for the whole
UnitAspect = tuple[int, str | None]
Cells = Mapping[tuple[Span, UnitAspect], bool]


@dataclass(frozen=True)
class KeptBack:
    """Of each cell with answers whether it is kept back. ``bys``: of which periods there are cells, the shortest first;
    ``on``: the day that counts as today for all.
    """

    cells: Cells
    bys: tuple[By, ...]
    on: date

    def holds(self, unit: int, span: Span, aspect: str | None = None) -> bool:
        """Whether nothing is told of a unit in those days. Other spans than those that are told everywhere are told
        just where they follow from these.
        """
        if not self.cells:
            return False
        known = self.cells.get((span, (unit, aspect)))
        return known if known is not None else not self._follows(span, (unit, aspect))

    def units_in(self, span: Span) -> frozenset[int]:
        """The units, by their keys, of which nothing is told as a whole in those days."""
        units = {unit for _, (unit, aspect) in self.cells if aspect is None}
        return frozenset(unit for unit in units if self.holds(unit, span))

    def _follows(self, span: Span, key: UnitAspect) -> bool:
        """Whether the days can be put together of spans that are told; one without answers is told."""
        reached, waiting = {span.from_on}, [span.from_on]
        while waiting:
            for each in self._beginning(waiting.pop()):
                if each.until_on <= span.until_on and not self.cells.get((each, key), False):
                    waiting += {each.until_on} - reached
                    reached.add(each.until_on)
        return span.until_on in reached

    def _beginning(self, first: date) -> Iterator[Span]:
        for by in self.bys:
            if begin(day=first, by=by) == first:
                yield Span(first, later(first=first, by=by))
                yield from (each for _, each in spans_of(first, by, self.on) if each.from_on == first)


NOTHING_BACK = KeptBack({}, (), date.min)


def kept_back(look: Look, meaning: Meaning, *, at: datetime, instrument: str | None = None) -> KeptBack:
    """What is kept back of a look, of all units, periods and aspects; nothing where the look is not private.

    ``meaning`` is of the look's audience and by its tree. ``instrument``: the only one whose answers are looked at.
    One query, and one more where the look is narrowed to channels.
    """
    narrowed = _narrowed_by(look, instrument)
    months = sorted(the_lake().months(ANSWERS)) if look.is_private else []
    if not months:
        return NOTHING_BACK
    split = tuple("channel" if name == "kind" else name for name in narrowed)
    is_fine, on = look.by in (By.DAY, By.WEEK), people.counting_day(at=at)
    wanted = Wanted(
        questions=tuple(_questions(look, meaning, (months[0], moved(month=months[-1], months=1)))),
        split=split,
        kinds=tuple((slug, kind.value) for slug, kind in voice.evidence_of().items()) if "channel" in split else (),
        level=tuple(narrowed),
        placed=people.ever_placed(),
        on=on,
        is_told_whole=look.audience is Audience.EXTERNAL,
        is_fine=is_fine,
    )
    found = _settled(*now(), wanted).get((meaning.tree, tuple(narrowed.values())), {})
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


@dataclass(frozen=True)
class Settled:
    """Numbers of contents that are told, and that are kept back."""

    told: frozenset[int]
    back: frozenset[int]


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


@remembered(most=32)
def _settled(folder: Path, state: State, wanted: Wanted) -> dict[tuple[Tree, Part], Cells]:
    """Worked out once for each state of the lake and of the tree: of each tree and part whether its cells are back."""
    kinds = dict(wanted.kinds)
    many = atoms(
        [_sizes(each, wanted.split) for each, _ in wanted.questions],
        split=wanted.split,
        ways=[way for _, way in wanted.questions],
        kinds=kinds,
    )
    settling = Settling(many, Forest(wanted.placed, wanted.on), kinds, is_told_whole=wanted.is_told_whole)
    back = settling.settled(wanted.level, is_fine=wanted.is_fine).back
    found: dict[tuple[Tree, Part], dict[tuple[Span, UnitAspect], bool]] = defaultdict(dict)
    for frame, numbers in settling.table(wanted.level, is_fine=wanted.is_fine).cells.items():
        for tree in (frame.tree,) if len(settling.forest.trees) > 1 else Tree:
            into = found[tree, frame.part]
            for unit, number in numbers.items():
                is_few = any(map(is_too_few, settling.numbers.sizes(number)))
                into[frame.span, (unit, frame.aspect)] = is_few or number in back
    return dict(found)


def _sizes(question: Question, split: tuple[str, ...]) -> list[Size]:
    """Answers under no aspect are no figure among those of aspects."""
    return [each for each in sizes_of(question, split) if (each.aspect is not None) == question.is_per_aspect]


class Settling:
    """Level by level: what is told, or kept back, of a wider look and of longer periods stays so for a narrower one."""

    def __init__(self, many: Sequence[Atom], forest: Forest, kinds: Mapping[str, str], *, is_told_whole: bool) -> None:
        self.many, self.forest, self.kinds, self.is_told_whole = many, forest, kinds, is_told_whole
        self.numbers = Numbers()
        self.tables: dict[tuple[tuple[str, ...], bool], Table] = {}
        self.known: dict[tuple[tuple[str, ...], bool], Settled] = {}

    def table(self, level: tuple[str, ...], *, is_fine: bool) -> Table:
        key = level, is_fine
        if key not in self.tables:
            self.tables[key] = Table(
                self.many, level=level, forest=self.forest, kinds=self.kinds, numbers=self.numbers, is_fine=is_fine
            )
        return self.tables[key]

    def settled(self, level: tuple[str, ...], *, is_fine: bool) -> Settled:
        key = level, is_fine
        if key not in self.known:
            self.known[key] = self._settle(level, is_fine=is_fine)
        return self.known[key]

    def _settle(self, level: tuple[str, ...], *, is_fine: bool) -> Settled:
        wider = [self.settled(each, is_fine=is_fine) for _, each in widenings(level)]
        if is_fine:
            wider.append(self.settled(level, is_fine=False))
        told = frozenset(chain.from_iterable(each.told for each in wider))
        back = frozenset(chain.from_iterable(each.back for each in wider)) - told
        table = self.table(level, is_fine=is_fine)
        sums = list(table.sums())
        frames = sorted(table.cells, key=_order)
        cells = [table.cells[frame][unit] for frame in frames for unit in sorted(table.cells[frame])]
        terms = chain(cells, chain.from_iterable((*one.parts, one.total) for one in sums))
        sizes = {number: self.numbers.sizes(number) for number in dict.fromkeys(terms)}
        if self.is_told_whole and level in ((), ("instrument",)):
            return Settled(frozenset(sizes), frozenset())
        found = hidden(sizes, few=is_too_few, sums=sums, told=told, back=back & sizes.keys())
        return Settled(told | (sizes.keys() - found), back | found)


def _order(frame: Frame) -> tuple[str, date, date, str, tuple[str, ...]]:
    part = tuple(each or "" for each in frame.part)
    return frame.tree, frame.span.from_on, frame.span.until_on, frame.aspect or "", part
