"""Ids that a spreadsheet has eaten: it keeps fifteen digits of a number, or writes it as a power of ten.

One in ten whole ids of sixteen digits ends in a nought, too. So a power of ten is eaten wherever it stands, and noughts
are where nearly all long ids of the column end in them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

FIRST_IDS: Final = 1000
FIRST_ROWS: Final = 20_000
_NEARLY_ALL: Final = 0.9
_SHORTEST: Final = 16
_EXACT: Final = 15
_POWER_OF_TEN = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2,}")


def id_of(cell: str) -> str:
    """An id as it stands, without the ``.0`` that a spreadsheet puts behind a number."""
    text = cell.strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def is_power_of_ten(text: str) -> bool:
    return "+" in text and _POWER_OF_TEN.fullmatch(text) is not None


def ends_in_noughts(text: str) -> bool:
    """A long number of which fifteen digits are left."""
    return len(text) >= _SHORTEST and text.isdigit() and not text[_EXACT:].strip("0")


def rounded_among(*, places: Sequence[int], rows: Iterable[Sequence[str]]) -> frozenset[int]:
    """Of these places in a row those where noughts mean that an id is lost, by the first thousand ids of each.

    They must stand in the first twenty thousand rows, so that no file is read twice from end to end.
    """
    filled, long, lost = Counter[int](), Counter[int](), Counter[int]()
    waiting = list(dict.fromkeys(places))
    for row in islice(rows, FIRST_ROWS):
        if not waiting:
            break
        for place in waiting:
            if text := id_of(row[place]):
                filled[place] += 1
                lost[place] += is_power_of_ten(text) or ends_in_noughts(text)
                long[place] += is_power_of_ten(text) or (len(text) >= _SHORTEST and text.isdigit())
        waiting = [place for place in waiting if filled[place] < FIRST_IDS]
    return frozenset(place for place in long if lost[place] and lost[place] >= _NEARLY_ALL * long[place])
