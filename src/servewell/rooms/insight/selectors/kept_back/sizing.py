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
from servewell.rooms.insight.selectors.asked.periods import DAYS_IN, MONTHS_IN, Span, begin, later
from servewell.rooms.insight.selectors.kept_back.hiding import Sum
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


class Frame(NamedTuple):
    """What cells of all units have in common: by which tree, of which days, under which aspect or, if None, to the
    whole; of which part of the customers: what is meant is in the order of the narrowings.
    """

    tree: Tree
    span: Span
    aspect: str | None
    part: Part


# of a unit, what came from one right below it or, where that is None, from itself
From = tuple[int, int | None]


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


class Numbers:
    """A number for each content, from 0 on: the same for the same answers."""

    def __init__(self) -> None:
        self.contents: list[Content] = []
        self._known: dict[Content, int] = {}

    def of(self, content: Sequence[int]) -> int:
        key = (content[0] % MARKS, *content[1:])
        number = self._known.setdefault(key, len(self.contents))
        if number == len(self.contents):
            self.contents.append(key)
        return number

    def of_sum(self, numbers: Sequence[int]) -> int:
        if len(numbers) == 1:
            return numbers[0]
        return self.of([sum(column) for column in zip(*(self.contents[each] for each in numbers), strict=True)])

    def sizes(self, number: int) -> tuple[int, ...]:
        return self.contents[number][1:]


@dataclass
class Forest:
    """Where units stand and stood. ``on``: the day whose tree is today's; one of the ``trees`` is enough where no unit
    has ever stood elsewhere.
    """

    placed: Sequence[people.Placed]
    on: date
    trees: tuple[Tree, ...] = tuple(Tree)
    _of: dict[int, list[people.Placed]] = field(default_factory=lambda: defaultdict(list))
    _known: dict[tuple[int, date, Tree], tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.placed:
            self._of[each.unit].append(each)
        has_changed = any(
            len(places) > 1 or not places[0].from_on <= self.on < places[0].until_on for places in self._of.values()
        )
        self.trees = tuple(Tree) if has_changed else (Tree.AS_IT_WAS,)

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
        places = self._of.get(unit, [])
        for each in places:
            if each.from_on <= on < each.until_on:
                return each
        last = places[-1] if places else None
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
    """All cells of one level, which says by what they are narrowed, with the sums that are between them.

    ``cells``: by frame and unit the number of its content.
    """

    def __init__(
        self,
        many: Iterable[Atom],
        *,
        level: tuple[str, ...],
        forest: Forest,
        kinds: Mapping[str, str],
        numbers: Numbers,
        is_fine: bool,
    ) -> None:
        self.level, self.forest, self.kinds, self.numbers = level, forest, kinds, numbers
        self._longer: dict[Frame, list[Frame]] = {}
        bys = periods_told(is_fine=is_fine)
        shares = self._lengthened(self._shortest(many, bys[0]), bys)
        self._shares: dict[Frame, dict[From, int]] = {
            frame: {share: numbers.of(content) for share, content in found.items()} for frame, found in shares.items()
        }
        self.cells: dict[Frame, dict[int, int]] = {
            frame: {unit: numbers.of_sum(parts) for unit, parts in _grouped(found).items()}
            for frame, found in self._shares.items()
        }

    def sums(self) -> Iterator[Sum[int]]:
        """Between units, between periods, and between the parts of the customers. A total of one part is that part."""
        for parts in (*self._of_units(), *self._of_periods(), *self._of_parts()):
            if len(parts) > 1:
                yield Sum(tuple(parts), self.numbers.of_sum(parts))

    def _of_units(self) -> Iterator[list[int]]:
        """A unit is what came from those below it and from itself; and it gave all that it is to those above."""
        for frame, shares in self._shares.items():
            yield from _grouped(shares).values()
            givers: dict[int, list[int]] = defaultdict(list)
            for (_unit, below), number in shares.items():
                if below is not None:
                    givers[below].append(number)
            # at times a unit may have stood under no other
            whole = self.cells[frame]
            yield from (parts for unit, parts in givers.items() if self.numbers.of_sum(parts) == whole[unit])

    def _of_periods(self) -> Iterator[list[int]]:
        longer = ((each, frame) for frame in self.cells for each in self._longer.get(frame, ()))
        return self._within(longer)

    def _of_parts(self) -> Iterator[list[int]]:
        for place, level in widenings(self.level):
            yield from self._within((self._widened(frame, place, level), frame) for frame in self.cells)

    def _within(self, frames: Iterable[tuple[Frame, Frame]]) -> Iterator[list[int]]:
        """By unit what makes up the first of two frames: all that stand second beside it."""
        found: dict[Frame, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for whole, frame in frames:
            for unit, number in self.cells[frame].items():
                found[whole][unit].append(number)
        return (parts for by_unit in found.values() for parts in by_unit.values())

    def _shortest(self, many: Iterable[Atom], by: By) -> dict[Frame, dict[From, list[int]]]:
        found: dict[Frame, dict[From, list[int]]] = defaultdict(dict)
        for atom in many:
            size, part = atom.size, tuple(atom.named[name] for name in self.level)
            first = begin(day=size.day, by=by)
            for tree in self.forest.trees:
                shares = found[Frame(tree, Span(first, later(first=first, by=by)), size.aspect, part)]
                chain = self.forest.chain(size.unit, size.day, tree)
                for share in zip(chain, (None, *chain), strict=False):
                    _add(shares, share, atom.content)
        return found

    def _lengthened(
        self, shortest: dict[Frame, dict[From, list[int]]], bys: Sequence[By]
    ) -> dict[Frame, dict[From, list[int]]]:
        """The same with those of longer periods, which are sums of these."""
        found: dict[By | None, dict[Frame, dict[From, list[int]]]] = defaultdict(lambda: defaultdict(dict))
        found[bys[0]] = shortest
        for by in bys:
            for frame, shares in found[by].items():
                for longer, span in spans_of(frame.span.from_on, by, self.forest.on):
                    whole = frame._replace(span=span)
                    self._longer.setdefault(frame, []).append(whole)
                    for share, content in shares.items():
                        _add(found[longer][whole], share, content)
        return {frame: shares for frames in found.values() for frame, shares in frames.items()}

    def _widened(self, frame: Frame, place: int, level: tuple[str, ...]) -> Frame:
        named = dict(zip(self.level, frame.part, strict=True))
        if self.level[place] == "channel":
            named["kind"] = self.kinds.get(frame.part[place] or "")
        return frame._replace(part=tuple(named[name] for name in level))


def _grouped(shares: Mapping[From, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for (unit, _below), number in shares.items():
        found[unit].append(number)
    return found


def _add(into: dict[From, list[int]], key: From, content: Sequence[int]) -> None:
    known = into.get(key)
    if known is None:
        into[key] = list(content)
        return
    for place, each in enumerate(content):
        known[place] += each
