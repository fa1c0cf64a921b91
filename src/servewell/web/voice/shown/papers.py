"""Questionnaires on paper: the sheets as they are printed, and the page on which one is keyed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import segno
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.base.words import django_name
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.components import Crumb
from servewell.web.kit.paper import Sheet, left_open, sheet_of
from servewell.web.kit.questions import Question, questions
from servewell.web.voice.forms.ways import DayForm, NumberForm

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Channel, PaperCopy


@dataclass(frozen=True)
class Copy:
    number: str
    code: SafeString


@dataclass(frozen=True)
class CopiesPage:
    """All copies of one printing: they differ in their numbers alone."""

    title: str
    sheet: Sheet
    copies: Sequence[Copy]
    back_path: str


def copies_page(channel: "Channel", printed: Sequence["PaperCopy"]) -> CopiesPage:
    first = printed[0]
    form, language = instruments.version(key=first.version_id).form, first.language
    return CopiesPage(
        title=ngettext("One copy to print", "%(copies)d copies to print", len(printed)) % {"copies": len(printed)},
        sheet=sheet_of(form, language=language, unit=channel.unit.name.said(language).text),
        copies=[Copy(number=readable(each.number), code=_code(each.number)) for each in printed],
        back_path=links.CHANNEL.path(number=channel.pk),
    )


def readable(number: str) -> str:
    """In two halves, as one reads it aloud."""
    half = len(number) // 2
    return f"{number[:half]}-{number[half:]}"


def _code(number: str) -> SafeString:
    code = segno.make(links.PAPER_COPY.address(copy=number), error="m", micro=False)
    # drawn from our own address; nothing typed by anybody goes into it unescaped
    return mark_safe(code.svg_inline(scale=2, border=1, dark="#1f2b2a", svgclass="kit-printed-code", omitsize=True))  # noqa: S308


@dataclass(frozen=True)
class NumberPage:
    title: str
    form: NumberForm
    path: str


def number_page(papers: voices.Papers, form: NumberForm | None = None) -> NumberPage:
    return NumberPage(title=_awaited(papers), form=form or NumberForm(), path=links.PAPER.path())


def _awaited(papers: voices.Papers) -> str:
    out = papers.printed - papers.keyed_in
    if not papers.printed:
        return _("No sheet has been printed yet")
    if not out:
        return _("Every printed sheet is keyed in")
    said = ngettext(
        "%(number)s printed sheet is not keyed in yet", "%(number)s printed sheets are not keyed in yet", out
    )
    return said % {"number": out}


@dataclass(frozen=True)
class KeyInPage:
    """One copy as it lies before whoever keys it in. ``voice_path`` is where it was keyed in before."""

    title: str
    number: str
    unit: str
    language: str
    crumbs: tuple[Crumb, ...]
    submission: str
    day: DayForm
    questions: tuple[Question, ...]
    path: str
    voice_path: str = ""

    @property
    def faulty(self) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if each.has_fault)


@dataclass(frozen=True)
class Keyed:
    """What was keyed in so far."""

    fields: Mapping[str, Sequence[str]]
    submission: UUID
    day: DayForm
    faults: Mapping[str, forms.FaultKind] = field(default_factory=dict)
    messages: Mapping[str, forms.Words] = field(default_factory=dict)


def key_in_page(copy: "PaperCopy", keyed: Keyed | None = None) -> KeyInPage:
    """Questions in the language of the sheet, so that each stands as it does on the paper."""
    form, language = instruments.version(key=copy.version_id).form, copy.language
    filled = keyed or Keyed({}, uuid4(), DayForm(on=_day_at(copy)))
    with translation.override(django_name(language)):
        asked = questions(
            form,
            form.items,
            language=language,
            fields=filled.fields,
            faults=filled.faults,
            messages=filled.messages,
            words=lambda words: left_open(words[language]),
        )
    return KeyInPage(
        title=_("Sheet %(number)s of %(unit)s") % {"number": readable(copy.number), "unit": copy.channel.unit.name},
        number=readable(copy.number),
        unit=str(copy.channel.unit.name),
        language=language,
        crumbs=(Crumb(_("Sheets that came back"), links.PAPER.path()),),
        submission=str(filled.submission),
        day=filled.day,
        # on paper nobody is held to answer: what was left blank is keyed in blank
        questions=tuple(replace(each, is_required=False) for each in asked),
        path=links.PAPER_COPY.path(copy=copy.number),
        voice_path=links.VOICE.path(number=copy.voice_id) if copy.voice_id else "",
    )


def _day_at(copy: "PaperCopy") -> date:
    return today.day_in(copy.channel.unit.zone, at=today.now())
