"""How JavaScript turns one kind of value into another, for the few kinds that an answer can have.

The browser evaluates the same expressions with SurveyJS: a text that looks like a number there must do so here.
"""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str | None
Value: TypeAlias = Scalar | tuple[Scalar, ...]

BLANKS = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_OTHER_BASE = re.compile(r"0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_LARGEST_WITHOUT_EXPONENT = 21
_SMALLEST_WITHOUT_EXPONENT = -5


def trimmed(text: str) -> str:
    return text.strip(BLANKS)


def number_of(value: Value) -> float:
    """`Number(value)`: not-a-number where nothing numeric can be made of it."""
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    text = trimmed(value if isinstance(value, str) else text_of(value))
    if not text:
        return 0.0
    if _OTHER_BASE.fullmatch(text):
        return float(int(text, 0))
    if text.lstrip("+-") == "Infinity" and len(text) <= len("+Infinity"):
        return -math.inf if text[0] == "-" else math.inf
    return float(text) if _DECIMAL.fullmatch(text) else math.nan


def leading_number(value: Value) -> float:
    """`parseFloat(value)`: the number that the text begins with."""
    if isinstance(value, bool):
        return math.nan
    found = _DECIMAL.match(text_of(value).lstrip(BLANKS))
    return float(found.group()) if found else math.nan


def leading_integer(value: Value) -> float:
    """`parseInt(value)`: the whole number that the text begins with, also in base sixteen."""
    text = text_of(value).lstrip(BLANKS)
    hexadecimal = re.match(r"([+-]?)0[xX]([0-9a-fA-F]+)", text)
    if hexadecimal:
        return float(int(hexadecimal[1] + hexadecimal[2], 16))
    found = _INTEGER.match(text)
    return float(found.group()) if found else math.nan


def text_of(value: Value) -> str:
    """`String(value)`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join("" if part is None else text_of(part) for part in value)
    return value if isinstance(value, str) else _text_of_number(float(value))


def _text_of_number(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    shortest = Decimal(repr(number)).normalize()
    point = shortest.adjusted() + 1
    if _SMALLEST_WITHOUT_EXPONENT <= point <= _LARGEST_WITHOUT_EXPONENT:
        return format(shortest, "f")
    digits = "".join(str(digit) for digit in shortest.as_tuple().digits)
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{'-' if number < 0 else ''}{mantissa}e{point - 1:+d}"


def is_true(value: Value) -> bool:
    """What `if (value)` decides: an empty list counts as true."""
    if isinstance(value, tuple):
        return True
    return bool(value) and not (isinstance(value, float) and math.isnan(value))


def is_empty(value: Value) -> bool:
    """SurveyJS's own idea of empty: nothing given, but neither zero nor false."""
    if value is None or value == "" or value == ():
        return True
    return isinstance(value, float) and math.isnan(value)


def rounded(number: float, *, digits: int) -> float:
    """`parseFloat(number.toFixed(digits))`: half goes away from zero."""
    if digits <= 0 or not math.isfinite(number) or abs(number) >= 1e21:
        return number
    exact = Context(prec=400, rounding=ROUND_HALF_UP)
    return float(Decimal(number).quantize(Decimal(1).scaleb(-digits), context=exact))


def is_before(left: Value, right: Value) -> bool:
    """`left < right`: two texts by their UTF-16 units, everything else as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.encode("utf-16-be", "surrogatepass") < right.encode("utf-16-be", "surrogatepass")
    return number_of(left) < number_of(right)
