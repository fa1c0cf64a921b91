"""Who leads whom from a day on."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.models import Leadership, Person, Posting

NO_END: Mapping[int, date] = {}


class LeadsThemselves(Exception):
    """Nobody is their own leader."""


class WouldLeadInARing(Exception):
    """The leader is led by the person, directly or by way of others."""


class LeaderIsNotHere(Exception):
    """Whoever leads works here on the first day of it."""


@transaction.atomic
def lead(*, person: Person, leader: Person | None, from_on: date, by: Actor, at: datetime) -> Leadership | None:
    """From a day on ``leader`` leads the person; with None, nobody does. A second call changes nothing.

    What was entered for later days goes, but not what begins in a unit that the actor does not manage: the leader leads
    until then. Raises LeadsThemselves, WouldLeadInARing, LeaderIsNotHere, NotAllowed.
    """
    posting = selectors.posting_on(person=person, on=from_on)
    if posting is None:
        selectors.require_over_all(actor=by, power=rules.MANAGE)
    else:
        selectors.require(actor=by, power=rules.MANAGE, unit=posting.unit_id)
    if leader is not None:
        refuse_ring(person, leader, from_on)
        _refuse_absent(leader, from_on)

    leaders, others = {person.pk: leader.pk if leader else None}, _others_from(person, from_on, by)
    place_leaders(leaders, from_on={person.pk: from_on}, until={person.pk: others}, by=by, at=at)
    return Leadership.objects.filter(person=person, from_on__lte=from_on, until_on__gt=from_on).first()


def refuse_ring(person: Person, leader: Person, on: date) -> None:
    if person == leader:
        raise LeadsThemselves(f"{person.number} cannot be their own leader")
    if person.pk in selectors.leaders_above(person=leader.pk, on=on):
        raise WouldLeadInARing(f"{leader.number} is led by {person.number} already, directly or by way of others")


def _refuse_absent(leader: Person, on: date) -> None:
    posting = selectors.posting_on(person=leader, on=on)
    if posting is None or posting.from_on > on:
        raise LeaderIsNotHere(f"{leader.number} does not work here on {on}")


def _others_from(person: Person, on: date, by: Actor) -> date:
    """From when the person is to work in a unit that the actor does not manage."""
    later = Posting.objects.filter(person=person, from_on__gt=on, until_on__gt=F("from_on")).order_by("from_on")
    begun = (each.from_on for each in later if not selectors.may(actor=by, power=rules.MANAGE, unit=each.unit_id))
    return next(begun, terms.FOR_EVER)


def place_leaders(
    leaders: Mapping[int, int | None], *, from_on: Mapping[int, date], by: Actor, at: datetime,
    until: Mapping[int, date] = NO_END,
) -> None:  # fmt: skip
    """For deeds that have asked. All keys are of persons; whoever leads on that day already stays as they are.

    What begins on the day in ``until`` or after it stays, and ends what is placed.
    """
    standing: dict[int, list[Leadership]] = {}
    next_begins = dict[int, date]()
    for line in Leadership.objects.filter(person__in=leaders).order_by("from_on"):
        if line.from_on >= until.get(line.person_id, terms.FOR_EVER):
            next_begins.setdefault(line.person_id, line.from_on)
        elif line.until_on > from_on[line.person_id]:
            standing.setdefault(line.person_id, []).append(line)
    begun, ended = [], list[Leadership]()
    for person, leader in leaders.items():
        day, lines = from_on[person], standing.get(person, [])
        if next((line.leader_id for line in lines if line.from_on <= day), None) == leader:
            continue
        ended += lines
        if leader is not None:
            end = next_begins.get(person, terms.FOR_EVER)
            begun.append(Leadership(person_id=person, leader_id=leader, from_on=day, until_on=end))
    for line in ended:
        line.until_on = from_on[line.person_id]
    cut = [line for line in ended if line.until_on > line.from_on]
    Leadership.objects.filter(pk__in=[line.pk for line in ended if line.until_on <= line.from_on]).delete()
    Leadership.objects.bulk_update(cut, ["until_on"])
    made = Leadership.objects.bulk_create(begun, batch_size=500)
    record.write_many(deed="people.lead", things=made, by=by, at=at)
    ends = [line for line in ended if leaders[line.person_id] is None]
    record.write_many(deed="people.lead_no_more", things=ends, by=by, at=at)
