"""What somebody holds goes to a successor, one thing at a time, so that one refusal holds up nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from servewell.base import holding, today
from servewell.base.permissions import Actor, NotAllowed
from servewell.rooms.people import selectors
from servewell.rooms.people.models import Leadership, Person
from servewell.rooms.people.selectors.leavers import (
    LED,
    STAFF_FILE,
    led_by_any,
    staff_files_of,
    tell_led,
    tell_staff_file,
)
from servewell.rooms.people.services.leading import LeadsThemselves, WouldLeadInARing, lead


class SuccessorHasLeft(Exception):
    """The successor does not work here any more."""


class SuccessorIsNotHereYet(Exception):
    """The successor begins on a later day; the message is that day."""


class OwnSuccessor(Exception):
    """Nobody succeeds themselves."""


@dataclass(frozen=True)
class Outcome:
    """``why`` is None for what was handed on."""

    thing: holding.Held
    why: holding.Why | None


def hand_on(
    *, things: Iterable[holding.Held], holder: Person, to: Person, by: Actor, at: datetime
) -> tuple[Outcome, ...]:
    """Each by the deed of its room, which demands its own power of the actor and asks whether the successor may.

    Raises SuccessorHasLeft, SuccessorIsNotHereYet, OwnSuccessor, NotAllowed.
    """
    selectors.require_managed(actor=by, person=holder)
    if to.pk == holder.pk:
        raise OwnSuccessor(holder.number)
    posting = selectors.posting_on(person=to, on=today.earliest_day(at=at))
    if posting is None:
        raise SuccessorHasLeft(to.number)
    if posting.from_on > today.latest_day(at=at):
        raise SuccessorIsNotHereYet(posting.from_on.isoformat())
    return tuple(Outcome(thing, _one(thing, to, by, at)) for thing in things)


def _one(thing: holding.Held, to: Person, by: Actor, at: datetime) -> holding.Why | None:
    kind = holding.kind_of(thing.kind)
    if kind is None or kind.hand_on is None:
        return holding.Why.BY_HAND
    try:
        with transaction.atomic():
            kind.hand_on(key=thing.key, holder=thing.holder, to=to, by=by, at=at)
    except holding.NotHandedOn as refused:
        return refused.why
    except NotAllowed:
        return holding.Why.YOU_MAY_NOT
    return None


def lead_on(*, key: int, holder: int | None, to: Person, by: Actor, at: datetime) -> None:
    """``key`` is the person who is led. Raises NotHandedOn, NotAllowed."""
    line = Leadership.objects.select_for_update(of=("self",)).select_related("person").filter(person=key)
    last = line.order_by("-from_on").first()
    if last is None or last.leader_id != holder:
        raise holding.NotHandedOn(holding.Why.MOVED)
    try:
        lead(person=last.person, leader=to, from_on=at.date(), by=by, at=at)
    except (LeadsThemselves, WouldLeadInARing) as ring:
        raise holding.NotHandedOn(holding.Why.RING) from ring


holding.register(holding.Kind(LED, _("People whom they lead"), led_by_any, tell_led, hand_on=lead_on))
holding.register(holding.Kind(STAFF_FILE, _("Staff files that wait"), staff_files_of, tell_staff_file))
