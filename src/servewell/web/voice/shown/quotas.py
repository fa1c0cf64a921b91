"""Quotas: how far each is filled, and what becomes of whoever comes when it is full."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Chip, Crumb, Empty, Pager
from servewell.web.voice.forms.quotas import PlacesForm, QuotaForm

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person
    from servewell.rooms.voice.models import Quota


@dataclass(frozen=True)
class Row:
    title: str
    unit: str
    survey: str
    condition: str
    taken: int
    places: int
    chip: Chip
    path: str


@dataclass(frozen=True)
class QuotasPage:
    title: str
    rows: tuple[Row, ...]
    pager: Pager
    set_path: str
    empty: Empty | None


def quotas_page(person: "Person", *, before: int | None = None, after: int | None = None) -> QuotasPage:
    found = voices.quotas(viewer=person, before=before, after=after)
    open_ones = [each for each in found.items if each.ended_at is None and not each.is_full]
    return QuotasPage(
        title=_title(len(found.items), len(open_ones)),
        rows=tuple(_row(each) for each in found.items),
        pager=pager_of(found),
        set_path=reverse("voice:set_quota"),
        empty=None
        if found.items or before or after
        else Empty(
            says=_("Every answer counts"),
            detail=_("Set a quota where you want so many answers of a kind and not one more."),
        ),
    )


def _title(here: int, still_open: int) -> str:
    if not here:
        return _("No quota is set")
    if not still_open:
        return _("No quota waits for answers")
    return ngettext("One quota waits for answers", "%(number)d quotas wait for answers", still_open) % {
        "number": still_open
    }


def _row(quota: "Quota") -> Row:
    return Row(
        title=quota.title,
        unit=str(quota.unit.name),
        survey=str(quota.instrument.title),
        condition=quota.condition,
        taken=quota.taken,
        places=quota.places,
        chip=_chip(quota),
        path=reverse("voice:quota", kwargs={"number": quota.pk}),
    )


def _chip(quota: "Quota") -> Chip:
    if quota.ended_at is not None:
        return Chip(_("ended"), "plain")
    return Chip(_("full"), "needs") if quota.is_full else Chip(_("open"), "accent")


@dataclass(frozen=True)
class SetPage:
    title: str
    crumbs: tuple[Crumb, ...]
    form: QuotaForm
    path: str


def set_page(person: "Person", *, filled: Mapping[str, object] | None = None) -> SetPage:
    units = people.units_seen(viewer=person, power=rules.MANAGE_CHANNELS)
    return SetPage(
        title=_("Want so many answers, and not one more"),
        crumbs=(Crumb(_("Quotas"), links.QUOTAS.path()),),
        form=QuotaForm(
            filled,
            units=[(unit.code, str(unit.name)) for unit in units],
            instruments=[(each.code, str(each.title)) for each in instruments.instruments()],
        ),
        path=reverse("voice:set_quota"),
    )


@dataclass(frozen=True)
class QuotaPage:
    title: str
    crumbs: tuple[Crumb, ...]
    survey: str
    unit: str
    condition: str
    set_on: date
    ended_on: date | None
    taken: int
    places: int
    chip: Chip
    outside_says: str
    ending: str
    form: PlacesForm
    resize_path: str
    end_path: str


def quota_page(quota: "Quota", *, form: PlacesForm | None = None) -> QuotaPage:
    here = {"number": quota.pk}
    return QuotaPage(
        title=_title_of(quota),
        crumbs=(Crumb(_("Quotas"), links.QUOTAS.path()),),
        survey=str(quota.instrument.title),
        unit=str(quota.unit.name),
        condition=quota.condition,
        set_on=today.day_in(quota.unit.zone, at=quota.set_at),
        ended_on=today.day_in(quota.unit.zone, at=quota.ended_at) if quota.ended_at else None,
        taken=quota.taken,
        places=quota.places,
        chip=_chip(quota),
        outside_says=_outside_says(voices.outside_of(quota=quota)),
        ending=str(quota.ending),
        form=form or PlacesForm(initial={"places": quota.places}),
        resize_path=reverse("voice:resize_quota", kwargs=here),
        end_path=reverse("voice:end_quota", kwargs=here),
    )


def _title_of(quota: "Quota") -> str:
    said = {"title": quota.title, "taken": quota.taken, "places": quota.places, "open": quota.places - quota.taken}
    if quota.is_full:
        return _("%(title)s: all %(places)d places are taken") % said
    return _("%(title)s: %(taken)d of %(places)d places are taken") % said


def _outside_says(number: int) -> str:
    if not number:
        return _("Nobody has answered after it was full.")
    return ngettext(
        "One person answered when it was full: they are read and answered, but counted in no figure.",
        "%(number)d people answered when it was full: they are read and answered, but counted in no figure.",
        number,
    ) % {"number": number}
