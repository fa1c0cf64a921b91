"""Answers as they are kept: one JSON document for each response, by the item's name.

An answer is a number, a text, a list of texts, true or false; None: the question does not apply. A choice or a yes/no
that has a place on a scale carries its points: ``{"value": "good", "points": 2.0}``.
"""

from collections.abc import Mapping
from typing import Final

from servewell.engines.forms.document import NOT_APPLICABLE, AnswerValue, Form, NotApplicable

VALUE: Final = "value"
POINTS: Final = "points"


def keep(form: Form, values: Mapping[str, AnswerValue]) -> dict[str, object]:
    """The document of the values that ``validate`` gave."""
    return {name: _kept(form, name, value) for name, value in values.items()}


def kept(document: Mapping[str, object]) -> dict[str, AnswerValue]:
    """The values of a document, as ``score`` takes them."""
    return {name: _value(answer) for name, answer in document.items()}


def points_kept(answer: object) -> float | None:
    """Where a kept answer lies between the item's worst and best; yes is 1 and no is 0."""
    if isinstance(answer, Mapping):
        answer = answer.get(POINTS)
    return float(answer) if isinstance(answer, int | float) else None


def _kept(form: Form, name: str, value: AnswerValue) -> object:
    if isinstance(value, NotApplicable):
        return None
    if isinstance(value, tuple):
        return list(value)
    item = form.item(name)
    if isinstance(value, str | bool) and item and (points := item.points_of(value)) is not None:
        return {VALUE: value, POINTS: points}
    return value


def _value(answer: object) -> AnswerValue:
    if isinstance(answer, Mapping):
        answer = answer[VALUE]
    if answer is None:
        return NOT_APPLICABLE
    if isinstance(answer, list | tuple):
        return tuple(str(each) for each in answer)
    if isinstance(answer, int | float | str):
        return answer
    raise TypeError(f"{answer!r} is no answer: a number, a text, a list of texts, true, false or null is")
