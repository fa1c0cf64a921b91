"""Whether a figure is kept back: looked up among all that were settled at once."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from servewell.engines.lake.measures import By
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later
from servewell.rooms.insight.selectors.kept_back.sizing import ASPECT, FIRST_PART, TREE, Table, spans_of
from servewell.rooms.people.terms import Tree

if TYPE_CHECKING:
    from servewell.engines.stats.small_units.hiding import BoolArray

# of a unit, by its key, and an aspect of it, or None for the whole
UnitAspect = tuple[int, str | None]
Value = TypeVar("Value", bound=Hashable)


class AllCells:
    """Of each cell of a level whether it is kept back, in nine bytes."""

    def __init__(self, table: Table, backs: "BoolArray") -> None:
        """``backs``: one for each cell of the table."""
        self._keys, self._cells, self._backs = table.added.keys, table.added.cells.data, backs.data
        self._trees, self._parts = _places(table.trees), [_places(names) for names in table.parts]
        self.spans, self.aspects, self.units = _places(table.spans), _places(table.aspects), _places(table.units)
        self._own = [own.tolist() for own in table.own]
        self._with_answers = _units_and_aspects(table)

    def __len__(self) -> int:
        return len(self._cells)

    def of(self, tree: Tree, part: Sequence[str]) -> "Cells | None":
        """Those of one look, if there are any. Where no unit has ever stood elsewhere, both trees are one."""
        places = (
            self._trees.get(tree, 0),
            *(names.get(name, -1) for names, name in zip(self._parts, part, strict=True)),
        )
        keys = self._with_answers.get(places)
        return None if keys is None else Cells(self, places[0], places[1:], keys)

    def is_back(self, *places: int) -> bool | None:
        """By the place of the tree, of the span and so on; None where no such cell has answers."""
        tree, *others, unit = places
        key = self._keys.of((tree if tree and self._own[tree - 1][unit] else 0, *others, unit))
        found = bisect_left(self._cells, key)
        return bool(self._backs[found]) if found < len(self._cells) and self._cells[found] == key else None


def _places(values: Sequence[Value]) -> dict[Value, int]:
    return {value: place for place, value in enumerate(values)}


def _units_and_aspects(table: Table) -> Mapping[tuple[int, ...], frozenset[UnitAspect]]:
    """Of each tree and part, by their places, of what there are answers at any time."""
    unit = FIRST_PART + len(table.parts)
    found: dict[tuple[int, ...], set[UnitAspect]] = defaultdict(set)
    for at, under, tree, *part in table.added.occurring((unit, ASPECT, TREE, *range(FIRST_PART, unit))):
        trees = [tree] if tree else [0, *(place for place, own in enumerate(table.own, start=1) if not own[at])]
        for each in trees:
            found[each, *part].add((table.units[at], table.aspects[under]))
    return {look: frozenset(keys) for look, keys in found.items()}


@dataclass(frozen=True)
class Cells:
    """Of each cell of a look whether it is kept back. ``keys``: of which units and aspects there are answers."""

    every: AllCells
    tree: int
    part: tuple[int, ...]
    keys: frozenset[UnitAspect]

    def is_back(self, span: Span, key: UnitAspect) -> bool | None:
        """None where there are no answers, and for other spans than those that are told everywhere."""
        if key not in self.keys or span not in self.every.spans:
            return None
        unit, aspect = key
        of = self.every
        return of.is_back(self.tree, of.spans[span], of.aspects[aspect], *self.part, of.units[unit])


@dataclass(frozen=True)
class KeptBack:
    """What is kept back of a look. ``bys``: of which periods there are cells, the shortest first; ``on``: the day that
    counts as today for all. ``among``: of a look at one question, the same answers among all those of their aspects.
    """

    cells: Cells | None
    bys: tuple[By, ...]
    on: date
    among: Cells | None = None

    def holds(self, unit: int, span: Span, aspect: str | None = None) -> bool:
        """Whether nothing is told of a unit in those days. Other spans than those that are told everywhere are told
        just where they follow from these.
        """
        if self._is_held(self.cells, span, (unit, aspect)):
            return True
        aspects = self.among.every.aspects if self.among else ()
        return any(self._is_held(self.among, span, (unit, each)) for each in aspects)

    def _is_held(self, cells: Cells | None, span: Span, key: UnitAspect) -> bool:
        if cells is None:
            return False
        known = cells.is_back(span, key)
        return known if known is not None else not self._follows(cells, span, key)

    def units_in(self, span: Span) -> frozenset[int]:
        """The units, by their keys, of which nothing is told as a whole in those days."""
        keys = self.cells.keys if self.cells else ()
        return frozenset(unit for unit, aspect in keys if aspect is None and self.holds(unit, span))

    def _follows(self, cells: Cells, span: Span, key: UnitAspect) -> bool:
        """Whether the days can be put together of spans that are told; one without answers is told."""
        reached, waiting = {span.from_on}, [span.from_on]
        while waiting:
            for each in self._beginning(waiting.pop()):
                if each.until_on <= span.until_on and not cells.is_back(each, key):
                    waiting += {each.until_on} - reached
                    reached.add(each.until_on)
        return span.until_on in reached

    def _beginning(self, first: date) -> Iterator[Span]:
        for by in self.bys:
            if begin(day=first, by=by) == first:
                yield Span(first, later(first=first, by=by))
                yield from (each for _, each in spans_of(first, by, self.on) if each.from_on == first)


NOTHING_BACK = KeptBack(None, (), date.min)
