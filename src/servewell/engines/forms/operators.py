"""What the operators of an expression mean: what SurveyJS makes of them, for the values that our items can have."""

import math
from collections.abc import Callable, Mapping
from typing import Final

from servewell.engines.forms import javascript
from servewell.engines.forms.javascript import Value, is_empty, number_of, text_of
from servewell.engines.forms.surveyjs_values import as_survey_number


def equal(left: Value, right: Value) -> bool:
    left, right = _undefined_beside(left, right), _undefined_beside(right, left)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _equal_in_any_order(left, right)
    if isinstance(left, tuple) or isinstance(right, tuple):
        return False
    if isinstance(left, str) and isinstance(right, str):
        return javascript.trimmed(left).lower() == javascript.trimmed(right).lower()
    if left is None or right is None:
        return all(side is None or side == "" for side in (left, right))
    return _equal_of_different_kinds(left, right)


def _undefined_beside(value: Value, other: Value) -> Value:
    """The text `undefined` stands for nothing given, which equals an empty list too."""
    if not isinstance(value, str) or value != "undefined":
        return value
    return () if other == () else None


def _equal_in_any_order(left: tuple[javascript.Scalar, ...], right: tuple[javascript.Scalar, ...]) -> bool:
    def unit(value: javascript.Scalar) -> bytes:
        return text_of(value).encode("utf-16-be", "surrogatepass")

    pairs = zip(sorted(left, key=unit), sorted(right, key=unit), strict=False)
    return len(left) == len(right) and all(equal(mine, yours) for mine, yours in pairs)


def _equal_of_different_kinds(left: bool | int | float | str, right: bool | int | float | str) -> bool:
    if isinstance(left, bool) and isinstance(right, bool):
        return left == right
    if _begin_with_the_same_number(left, right):
        return True
    if is_empty(left) != is_empty(right):
        return False
    if isinstance(left, bool) and isinstance(right, str):
        return text_of(left) == right.lower()
    if isinstance(right, bool) and isinstance(left, str):
        return text_of(right) == left.lower()
    return number_of(left) == number_of(right)


def _begin_with_the_same_number(left: Value, right: Value) -> bool:
    if math.isnan(number_of(left)) or math.isnan(number_of(right)):
        return False
    same_whole = javascript.leading_integer(left) == javascript.leading_integer(right)
    return same_whole and javascript.leading_number(left) == javascript.leading_number(right)


def contains(left: Value, right: Value) -> bool:
    if left is None or left == "" or left == () or is_empty(left):
        return False
    if isinstance(left, tuple):
        wanted = right if isinstance(right, tuple) else (right,)
        return all(any(equal(one, each) for one in left) for each in wanted)
    return javascript.is_true(right) and text_of(right).lower() in text_of(left).lower()


def any_of(left: Value, right: Value) -> bool:
    if is_empty(left) or is_empty(right):
        return is_empty(right)
    if not isinstance(left, tuple):
        return contains(right, left)
    if not isinstance(right, tuple):
        return contains(left, right)
    return any(contains(left, each) for each in right)


def all_of(left: Value, right: Value) -> bool:
    if not javascript.is_true(left) and not is_empty(right):
        return False
    if not isinstance(right, tuple):
        return contains(left, right)
    return all(contains(left, each) for each in right)


def _is_after(left: Value, right: Value) -> bool:
    return left is not None and right is not None and javascript.is_before(right, left)


def _is_before(left: Value, right: Value) -> bool:
    return left is not None and right is not None and javascript.is_before(left, right)


def _filled(value: Value, *, beside: Value) -> Value:
    """SurveyJS counts an empty side as nothing of the other side's kind: 0 beside a number, no text beside a text."""
    if not is_empty(value):
        return value
    if isinstance(beside, int | float) and not isinstance(beside, bool):
        return 0.0
    if isinstance(value, str):
        return value
    if isinstance(beside, str):
        return ""
    return () if isinstance(beside, tuple) else 0.0


def _decimals(value: Value) -> int:
    if math.isnan(as_survey_number(value)):
        return 0
    parts = text_of(value).split(".")
    return len(parts[1]) if len(parts) > 1 else 0


def _sum(left: Value, right: Value) -> Value:
    if isinstance(left, str) or isinstance(right, str):
        return text_of(left) + text_of(right)
    total = number_of(left) + number_of(right)
    if math.isnan(as_survey_number(left)) or math.isnan(as_survey_number(right)):
        return total
    return _tidied(left, right, total)


def _tidied(left: Value, right: Value, result: float) -> float:
    return javascript.rounded(result, digits=max(_decimals(left), _decimals(right)))


def _difference(left: Value, right: Value) -> Value:
    return _tidied(left, right, number_of(left) - number_of(right))


def _product(left: Value, right: Value) -> Value:
    digits = _decimals(left) + _decimals(right)
    return javascript.rounded(number_of(left) * number_of(right), digits=digits)


def _quotient(left: Value, right: Value) -> Value:
    if not javascript.is_true(right):
        return None
    divisor = number_of(right)
    if divisor == 0:
        whole = number_of(left)
        return math.nan if whole == 0 or math.isnan(whole) else math.copysign(math.inf, whole)
    return number_of(left) / divisor


def _over_filled(operator: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    def apply(left: Value, right: Value) -> Value:
        left = _filled(left, beside=right)
        return operator(left, _filled(right, beside=left))

    return apply


COMPARING: Final[Mapping[str, Callable[[Value, Value], bool]]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": _is_before,
    "<=": lambda left, right: equal(left, right) or _is_before(left, right),
    ">": _is_after,
    ">=": lambda left, right: equal(left, right) or _is_after(left, right),
}
CHOOSING: Final[Mapping[str, Callable[[Value, Value], bool]]] = {"contains": contains, "anyof": any_of, "allof": all_of}
ADDING: Final = {"+": _over_filled(_sum), "-": _over_filled(_difference)}
MULTIPLYING: Final = {"*": _over_filled(_product), "/": _over_filled(_quotient)}
JOINING: Final = {
    "and": _over_filled(lambda left, right: right if javascript.is_true(left) else left),
    "or": _over_filled(lambda left, right: left if javascript.is_true(left) else right),
}
BINARY: Final[Mapping[str, Callable[[Value, Value], Value]]] = {
    **COMPARING,
    **CHOOSING,
    **ADDING,
    **MULTIPLYING,
    **JOINING,
}
