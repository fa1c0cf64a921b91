"""Answers as they are kept: one JSON document for each response, by the item's name.

An answer is a number, a text, a list of texts, true or false; None: the question does not apply. A choice or a yes/no
that has a place on a scale carries its points: ``{"value": "good", "points": 2.0}``. Files are a list of
``{"name": …, "type": …, "size": …, "digest": …}``; their bytes are kept elsewhere.
"""

from collections.abc import Mapping
from typing import Any, Final

from servewell.engines.forms.document import NOT_APPLICABLE, AnswerValue, Attached, Form, Kind, NotApplicable
from servewell.engines.forms.json_values import Json

VALUE: Final = "value"
POINTS: Final = "points"
# what a person makes up themselves; everything else is chosen
WRITTEN: Final = (Kind.TEXT, Kind.COMMENT, Kind.FILE, Kind.SIGNATURE)


def keep(form: Form, values: Mapping[str, AnswerValue]) -> dict[str, object]:
    """The document of the values that ``validate`` gave."""
    return {name: _kept(form, name, value) for name, value in values.items()}


def kept(document: Mapping[str, object]) -> dict[str, AnswerValue]:
    """The values of a document, as ``score`` takes them."""
    return {name: value_kept(answer) for name, answer in document.items()}


def without_words(form: Form, document: Mapping[str, object]) -> dict[str, object]:
    """What was chosen and scored, without anything that somebody wrote: texts that the form does not offer go."""
    return {name: answer for name, answer in document.items() if not _is_written(form, name, answer)}


def is_written(form: Form, name: str, text: str) -> bool:
    """Whether a text that was posted under this name is somebody's own, and none that the form offers."""
    item = form.item(name)
    if item is None or item.kind in WRITTEN:
        return True
    offered = {choice.value for choice in item.choices}
    return text not in offered and not _is_number(text) and text not in ("true", "false")


def _is_written(form: Form, name: str, answer: object) -> bool:
    if isinstance(answer, Mapping):
        return any(_is_written(form, name, each) for each in answer.values())
    if isinstance(answer, list | tuple):
        return any(_is_written(form, name, each) for each in answer)
    item = form.item(name)
    is_free = item is not None and item.kind in WRITTEN and item.worst is None
    return is_free or (isinstance(answer, str) and is_written(form, name, answer))


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def points_kept(answer: object) -> float | None:
    """Where a kept answer lies between the item's worst and best; yes is 1 and no is 0."""
    if isinstance(answer, Mapping):
        answer = answer.get(POINTS)
    return float(answer) if isinstance(answer, int | float) else None


def _kept(form: Form, name: str, value: AnswerValue) -> object:
    if isinstance(value, NotApplicable):
        return None
    if isinstance(value, tuple):
        return plain(value)
    item = form.item(name)
    if isinstance(value, str | bool) and item and (points := item.points_of(value)) is not None:
        return {VALUE: value, POINTS: points}
    return value


def plain(value: AnswerValue | None) -> Json:
    """As JSON holds it, whatever item it belongs to."""
    if isinstance(value, tuple):
        return [_file_kept(each) if isinstance(each, Attached) else each for each in value]
    return value


def _file_kept(file: Attached) -> dict[str, Json]:
    return {"name": file.name, "type": file.media_type, "size": file.size, "digest": file.digest}


def _file(kept: Mapping[str, Any] | Attached) -> Attached:
    return kept if isinstance(kept, Attached) else Attached(kept["name"], kept["type"], kept["size"], kept["digest"])


def value_kept(answer: object) -> AnswerValue:
    if isinstance(answer, Mapping):
        answer = answer[VALUE]
    if answer is None:
        return NOT_APPLICABLE
    if isinstance(answer, list | tuple):
        files = tuple(_file(each) for each in answer if isinstance(each, Mapping | Attached))
        if files:
            return files
        return tuple(str(each) for each in answer)
    if isinstance(answer, int | float | str):
        return answer
    raise TypeError(f"{answer!r} is no answer: a number, a text, a list of texts, true, false or null is")
