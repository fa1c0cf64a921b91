"""The list of what customers said, narrowed by unit, month, aspect, answer and language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base import links
from servewell.base.paging import Page as Keyset
from servewell.base.words import LANGUAGES
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import terms
from servewell.web.kit.components import Chip, Crumb, Empty, Link, Pager
from servewell.web.kit.glance import opening
from servewell.web.voice.forms import FilterForm
from servewell.web.voice.shown import scores

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.standards.models import Aspect

MONTHS_OFFERED = 24
LONGEST_IN_A_LIST = 480
_month = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Said:
    text: str
    language: str
    question: str
    is_cut: bool = False


@dataclass(frozen=True)
class Row:
    said: tuple[Said, ...]
    unit: str
    on: date
    score: Chip | None
    wants_answer: bool
    path: str
    case: Link | None


@dataclass(frozen=True)
class VoicesPage:
    title: str
    narrowed_to: tuple[Crumb, ...]
    form: FilterForm
    rows: tuple[Row, ...]
    pager: Pager
    empty: Empty | None
    all_path: str


@dataclass(frozen=True)
class Choices:
    """What the list may be narrowed to. ``units`` are those the viewer may read."""

    units: "Sequence[Unit]"
    aspects: "Sequence[Aspect]"
    today: date

    def offered(self, asked: QueryDict) -> Mapping[str, Sequence[tuple[str, str]]]:
        return {
            "unit": [("", _("All units")), *((unit.code, str(unit.name)) for unit in self.units)],
            "month": [("", _("All months")), *self._months(asked.get("month", ""))],
            "aspect": [("", _("All aspects")), *((aspect.code, str(aspect.name)) for aspect in self.aspects)],
            "band": [("", _("All answers")), *((band.value, scores.words_for(band)) for band in terms.Band)],
            "language": [("", _("All languages")), *((language.code, language.name) for language in LANGUAGES)],
        }

    def _months(self, asked: str) -> list[tuple[str, str]]:
        latest = self.today.year * 12 + self.today.month - 1
        months = [date(*divmod_month(latest - back), 1) for back in range(MONTHS_OFFERED)]
        older = month_of(asked)
        if older and older < months[-1]:
            months.append(older)
        return [(f"{month:%Y-%m}", _month_named(month)) for month in months]


def _month_named(month: date) -> str:
    return formats.date_format(month, pgettext("month and year, as Django's date filter reads it", "F Y"))


def divmod_month(number: int) -> tuple[int, int]:
    year, month = divmod(number, 12)
    return year, month + 1


def month_of(text: str) -> date | None:
    found = _month.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def filters_from(form: FilterForm, choices: Choices) -> voices.Filters:
    """Raises Http404 where the address asks for what is not offered: another list would be an answer to nothing."""
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    month = month_of(said["month"])
    return voices.Filters(
        unit=next((unit.pk for unit in choices.units if unit.code == said["unit"]), None),
        from_on=month,
        until_on=date(*divmod_month(month.year * 12 + month.month), 1) if month else None,
        aspect=said["aspect"] or None,
        band=terms.Band(said["band"]) if said["band"] else None,
        language=said["language"] or None,
    )


def listed(*, form: FilterForm, asked: QueryDict, heard: Keyset[voices.Heard], cases: Mapping[int, int]) -> VoicesPage:
    rows = tuple(_row(each, cases.get(each.number)) for each in heard.items)
    unit = _label(form, "unit")
    narrowed = tuple(Crumb(label) for name in ("aspect", "month", "band", "language") if (label := _label(form, name)))
    return VoicesPage(
        title=_("What customers of %(unit)s said") % {"unit": unit} if unit else _("What customers said"),
        narrowed_to=narrowed,
        form=form,
        rows=rows,
        pager=Pager(newer_url=_turn(asked, "after", heard.newer), older_url=_turn(asked, "before", heard.older)),
        empty=None if rows else _empty(is_narrowed=bool(unit or narrowed)),
        all_path=links.VOICES.path(),
    )


def _label(form: FilterForm, name: str) -> str:
    value = form.cleaned_data.get(name)
    choices = dict(form.choices_of(name))
    return choices.get(value, "") if value else ""


def _turn(asked: QueryDict, towards: str, key: int | None) -> str:
    if key is None:
        return ""
    kept = {name: value for name, value in asked.items() if value and name not in ("before", "after")}
    return f"?{urlencode(kept | {towards: str(key)})}"


def _empty(*, is_narrowed: bool) -> Empty:
    if is_narrowed:
        return Empty(
            says=_("Nobody wrote anything here"),
            detail=_("Answers without words are counted, but not listed."),
            action=Link(_("Show everything customers said"), links.VOICES.path()),
        )
    return Empty(
        says=_("No customer has written yet"),
        detail=_("As soon as somebody answers a survey in their own words, it stands here."),
    )


def _row(heard: voices.Heard, case: int | None) -> Row:
    return Row(
        said=tuple(_said(each) for each in heard.words),
        unit=str(heard.unit_name),
        on=heard.on,
        score=scores.chip_for(heard.overall),
        wants_answer=heard.asks_for_answer and case is None,
        path=links.VOICE.path(number=heard.number),
        case=Link(_("Case %(number)d") % {"number": case}, links.CASE.path(number=case)) if case else None,
    )


def _said(words: voices.HeardWords) -> Said:
    text = opening(words.text, width=LONGEST_IN_A_LIST)
    return Said(text, language=words.language, question=str(words.question or ""), is_cut=text != words.text)
