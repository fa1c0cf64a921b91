"""Which of many figures that add up must be hidden, so that none of few follows from those that are told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.counts import IntArray, LengthsDiffer

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Sums:
    """What adds up to what. Cells are numbers from 0 on; the parts of sum k are ``parts[starts[k]:starts[k + 1]]``, and
    what they add up to is the cell ``totals[k]``. ``starts`` is longer than ``totals`` by one.
    """

    starts: IntArray
    parts: IntArray
    totals: IntArray

    def __post_init__(self) -> None:
        if len(self.starts) != len(self.totals) + 1 or self.starts[-1] != len(self.parts):
            raise LengthsDiffer(
                f"{len(self.totals)} sums with {len(self.parts)} parts have {len(self.starts)} starts; give one for "
                "each sum, and after them the number of all parts."
            )

    @classmethod
    def of(cls, many: Iterable[tuple[Sequence[int], int]]) -> "Sums":
        """``many``: of each sum the parts and the total."""
        sums = list(many)
        starts = np.cumsum([0, *(len(parts) for parts, _ in sums)])
        parts = np.array([part for parts, _ in sums for part in parts], dtype=np.int64)
        return cls(starts, parts, np.array([total for _, total in sums], dtype=np.int64))

    def added(self, values: NDArray[np.int64] | BoolArray) -> IntArray:
        """Of each sum the values of its parts together; ``values`` are one for each part, in the same order."""
        running = np.zeros(len(values) + 1, dtype=np.int64)
        np.cumsum(values, out=running[1:])
        return np.diff(running[self.starts])


def hidden_in_sums(
    *, sizes: ArrayLike, least: int, sums: Sums, told: ArrayLike | None = None, back: ArrayLike | None = None
) -> BoolArray:
    """True for each cell that is hidden: those of few, more than 0 and fewer than ``least``, and what else it takes.

    ``sizes``: of how many answers each cell is, of the shape (cells, ways) if they are counted in several ways; few in
    one of them is few. Afterwards

    - no sum is left with a single term that is not known, whether a part or the total;
    - the unknown parts of a told total are together not few, also where they are broken down as far as others tell.

    So an unknown part of a told total could be anything from nothing to what is not few. ``told`` and ``back``, one for
    each cell, are settled elsewhere: they are told, or hidden, in any case; what follows from settled cells alone
    cannot be helped here.

    Again and again the sum with the least choice of what could be hidden, of equals the first, has its smallest part
    hidden, of equals the first cell, and the total where no part is left: so nothing is hidden where what had to be
    would have done. That is complementary suppression, cell by cell, over linked tables: Hundepool et al. 2012,
    Statistical Disclosure Control, chapter 4; it makes no claim to the fewest cells, which is hard (Kelly, Golden and
    Assad 1992, Networks 22:397). Raises LengthsDiffer.
    """
    counts = np.asarray(sizes, dtype=np.int64)
    counts = counts[:, None] if counts.ndim == 1 else counts
    settled = [_flags(given, len(counts), name) for given, name in ((told, "told"), (back, "back"))]
    is_told, found = settled[0], settled[1].copy()
    found |= few(counts, least=least) & ~is_told
    _Hiding(counts, least, sums, is_told, found).settle()
    return found


def few(sizes: IntArray, *, least: int) -> BoolArray:
    """Of each cell whether it is of few in any way of counting: of more than 0 and fewer than ``least``."""
    found: BoolArray = np.any((sizes > 0) & (sizes < least), axis=1)
    return found


def _flags(given: ArrayLike | None, cells: int, name: str) -> BoolArray:
    flags = np.zeros(cells, dtype=bool) if given is None else np.asarray(given, dtype=bool)
    if flags.shape != (cells,):
        raise LengthsDiffer(f"{name} has the shape {flags.shape}; give one for each of the {cells} cells.")
    return flags


class _Hiding:
    """What is hidden so far, and of each sum all that it takes to see whether it is safe.

    ``rests``: by way, of how many answers the unknown rest of each hidden cell is when all that is told of it is taken
    away; ``together``: by way, the same of the hidden parts of each sum. Numpy works out what there is to begin with;
    then cell by cell it would be slow, and the same memory is read and written as plain numbers.
    """

    def __init__(self, sizes: IntArray, least: int, sums: Sums, told: BoolArray, found: BoolArray) -> None:
        self.least, self.count = least, len(sums.totals)
        is_open = ~found & ~told
        unknown, free = (sums.added(flags[sums.parts]) for flags in (found, is_open))
        begun = [_rests(column, least, sums, found, unknown) for column in sizes.T]
        self.waiting = self._unsafe(sums, found, unknown, free + (free == 0) * is_open[sums.totals], begun)
        self.sizes = [_plain(column) for column in sizes.T]
        self.rests, self.together = [_plain(rests) for rests, _ in begun], [_plain(together) for _, together in begun]
        self.found, self.is_open = _plain(found), _plain(is_open)
        self.unknown, self.free = _plain(unknown), _plain(free)
        self.starts, self.parts, self.totals = map(_plain, (sums.starts, sums.parts, sums.totals))
        numbers = np.arange(self.count)
        self.of_part = _By(sums.parts, np.repeat(numbers, np.diff(sums.starts)), len(sizes))
        self.of_total = _By(sums.totals, numbers, len(sizes))
        self.order = _plain(_ranked(sizes.sum(axis=1)))

    def settle(self) -> None:
        while self.waiting:
            choice, number = divmod(heappop(self.waiting), self.count)
            # where it has changed since, it waits in another place as well
            if choice == self._choice(number) and not self._is_safe(number):
                parts = self.parts[self.starts[number] : self.starts[number + 1]]
                free = [part for part in parts if self.is_open[part]] or [self.totals[number]]
                self._hide(min(free, key=self.order.__getitem__))

    def _hide(self, cell: int) -> None:
        self.found[cell], self.is_open[cell] = True, False
        for number in self.of_part[cell]:
            self.unknown[number] += 1
            self.free[number] -= 1
        self._spread(cell)
        for number in self.of_total[cell]:
            self._look_again_at(number)

    def _spread(self, cell: int) -> None:
        """What is unknown already and has this cell as a part is broken down further now, and so on upwards."""
        upwards = [cell]
        while upwards:
            each = upwards.pop()
            more = [self._rest(each, way) - rests[each] for way, rests in enumerate(self.rests)]
            if each != cell and not any(more):
                continue
            for way, extra in enumerate(more):
                self.rests[way][each] += extra
            for number in self.of_part[each]:
                for way, extra in enumerate(more):
                    self.together[way][number] += extra
                self._look_again_at(number)
                if self.found[self.totals[number]]:
                    upwards.append(self.totals[number])

    def _look_again_at(self, number: int) -> None:
        choice = self._choice(number)
        if choice and not self._is_safe(number):
            heappush(self.waiting, choice * self.count + number)

    def _choice(self, number: int) -> int:
        """How many cells could be hidden: the parts, or else the total."""
        return self.free[number] or int(self.is_open[self.totals[number]])

    def _is_safe(self, number: int) -> bool:
        unknown = self.unknown[number]
        if self.found[self.totals[number]]:
            return unknown > 0
        return not unknown or (unknown > 1 and not any(0 < each[number] < self.least for each in self.together))

    def _rest(self, cell: int, way: int) -> int:
        size, together = self.sizes[way][cell], self.together[way]
        if size < self.least:
            return size
        # where no part is unknown yet, one has still to be hidden
        return min([size, *(together[number] for number in self.of_total[cell] if self.unknown[number])])

    def _unsafe(
        self, sums: Sums, found: BoolArray, unknown: IntArray, choice: IntArray, begun: list[tuple[IntArray, IntArray]]
    ) -> list[int]:
        """The sums that are not safe to begin with and could be made so, each with its choice: a heap."""
        are_few: BoolArray = np.zeros(len(unknown), dtype=bool)
        for _, together in begun:
            are_few |= (together > 0) & (together < self.least)
        unsafe = np.where(found[sums.totals], unknown == 0, (unknown == 1) | (unknown > 0) & are_few)
        numbers = np.flatnonzero(unsafe & (choice > 0))
        waiting: list[int] = (choice[numbers] * self.count + numbers).tolist()
        heapify(waiting)
        return waiting


class _By:
    """Which sums a cell is part of, or the total of."""

    def __init__(self, cells: IntArray, sums: IntArray, count: int) -> None:
        self.sums = _plain(sums[np.argsort(cells, kind="stable")])
        self.starts = _plain(np.concatenate(([0], np.cumsum(np.bincount(cells, minlength=count)))))

    def __getitem__(self, cell: int) -> "memoryview[int]":
        return self.sums[self.starts[cell] : self.starts[cell + 1]]


def _rests(sizes: IntArray, least: int, sums: Sums, found: BoolArray, unknown: IntArray) -> tuple[IntArray, IntArray]:
    """Of each hidden cell the rest, 0 of the others; and of each sum those of its parts together. From the sizes down:
    what is broken down is no more than its parts' rests together.
    """
    rests = np.where(found, sizes, 0)
    are_broken_down = (unknown > 0) & (rests[sums.totals] >= least)
    while True:
        together = sums.added(rests[sums.parts])
        fewer = rests.copy()
        np.minimum.at(fewer, sums.totals[are_broken_down], together[are_broken_down])
        if (fewer == rests).all():
            return rests, together
        rests = fewer


def _ranked(sizes: IntArray) -> IntArray:
    """The place of each cell from the smallest on, of equals in their order."""
    ranks = np.empty(len(sizes), dtype=np.int64)
    ranks[np.argsort(sizes, kind="stable")] = np.arange(len(sizes))
    return ranks


def _plain(array: IntArray | BoolArray) -> "memoryview[int]":
    """The same memory, of which each number is read and written as one of Python's."""
    return np.ascontiguousarray(array).data
