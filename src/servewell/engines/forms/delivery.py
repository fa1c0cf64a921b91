"""What a browser gets: the form in one language, without anything that tells how it is scored."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from servewell.engines.forms import languages
from servewell.engines.forms.document import NOT_APPLICABLE, Form, InputType, Item, Kind, Words

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


class LanguageNotInForm(ValueError):
    """The form has no text in this language; choose one of its `languages`."""


def delivered(form: Form, language: str) -> dict[str, Json]:
    """The SurveyJS document for one language, built anew from what may be shown, so nothing secret can slip through."""
    if language not in form.languages:
        raise LanguageNotInForm(f"The form is not written in {language}; it is in {', '.join(form.languages)}.")
    pages: list[Json] = []
    for number, page in enumerate(form.pages):
        elements = [_element(item, language) for item in form.items if item.page == number]
        texts = _texts({"title": page.title, "description": page.description}, language)
        pages.append({"name": f"page{number + 1}", **texts, "elements": elements})
    return {
        **_texts({"title": form.title, "description": form.description}, language),
        "locale": "" if language == "en" else languages.SURVEYJS_NAMES[language],
        "clearInvisibleValues": "onHidden",
        "pages": pages,
    }


def _texts(texts: Mapping[str, Words | None], language: str) -> dict[str, Json]:
    return {key: words[language] for key, words in texts.items() if words}


def _element(item: Item, language: str) -> dict[str, Json]:
    texts = _texts(
        {
            "title": item.title,
            "description": item.description,
            "minRateDescription": item.low_label,
            "maxRateDescription": item.high_label,
        },
        language,
    )
    visible_if = {} if item.visible_if is None else {"visibleIf": item.visible_if.text}
    required = {"isRequired": True} if item.is_required else {}
    return {"type": item.kind.value, "name": item.name, **texts, **required, **visible_if, **_answering(item, language)}


def _answering(item: Item, language: str) -> dict[str, Json]:
    does_not_apply: list[Json] = []
    if item.may_not_apply:
        does_not_apply.append({"value": NOT_APPLICABLE.value, "text": languages.DOES_NOT_APPLY[language]})
    if item.kind is Kind.RATING:
        return _scale(item, does_not_apply)
    if item.kind is Kind.BOOLEAN and does_not_apply:
        yes, no = languages.YES[language], languages.NO[language]
        return {
            "type": "radiogroup",
            "choices": [{"value": True, "text": yes}, {"value": False, "text": no}, *does_not_apply],
        }
    if item.choices:
        choices: list[Json] = [{"value": choice.value, "text": choice.text[language]} for choice in item.choices]
        return {"choices": choices + does_not_apply}
    length = (
        {}
        if item.max_length is None or item.input_type in {InputType.NUMBER, InputType.DATE}
        else {"maxLength": item.max_length}
    )
    return length | ({} if item.input_type is None else {"inputType": item.input_type.value})


def _scale(item: Item, does_not_apply: list[Json]) -> dict[str, Json]:
    scale: dict[str, Json] = {"rateMin": item.lowest, "rateMax": item.highest}
    if does_not_apply and item.lowest is not None and item.highest is not None:
        steps: list[Json] = list(range(item.lowest, item.highest + 1))
        return scale | {"rateValues": steps + does_not_apply}
    return scale
