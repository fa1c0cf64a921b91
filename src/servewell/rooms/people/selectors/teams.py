"""Who works where, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from servewell.base import paging
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import rules
from servewell.rooms.people.models import ActivationCode, Person, Posting, Unit
from servewell.rooms.people.selectors.permitting import units_with


@dataclass(frozen=True)
class Member:
    """Somebody of a unit, and how far they are with signing in."""

    posting: int
    number: str
    name: str
    job: Words
    from_on: date
    is_activated: bool
    last_sign_in_at: datetime | None
    code_expires_at: datetime | None


def team(
    *, viewer: Actor, unit: Unit, at: datetime, before: int | None = None, after: int | None = None
) -> paging.Page[Member]:
    """Who works in the unit itself or is promised to, newest postings first."""
    open_codes = ActivationCode.objects.filter(person=OuterRef("person"), used_at=None, expires_at__gt=at)
    postings = (
        Posting.objects.filter(unit=unit, until_on__gt=at.date())
        .filter(unit__in=units_with(viewer=viewer, power=rules.SEE_TEAM).values("unit"))
        .select_related("person__sign_in")
        .annotate(code_expires_at=Subquery(open_codes.order_by("-expires_at").values("expires_at")[:1]))
    )
    return paging.newest_first(postings, before=before, after=after).map(_member)


def _member(posting: Posting) -> Member:
    sign_in = posting.person.sign_in
    return Member(
        posting=posting.pk,
        number=posting.person.number,
        name=posting.person.name,
        job=posting.job,
        from_on=posting.from_on,
        is_activated=sign_in is not None and sign_in.is_active,
        last_sign_in_at=sign_in.last_login if sign_in else None,
        code_expires_at=posting.code_expires_at,  # type: ignore[attr-defined]  # annotated above
    )


def posting_on(*, person: Person, on: date) -> Posting | None:
    """The posting that holds on the day, or else the next one promised."""
    postings = list(
        Posting.objects.filter(person=person, until_on__gt=on).select_related("unit").order_by("from_on")[:1]
    )
    return postings[0] if postings else None


def zones_where(*, persons: Iterable[int], on: date) -> dict[int, str]:
    """By person (a key), the zone of the unit of the posting that ``posting_on`` finds. One query."""
    rows = Posting.objects.filter(person__in=list(persons), until_on__gt=on).order_by("-from_on", "-pk")
    return dict(rows.values_list("person", "unit__zone"))


def postings(*, keys: Iterable[int]) -> list[Posting]:
    """For listeners: the postings that an event names, by key."""
    return list(Posting.objects.filter(pk__in=list(keys)).select_related("person", "unit").order_by("pk"))
