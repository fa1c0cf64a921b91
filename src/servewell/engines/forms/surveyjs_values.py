"""How SurveyJS reads an answer before it compares or computes with it."""

import math
from typing import Final

from servewell.engines.forms import javascript
from servewell.engines.forms.javascript import Value, number_of

_LONGEST_WHOLE_NUMBER: Final = 15
_LONGEST_HEXADECIMAL: Final = 32


def as_survey_number(value: Value) -> float:
    """The number that SurveyJS sees in a value, not-a-number where it sees none."""
    if isinstance(value, bool) or value is None or isinstance(value, tuple):
        return math.nan
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else math.nan
    text = javascript.trimmed(value)
    if text.startswith("0x"):
        return javascript.leading_integer(text) if len(text) <= _LONGEST_HEXADECIMAL else math.nan
    if len(text) > _LONGEST_WHOLE_NUMBER and text.isascii() and text.isdigit():
        return math.nan
    if text.count(",") == 1:
        text = text.replace(",", ".")
    return javascript.leading_number(text) if text and math.isfinite(number_of(text)) else math.nan


def as_read_from_an_answer(value: Value) -> Value:
    """SurveyJS reads a text answer such as `5` or `true` as a number or a yes; codes such as `05` stay text."""
    if not isinstance(value, str) or not value:
        return value
    if value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if len(value) > 1 and value[0] in "'\"" and value[-1] in "'\"":
        return value[1:-1]
    number = as_survey_number(value)
    if math.isnan(number) or _looks_like_a_code(value):
        return value
    return number


def _looks_like_a_code(text: str) -> bool:
    if text[0] != "0" or text.startswith("0x") or len(text) == 1:
        return False
    return text[1] not in ".," or len(text) == len("0.")
