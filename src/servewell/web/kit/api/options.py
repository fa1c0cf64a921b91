"""The options that questions share."""

import re
from datetime import date
from typing import Annotated, Final

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, WithJsonSchema

LONGEST_CODE: Final = 200
MOST_VERSIONS: Final = 100_000
EARLIEST: Final = date(1000, 1, 1)
LATEST: Final = date(9000, 12, 31)  # a day after the last that a calendar knows would be none
_SIGNS = r"^[^\x00-\x1f]+$"


def _a_day(given: object) -> object:
    if not (isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII)):
        raise ValueError(_("Give a day as 2026-11-30."))
    try:
        return min(max(date.fromisoformat(given), EARLIEST), LATEST)
    except ValueError:
        raise ValueError(_("Give a day as 2026-11-30.")) from None


# the document says of an option that may be left out what it is where it is given: nobody sends the word "null"
Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE, pattern=_SIGNS)]
CodeOrNone = Annotated[
    Code | None,
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_CODE, "pattern": _SIGNS}),
]
Day = Annotated[date, BeforeValidator(_a_day), WithJsonSchema({"type": "string", "format": "date"})]
DayOrNone = Annotated[date | None, BeforeValidator(_a_day), WithJsonSchema({"type": "string", "format": "date"})]
VersionOrNone = Annotated[
    int | None,
    Field(ge=1, le=MOST_VERSIONS),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_VERSIONS}),
]
