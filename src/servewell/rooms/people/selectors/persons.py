"""Who is who: by sign-in, number, address or the key of an actor."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.people.models import Person, SignIn


class NoSuchActor(Exception):
    """Whoever did it was a customer, or is no longer known."""


def names_of(*, actors: Iterable[str]) -> dict[str, str]:
    """The names of the persons among these keys of actors, by the key as the record keeps it; "Ann for Bea"."""
    keys = {key: persons_in(key) for key in set(actors)}
    named = dict(
        Person.objects.filter(pk__in={each for those in keys.values() for each in those}).values_list("pk", "name")
    )
    return {key: _said(those, named) for key, those in keys.items() if those and those[0] in named}


def _said(keys: list[int], named: dict[int, str]) -> str:
    names = [named[key] for key in keys if key in named]
    if len(names) == 1:
        return names[0]
    return _("%(name)s for %(absent)s") % {"name": names[0], "absent": ", ".join(names[1:])}


def persons_in(key: str) -> list[int]:
    """The keys of the persons in an actor's key, the one who did it first; none for the house and customers."""
    parts = [each.partition(":") for each in key.split(" for ")]
    return [int(number) for kind, _colon, number in parts if kind == "person" and number.isdigit()]


# these are written out because every post or page waits for them: the ORM takes five times as long to build them anew
SIGNED_IN = """
SELECT person.*, walk.step AS walk_step, walk.ended_at IS NOT NULL AS walk_is_over
  FROM people_person AS person
  LEFT JOIN people_walk AS walk ON walk.person_id = person.id
 WHERE person.sign_in_id = %s
   AND EXISTS (SELECT 1 FROM people_posting AS posting WHERE posting.person_id = person.id AND posting.until_on > %s)
"""
SIGN_IN = "SELECT * FROM people_signin WHERE id = %s"


def person_of(*, sign_in: SignIn, on: date) -> Person | None:
    """Whose sign-in it is; None on a day when they neither work here nor are promised to."""
    return person_signed_in(key=sign_in.pk, on=on)


def person_signed_in(*, key: int, on: date) -> Person | None:
    """The person with their sign-in, by the sign-in's key; None as in ``person_of``."""
    for person in Person.objects.raw(SIGNED_IN, [key, on]):
        person.sign_in = next(iter(SignIn.objects.raw(SIGN_IN, [key])))
        return person
    return None


def person_by_number(*, number: str) -> Person | None:
    """In capitals or not, as on the card or as typed."""
    return Person.objects.alias(folded=Lower("number")).filter(folded=Lower(Value(number.strip()))).first()


def actor(*, key: str) -> Actor:
    """Whoever did a deed, by the key that the record keeps: for work that goes on in their name. Raises NoSuchActor."""
    if key == HOUSE.actor_key:
        return HOUSE
    did, *absent = persons_in(key) or [0]
    found = Person.objects.filter(pk=did).first()
    if found is None:
        raise NoSuchActor(f"nobody has the key {key!r}")
    found.stands_for = frozenset(absent)
    return found


def persons_numbered(*, numbers: Iterable[str]) -> dict[str, int]:
    """The keys of the people who have these staff numbers, by number in small letters."""
    folded = Person.objects.alias(folded=Lower("number")).filter(folded__in={number.lower() for number in numbers})
    return {number.lower(): key for number, key in folded.values_list("number", "pk")}


def numbers_taken(*, numbers: Iterable[str]) -> set[str]:
    """Which of these staff numbers belong to somebody, in small letters."""
    folded = Person.objects.annotate(folded=Lower("number")).values_list("folded", flat=True)
    return set(folded.filter(folded__in={number.lower() for number in numbers}))


def persons_with(*, email: str) -> QuerySet[Person]:
    """Everyone who gave that e-mail address; nobody for none."""
    return Person.objects.alias(folded=Lower("email")).filter(folded=Lower(Value(email)), email__gt="")


def sign_in_name(*, typed: str) -> str:
    """One name for one sign-in, whether a staff number or an e-mail was typed; the unknown stays as typed."""
    folded = SignIn.objects.alias(folded_name=Lower("name"), folded_email=Lower("email"))
    fitting = folded.filter(Q(folded_name=Lower(Value(typed))) | Q(folded_email=Lower(Value(typed)), email__gt=""))
    return fitting.order_by("pk").values_list("name", flat=True).first() or typed.lower()
