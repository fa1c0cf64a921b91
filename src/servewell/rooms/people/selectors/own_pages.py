"""What stands on a person's own page, and who may open it."""

from dataclasses import dataclass
from datetime import date, datetime

from servewell.base.permissions import HOUSE, Actor, NotAllowed, Power
from servewell.rooms.people import rules
from servewell.rooms.people.models import Credential, Look, Person, Posting, TeamLevel
from servewell.rooms.people.selectors.permitting import is_person, may_over
from servewell.rooms.people.selectors.persons import person_by_number
from servewell.rooms.people.selectors.tree import days_on_earth, standing_between

MOST_LOOKS = 20


class NoSuchPerson(Exception):
    """Nobody has that number, or the viewer may not know them."""


@dataclass(frozen=True)
class Looked:
    name: str
    at: datetime


def person_for(*, viewer: Actor, number: str) -> Person:
    """Oneself, or somebody of a team that the viewer sees. Raises NoSuchPerson."""
    person = person_by_number(number=number) if number.isprintable() else None
    if person is None:
        raise NoSuchPerson(number)
    if not is_person(actor=viewer, among=(person.pk,)) and not may_over(
        actor=viewer, power=rules.SEE_TEAM, person=person
    ):
        raise NoSuchPerson(number)
    return person


def require_over(*, actor: Actor, power: Power, person: Person) -> None:
    """Raise NotAllowed unless the actor holds the power over a unit where the person works."""
    if not may_over(actor=actor, power=power, person=person):
        raise NotAllowed(f"{actor.actor_key} may not {power.title} (person {person.pk})")


def postings_of(*, person: Person) -> list[Posting]:
    """All of them, the latest first: for the person and who may open their page."""
    return list(Posting.objects.filter(person=person).select_related("unit").order_by("-from_on", "-pk"))


def credentials_of(*, person: Person) -> list[Credential]:
    """The latest first: for the person and who may open their page."""
    return list(Credential.objects.filter(person=person).order_by("-from_on", "-pk"))


def looks_at(*, person: Person, viewer: Actor) -> list[Looked]:
    """Who looked at what customers said about the viewer, the latest first: nobody is told it of others."""
    if viewer is not HOUSE and not is_person(actor=viewer, among=(person.pk,)):
        raise NotAllowed("who looked is told to the person alone")
    found = Look.objects.filter(person=person).select_related("by").order_by("-at", "-pk")[:MOST_LOOKS]
    return [Looked(look.by.name, look.at) for look in found]


def is_team_level(*, person: Person, on: date) -> bool:
    """Whether teams only are told of where the person works on the day, or will work first."""
    theirs = Posting.objects.filter(person=person, until_on__gt=on).values("unit")
    above = standing_between(*days_on_earth()).filter(unit__in=theirs).values("ancestor")
    return TeamLevel.objects.filter(unit__in=above, from_on__lte=on, until_on__gt=on).exists()


def says_teams_only(*, unit: int, on: date) -> TeamLevel | None:
    """Whether the unit itself says so, or one above it: the nearest of them."""
    above = standing_between(*days_on_earth()).filter(unit=unit).values("ancestor")
    return TeamLevel.objects.filter(unit__in=above, from_on__lte=on, until_on__gt=on).select_related("unit").first()
