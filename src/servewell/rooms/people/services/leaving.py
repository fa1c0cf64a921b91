"""People go: their postings and grants end, and they sign in no more."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from servewell.base import bus, record, today
from servewell.base.permissions import Actor
from servewell.rooms.people import rules, selectors
from servewell.rooms.people.events import PeopleLeft
from servewell.rooms.people.models import Person
from servewell.rooms.people.services.granting import cut_short
from servewell.rooms.people.services.signing_in import require_over, shut


@transaction.atomic
def leave(*, person: Person, on: date, by: Actor, at: datetime) -> Person:
    """From ``on`` the person works here no more. Their sign-in ends with their last posting.

    The actor manages every unit whose posting ends by it. Raises NotAllowed, MayDoMore.
    """
    require_over(person, by=by, power=rules.MANAGE)
    for unit in sorted(set(person.postings.filter(until_on__gt=on).values_list("unit", flat=True))):
        selectors.require(actor=by, power=rules.MANAGE, unit=unit)

    person.postings.filter(from_on__lt=on, until_on__gt=on).update(until_on=on)
    # others may already point at a posting that was only promised, so it is kept for the shortest time there is
    person.postings.filter(from_on__gte=on).update(until_on=F("from_on") + timedelta(days=1))
    # whoever has left by now may do nothing from this moment, also where the day before is not over
    powerless_on = min(on, today.earliest_day(at=at)) if on <= at.date() else on
    cut_short(
        grants=list(person.grants.filter(until_on__gt=powerless_on).values_list("pk", flat=True)), on=powerless_on
    )
    if on <= at.date():
        shut(person=person, at=at)
    record.write(deed="people.leave", thing=person, by=by, at=at, detail={"on": on.isoformat()})

    bus.announce(PeopleLeft(at=at, people=(person.pk,)))
    return person
