"""A document as plain SurveyJS, for whoever asks it elsewhere: without what only we know, and saying what that was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from servewell.engines.forms import languages
from servewell.engines.forms.document import NOT_APPLICABLE, Form, Item, Kind
from servewell.engines.forms.languages import SURVEYJS_NAMES
from servewell.engines.forms.left_out import LeftOut, titled
from servewell.engines.forms.reading import read

_OURS: Final = "servewell:"
# what SurveyJS has its own way to say
_SAID_OTHERWISE: Final = {"servewell:edition", "servewell:metric", "servewell:not-applicable", "servewell:anchors"}


@dataclass(frozen=True, slots=True)
class Exported:
    surveyjs: Mapping[str, object]
    left_out: tuple[LeftOut, ...]


def export(document: Mapping[str, object]) -> Exported:
    """Every language stays. Raises `DocumentHasFaults`."""
    form = read(document)
    left_out: list[LeftOut] = []
    plain: dict[str, Any] = _without_ours(document, "", left_out)
    by_path = {item.path.partition(".rows[")[0]: item for item in form.items}
    for path, element in _questions(plain):
        _say_in_surveyjs(element, by_path[path], form)
    hides_parts = any(item.within for item in form.items)
    return Exported(
        {**plain, "clearInvisibleValues": "onHiddenContainer" if hides_parts else "onHidden"},
        tuple(titled(document, left_out)),
    )


def _without_ours(content: Any, path: str, left_out: list[LeftOut]) -> Any:
    if isinstance(content, Mapping):
        kept = {}
        for key, value in content.items():
            where = f"{path}.{key}" if path else key
            if not key.startswith(_OURS):
                kept[key] = _without_ours(value, where, left_out)
            elif key not in _SAID_OTHERWISE:
                left_out.append(LeftOut(where, f"{key}: {value!r}", "SurveyJS has no such property."))
        return kept
    if isinstance(content, list | tuple):
        return [_without_ours(each, f"{path}[{at}]", left_out) for at, each in enumerate(content)]
    return content


def _questions(plain: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, page in enumerate(plain["pages"]):
        for at, element in enumerate(page["elements"]):
            path = f"pages[{number}].elements[{at}]"
            if element["type"] != "panel":
                yield path, element
                continue
            for inside, question in enumerate(element["elements"]):
                yield f"{path}.elements[{inside}]", question


def _say_in_surveyjs(element: dict[str, Any], item: Item, form: Form) -> None:
    does_not_apply = {"value": NOT_APPLICABLE.value, "text": _in(languages.DOES_NOT_APPLY, form)}
    if item.kind is Kind.RATING:
        element |= {"rateMin": item.lowest, "rateMax": item.highest}
        if item.anchors or item.may_not_apply:
            element["rateValues"] = [*_steps(item), *([does_not_apply] if item.may_not_apply else [])]
    elif item.kind is Kind.FILE:
        element["acceptedTypes"] = ",".join(item.media_types)
        element["maxSize"] = item.largest
        if (item.most or 1) > 1:
            element["maxFiles"] = item.most
    elif item.may_not_apply and item.kind is Kind.BOOLEAN:
        answers = [(True, languages.YES), (False, languages.NO)]
        element["type"] = "radiogroup"
        element["choices"] = [
            *({"value": value, "text": _in(said, form)} for value, said in answers),
            does_not_apply,
        ]
    elif item.may_not_apply:
        key = "columns" if item.kind is Kind.MATRIX else "choices"
        element[key] = [*element[key], does_not_apply]


def _steps(item: Item) -> list[object]:
    said = {anchor.value: _named(anchor.text) for anchor in item.anchors}
    steps = range(item.lowest or 0, (item.highest or 0) + 1)
    return [{"value": step, "text": said[str(step)]} if str(step) in said else step for step in steps]


def _in(words: Mapping[str, str], form: Form) -> dict[str, str]:
    return _named({language: words[language] for language in form.languages})


def _named(words: Mapping[str, str]) -> dict[str, str]:
    return {SURVEYJS_NAMES[language]: text for language, text in words.items()}
