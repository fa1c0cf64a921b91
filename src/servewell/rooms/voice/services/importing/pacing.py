"""How many rows at once, so that nobody waits long for the write lock."""

from typing import Final

# a batch grows and shrinks so that it holds the lock for about so long
AIM_SECONDS: Final = 0.12
SMALLEST, FIRST, LARGEST = 250, 1000, 8000


class Pace:
    def __init__(self) -> None:
        self._rows = float(FIRST)

    def rows(self) -> int:
        return int(self._rows)

    def note(self, *, rows: int, seconds: float) -> None:
        """What the last batch took; one that was slow for reasons of its own halves the next at most."""
        if rows and seconds > 0:
            fitting = rows * AIM_SECONDS / seconds
            self._rows = min(max(fitting, self._rows / 2, SMALLEST), self._rows * 1.5, LARGEST)
