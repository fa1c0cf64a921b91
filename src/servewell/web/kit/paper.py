"""A form as it is printed, to be filled in by pen."""

import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from servewell.base.words import django_name
from servewell.engines import forms
from servewell.web.kit.questions import Question, questions


@dataclass(frozen=True)
class Sheet:
    """What stands on every copy. Without a unit it is not known yet where it will be handed out."""

    language: str
    unit: str
    asks: str
    description: str
    questions: tuple[Question, ...]
    filled_in_on: str
    put_in_order: str
    hand_in: str
    sign: str


def sheet_of(form: forms.Form, *, language: str, unit: str = "") -> Sheet:
    """In the language of the sheet, whatever language whoever prints it reads."""
    with translation.override(django_name(language)):
        return Sheet(
            language=language,
            unit=unit,
            asks=form.title[language],
            description=form.description[language] if form.description else "",
            questions=questions(form, form.items, language=language, words=lambda words: left_open(words[language])),
            filled_in_on=_("Filled in on"),
            put_in_order=_("Number them, 1 for the first."),
            hand_in=_("Please hand it in with this sheet."),
            sign=_("Signature"),
        )


def left_open(text: str) -> str:
    """Paper cannot say what was answered before."""
    return re.sub(r"\{[^{}]*\}", "……", text)
