"""What stands on a person's own page: credentials, who looked, and whether teams only are told of."""

from datetime import date, datetime

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.models import Credential, Look, Person, TeamLevel, Unit
from servewell.rooms.people.services.granting import EndsBeforeItBegins
from servewell.rooms.people.services.signing_in import require_over


class TeamsOnly(Exception):
    """In this part of the company, what customers said is told of teams only."""


@transaction.atomic
def credit(
    *,
    person: Person,
    title: Words,
    issuer: str,
    from_on: date,
    by: Actor,
    at: datetime,
    until_on: date = terms.FOR_EVER,
) -> Credential:
    """Write down what the person has shown that they can do. Raises NotAllowed, EndsBeforeItBegins."""
    require_over(person, by=by, power=rules.MANAGE)
    if until_on <= from_on:
        raise EndsBeforeItBegins(f"a credential from {from_on} to the day before {until_on} lasts no day")

    credential = Credential.objects.create(
        person=person, title=title, issuer=issuer, from_on=from_on, until_on=until_on
    )
    record.write(deed="people.credit", thing=credential, by=by, at=at)
    return credential


@transaction.atomic
def look(*, person: Person, by: Person, at: datetime) -> Look:
    """Somebody else opens what customers said about the person, who is told of it. Raises NotAllowed, TeamsOnly."""
    selectors.require_over(actor=by, power=rules.SEE_TEAM, person=person)
    if selectors.is_team_level(person=person, on=at.date()):
        raise TeamsOnly

    looked = Look.objects.create(person=person, by=by, at=at)
    record.write(deed="people.look", thing=person, by=by, at=at)
    return looked


@transaction.atomic
def tell_of_teams_only(*, unit: Unit, on: date, by: Actor, at: datetime) -> TeamLevel:
    """From a day on nobody but the person sees what customers said about them, in the unit and everything below it.

    A second call changes nothing. Raises NotAllowed.
    """
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    standing = TeamLevel.objects.filter(unit=unit, from_on__lte=on, until_on__gt=on).first()
    if standing is not None:
        return standing

    TeamLevel.objects.filter(unit=unit, from_on__gte=on).delete()
    set_, _ = TeamLevel.objects.update_or_create(unit=unit, from_on=on, defaults={"until_on": terms.FOR_EVER})
    record.write(deed="people.tell_of_teams_only", thing=set_, by=by, at=at)
    return set_


@transaction.atomic
def tell_of_people_again(*, unit: Unit, on: date, by: Actor, at: datetime) -> None:
    """From a day on the unit says no more that teams only are told of; a unit above may still. Raises NotAllowed."""
    selectors.require(actor=by, power=rules.MANAGE, unit=unit.pk)
    ended = TeamLevel.objects.filter(unit=unit, until_on__gt=on)
    ended.filter(from_on__gte=on).delete()
    if ended.update(until_on=on):
        record.write(deed="people.tell_of_people_again", thing=unit, by=by, at=at, detail={"on": on.isoformat()})
