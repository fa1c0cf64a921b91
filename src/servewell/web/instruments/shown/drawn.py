"""A form as whoever answers it sees it, and as it was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from servewell.base.words import LANGUAGES, django_name
from servewell.engines import forms
from servewell.web.instruments.shown.scoring import Derived, derived
from servewell.web.kit import questions
from servewell.web.kit.components import Crumb, LanguageChoice, Link
from servewell.web.kit.paper import Sheet
from servewell.web.kit.questions import Question

if TYPE_CHECKING:
    from servewell.web.kit.questions import Fields

WAYS = ("phone", "desk", "paper")


@dataclass(frozen=True)
class DrawnSection:
    title: str
    description: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class Drawn:
    """A form in one language, section by section."""

    title: str
    description: str
    language: str
    sections: Sequence[DrawnSection]


@dataclass(frozen=True)
class PreviewPage:
    """``sheet`` is there where the form is seen as it is printed."""

    title: str
    crumbs: Sequence[Crumb]
    path: str
    way: str
    ways: Sequence[tuple[str, str, bool]]
    languages: Sequence[LanguageChoice]
    drawn: Drawn
    sheet: Sheet | None


@dataclass(frozen=True)
class Unshown:
    """A question that these answers do not show, and the condition that hides it."""

    title: str
    why: str


@dataclass(frozen=True)
class TrialPage:
    """A test run: nothing of it is stored. ``derived`` is there once it was sent and every answer fits."""

    title: str
    crumbs: Sequence[Crumb]
    path: str
    languages: Sequence[LanguageChoice]
    drawn: Drawn
    is_answered: bool = False
    faults_say: str = ""
    derived: Derived | None = None
    unshown: Sequence[Unshown] = ()
    back: Link | None = None


def drawn(
    form: forms.Form,
    *,
    language: str,
    fields: "Fields | None" = None,
    checked: forms.Checked | None = None,
) -> Drawn:
    """In the language of the form, whatever the page around it speaks. ``checked`` leaves out what does not show."""
    values: Mapping[str, forms.AnswerValue] = checked.values if checked else _gaps(form, language)
    with translation.override(django_name(language)):
        return Drawn(
            title=form.title[language],
            description=form.description[language] if form.description else "",
            language=language,
            sections=tuple(
                DrawnSection(
                    title=page.title[language] if page.title else "",
                    description=page.description[language] if page.description else "",
                    questions=_questions(form, number, language, fields or {}, checked, values),
                )
                for number, page in enumerate(form.pages)
            ),
        )


def _gaps(form: forms.Form, language: str) -> dict[str, forms.AnswerValue]:
    """Where nothing is answered yet, what a text will say of an answer: the question that it is the answer to."""
    return {item.name: _("[%(question)s]") % {"question": item.title[language]} for item in form.items}


def _questions(
    form: forms.Form,
    page: int,
    language: str,
    fields: "Fields",
    checked: forms.Checked | None,
    values: Mapping[str, forms.AnswerValue],
) -> tuple[Question, ...]:
    items = [
        item
        for item in form.items
        if item.page == page and (checked is None or forms.is_visible(item, values) or item.name in checked.faults)
    ]
    return questions.questions(
        form,
        items,
        language=language,
        fields=fields,
        faults=checked.faults if checked else {},
        messages=checked.messages if checked else {},
        words=lambda words: forms.piped(form, words[language], values, language),
    )


def languages_of(form: forms.Form, here: str) -> tuple[LanguageChoice, ...]:
    return tuple(
        LanguageChoice(code=each.code, tag=each.code, name=each.name, is_here=each.code == here)
        for each in LANGUAGES
        if each.code in form.languages
    )


def ways(here: str) -> tuple[tuple[str, str, bool], ...]:
    names = {"phone": _("Phone"), "desk": _("Desk"), "paper": _("Paper")}
    return tuple((way, names[way], way == here) for way in WAYS)


def outcome(form: forms.Form, checked: forms.Checked, *, language: str) -> Derived | None:
    return (
        derived(form, forms.score(form, checked.values), values=checked.values, language=language)
        if checked.is_good
        else None
    )
