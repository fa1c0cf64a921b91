"""Of how many answers each figure is that anybody can ask for, and which of them add up to which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from servewell.engines.lake.measures import By
from servewell.engines.lake.sizes import Size
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.hiding import Sum
from servewell.rooms.insight.selectors.periods import DAYS_IN, MONTHS_IN, Span, begin, later
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree

# a mark for the very answers behind a number, that adds up as they do, and then how many there are in each way of
# counting them; where two are equal they are the same answers, by whichever way one came to them
Content = tuple[int, ...]
MARKS = 2**64

Part = tuple[str | None, ...]
# shorter periods, and the longer ones that they make up: longer ones and, of as many as a page calls now, runs
MADE_UP_OF: Mapping[By, Sequence[By]] = {
    By.DAY: (By.WEEK, By.MONTH),
    By.WEEK: (),
    By.MONTH: (By.QUARTER,),
    By.QUARTER: (By.YEAR,),
    By.YEAR: (),
}


class Cell(NamedTuple):
    """The answers of a unit, with all below it by a tree, in the days of a span; under an aspect or, if None, to the
    whole; of the part of the customers that is looked at: what is meant is in the order of the narrowings.
    """

    tree: Tree
    span: Span
    unit: int
    aspect: str | None
    part: Part


class From(NamedTuple):
    """What of a cell's answers came from a unit right below, or, where ``below`` is None, from the unit itself."""

    whole: Cell
    below: int | None


@dataclass(frozen=True)
class Atom:
    """Answers that nobody can ask for more finely. ``named``: channel, kind and so on, by what they are split by."""

    size: Size
    named: Mapping[str, str | None]
    content: Content


def atoms(
    sizes: Sequence[Sequence[Size]], *, split: Sequence[str], ways: Sequence[int], kinds: Mapping[str, str]
) -> list[Atom]:
    """Of each question its sizes, which count in the way of that place: the sources of a composite are several."""
    found = []
    for place, (rows, way) in enumerate(zip(sizes, ways, strict=True)):
        for size in rows:
            text = repr((place, size.day, size.unit, size.aspect, size.parts))
            mark = int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
            counts = [size.n if each == way else 0 for each in range(max(ways) + 1)]
            named = dict(zip(split, size.parts, strict=True))
            named["kind"] = kinds.get(named.get("channel") or "")
            found.append(Atom(size, named, (mark, *counts)))
    return found


def summed(contents: Iterable[Content]) -> Content:
    mark, *counts = (sum(column) for column in zip(*contents, strict=True))
    return (mark % MARKS, *counts)


