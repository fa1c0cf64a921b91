"""What is asked where, in which version, and how often it was answered; and one instrument with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.words import active_language, collation_key
from servewell.engines import forms
from servewell.engines.forms import written
from servewell.rooms.instruments import rules
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.web.instruments.forms.deeds import BeginForm, WindowForm
from servewell.web.instruments.shown import drawn
from servewell.web.instruments.shown.bringing import left_out_says
from servewell.web.instruments.shown.changes import ChangedItem, changes
from servewell.web.instruments.shown.drawn import Drawn
from servewell.web.instruments.shown.scoring import rule_in_words
from servewell.web.kit.components import Chip, Crumb, Empty, LanguageChoice
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Draft
    from servewell.rooms.people.models import Person, Unit

MOST_NAMED = 3


@dataclass(frozen=True)
class InstrumentRow:
    title: str
    url: str
    code: str
    version: str
    where: str
    answers: str
    chip: Chip | None
    draft_url: str


@dataclass(frozen=True)
class DraftRow:
    title: str
    url: str
    says: str


@dataclass(frozen=True)
class InstrumentsPage:
    title: str
    rows: Sequence[InstrumentRow]
    drafts: Sequence[DraftRow]
    form: BeginForm
    empty: Empty | None


@dataclass(frozen=True)
class VersionRow:
    label: str
    url: str
    says: str
    answers: str
    is_asked: bool


@dataclass(frozen=True)
class InstrumentPage:
    title: str
    crumbs: Sequence[Crumb]
    code: str
    where: str
    versions: Sequence[VersionRow]
    draft_url: str
    may_publish: bool
    is_asked: bool
    is_from_files: bool
    window_says: str
    window_form: WindowForm
    nobody_says: str
    links_url: str


@dataclass(frozen=True)
class VersionPage:
    title: str
    crumbs: Sequence[Crumb]
    path: str
    says: str
    languages: Sequence[LanguageChoice]
    drawn: Drawn
    compared: str
    changes: Sequence[ChangedItem]
    scored: Sequence[str]
    not_for_surveyjs: Sequence[str]


def instruments_page(viewer: "Person", *, form: BeginForm | None = None) -> InstrumentsPage:
    listed = instruments.listed(viewer=viewer)
    where = voice.where_asked(viewer=viewer, power=rules.WRITE)
    known = {each.code for each in listed}
    drafts = instruments.drafts(viewer=viewer)
    return InstrumentsPage(
        title=_title(sum(each.number is not None for each in listed)),
        rows=tuple(_row(each, where) for each in listed),
        drafts=tuple(_draft_row(each) for each in drafts if each.code not in known),
        form=form or begin_form(viewer),
        empty=None if listed or drafts else Empty(_("Nothing is asked yet"), _("Begin a form below.")),
    )


def _title(asked: int) -> str:
    if not asked:
        return _("No form is asked today")
    return ngettext("%(number)d form is asked today", "%(number)d forms are asked today", asked) % {"number": asked}


def begin_form(viewer: "Person", data: Mapping[str, object] | None = None) -> BeginForm:
    units = people.units_seen(viewer=viewer, power=rules.WRITE)
    top = people.top_unit()
    named = sorted(
        ((unit.code, str(unit.name)) for unit in units),
        key=lambda each: (top is None or each[0] != top.code, _sorted(each[1])),
    )
    return BeginForm(data, units=named)


def _sorted(name: str) -> tuple[tuple[int, ...], str]:
    return collation_key(name, active_language())


def _row(each: instruments.Listed, where: "Mapping[int, Sequence[Unit]]") -> InstrumentRow:
    return InstrumentRow(
        title=str(each.title),
        url=links.INSTRUMENT.path(code=each.code),
        code=each.code,
        version=_version_says(each),
        where=where_says(where.get(each.key, ())),
        answers=_answers(each.answers),
        chip=_chip(each),
        draft_url=links.DRAFT.path(number=each.draft) if each.draft else "",
    )


def _version_says(each: instruments.Listed) -> str:
    if each.number is None or each.asked_since is None:
        return ""
    return ngettext(
        "Version %(version)d with %(number)d question, asked since %(day)s",
        "Version %(version)d with %(number)d questions, asked since %(day)s",
        each.questions,
    ) % {"version": each.number, "number": each.questions, "day": day(each.asked_since)}


def _chip(each: instruments.Listed) -> Chip | None:
    if each.is_from_files:
        return Chip(_("from files"))
    return None if each.number else Chip(_("retired"), "plain")


def where_says(units: "Sequence[Unit]") -> str:
    """The names of the first few, and how many more."""
    if not units:
        return _("Asked nowhere in your units")
    names = sorted((str(unit.name) for unit in units), key=_sorted)
    said = _(", ").join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    if more <= 0:
        return _("Asked at %(units)s") % {"units": said}
    return ngettext(
        "Asked at %(units)s and at %(number)d more unit", "Asked at %(units)s and at %(number)d more units", more
    ) % {"units": said, "number": more}


def _answers(count: int) -> str:
    if not count:
        return _("not answered yet")
    return ngettext("%(number)s response", "%(number)s responses", count) % {"number": number(count)}


def _draft_row(draft: "Draft") -> DraftRow:
    titles = written.texts_of(draft.document.get("title"))
    return DraftRow(
        title=titles.get(active_language()) or next(iter(titles.values()), draft.code),
        url=links.DRAFT.path(number=draft.pk),
        says=_("Draft of %(code)s, written in %(unit)s") % {"code": draft.code, "unit": draft.unit.name},
    )


def instrument_page(viewer: "Person", code: str, *, form: WindowForm | None = None) -> InstrumentPage:
    found, versions = instruments.overview(viewer=viewer, code=code)
    units = voice.where_asked(viewer=viewer, power=rules.WRITE).get(found.pk, ())
    draft = next((each for each in instruments.drafts(viewer=viewer) if each.code == code), None)
    top = people.top_unit()
    return InstrumentPage(
        title=str(found.title),
        crumbs=(Crumb(_("What we ask"), links.INSTRUMENTS.path()), Crumb(str(found.title))),
        code=code,
        where=where_says(units),
        versions=tuple(_version_row(code, each) for each in versions),
        draft_url=links.DRAFT.path(number=draft.pk) if draft else "",
        may_publish=top is not None and people.may(actor=viewer, power=rules.PUBLISH, unit=top.pk),
        is_asked=any(each.retired_at is None for each in versions),
        is_from_files=found.is_from_files,
        window_says=_window_says(found.dispute_days),
        window_form=form or WindowForm(initial={"days": found.dispute_days}),
        nobody_says=_nobody_says(versions, units),
        links_url=links.CHANNELS.path() if people.holds(actor=viewer, power=voice_rules.MANAGE_CHANNELS) else "",
    )


def _nobody_says(versions: Sequence[instruments.Standing], units: "Sequence[Unit]") -> str:
    if units or all(each.retired_at for each in versions):
        return ""
    return _("Nobody is asked yet: a survey link or a campaign must choose this form first.")


def _version_row(code: str, each: instruments.Standing) -> VersionRow:
    return VersionRow(
        label=_("Version %(number)d") % {"number": each.number},
        url=links.INSTRUMENT_VERSION.path(code=code, number=each.number),
        says=_from_until(each.published_at, each.retired_at),
        answers=_answers(each.answers),
        is_asked=each.retired_at is None,
    )


def _from_until(begun: datetime, ended: datetime | None) -> str:
    if ended is None:
        return _("asked since %(day)s") % {"day": day(begun)}
    return _("published on %(first)s, retired on %(last)s") % {"first": day(begun), "last": day(ended)}


def _window_says(days: int | None) -> str:
    if not days:
        return _("Its answers are not disputed.")
    return ngettext(
        "An answer may be disputed for %(number)d day.", "An answer may be disputed for %(number)d days.", days
    ) % {"number": days}


def version_page(viewer: "Person", code: str, version: int, *, language: str, against: int | None) -> VersionPage:
    """The version as it was asked. ``against`` is the version with which it is compared; left out: the one before."""
    found, versions = instruments.overview(viewer=viewer, code=code)
    asked = instruments.version_numbered(viewer=viewer, code=code, number=version)
    standing = next(each for each in versions if each.number == version)
    language = language if language in asked.form.languages else _reading(asked.form.languages)
    other = against if against is not None else version - 1
    is_there = other != version and any(each.number == other for each in versions)
    documents = instruments.documents_of(viewer=viewer, code=code, numbers=[other, version] if is_there else [version])
    return VersionPage(
        title=_("%(title)s, version %(number)d") % {"title": found.title, "number": version},
        crumbs=(
            Crumb(_("What we ask"), links.INSTRUMENTS.path()),
            Crumb(str(found.title), links.INSTRUMENT.path(code=code)),
            Crumb(_("Version %(number)d") % {"number": version}),
        ),
        path=links.INSTRUMENT_VERSION.path(code=code, number=version),
        says=_from_until(standing.published_at, standing.retired_at),
        languages=drawn.languages_of(asked.form, language),
        drawn=drawn.drawn(asked.form, language=language),
        compared=_("What changed from version %(number)d") % {"number": other} if is_there else "",
        changes=changes(documents[other], documents[version], language=language) if is_there else (),
        scored=rule_in_words(asked.form),
        not_for_surveyjs=left_out_says(forms.export(documents[version]).left_out, language),
    )


def _reading(languages: Sequence[str]) -> str:
    return active_language() if active_language() in languages else languages[0]
