"""Of how many answers each figure is that anybody can ask for, and which of them add up to which."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from servewell.engines import stats
from servewell.engines.lake.measures import By
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import DAYS_IN, MONTHS_IN, Span, begin, later
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree

if TYPE_CHECKING:
    from servewell.engines.lake.sizes import Column, Sizes
    from servewell.engines.stats.small_units.adding_up import MarkArray
    from servewell.engines.stats.small_units.hiding import BoolArray

Level = tuple[str, ...]
# the digits of a key, before those of the parts of the customers and, last, the unit
TREE, SPAN, ASPECT, FIRST_PART = range(4)
# shorter periods, and the longer ones that they make up: longer ones and, of as many as a page calls now, runs
MADE_UP_OF: Mapping[By, Sequence[By]] = {
    By.DAY: (By.WEEK, By.MONTH),
    By.WEEK: (),
    By.MONTH: (By.QUARTER,),
    By.QUARTER: (By.YEAR,),
    By.YEAR: (),
}


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


@dataclass(frozen=True)
class Calendar:
    """The periods in which answers lie, and longer ones. ``of_days``: of each day its shortest period; ``longer``: of
    each period the longer one, or -1, as many times as longer ones are made up. Both by their places in ``spans``.
    """

    spans: Sequence[Span]
    of_days: Sequence[int]
    longer: Sequence[Sequence[int]]


def calendar(days: Iterable[date], *, bys: Sequence[By], anchor: date) -> Calendar:
    shortest = [_period(day, bys[0]) for day in days]
    known: dict[By, dict[Span, None]] = defaultdict(dict, {bys[0]: dict.fromkeys(shortest)})
    longer: dict[tuple[By, By | None], dict[Span, Span]] = defaultdict(dict)
    for by in bys:
        for span in known[by]:
            for each, whole in spans_of(span.from_on, by, anchor):
                longer[by, each][span] = whole
                if each is not None:
                    known[each][whole] = None
    wholes = (span for made in longer.values() for span in made.values())
    spans = sorted({*shortest, *wholes}, key=lambda span: (span.from_on, span.until_on))
    places: dict[Span | None, int] = {None: -1, **{span: place for place, span in enumerate(spans)}}
    return Calendar(
        spans,
        [places[span] for span in shortest],
        [[places[made.get(span)] for span in spans] for made in longer.values()],
    )


def _longer(spans: Calendar) -> "list[stats.Along]":
    return [stats.Along(SPAN, whole) for whole in spans.longer]


def _period(day: date, by: By) -> Span:
    first = begin(day=day, by=by)
    return Span(first, later(first=first, by=by))


@dataclass(frozen=True)
class Table:
    """All cells of one level, which says by what they are narrowed, with the sums that are between them. Of a cell's
    key the digits are the places of its tree, its span, aspect, what it is narrowed to, and unit among these.
    ``own``, of each tree but the first and each unit: whether there are cells of it; else they are the first tree's.
    """

    added: "stats.AddedUp"
    trees: Sequence[Tree]
    spans: Sequence[Span]
    aspects: Sequence[str | None]
    parts: Sequence[Sequence[str | None]]
    units: Sequence[int]
    own: "Sequence[BoolArray]"


class Sizing:
    """What was counted, and how it adds up."""

    def __init__(self, sizes: "Sizes", *, ways: Sequence[int], kinds: Mapping[str, str], forest: Forest) -> None:
        """``ways``: in which way each question counts that was asked: the sources of a composite are several."""
        self.sizes, self.kinds, self.forest = sizes, kinds, forest
        self.contents = stats.marked(sizes.n, asked=sizes.asked, ways=ways)
        self.units = sorted({*sizes.units.values, *(each.above for each in forest.placed if each.above is not None)})
        first, *others = (self._ladder(tree) for tree in forest.trees)
        self.own = [stats.units_apart(first, each, units=len(self.units)) for each in others]
        # what both trees have in common is reckoned once
        self.ladders = [first, *(replace(each, only=own) for each, own in zip(others, self.own, strict=True))]

    def marks(self, *, is_fine: bool) -> "MarkArray":
        """Of all contents that there are of the look that is narrowed by nothing."""
        spans = self._spans(is_fine=is_fine)
        return stats.marks_of_all(self._atoms(spans, []), ladders=self.ladders, longer=_longer(spans))

    def _spans(self, *, is_fine: bool) -> Calendar:
        return calendar(self.sizes.days.values, bys=periods_told(is_fine=is_fine), anchor=self.forest.on)

    def _atoms(self, spans: Calendar, parts: "Sequence[stats.Label]") -> "stats.Atoms":
        days, aspects = self.sizes.days, self.sizes.aspects
        labels = [
            stats.Label(days.codes, spans.of_days, len(spans.spans)),
            stats.Label(aspects.codes, range(len(aspects.values)), len(aspects.values)),
            *parts,
        ]
        return stats.Atoms(self.contents, days.codes, self.sizes.units.codes, len(self.units), labels)

    def table(self, level: Level, *, is_fine: bool) -> Table:
        spans = self._spans(is_fine=is_fine)
        parts = [self._part(name) for name in level]
        atoms = self._atoms(spans, [label for _, label in parts])
        wider = [stats.Along(FIRST_PART + place, self._widened(level[place])) for place, _ in widenings(level)]
        added = stats.added_up(atoms, ladders=self.ladders, longer=_longer(spans), wider=wider)
        names = [values for values, _ in parts]
        return Table(added, self.forest.trees, spans.spans, self.sizes.aspects.values, names, self.units, self.own)

    def _ladder(self, tree: Tree) -> "stats.Ladder":
        """From a day on which a unit came to stand elsewhere to the next, all stand where they stood on the first."""
        numbers = {unit: number for number, unit in enumerate(self.units)}
        changes = sorted({day for each in self.forest.placed for day in (each.from_on, each.until_on)})
        begun = [0 if tree is Tree.TODAY else bisect_right(changes, day) for day in self.sizes.days.values]
        eras = dict(zip(begun, self.sizes.days.values, strict=True))
        places = {era: place for place, era in enumerate(eras)}
        chains = ([self.forest.chain(unit, day, tree) for unit in self.sizes.units.values] for day in eras.values())
        above = [[[numbers[unit] for unit in chain] for chain in each] for each in chains]
        return stats.Ladder([places[era] for era in begun], above)

    def _part(self, name: str) -> "tuple[Sequence[str | None], stats.Label]":
        if name != "kind":
            column = self.sizes.parts[name]
            return column.values, stats.Label(column.codes, range(len(column.values)), len(column.values))
        channels = self.sizes.parts["channel"]
        kinds = self._kinds(channels)
        named = sorted(set(kinds), key=lambda kind: kind or "")
        return named, stats.Label(channels.codes, [named.index(kind) for kind in kinds], len(named))

    def _kinds(self, channels: "Column[str | None]") -> list[str | None]:
        return [self.kinds.get(channel or "") for channel in channels.values]

    def _widened(self, name: str) -> Sequence[int]:
        """Each channel is one of its kind; of anything else each is one of all."""
        if name == "kind":
            return [0] * len(self._part(name)[0])
        column = self.sizes.parts[name]
        kinds = self._kinds(column) if name == "channel" else [None] * len(column.values)
        places = {kind: place for place, kind in enumerate(dict.fromkeys(kinds))}
        return [places[kind] for kind in kinds]
