"""Long lists come in parts. A part is named by the key of the row before it, so that a row that is added moves none."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from servewell.web.kit.api.faults import CannotAnswer

LONGEST_KEY: Final = 18
Row = TypeVar("Row")
Key = tuple[str, ...]
Numbered = tuple[Key, int]


def part_of(
    rows: Sequence[Row], *, key: Callable[[Row], Key], after: str | None, size: int
) -> tuple[Sequence[Row], str | None]:
    """So many rows behind ``after``, and what to ask with for the next ones; None where there are none.

    ``rows`` are in the order of ``key``; rows of one key keep theirs. Raises CannotAnswer.
    """
    keys = list(_numbered([key(row) for row in rows]))
    begin = bisect_right(keys, _read(after)) if after else 0
    part = rows[begin : begin + size]
    return part, _written(keys[begin + size - 1]) if begin + size < len(rows) else None


def before_of(after: str | None) -> int | None:
    """The key that ``next`` named, of a list that is walked by key. Raises CannotAnswer."""
    if after is None or (after.isascii() and after.isdecimal() and len(after) <= LONGEST_KEY):
        return None if after is None else int(after)
    raise _names_no_part()


def _numbered(keys: Sequence[Key]) -> "Sequence[Numbered]":
    seen: Counter[Key] = Counter()
    numbered = []
    for each in keys:
        seen[each] += 1
        numbered.append((each, seen[each]))
    return numbered


def _written(key: Numbered) -> str:
    return urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def _read(after: str) -> Numbered:
    try:
        parts, number = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return tuple(str(each) for each in parts), int(number)
    except (ValueError, TypeError) as fault:
        raise _names_no_part() from fault


def _names_no_part() -> CannotAnswer:
    mend = _("Give what “next” said, or leave it out.")
    return CannotAnswer(_("This does not name a part of the list."), field="after", mend=mend)
