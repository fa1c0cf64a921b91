"""Which of many numbers are kept back, so that none of those that must be follows from sums that are told."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, TypeVar

Cell = TypeVar("Cell", bound=Hashable)
Sizes = Sequence[int]


@dataclass(frozen=True)
class Sum(Generic[Cell]):
    """``total`` is what the parts add up to; it and each part is a cell of its own."""

    parts: tuple[Cell, ...]
    total: Cell


def hidden(
    sizes: Mapping[Cell, Sizes],
    *,
    few: Callable[[int], bool],
    sums: Iterable[Sum[Cell]],
    told: Collection[Cell] = (),
    back: Collection[Cell] = (),
) -> frozenset[Cell]:
    """The cells that are kept back: those of few, and as many more as it takes.

    ``sizes``: of how many answers a cell is, in as many ways as are counted; few in one of them is few. Afterwards

    - no sum is left with a single term that is not known, whether a part or the total;
    - the unknown parts of a told total are together not few, also where they are broken down as far as others tell.

    So an unknown part of a told total could be anything from nothing to what is not few. The smallest part is hidden
    first, of equals the one that ``sizes`` names first; else the total. ``told`` and ``back`` are settled elsewhere:
    they are told, or kept back, in any case; what follows from settled cells alone cannot be helped here.
    """
    found = set(back) | {cell for cell, many in sizes.items() if cell not in told and any(map(few, many))}
    hiding = Hiding(sizes, few, [each for each in sums if each.parts != (each.total,)], frozenset(told), found)
    hiding.settle()
    return frozenset(hiding.found)


class Hiding(Generic[Cell]):
    """What is kept back so far, and the sums that are looked at again because of it: first those with the least choice,
    so that nothing is hidden where what had to be would have done.
    """

    def __init__(
        self,
        sizes: Mapping[Cell, Sizes],
        few: Callable[[int], bool],
        sums: Sequence[Sum[Cell]],
        told: frozenset[Cell],
        found: set[Cell],
    ) -> None:
        self.sizes, self.few, self.sums, self.told, self.found = sizes, few, sums, told, found
        self.places = {cell: place for place, cell in enumerate(sizes)}
        self.of_total: dict[Cell, list[int]] = defaultdict(list)
        self.of_part: dict[Cell, list[int]] = defaultdict(list)
        for number, each in enumerate(sums):
            self.of_total[each.total].append(number)
            for part in each.parts:
                self.of_part[part].append(number)
        self.waiting: list[tuple[int, int]] = []

    def settle(self) -> None:
        for number in range(len(self.sums)):
            self._look_again_at(number)
        while self.waiting:
            choice, number = heappop(self.waiting)
            if self._is_safe(self.sums[number]):
                continue
            free = self._free(self.sums[number])
            if len(free) != choice:
                heappush(self.waiting, (len(free), number))
            elif free:
                self._hide(min(free, key=lambda cell: (sum(self.sizes[cell]), self.places[cell])))

    def _look_again_at(self, number: int) -> None:
        if not self._is_safe(self.sums[number]):
            heappush(self.waiting, (len(self._free(self.sums[number])), number))

    def _free(self, one: Sum[Cell]) -> list[Cell]:
        """What could be hidden: the parts, or else the total."""
        parts = [part for part in one.parts if part not in self.found and part not in self.told]
        if parts or one.total in self.found or one.total in self.told:
            return parts
        return [one.total]

    def _hide(self, cell: Cell) -> None:
        """Whatever is unknown already and has this one as a part is broken down further now, and so on upwards."""
        self.found.add(cell)
        upwards, seen = [cell], {cell}
        while upwards:
            each = upwards.pop()
            for number in self.of_part[each]:
                self._look_again_at(number)
                total = self.sums[number].total
                if total in self.found and total not in seen:
                    seen.add(total)
                    upwards.append(total)
        for number in self.of_total[cell]:
            self._look_again_at(number)

    def _is_safe(self, one: Sum[Cell]) -> bool:
        unknown = [part for part in one.parts if part in self.found]
        if one.total in self.found:
            return bool(unknown)
        if not unknown:
            return True
        together = [sum(self._least(cell, way) for cell in unknown) for way in range(len(self.sizes[one.total]))]
        return len(unknown) > 1 and not any(map(self.few, together))

    def _least(self, cell: Cell, way: int) -> int:
        """Of how many answers the unknown rest of an unknown cell is, when all that is told of it is taken away."""
        size = self.sizes[cell][way]
        if not size or self.few(size):
            return size
        broken_down = (
            [part for part in self.sums[number].parts if part in self.found] for number in self.of_total[cell]
        )
        # where no part is unknown yet, one has still to be hidden
        rests = [sum(self._least(part, way) for part in unknown) for unknown in broken_down if unknown]
        return min([size, *rests])
