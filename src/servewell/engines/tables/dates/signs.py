"""The signs that formats of dates are made of, and the expressions that they mean."""

import re
from typing import Final

from servewell.engines.tables.dates.calendar_words import RELATIVE

_CLOCK_END = r"(?:\s*(?P<half>[ap]\.?\s?m\.?))?(?:\s*(?P<offset>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?"
ANY_TIME: Final = (
    r"(?:(?:t|,?\s+)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2}(?:[.,][0-9]{1,9})?))?"
    rf"{_CLOCK_END})?"
)
# what each sign means, and which parts of a date or a moment it states
SIGNS: Final = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "MMMM": r"(?P<long>[^\W\d_]{3,10})",
    "MMM": r"(?P<brief>[^\W\d_]{3,4})\.?",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "Do": r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|[ºª.])",
    "D": r"(?P<day>[0-9]{1,2})",
    "HH": r"(?P<hour>[0-9]{2})",
    "H": r"(?P<hour>[0-9]{1,2})",
    "hh": r"(?P<hour12>[0-9]{2})",
    "h": r"(?P<hour12>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2}(?:[.,][0-9]{1,9})?)",
    "AM": r"(?P<half>[ap]\.?\s?m\.?)",
    "Z": r"(?P<offset>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})",
    "serial 1904": r"(?P<serial1904>[0-9]{4,5}(?:\.[0-9]+)?)",
    "serial": r"(?P<serial>[0-9]{5}(?:\.[0-9]+)?)",
    "unix-ms": r"(?P<unixms>[0-9]{12,13})",
    "unix": r"(?P<unix>[0-9]{9,10}(?:\.[0-9]+)?)",
    "relative": rf"(?P<relative>{RELATIVE})",
}
WHOLE: Final = ("serial 1904", "serial", "unix-ms", "unix", "relative")
_TOKEN = re.compile(r"\[(?P<words>[^\]]*)\]|" + "|".join(sorted(SIGNS, key=len, reverse=True)) + r"|(?P<blank>\s+)|.")
_ONE_BY_ONE: Final = (
    "A year or a day of the month dates no row: take in each one with `date: {is: 2016-06-30}` and `only`."
)


class FormatIsUnknown(ValueError):
    """A format holds something that means nothing; says what and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        self.what = what
        self.mend = mend
        super().__init__(f"{what} {mend}")


def pieces(pattern: str) -> tuple[list[str], list[str]]:
    """The signs of a format in their order, and the expressions of all that stands in it."""
    signs, expressions = [], []
    for token in _TOKEN.finditer(pattern.strip()):
        said = token.group()
        if token["words"] is not None:
            expressions.append(re.escape(token["words"]))
        elif token["blank"]:
            expressions.append(r"\s+")
        elif said in SIGNS:
            signs.append(said)
            expressions.append(SIGNS[said])
        else:
            expressions.append(_literal(said, pattern))
    return signs, expressions


def _literal(sign: str, pattern: str) -> str:
    if sign.isascii() and sign.isalpha() and sign != "T":
        mend = "Years are YYYY, months MM or MMM, days DD, hours HH, minutes mm. Put words in square brackets."
        raise FormatIsUnknown(f"`{sign}` in the format `{pattern}` means nothing.", mend)
    return re.escape(sign)


def look_at(signs: list[str], pattern: str) -> None:
    """Refuse a format that states a part twice, or not enough for a day."""
    parts = [re.sub(r"^\(\?P<([a-z0-9]+)>.*$", r"\1", SIGNS[sign], flags=re.DOTALL) for sign in signs]
    same = {"short": "year", "long": "month", "brief": "month", "hour12": "hour"}
    kinds = [same.get(part, part) for part in parts]
    if len(set(kinds)) < len(kinds):
        raise FormatIsUnknown(f"The format `{pattern}` states something twice.", "Let each sign stand once.")
    whole = [sign for sign in signs if sign in WHOLE]
    if whole and len(signs) > 1:
        raise FormatIsUnknown(f"`{whole[0]}` in `{pattern}` says it all.", "Take the other signs away.")
    if not whole and "month" not in kinds:
        states_one = set(kinds) in ({"year"}, {"day"})
        mend = _ONE_BY_ONE if states_one else "Add MM, M, MMM or MMMM."
        raise FormatIsUnknown(f"The format `{pattern}` states no month.", mend)
    if ("hour12" in parts) != ("AM" in signs):
        raise FormatIsUnknown(f"In `{pattern}` the hours and AM do not agree.", "Write hh or h with AM, else HH or H.")
    if ("minute" in kinds or "AM" in signs or "offset" in kinds) and "hour" not in kinds:
        raise FormatIsUnknown(f"The format `{pattern}` states a time without its hour.", "Add HH or H.")
