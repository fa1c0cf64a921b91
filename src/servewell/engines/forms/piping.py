"""What titles and descriptions say once they name what was answered before."""

from collections.abc import Mapping
from typing import Final

from servewell.engines.forms import languages
from servewell.engines.forms.conditions import PIPED
from servewell.engines.forms.document import FIRST_EDITION, NOT_APPLICABLE, AnswerValue, Form, Item, Words
from servewell.engines.forms.javascript import text_of
from servewell.engines.forms.scale_reading import NONE_OF_THESE

_BETWEEN: Final = ", "


def piped(form: Form, text: str, values: Mapping[str, AnswerValue], language: str) -> str:
    """A text with each `{name}` said in words, as SurveyJS says it; what was not answered leaves nothing.

    ``values`` are those that ``validate`` gave. In the first edition braces are just braces.
    """
    if form.edition == FIRST_EDITION:
        return text
    return PIPED.sub(lambda found: _said(form, found[1], values, language), text)


def looks_back(form: Form, words: Words | None) -> bool:
    """Whether these words change with the answers."""
    return form.edition != FIRST_EDITION and any(PIPED.search(text) for text in (words or {}).values())


def _said(form: Form, name: str, values: Mapping[str, AnswerValue], language: str) -> str:
    item, value = form.item(name), values.get(name)
    return "" if item is None or value is None else said(item, value, language)


def said(item: Item, value: AnswerValue, language: str) -> str:
    """An answer in words: what its choice, its step or its yes says."""
    if isinstance(value, tuple):
        return _BETWEEN.join(each.name if not isinstance(each, str) else said(item, each, language) for each in value)
    if value == NOT_APPLICABLE and item.may_not_apply:
        return languages.DOES_NOT_APPLY[language]
    if isinstance(value, bool):
        return (languages.YES if value else languages.NO)[language]
    if item.none_label and value == NONE_OF_THESE:
        return item.none_label[language]
    text = text_of(value)
    return _words_by_value(item).get(text, {}).get(language, text)


def _words_by_value(item: Item) -> Mapping[str, Words]:
    if item.matrix:
        return item.matrix.columns
    if item.anchors and item.has_steps:
        return {anchor.value: anchor.text for anchor in item.anchors}
    return {choice.value: choice.text for choice in item.choices}
