"""People go: their postings and grants end, and they sign in no more."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from servewell.base import bus, record
from servewell.base.permissions import Actor
from servewell.rooms.people import rules
from servewell.rooms.people.events import PeopleLeft
from servewell.rooms.people.models import Person
from servewell.rooms.people.services.signing_in import require_over, shut


@transaction.atomic
def leave(*, person: Person, on: date, by: Actor, at: datetime) -> Person:
    """From ``on`` the person works here no more. Their sign-in ends with their last posting.

    Raises NotAllowed, MayDoMore.
    """
    require_over(person, by=by, power=rules.MANAGE)

    person.postings.filter(from_on__lt=on, until_on__gt=on).update(until_on=on)
    # others may already point at a posting that was only promised, so it is kept for the shortest time there is
    person.postings.filter(from_on__gte=on).update(until_on=F("from_on") + timedelta(days=1))
    person.grants.filter(from_on__gte=on).delete()
    person.grants.filter(until_on__gt=on).update(until_on=on)
    if on <= at.date():
        shut(person=person, at=at)
    record.write(deed="people.leave", thing=person, by=by, at=at, detail={"on": on.isoformat()})

    bus.announce(PeopleLeft(at=at, people=(person.pk,)))
    return person
