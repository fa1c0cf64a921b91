"""The public survey page: one question after the other, in one language, with what was answered so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import ngettext

from servewell.base.words import LANGUAGES, django_name
from servewell.engines import forms
from servewell.rooms.instruments.selectors import Published
from servewell.rooms.voice.services import FilledIn
from servewell.web.kit.components import LanguageChoice
from servewell.web.kit.questions import Fields, Question, answers_of, questions
from servewell.web.voice.forms.tickets import Ticket
from servewell.web.voice.forms.uploads import attached_by, kept_file
from servewell.web.voice.shown import hands, public, steps
from servewell.web.voice.shown.door import Door

NO_FAULTS: Mapping[str, forms.FaultKind] = {}
NO_MESSAGES: Mapping[str, forms.Words] = {}


@dataclass(frozen=True)
class Carried:
    """An answer of another page of the form, brought along."""

    name: str
    value: str


@dataclass(frozen=True)
class LongForm:
    """What a browser with scripts needs to ask a long form by itself, without anything that tells how it is scored.

    ``fields`` are as they were posted, ``files`` tells the names behind their tokens, and ``ticks`` are those of a yes
    or no that are ticked or left alone.
    """

    document: Mapping[str, object]
    fields: Fields
    files: Mapping[str, Mapping[str, str]]
    ticks: Sequence[str]
    page: int
    file_path: str

    @property
    def said(self) -> Mapping[str, object]:
        """As the script reads it."""
        return {name: getattr(self, name) for name in ("document", "fields", "files", "ticks", "page")}


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
    has_files: bool = False
    step: int = 0
    steps: int = 1
    is_last: bool = True
    page_title: str = ""
    page_says: str = ""
    carried: tuple[Carried, ...] = ()
    long_form: LongForm | None = None

    @property
    def number(self) -> int:
        return self.step + 1

    @property
    def faulty(self) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if each.has_fault)

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
    """One copy of a survey in somebody's hands: whose, in which version and language, with its answers.

    ``step`` is the page of a long form, from 0, and ``long_page`` the one on which the browser stands by itself.
    """

    door: Door
    version: Published
    ticket: Ticket
    language: str
    answers: Fields = field(default_factory=dict)
    filled_in: FilledIn | None = None
    step: int = 0
    long_page: int = 0

    @property
    def unit(self) -> str:
        return str(self.door.unit.name.said(self.language).text)

    def given(self) -> Mapping[str, object]:
        """The answers as ``forms.validate`` reads them."""
        return answers_of(self.version.form, self.answers, attached=attached_by(self.door.link))


def show(
    request: HttpRequest,
    sheet: Sheet,
    *,
    faults: Mapping[str, forms.FaultKind] = NO_FAULTS,
    messages: Mapping[str, forms.Words] = NO_MESSAGES,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form in the language of the sheet, whatever language the rest of the house speaks with this browser.

    Where something is wrong, the page of the form that holds the first fault.
    """
    asked = steps.steps(sheet.version.form)
    wrong = next((number for number, step in enumerate(asked) if any(item.name in faults for item in step)), None)
    here = replace(sheet, step=min(sheet.step, len(asked) - 1) if wrong is None else wrong)
    with translation.override(django_name(sheet.language)):
        page = _page(here, asked, faults, messages, trouble)
        unit = here.door.channel.unit_id
        response = public.page(request, "voice/survey.html", page, status=status, unit=unit)
    # not "no-store": going back in the browser must bring the answers back
    patch_cache_control(response, private=True, no_cache=True)
    return response


def turned(sheet: Sheet, *, by: int, values: Mapping[str, forms.AnswerValue]) -> Sheet:
    """The next page of the form, or the one before, on which anything is to be answered."""
    asked = steps.steps(sheet.version.form)
    number = sheet.step + by
    while 0 <= number < len(asked) and not steps.shown(asked[number], values):
        number += by
    return replace(sheet, step=number) if 0 <= number < len(asked) else sheet


def _page(
    sheet: Sheet,
    asked: Sequence[steps.Step],
    faults: Mapping[str, forms.FaultKind],
    messages: Mapping[str, forms.Words],
    trouble: str,
) -> SurveyPage:
    form, language = sheet.version.form, sheet.language
    values = forms.validate(form, sheet.given()).values if len(asked) > 1 else {}
    here = steps.shown(asked[sheet.step], values) if len(asked) > 1 else asked[0]
    of_page = form.pages[here[0].page] if here and len(form.pages) > 1 else None

    def piped(words: forms.Words) -> str:
        return forms.piped(form, words[language], values, language)

    return SurveyPage(
        title=form.title[language],
        description=piped(form.description) if form.description else "",
        unit=sheet.unit,
        language=language,
        languages=_languages(form, language),
        ticket=sheet.ticket.signed(),
        answer_path=sheet.door.path,
        language_path=sheet.door.language_path,
        questions=_questions(sheet, here, faults=faults, messages=messages, values=values, words=piped),
        who=hands.asked(sheet.filled_in),
        trouble=trouble,
        has_files=any(item.kind is forms.Kind.FILE for item in form.items),
        step=sheet.step,
        steps=len(asked),
        is_last=turned(sheet, by=1, values=values) is sheet,
        page_title=piped(of_page.title) if of_page and of_page.title else "",
        page_says=piped(of_page.description) if of_page and of_page.description else "",
        carried=_carried(sheet, here) if len(asked) > 1 else (),
        long_form=_long_form(sheet) if len(asked) > 1 and not faults else None,
    )


def _questions(
    sheet: Sheet,
    here: steps.Step,
    *,
    faults: Mapping[str, forms.FaultKind],
    messages: Mapping[str, forms.Words],
    values: Mapping[str, forms.AnswerValue],
    words: Callable[[forms.Words], str],
) -> tuple[Question, ...]:
    return questions(
        sheet.version.form,
        here,
        language=sheet.language,
        fields=sheet.answers,
        faults=faults,
        messages=messages,
        kept=lambda token: kept_file(token, link=sheet.door.link),
        words=words,
        required=frozenset(item.name for item in here if forms.is_required(item, values)),
    )


def _carried(sheet: Sheet, here: steps.Step) -> tuple[Carried, ...]:
    """Everything that is answered elsewhere; what belongs to a question of this page begins with its name."""
    names = {item.name for item in here}
    return tuple(
        Carried(name, value)
        for name, values in sheet.answers.items()
        if name not in names and name.partition("-")[0] not in names and not _is_place(name, names)
        for value in values
    )


def _is_place(name: str, names: set[str]) -> bool:
    """Whether it is the place of one thing in an order that is asked here."""
    return any(name.startswith(f"{each}.") for each in names)


def _long_form(sheet: Sheet) -> LongForm:
    form, link = sheet.version.form, sheet.door.link
    tokens = [
        token for item in form.items if item.kind is forms.Kind.FILE for token in sheet.answers.get(item.name, ())
    ]
    known = {token: staged for token in tokens if (staged := attached_by(link)(token))}
    return LongForm(
        document=forms.delivered(form, sheet.language),
        fields=sheet.answers,
        files={token: {"name": str(file["name"]), "type": str(file["type"])} for token, file in known.items()},
        ticks=[item.name for item in form.items if item.asks_for_answer or item.consent],
        page=sheet.long_page,
        file_path=sheet.door.file_path,
    )


def _languages(form: forms.Form, here: str) -> tuple[LanguageChoice, ...]:
    return tuple(
        LanguageChoice(code=language.code, tag=language.code, name=language.name, is_here=language.code == here)
        for language in LANGUAGES
        if language.code in form.languages
    )
