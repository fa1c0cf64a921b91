"""Day and month in each other's place: 3/4/2021 is one day or another."""

import re
from typing import Final

# D, DD, M and MM, but not the M of AM, of a month in words, or the D of 1st
_DAY_OR_MONTH: Final = re.compile(r"(?<![A-Z])(?:DD?|MM?)(?![A-Zo])")
_TURN: Final = str.maketrans("DM", "MD")


def turned(form: str) -> str:
    """The format with day and month in each other's place; none where one of them is in words, or missing."""
    parts = _DAY_OR_MONTH.findall(form)
    if sorted(part[0] for part in parts) != ["D", "M"]:
        return ""
    return _DAY_OR_MONTH.sub(lambda part: part[0].translate(_TURN), form)
