"""Roles and who holds them where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from servewell.base import record
from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import Words
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.models import Grant, Person, Role, RolePower, Unit


class NobodyWouldManage(Exception):
    """Afterwards nobody could change units, people and grants of the whole company any more."""


NOBODY_WOULD = "nobody would manage the whole company any more: give somebody who stays that power first"


class EndsBeforeItBegins(Exception):
    """Something would last no day at all."""


@dataclass(frozen=True)
class RoleDraft:
    code: str
    title: Words
    powers: tuple[str, ...]


@transaction.atomic
def define_roles(
    *, roles: Sequence[RoleDraft], by: Actor, at: datetime, from_playbook: bool = False
) -> list[Role]:  # fmt: skip
    """Make each role give exactly the powers of its draft.

    A role gives the same everywhere, so whoever defines it needs the power over the company, and each power that the
    role newly gives, also over each unit kept apart where somebody holds the role.
    Raises NotAllowed, WouldGiveMore, NobodyWouldManage.
    """
    selectors.require_over_all(actor=by, power=rules.MANAGE)
    hold_managers()
    defined = [_define(draft, by, from_playbook) for draft in roles]
    _demand_a_manager(by, on=at.date())
    record.write_many(deed="people.define_roles", things=defined, by=by, at=at)
    return defined


def _define(draft: RoleDraft, by: Actor, from_playbook: bool) -> Role:
    role, _ = Role.objects.get_or_create(code=draft.code, defaults={"title": draft.title})
    standing = set(role.powers.values_list("power", flat=True))
    company = selectors.top_unit()
    if company is not None:
        new = set(draft.powers) - standing
        selectors.require_own(actor=by, powers=new, unit=company.pk)
        for unit in selectors.apart_with(role=role.pk):
            selectors.require_own(actor=by, powers=new, unit=unit)
    role.title = draft.title
    if from_playbook:
        role.installed = as_installed(draft=draft)
    role.save(update_fields=["title", "installed"])
    role.powers.exclude(power__in=draft.powers).delete()
    RolePower.objects.bulk_create(RolePower(role=role, power=code) for code in draft.powers if code not in standing)
    return role


def as_installed(*, draft: RoleDraft) -> dict[str, object]:
    """What a playbook says of a role, in one order: two that say the same are equal."""
    return {"title": dict(sorted(draft.title.to_json().items())), "powers": sorted(set(draft.powers))}


@transaction.atomic
def grant(
    *, person: Person, role: Role, unit: Unit, from_on: date, by: Actor, at: datetime, until_on: date = terms.FOR_EVER
) -> Grant:
    """Give a person a role over a unit and everything below it. A second call changes nothing.

    Nobody gives a power that they do not hold over the unit themselves, nor one that is lent to them.
    Raises NotAllowed, WouldGiveMore, EndsBeforeItBegins.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    selectors.require_own(actor=by, powers=role.powers.values_list("power", flat=True), unit=unit.pk)
    if until_on <= from_on:
        raise EndsBeforeItBegins(f"a grant from {from_on} to the day before {until_on} lasts no day")

    given, is_new = Grant.objects.get_or_create(
        person=person, role=role, unit=unit, from_on=from_on, lent_from=None, defaults={"until_on": until_on}
    )
    if not is_new:
        return given
    record.write(deed="people.grant", thing=given, by=by, at=at)
    return given


@transaction.atomic
def end_grant(*, grant: Grant, on: date, by: Actor, at: datetime) -> None:
    """From ``on`` the person holds the role there no more, and neither do their deputies.

    Whoever manages the unit may end it, and the person themselves. What had not begun by then is as if never given.
    Raises NotAllowed, NobodyWouldManage.
    """
    if not selectors.is_person(actor=by, among=(grant.person_id,)):
        selectors.require(actor=by, power=rules.MANAGE, unit=grant.unit_id)
    if grant.until_on <= on:
        return

    hold_managers()
    record.write(deed="people.end_grant", thing=grant, by=by, at=at, detail={"on": on.isoformat()})
    cut_short(grants=[grant.pk], on=on)
    _demand_a_manager(by, on=max(on, at.date()))


def cut_short(*, grants: Sequence[int], on: date) -> None:
    """End these grants and what was lent from them by ``on``; those that begin later go."""
    both = Grant.objects.filter(pk__in=grants) | Grant.objects.filter(lent_from__in=grants)
    both.filter(from_on__gte=on).delete()
    both.update(until_on=Least(F("until_on"), on))


def hold_managers() -> None:
    """Until this transaction ends nobody else takes the company's managers away: two who did so at once would each
    find the other's still there.
    """
    company = selectors.top_unit()
    if company is not None:
        # rows that point at the company may be written meanwhile
        Unit.objects.select_for_update(no_key=True).get(pk=company.pk)


def _demand_a_manager(by: Actor, *, on: date) -> None:
    """The house mends from its terminal; people lock nobody out, themselves included."""
    if by is not HOUSE and selectors.top_unit() is not None and not selectors.managers(on=on):
        raise NobodyWouldManage(NOBODY_WOULD)
