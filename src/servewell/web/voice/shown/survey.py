"""The public survey page: one question after the other, in one language, with what was answered so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import ngettext

from servewell.base.words import LANGUAGES, django_name
from servewell.engines import forms
from servewell.rooms.instruments.selectors import Published
from servewell.rooms.voice.services import FilledIn
from servewell.web.kit.components import LanguageChoice
from servewell.web.kit.questions import Question, question
from servewell.web.voice.forms.tickets import Ticket
from servewell.web.voice.shown import hands, public
from servewell.web.voice.shown.door import Door

Answers = Mapping[str, Sequence[str]]


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
    who: hands.WhoFillsIn
    trouble: str = ""

    @property
    def faulty(self) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if each.fault)

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
    filled_in: FilledIn | None = None

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
            questions=tuple(
                question(
                    item, language=language, given=sheet.answers.get(item.name, ()), fault=(faults or {}).get(item.name)
                )
                for item in form.items
            ),
            who=hands.asked(sheet.filled_in),
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
