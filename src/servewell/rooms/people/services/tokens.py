"""Tokens for machines: made once, shown once, ended at any time."""

from datetime import datetime

from django.db import transaction

from servewell.base import keys, record
from servewell.base.permissions import Actor
from servewell.rooms.people import rules, selectors
from servewell.rooms.people.models import Role, Token, Unit

LENGTH = 40


class RoleMayNothing(Exception):
    """The role has no powers, so that a token of it would open nothing."""


@transaction.atomic
def make_token(*, name: str, unit: Unit, role: Role, by: Actor, at: datetime) -> tuple[Token, str]:
    """A token with the powers of the role over the unit, and its secret, which is kept nowhere.

    Raises RoleMayNothing, WouldGiveMore, NotAllowed.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    powers = list(role.powers.values_list("power", flat=True))
    selectors.require_own(actor=by, powers=powers, unit=unit.pk)
    if not powers:
        raise RoleMayNothing(f"the role {role.code} has no powers: choose one that has")

    secret = keys.token(length=LENGTH)
    made = Token.objects.create(
        name=name, digest=keys.digest(secret), unit=unit, role=role, made_by=by.actor_key, made_at=at
    )
    record.write(deed="people.make_token", thing=made, by=by, at=at, detail={"role": role.code, "unit": unit.code})
    return made, secret


@transaction.atomic
def end_token(*, token: Token, by: Actor, at: datetime) -> Token:
    """It opens nothing from this moment. A second call changes nothing. Raises NotAllowed."""
    selectors.require(actor=by, power=rules.MANAGE, unit=token.unit_id)
    if token.ended_at is None:
        token.ended_at = at
        token.save(update_fields=["ended_at"])
        record.write(deed="people.end_token", thing=token, by=by, at=at)
    return token