@dataclass
class Forest:
    """Where units stand and stood. ``on``: the day whose tree is today's."""

    placed: Sequence[people.Placed]
    on: date
    _of: dict[int, list[people.Placed]] = field(default_factory=lambda: defaultdict(list))
    _known: dict[tuple[int, date, Tree], tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.placed:
            self._of[each.unit].append(each)

    def chain(self, unit: int, day: date, tree: Tree) -> tuple[int, ...]:
        """The unit and those above it, nearest first: on the day of an answer, or today; none where it did not stand.

        A closed unit counts today where it would stand.
        """
        on = day if tree is Tree.AS_IT_WAS else self.on
        key = (unit, on, tree)
        if key not in self._known:
            place = self._place(unit, on, stays=tree is Tree.TODAY)
            above = () if place is None or place.above is None else self.chain(place.above, day, tree)
            self._known[key] = () if place is None else (unit, *above)
        return self._known[key]

    def _place(self, unit: int, on: date, *, stays: bool) -> people.Placed | None:
        for each in self._of[unit]:
            if each.from_on <= on < each.until_on:
                return each
        last = self._of[unit][-1] if self._of[unit] else None
        return last if stays and last is not None and last.until_on <= on else None


def periods_told(*, is_fine: bool) -> tuple[By, ...]:
    """The periods of which longer ones are made, the shortest first: days and weeks only where they are asked for."""
    return (By.DAY, By.WEEK, By.MONTH, By.QUARTER) if is_fine else (By.MONTH, By.QUARTER)


def spans_of(first: date, by: By, anchor: date) -> Iterator[tuple[By | None, Span]]:
    """The longer spans in which the period of that first day lies: those that it makes up, and the run of as many
    periods as a page calls now, counted back from the one that it does on the anchor's day.
    """
    for longer in MADE_UP_OF[by]:
        begins = begin(day=first, by=longer)
        yield longer, Span(begins, later(first=begins, by=longer))
    run = terms.WINDOWS[by].now
    end = later(first=begin(day=anchor, by=by), by=by)
    back = -((_periods_between(first, end, by) - 1) // run + 1)
    yield None, Span(later(first=end, by=by, count=back * run), later(first=end, by=by, count=(back + 1) * run))


def _periods_between(first: date, end: date, by: By) -> int:
    """How many periods there are from the one that begins on ``first`` up to, but without, the one of ``end``."""
    if by in DAYS_IN:
        return (end - first).days // DAYS_IN[by]
    return ((end.year - first.year) * 12 + end.month - first.month) // MONTHS_IN[by]


def widenings(level: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each narrowing's place, and the level without it; a channel is one of its kind first."""
    for place, name in enumerate(level):
        put = ("kind",) if name == "channel" else ()
        yield place, (*level[:place], *put, *level[place + 1 :])


class Table:
    """All cells of one level, which says by what they are narrowed, with the sums that are between them."""

    def __init__(
        self, many: Iterable[Atom], *, level: tuple[str, ...], forest: Forest, kinds: Mapping[str, str], is_fine: bool
    ) -> None:
        self.level, self.kinds = level, kinds
        self.bys = periods_told(is_fine=is_fine)
        self.forest = forest
        self._longer: dict[Span, list[tuple[By | None, Span]]] = {}
        shares: dict[From, list[int]] = {}
        for atom in many:
            for share in self._froms(atom):
                _add(shares, share, atom.content)
        self.shares = self._lengthened(shares)
        self.cells: dict[Cell, Content] = {}
        for share, content in self.shares.items():
            known = self.cells.get(share.whole)
            self.cells[share.whole] = content if known is None else summed((known, content))

    def sums(self) -> Iterator[Sum[Content]]:
        """Between units, between periods, and between the parts of the customers."""
        yield from self._of_units()
        periods: dict[Cell, list[Content]] = defaultdict(list)
        for cell, content in self.cells.items():
            for _by, span in self._longer.get(cell.span, ()):
                periods[cell._replace(span=span)].append(content)
        yield from (Sum(tuple(parts), self.cells[cell]) for cell, parts in periods.items())
        wholes: dict[tuple[Cell, int], list[Content]] = defaultdict(list)
        for cell, content in self.cells.items():
            for place, level in widenings(self.level):
                wholes[cell._replace(part=self._widened(cell.part, place, level)), place].append(content)
        yield from (Sum(tuple(parts), summed(parts)) for parts in wholes.values())

    def _of_units(self) -> Iterator[Sum[Content]]:
        """A unit is what came from those below it and from itself; and it gave all that it is to those above."""
        wholes: dict[Cell, list[Content]] = defaultdict(list)
        givers: dict[Cell, list[Content]] = defaultdict(list)
        for share, content in self.shares.items():
            wholes[share.whole].append(content)
            if share.below is not None:
                givers[share.whole._replace(unit=share.below)].append(content)
        yield from (Sum(tuple(parts), self.cells[cell]) for cell, parts in wholes.items())
        for cell, parts in givers.items():
            if summed(parts) == self.cells[cell]:  # at times it may have stood under no other
                yield Sum(tuple(parts), self.cells[cell])

    def _froms(self, atom: Atom) -> Iterator[From]:
        first = begin(day=atom.size.day, by=self.bys[0])
        span = Span(first, later(first=first, by=self.bys[0]))
        part = tuple(atom.named[name] for name in self.level)
        for tree in Tree:
            chain = self.forest.chain(atom.size.unit, atom.size.day, tree)
            for below, unit in zip((None, *chain), chain, strict=False):
                yield From(Cell(tree, span, unit, atom.size.aspect, part), below)

    def _lengthened(self, shortest: dict[From, list[int]]) -> dict[From, Content]:
        """The same with those of longer periods, which are sums of these."""
        found: dict[By | None, dict[From, list[int]]] = defaultdict(dict)
        found[self.bys[0]] = shortest
        for by in self.bys:
            for share, content in found[by].items():
                for longer, span in self._spans(share.whole.span, by):
                    _add(found[longer], From(share.whole._replace(span=span), share.below), content)
        return {
            share: (content[0] % MARKS, *content[1:]) for shares in found.values() for share, content in shares.items()
        }

    def _spans(self, span: Span, by: By) -> list[tuple[By | None, Span]]:
        if span not in self._longer:
            self._longer[span] = list(spans_of(span.from_on, by, self.forest.on))
        return self._longer[span]

    def _widened(self, part: Part, place: int, level: tuple[str, ...]) -> Part:
        named = dict(zip(self.level, part, strict=True))
        if self.level[place] == "channel":
            named["kind"] = self.kinds.get(part[place] or "")
        return tuple(named[name] for name in level)


def _add(into: dict[From, list[int]], key: From, content: Sequence[int]) -> None:
    known = into.setdefault(key, [0] * len(content))
    for place, each in enumerate(content):
        known[place] += each
