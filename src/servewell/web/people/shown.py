"""What the pages of sign-in and people show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.base.paging import Page
from servewell.base.words import django_name
from servewell.rooms.obligations.selectors import OwedInTeam
from servewell.rooms.people.selectors import Member
from servewell.rooms.people.terms import ACTIVATION_CODE_LASTS
from servewell.web.kit import moments
from servewell.web.kit.components import Chip, Empty, Link, Pager
from servewell.web.kit.templatetags.kit import day
from servewell.web.people.forms import ActivateForm

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


@dataclass(frozen=True)
class ActivatePage:
    title: str
    form: ActivateForm


@dataclass(frozen=True)
class CardPage:
    """A card that is shown once. ``language`` is the one of the person who will hold it."""

    title: str
    name: str
    number: str
    code: str
    address: str
    qr: SafeString
    expires_on: date
    language: str
    back: Link


@dataclass(frozen=True)
class Owes:
    says: str
    chip: Chip | None


@dataclass(frozen=True)
class Row:
    number: str
    name: str
    job: str
    from_on: date
    is_activated: bool
    state: Chip
    detail: str
    owes: Sequence[Owes]


@dataclass(frozen=True)
class UnitChoice:
    code: str
    name: str
    is_here: bool


@dataclass(frozen=True)
class TeamPage:
    title: str
    code: str
    unit: str
    units: Sequence[UnitChoice]
    rows: Sequence[Row]
    pager: Pager
    empty: Empty
    may_print: bool


@dataclass(frozen=True)
class Way:
    """One way to sign in, or a second factor: what is the case, and what can be done about it."""

    says: str
    detail: str
    action: Link | None


@dataclass(frozen=True)
class MySignInPage:
    title: str
    number: str
    email: str
    ways: Sequence[Way]


@dataclass(frozen=True)
class ForgottenPage:
    title: str


def activate_page(form: ActivateForm) -> ActivatePage:
    return ActivatePage(title=_("Choose what you sign in with"), form=form)


def card_page(*, person: "Person", code: str, zone: str, at: datetime) -> CardPage:
    """``zone`` is the one of the unit: its clock says until which day the code is good."""
    address = f"{links.ACTIVATE.address()}?{urlencode({'number': person.number})}"
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=2)
    return CardPage(
        title=_("A card for %(name)s") % {"name": person.name},
        name=person.name,
        number=person.number,
        code=" ".join(code[place : place + 4] for place in range(0, len(code), 4)),
        address=links.ACTIVATE.address(),
        qr=mark_safe(drawn),  # noqa: S308  segno draws paths only; the address in them is dots by then
        expires_on=today.day_in(zone, at=at + ACTIVATION_CODE_LASTS),
        language=django_name(person.language),
        back=Link(_("Back to the team"), reverse("people:team")),
    )


def team_page(
    *, unit: "Unit", units: "Sequence[Unit]", members: Page[Member], owed: Sequence[OwedInTeam], may_print: bool
) -> TeamPage:
    return TeamPage(
        title=_finding(unit, members),
        code=unit.code,
        unit=str(unit.name),
        units=tuple(UnitChoice(code=one.code, name=str(one.name), is_here=one.pk == unit.pk) for one in units),
        rows=tuple(
            _row(member, unit.zone, [each for each in owed if each.posting == member.posting])
            for member in members.items
        ),
        pager=Pager(
            newer_url=_listed(unit, after=members.newer) if members.newer else "",
            older_url=_listed(unit, before=members.older) if members.older else "",
        ),
        empty=Empty(
            says=_("Nobody works here yet"),
            detail=_("People appear here as soon as they are promised a posting in this unit."),
            icon="people",
        ),
        may_print=may_print,
    )


def _finding(unit: "Unit", members: Page[Member]) -> str:
    """Only where the whole list is in sight can something be said about everyone."""
    name = {"unit": str(unit.name)}
    outside = [member for member in members.items if not member.is_activated]
    waiting = sum(member.code_expires_at is None for member in outside)
    if not members.items or members.older or members.newer:
        return _("The people of %(unit)s") % name
    if outside and not waiting:
        return _("Everyone at %(unit)s can sign in or has a code") % name
    if not waiting:
        return _("Everyone at %(unit)s can sign in") % name
    return ngettext(
        "%(number)s person at %(unit)s cannot sign in yet", "%(number)s people at %(unit)s cannot sign in yet", waiting
    ) % {**name, "number": waiting}


def _listed(unit: "Unit", **place: int) -> str:
    return f"{reverse('people:team')}?{urlencode({'unit': unit.code, **place})}"


def _row(member: Member, zone: str, owed: Sequence[OwedInTeam]) -> Row:
    state, detail = _state_of(member, zone)
    return Row(
        number=member.number,
        name=member.name,
        job=str(member.job),
        from_on=member.from_on,
        is_activated=member.is_activated,
        state=state,
        detail=detail,
        owes=tuple(_owes(each) for each in owed),
    )


def _owes(owed: OwedInTeam) -> Owes:
    said = {"thing": str(owed.title), "day": day(owed.due_on)}
    return Owes(
        says=_("Owes, before %(day)s: %(thing)s") % said
        if owed.is_before_the_first_day
        else _("Owes, by %(day)s: %(thing)s") % said,
        chip=Chip(_("overdue"), "needs") if owed.is_late else None,
    )


def _state_of(member: Member, zone: str) -> tuple[Chip, str]:
    if member.is_activated and member.last_sign_in_at:
        return Chip(_("signs in")), _("last on %(moment)s") % {"moment": moments.moment(member.last_sign_in_at, zone)}
    if member.is_activated:
        return Chip(_("can sign in")), _("not signed in yet")
    if member.code_expires_at:
        until = day(member.code_expires_at.astimezone(ZoneInfo(zone)).date())
        return Chip(_("has a code"), "accent"), _("until %(day)s") % {"day": until}
    return Chip(_("cannot sign in"), "needs"), _("needs an activation code")
