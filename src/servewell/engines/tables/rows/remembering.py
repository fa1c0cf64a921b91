"""Cells repeat: what one means is found once. Bounded, for a column may hold a million different ones."""

from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")
MOST: Final = 20_000
# a long text hardly comes twice, and twenty thousand of them would fill the memory
LONGEST: Final = 200


class Remembered(dict[str, T]):
    """``remembered[cell]``: looked up by ``find`` where it is new. Subscripted only: a hit costs one dict access."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[str], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, cell: str) -> T:
        if len(cell) > LONGEST:
            return self._find(cell)
        if len(self) >= MOST:
            self.clear()
        found = self[cell] = self._find(cell)
        return found
