"""Roles and who holds them where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import rules, selectors
from servewell.rooms.people.models import Grant, Person, Role, RolePower, Unit


@dataclass(frozen=True)
class RoleDraft:
    code: str
    title: Words
    powers: tuple[str, ...]


@transaction.atomic
def define_roles(*, roles: Sequence[RoleDraft], by: Actor, at: datetime) -> list[Role]:
    """Make each role give exactly the powers of its draft.

    A role gives the same everywhere, so whoever defines it needs the power over the company. Raises NotAllowed.
    """
    selectors.require_over_all(actor=by, power=rules.MANAGE)
    defined = []
    for draft in roles:
        role, _ = Role.objects.update_or_create(code=draft.code, defaults={"title": draft.title})
        role.powers.exclude(power__in=draft.powers).delete()
        standing = set(role.powers.values_list("power", flat=True))
        RolePower.objects.bulk_create(RolePower(role=role, power=code) for code in draft.powers if code not in standing)
        defined.append(role)
    record.write_many(deed="people.define_roles", things=defined, by=by, at=at)
    return defined


@transaction.atomic
def grant(*, person: Person, role: Role, unit: Unit, from_on: date, by: Actor, at: datetime) -> Grant:
    """Give a person a role over a unit and everything below it. A second call changes nothing. Raises NotAllowed."""
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)

    given, is_new = Grant.objects.get_or_create(person=person, role=role, unit=unit, from_on=from_on)
    if not is_new:
        return given
    record.write(deed="people.grant", thing=given, by=by, at=at)
    return given
