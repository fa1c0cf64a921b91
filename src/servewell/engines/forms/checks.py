"""Looks whether an answer fulfils the validators of its item, as SurveyJS would."""

import re
from collections.abc import Callable
from typing import Final

from servewell.engines.forms import patterns
from servewell.engines.forms.document import NOT_APPLICABLE, AnswerValue, Check, Item, Validator
from servewell.engines.forms.expressions import Expression

# what SurveyJS takes for an address; a line has no line end that `.` would have to stop at
_ATOM: Final = r"[^<>()\[\].,;:\s@\"]+"
_LABEL: Final = r"[^<>()=\[\].,;:\s@\"]"
_ADDRESS: Final = re.compile(rf"(?:{_ATOM}(?:\.{_ATOM})*|\".+\")@(?:{_LABEL}+\.)+{_LABEL}{{2,}}")


def unfulfilled(item: Item, value: AnswerValue | None, holds: Callable[[Expression], bool]) -> Validator | None:
    """The first validator that the answer does not fulfil. Just an expression also looks at what was not answered."""
    return next((each for each in item.validators if not _is_fulfilled(each, value, holds)), None)


def _is_fulfilled(validator: Validator, value: AnswerValue | None, holds: Callable[[Expression], bool]) -> bool:
    if validator.check is Check.EXPRESSION:
        return validator.expression is None or holds(validator.expression)
    if value is None or value == NOT_APPLICABLE:
        return True
    if validator.check is Check.NUMERIC:
        return isinstance(value, int | float) and _lies_between(validator, value)
    text = str(value)
    if validator.check is Check.TEXT:
        return _lies_between(validator, len(text.encode("utf-16-le")) // 2)
    if validator.check is Check.EMAIL:
        return _ADDRESS.fullmatch(text) is not None
    return validator.pattern is None or patterns.is_found(validator.pattern, text, ignores_case=validator.ignores_case)


def _lies_between(validator: Validator, number: float) -> bool:
    return (validator.lowest is None or number >= validator.lowest) and (
        validator.highest is None or number <= validator.highest
    )
