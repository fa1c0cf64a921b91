"""The public survey page: one question after the other, in one language, with what was answered so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.words import LANGUAGES, django_name
from servewell.engines import forms
from servewell.rooms.instruments.selectors import Published
from servewell.web.kit.components import LanguageChoice
from servewell.web.voice.forms import Ticket
from servewell.web.voice.shown import public
from servewell.web.voice.shown.door import Door

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    aside: str = ""  # said to those who hear the page: what the end of the scale means
    is_chosen: bool = False


@dataclass(frozen=True)
class Question:
    name: str
    kind: str  # scale, choices, several, tick, line, words
    title: str
    description: str = ""
    is_required: bool = False
    options: tuple[Option, ...] = ()
    not_applicable: Option | None = None
    low_label: str = ""
    high_label: str = ""
    text: str = ""
    input_type: str = "text"
    max_length: int | None = None
    asks_for_answer: bool = False
    is_contact: bool = False
    fault: str = ""


@dataclass(frozen=True)
class SurveyPage:
    title: str
    description: str
    unit: str
    language: str
    languages: tuple[LanguageChoice, ...]
    ticket: str
    answer_path: str
    language_path: str
    questions: tuple[Question, ...]
    trouble: str = ""

    @property
    def faulty(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.fault)

    @property
    def faults_say(self) -> str:
        number = len(self.faulty)
        return ngettext(
            "One answer needs another look. Nothing was sent yet, and everything you wrote is still here.",
            "%(number)d answers need another look. Nothing was sent yet, and everything you wrote is still here.",
            number,
        ) % {"number": number}


@dataclass(frozen=True)
class Sheet:
    """One copy of a survey in somebody's hands: whose, in which version and language, with its answers."""

    door: Door
    version: Published
    ticket: Ticket
    language: str
    answers: Answers = field(default_factory=dict)

    @property
    def unit(self) -> str:
        return str(self.door.channel.unit.name.said(self.language).text)


def show(
    request: HttpRequest,
    sheet: Sheet,
    *,
    faults: Mapping[str, forms.FaultKind] | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form in the language of the sheet, whatever language the rest of the house speaks with this browser."""
    form, language = sheet.version.form, sheet.language
    with translation.override(django_name(language)):
        page = SurveyPage(
            title=form.title[language],
            description=form.description[language] if form.description else "",
            unit=sheet.unit,
            language=language,
            languages=_languages(form, language),
            ticket=sheet.ticket.signed(),
            answer_path=sheet.door.path,
            language_path=sheet.door.language_path,
            questions=tuple(_question(item, sheet, (faults or {}).get(item.name)) for item in form.items),
            trouble=trouble,
        )
        response = public.page(request, "voice/survey.html", page, status=status)
    # not "no-store": going back in the browser must bring the answers back
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _languages(form: forms.Form, here: str) -> tuple[LanguageChoice, ...]:
    return tuple(
        LanguageChoice(code=language.code, tag=language.code, name=language.name, is_here=language.code == here)
        for language in LANGUAGES
        if language.code in form.languages
    )


KINDS = {
    forms.Kind.RATING: "scale",
    forms.Kind.RADIOGROUP: "choices",
    forms.Kind.CHECKBOX: "several",
    forms.Kind.BOOLEAN: "tick",
    forms.Kind.TEXT: "line",
    forms.Kind.COMMENT: "words",
}


def _question(item: forms.Item, sheet: Sheet, fault: forms.FaultKind | None) -> Question:
    language, given = sheet.language, sheet.answers.get(item.name, ())
    return Question(
        name=item.name,
        kind=KINDS[item.kind],
        title=item.title[language],
        description=item.description[language] if item.description else "",
        is_required=item.is_required,
        options=_options(item, language, given),
        not_applicable=_not_applicable(item, given),
        low_label=item.low_label[language] if item.low_label else "",
        high_label=item.high_label[language] if item.high_label else "",
        text=given[0] if given else "",
        input_type=item.input_type.value if item.input_type else "text",
        max_length=item.max_length,
        asks_for_answer=item.asks_for_answer,
        is_contact=item.is_contact,
        fault=_fault(item, fault, given),
    )


def _options(item: forms.Item, language: str, given: Sequence[str]) -> tuple[Option, ...]:
    if item.lowest is not None and item.highest is not None:
        ends = {item.lowest: item.low_label, item.highest: item.high_label}
        return tuple(
            Option(
                value=str(step),
                label=str(step),
                aside=words[language] if (words := ends.get(step)) else "",
                is_chosen=list(given) == [str(step)],
            )
            for step in range(item.lowest, item.highest + 1)
        )
    if item.kind is forms.Kind.BOOLEAN:
        return (Option(value="true", label=item.title[language], is_chosen="true" in given),)
    return tuple(
        Option(value=choice.value, label=choice.text[language], is_chosen=choice.value in given)
        for choice in item.choices
    )


def _not_applicable(item: forms.Item, given: Sequence[str]) -> Option | None:
    if not item.may_not_apply:
        return None
    return Option(
        value=forms.NOT_APPLICABLE.value, label=_("Does not apply"), is_chosen=list(given) == [forms.NOT_APPLICABLE]
    )


def _fault(item: forms.Item, kind: forms.FaultKind | None, given: Sequence[str]) -> str:
    if kind is None:
        return ""
    if kind is forms.FaultKind.TOO_LONG and item.max_length and given:
        return _("There is room for %(limit)d characters; this is %(length)d. Please shorten it.") % {
            "limit": item.max_length,
            "length": len(given[0].replace("\r\n", "\n").strip()),
        }
    if kind is forms.FaultKind.MISSING and item.is_contact:
        return _("Please tell us where to send the answer, or take away the tick above.")
    return {
        forms.FaultKind.MISSING: _("Please answer this question."),
        forms.FaultKind.NOT_A_NUMBER: _("Please write a number, such as 3 or 2.5."),
        forms.FaultKind.NOT_A_DATE: _("Please write a day as year-month-day, such as 2026-11-16."),
        forms.FaultKind.NOT_AN_ADDRESS: _("We cannot write to this address. It should look like name@example.com."),
        forms.FaultKind.NOT_PLAIN_TEXT: _("This holds characters that cannot be read. Please take them out."),
        forms.FaultKind.GIVEN_MORE_THAN_ONCE: _("This came with more than one answer. Please choose one."),
    }.get(kind, _("Please choose one of the answers shown."))
