"""Forms that are asked, in a playbook: ``instruments:``, each with its document as a SurveyJS form model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, nearest, said_words, state
from servewell.base.words import LANGUAGES, Words
from servewell.engines import forms
from servewell.rooms.instruments import selectors, services
from servewell.rooms.instruments.models import Instrument, Version
from servewell.rooms.instruments.terms import LONGEST_CODE
from servewell.rooms.people.playbook import unit_in, unit_named

NEEDED = ("code", "title", "thanks", "document")
# what a reader looks for first, so that it stands first; all else follows by its name
_FIRST = (
    "servewell:edition", "type", "name", "value", "text", "title", "description", "default",
    *(language.surveyjs for language in LANGUAGES),
)  # fmt: skip
_PLACES = {name: place for place, name in enumerate(_FIRST)}


@dataclass(frozen=True)
class Wanted:
    code: str
    title: Words
    thanks: Words
    document: Mapping[str, object]


def _read(part: Part, names: Names) -> Wanted | None:
    entries = part.all_of(NEEDED)
    if entries is None:
        return None
    code, title, thanks = (
        entries["code"].code(longest=LONGEST_CODE),
        entries["title"].words(),
        entries["thanks"].words(),
    )
    unit_in({}, names, whole=part)
    document = _document(entries["document"], names)
    return Wanted(code, title, thanks, document) if code and title and thanks and document else None


def _document(part: Part, names: Names) -> Mapping[str, object] | None:
    before = len(part.sheet.faults)
    document = part.plain()
    if not isinstance(document, dict):
        part.fault("here should stand a form as SurveyJS has it: title, pages")
    elif _has_a_day(document):
        part.fault("a day that stands in a form is a text: put it in quotes")
    elif len(part.sheet.faults) == before:
        _note_faults(part, document, names)
    return document if isinstance(document, dict) else None


def _has_a_day(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_a_day(each) for each in value.values())
    return any(_has_a_day(each) for each in value) if isinstance(value, list) else isinstance(value, date)


def _note_faults(part: Part, document: Mapping[str, object], names: Names) -> None:
    try:
        form = forms.read(document)
    except forms.DocumentHasFaults as faulty:
        for fault in faulty.faults:
            part.at(fault.path).fault(f"{fault.what} {fault.mend}")
        return
    aspects, standards = names.known("aspects"), names.known("standards")
    for item in form.items:
        here = part.at(item.path)
        if item.aspect and item.aspect not in aspects:
            here.fault(f"no aspect has the code {item.aspect!r}{nearest(item.aspect, aspects)}")
        for code in item.standards:
            if code not in standards:
                here.fault(f"no standard has the code {code!r}{nearest(code, standards)}")


def _standing() -> list[Wanted]:
    """By code. What is no longer asked, and what came in by files, is nothing to hand on."""
    return [Wanted(each.code, each.title, each.thanks, document) for each, document in selectors.asked_now()]


def _said(wanted: Wanted) -> Said:
    return {
        "code": wanted.code,
        "title": said_words(wanted.title),
        "thanks": said_words(wanted.thanks),
        "document": _in_order(wanted.document),
    }


def _in_order(value: object) -> object:
    """Mappings in one order, whatever the database made of it."""
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: (_PLACES.get(name, len(_PLACES)), name))
        return {name: _in_order(value[name]) for name in names}
    return [_in_order(each) for each in value] if isinstance(value, list) else value


def _install(*, wanted: Sequence[Wanted], by: Actor, at: datetime) -> None:
    company = unit_named(code="")
    for each in wanted:
        services.publish(
            code=each.code, title=each.title, thanks=each.thanks, document=each.document, unit=company, by=by, at=at
        )


INSTRUMENTS = state(
    Vocabulary(
        name="instruments",
        title=gettext_noop("Forms"),
        after=("standards", "units"),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Instrument, Version),
        refusals=(
            forms.DocumentHasFaults,
            services.AspectsAreUnknown,
            services.StandardsAreUnknown,
            services.CodeIsTakenUpFromFiles,
        ),
    )
)
