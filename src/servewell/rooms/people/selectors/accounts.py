"""Persons as an identity provider names them, and whose token it is."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from servewell.base import keys, today
from servewell.base.permissions import NotAllowed
from servewell.rooms.people import rules
from servewell.rooms.people.models import Account, Posting, Role, Token
from servewell.rooms.people.selectors.tree import below_now

LONGEST_KEY: Final = 18


class NoSuchAccount(Exception):
    """No account has that key, or the token may not know it."""


class NoSuchToken(Exception):
    """No token has that number."""


def token_of(*, secret: str) -> Token | None:
    """The token of a secret, while it stands and its role still has the power over people."""
    found = Token.objects.filter(digest=keys.digest(secret), ended_at=None, role__powers__power=rules.MANAGE.code)
    return found.select_related("unit", "role").first()


def token_that_reads(*, secret: str) -> Token | None:
    """The token of a secret, while it stands: as a viewer it may see what its role allows over its unit and below."""
    return Token.objects.filter(digest=keys.digest(secret), ended_at=None).select_related("unit", "role").first()


def tokens() -> Sequence[Token]:
    """For the host's terminal: all tokens, the newest first."""
    return list(Token.objects.select_related("unit", "role").order_by("-pk"))


def token_by_number(*, number: int) -> Token:
    """For the host's terminal. Raises NoSuchToken."""
    found = Token.objects.filter(pk=number).first()
    if found is None:
        raise NoSuchToken(f"no token has the number {number}")
    return found


def role_coded(*, code: str) -> Role | None:
    return Role.objects.filter(code=code).first()


def accounts(*, token: Token) -> QuerySet[Account]:
    """Those that came in the token's unit or below, without people who work elsewhere by now, by key."""
    units = below_now(unit=token.unit_id).values("unit")
    outside = Posting.objects.exclude(unit__in=units).filter(until_on__gt=today.earliest_day(at=today.now()))
    found = Account.objects.filter(unit__in=units).exclude(person__in=outside.values("person"))
    return found.select_related("person").order_by("pk")


def account_for(*, token: Token, key: str) -> Account:
    """Raises NoSuchAccount."""
    is_key = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
    found = accounts(token=token).filter(pk=int(key)).first() if is_key else None
    if found is None:
        raise NoSuchAccount(key)
    return found


def accounts_where(*, token: Token, user_name: str | None = None, external_id: str | None = None) -> QuerySet[Account]:
    """Those equal in what is given; a user name in capitals or not."""
    found = accounts(token=token)
    if user_name is not None:
        found = found.alias(folded=Lower("user_name")).filter(folded=Lower(Value(user_name)))
    return found if external_id is None else found.filter(external_id=external_id)


def refuse_outside(*, token: Token, units: set[int]) -> None:
    """Raise NotAllowed unless all these units (keys) stand in the token's."""
    inside = set(below_now(unit=token.unit_id).values_list("unit", flat=True))
    if not units <= inside:
        raise NotAllowed(f"{token.actor_key} may not {rules.MANAGE.title} outside of its unit")
