"""All figures that anybody can ask for of many answers, and which of them add up to which."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from servewell.engines.stats.counts import IntArray
from servewell.engines.stats.small_units.hiding import BoolArray, Sums

# one key, or an array of them
Number = TypeVar("Number", int, IntArray)
MarkArray = NDArray[np.uint64]
# the digits of a key before those of its parts
TREE, SPAN = 0, 1
SEED = 20261130


@dataclass(frozen=True)
class Contents:
    """What is behind figures, one for each: ``counts`` of answers, of the shape (figures, ways of counting), and a mark
    for the very answers. Marks add up as the answers do, from 2**64 on beginning anew, and are the same where two
    figures are of the same answers, whichever way one comes to them.
    """

    marks: MarkArray
    counts: IntArray

    def __len__(self) -> int:
        return len(self.marks)

    def at(self, places: IntArray) -> "Contents":
        return Contents(self.marks[places], self.counts.take(places, axis=0))

    def added(self, starts: IntArray) -> "Contents":
        """Together from each start to the next. None of these stretches may be empty."""
        return Contents(np.add.reduceat(self.marks, starts), np.add.reduceat(self.counts, starts))


def joined(many: Sequence[Contents]) -> Contents:
    return Contents(np.concatenate([each.marks for each in many]), np.concatenate([each.counts for each in many]))


def marked(n: IntArray, *, asked: IntArray, ways: Sequence[int]) -> Contents:
    """Contents that have no answers in common: ``n`` of each, to the question ``asked``, which counts in the way of its
    place. That different ones add up to the same mark is as likely as for numbers drawn at random: once in 2**64.
    """
    counts = np.zeros((len(n), max(ways) + 1), dtype=np.int64)
    counts[np.arange(len(n)), np.asarray(ways)[asked]] = n
    return Contents(np.random.default_rng(SEED).integers(0, 2**64, len(n), dtype=np.uint64), counts)


@dataclass(frozen=True)
class Label:
    """What a row is: ``meant[codes]``, of ``count`` things that there are."""

    codes: IntArray
    meant: Sequence[int]
    count: int

    @cached_property
    def values(self) -> IntArray:
        return np.asarray(self.meant, dtype=np.int64)[self.codes]


@dataclass(frozen=True)
class Ladder:
    """Which units a row counts to: ``above[eras[day]][unit]`` begins with the unit itself, and may be empty. ``only``,
    one for each unit: whether there are cells of it; None: of all.
    """

    eras: Sequence[int]
    above: Sequence[Sequence[Sequence[int]]]
    only: BoolArray | None = None

    @cached_property
    def steps(self) -> IntArray:
        """Of the shape (steps, eras, units), -1 above the last."""
        depth = max((1, *(len(each) for units in self.above for each in units)))
        steps = np.full((depth, len(self.above), max(map(len, self.above), default=0)), -1, dtype=np.int64)
        for era, units in enumerate(self.above):
            for unit, each in enumerate(units):
                steps[: len(each), era, unit] = each
        return steps


def units_apart(one: Ladder, other: Ladder, *, units: int) -> BoolArray:
    """Of each of so many units whether two ladders of the same days differ about it: whether a row counts to it by one
    of them only, or comes to it or goes on from it another way; and about all that stand above such a unit.

    Of any other unit both have the same cells with the same sums: by one of them is enough.
    """
    eras = np.unique(np.stack([one.eras, other.eras]).astype(np.int64), axis=1)
    depth = max(len(one.steps), len(other.steps))
    steps = np.full((2, depth, eras.shape[1], max(one.steps.shape[2], other.steps.shape[2])), -1, dtype=np.int64)
    for place, each in enumerate((one, other)):
        steps[place, : len(each.steps), :, : each.steps.shape[2]] = each.steps[:, eras[place]]
    differ = steps[0] != steps[1]
    near = differ.copy()
    near[1:] |= differ[:-1]
    near[:-1] |= differ[1:]
    found: BoolArray = np.zeros(units + 1, dtype=bool)  # the last is for no unit
    found[steps[:, near]] = True
    while True:
        found[-1] = False
        before = found.sum()
        found[steps[:, 1:][found[steps[:, :-1]]]] = True
        if found[:-1].sum() == before:
            return found[:-1]


@dataclass(frozen=True)
class Along:
    """What adds up to what along one digit: ``whole`` of each value is the one that it is a piece of, or -1."""

    digit: int
    whole: Sequence[int]


@dataclass(frozen=True)
class Atoms:
    """Answers that nobody can ask for more finely: what is in each row, and what it is. ``days`` and ``units`` are
    codes; ``labels`` are its span, what else it is, and of which part of the customers.
    """

    contents: Contents
    days: IntArray
    units: IntArray
    unit_count: int
    labels: Sequence[Label]


@dataclass(frozen=True)
class Keys:
    """Keys that are numbers, of which each digit counts to another number."""

    counts: tuple[int, ...]

    def weight(self, digit: int) -> int:
        return prod(self.counts[digit + 1 :])

    def of(self, digits: Iterable[Number]) -> Number:
        found, *rest = (value * self.weight(digit) for digit, value in enumerate(digits))
        for each in rest:
            found = found + each
        return found

    def digit(self, keys: IntArray, digit: int) -> IntArray:
        higher = keys // self.weight(digit)
        return higher - higher // self.counts[digit] * self.counts[digit]

    def moved(self, keys: IntArray, along: Along) -> tuple[IntArray, IntArray]:
        """The places of those that are a piece of something, and the keys of that."""
        values = self.digit(keys, along.digit)
        whole = np.asarray(along.whole, dtype=np.int64)[values]
        places = np.flatnonzero(whole >= 0)
        return places, keys[places] + (whole - values)[places] * self.weight(along.digit)


@dataclass(frozen=True)
class Figures:
    """``keys`` ascend, each once."""

    keys: IntArray
    contents: Contents


def gathered(keys: IntArray, contents: Contents) -> Figures:
    """What has the same key is added up."""
    # keys come in stretches that ascend already
    order = np.argsort(keys, kind="stable")
    ascending = keys[order]
    starts = _starts(ascending)
    return Figures(ascending[starts], contents.at(order).added(starts))


def _together(many: Sequence[Figures]) -> Figures:
    return gathered(np.concatenate([each.keys for each in many]), joined([each.contents for each in many]))


def _starts(keys: IntArray | MarkArray) -> IntArray:
    """Where another key begins."""
    return np.concatenate((np.arange(min(1, len(keys))), 1 + np.flatnonzero(keys[1:] != keys[:-1])))


@dataclass(frozen=True)
class AddedUp:
    """``cells``: their keys, ascending, of which the last digit is the unit; ``numbers``: of each cell the number of
    its content, the same for the same answers. ``sizes``, of the shape (numbers, ways), and ``sums`` go by these
    numbers: first those of the cells, in their order, and then what else is part or total of a sum. ``marks`` of the
    contents, ascending, are those of the numbers ``marked``.
    """

    keys: Keys
    cells: IntArray
    numbers: IntArray
    sizes: IntArray
    sums: Sums
    marks: MarkArray
    marked: IntArray

    def occurring(self, digits: Sequence[int]) -> frozenset[tuple[int, ...]]:
        """What stands together in these digits of any cell."""
        shorter = Keys(tuple(self.keys.counts[digit] for digit in digits))
        found = np.unique(shorter.of([self.keys.digit(self.cells, digit) for digit in digits]))
        columns = (shorter.digit(found, place).tolist() for place in range(len(digits)))
        return frozenset(zip(*columns, strict=True))

    def marks_of(self, wanted: BoolArray) -> MarkArray:
        """Those of the contents that are wanted, one flag for each number; ascending."""
        return self.marks[wanted[self.marked]]

    def are_among(self, many: Iterable[MarkArray]) -> BoolArray:
        """Of each number whether its content has a mark among those, which ascend."""
        found: BoolArray = np.zeros(len(self.sizes), dtype=bool)
        for marks in many:
            if len(marks):
                at = np.minimum(np.searchsorted(marks, self.marks), len(marks) - 1)
                found[self.marked[marks[at] == self.marks]] = True
        return found


def added_up(atoms: Atoms, *, ladders: Sequence[Ladder], longer: Sequence[Along], wider: Sequence[Along]) -> AddedUp:
    """Every cell of units by each tree, of spans and of longer ones, of each part; and every sum between them:

    - a unit is what came from those right below it and from itself, and gave all that it is to those above;
    - ``longer``: spans are pieces of longer ones, from the shortest on;
    - ``wider``: parts of the customers are pieces of wider ones, which are no cells of this table.

    ``ladders``: of each tree. The digits of a key are tree, labels, unit, and of shares the one below.
    """
    counts = (len(ladders), *(label.count for label in atoms.labels), atoms.unit_count)
    keys, of_shares = Keys(counts), Keys((*counts, atoms.unit_count + 1))
    shares, cells = _figures(atoms, ladders, longer, of_shares)
    sums = [*_of_units(shares, cells, of_shares)]
    for along in (*longer, *wider):
        places, whole = keys.moved(cells.keys, along)
        sums.append(_groups(whole, places))
    return _numbered(keys, cells, shares, sums)


def marks_of_all(atoms: Atoms, *, ladders: Sequence[Ladder], longer: Sequence[Along]) -> MarkArray:
    """The marks, ascending, of all that ``added_up`` finds where no part is a piece of a wider one: its sums add up to
    its cells.
    """
    bare = replace(atoms, contents=Contents(atoms.contents.marks, atoms.contents.counts[:, :0]))
    keys = Keys((len(ladders), *(label.count for label in atoms.labels), atoms.unit_count, atoms.unit_count + 1))
    shares, cells = _figures(bare, ladders, longer, keys)
    return np.unique(np.concatenate([shares.contents.marks, cells.contents.marks]))


def _figures(atoms: Atoms, ladders: Sequence[Ladder], longer: Sequence[Along], keys: Keys) -> tuple[Figures, Figures]:
    """The shares, and the cells that they add up to."""
    shares = _lengthened(_shares(atoms, ladders, keys), longer, keys)
    return shares, _cells(shares, keys)


@dataclass(frozen=True)
class _Groups:
    """Sums of more than one part: ``parts``, one sum's after another's, are places among cells and then shares."""

    keys: IntArray
    parts: IntArray
    lengths: IntArray

    @property
    def starts(self) -> IntArray:
        return np.cumsum(self.lengths) - self.lengths

    def only(self, wanted: BoolArray) -> "_Groups":
        return _Groups(self.keys[wanted], self.parts[np.repeat(wanted, self.lengths)], self.lengths[wanted])


def _groups(keys: IntArray, places: IntArray) -> _Groups:
    order = np.argsort(keys, kind="stable")
    ascending = keys[order]
    starts = _starts(ascending)
    every = _Groups(ascending[starts], places[order], np.diff(starts, append=len(keys)))
    return every.only(every.lengths > 1)


def _shares(atoms: Atoms, ladders: Sequence[Ladder], keys: Keys) -> Figures:
    """What each unit has from each one right below it, and from itself."""
    found = []
    for tree, ladder in enumerate(ladders):
        eras = np.asarray(ladder.eras, dtype=np.int64)[atoms.days]
        below = np.zeros(len(atoms.contents), dtype=np.int64)
        for step in ladder.steps:
            units = step[eras, atoms.units]
            places = np.flatnonzero(units >= 0 if ladder.only is None else (units >= 0) & ladder.only[units])
            labels = [label.values[places] for label in atoms.labels]
            share = keys.of([np.full(len(places), tree), *labels, units[places], below[places]])
            found.append(gathered(share, atoms.contents.at(places)))
            below = units + 1
    return _together(found)


def _lengthened(shortest: Figures, longer: Sequence[Along], keys: Keys) -> Figures:
    """The same with those of longer spans. One that is made up of pieces in two ways is added up once."""
    found, known = [shortest], {-1}
    for along in longer:
        fresh = Along(SPAN, [-1 if whole in known else whole for whole in along.whole])
        known |= set(along.whole)
        for each in tuple(found):
            places, whole = keys.moved(each.keys, fresh)
            if len(places):
                found.append(gathered(whole, each.contents.at(places)))
    return _together(found)


def _cells(shares: Figures, keys: Keys) -> Figures:
    cells = shares.keys // keys.counts[-1]
    starts = _starts(cells)
    return Figures(cells[starts], shares.contents.added(starts))


def _of_units(shares: Figures, cells: Figures, keys: Keys) -> Iterator[_Groups]:
    places = len(cells.keys) + np.arange(len(shares.keys))
    whole, below = np.divmod(shares.keys, keys.counts[-1])
    yield _groups(whole, places)
    given = np.flatnonzero(below > 0)
    givers = whole[given] - whole[given] % keys.counts[-2] + below[given] - 1
    found = _groups(givers, places[given])
    # at times a unit may have stood under no other; and of some there are no cells, nor of those above them
    gave = shares.contents.at(found.parts - len(cells.keys)).added(found.starts)
    at = np.minimum(np.searchsorted(cells.keys, found.keys), len(cells.keys) - 1)
    yield found.only((cells.keys[at] == found.keys) & (gave.marks == cells.contents.marks[at]))


def _numbered(keys: Keys, cells: Figures, shares: Figures, sums: Sequence[_Groups]) -> AddedUp:
    terms = joined([cells.contents, shares.contents])
    parts = np.concatenate([each.parts for each in sums])
    lengths = np.concatenate([each.lengths for each in sums])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    every = joined([terms, *(terms.at(each.parts).added(each.starts) for each in sums)])
    order = np.argsort(every.marks)
    ascending = every.marks[order]
    begins = _starts(ascending)
    # of the same content, the first place among all
    first = np.minimum.reduceat(order, begins)
    in_turn = np.argsort(first)
    marked = np.empty_like(first)
    marked[in_turn] = np.arange(len(first))
    numbers = np.empty_like(order)
    numbers[order] = np.repeat(marked, np.diff(begins, append=len(order)))
    return AddedUp(
        keys,
        cells.keys,
        numbers[: len(cells.keys)],
        every.counts.take(first[in_turn], axis=0),
        Sums(starts, numbers[parts], numbers[len(terms) :]),
        ascending[begins],
        marked,
    )
