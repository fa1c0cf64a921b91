"""Contacts that were only left at a unit: anybody may have typed them, so they show nobody."""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from servewell.base.permissions import HOUSE, Actor, Power
from servewell.base.words import Words
from servewell.rooms.customers import rules, terms
from servewell.rooms.customers.models import KnownAt
from servewell.rooms.customers.selectors.seeing import NoSuchCustomer, contacts_like, seen
from servewell.rooms.people import selectors as people


@dataclass(frozen=True)
class Left:
    """``contact`` is as it was left at the unit, and empty where it was corrected since.

    ``customer`` is the entry that it recognises and ``stands_for`` the person: keys to ask other rooms by, never shown
    to whoever does not see the customer.
    """

    number: int
    customer: int
    stands_for: int
    unit: Words
    contact: str


def left_for(*, viewer: Actor, number: int) -> Left:
    """By its own number. Raises NoSuchCustomer alike for none and one of no unit of the viewer's."""
    found = _left(viewer, rules.SEE).filter(pk=number).first()
    if found is None:
        raise NoSuchCustomer(f"nothing was left under {number}")
    return _told(found)


def left_by(*, viewer: Actor, contact: str) -> list[Left]:
    """Where this whole contact was left at units of a viewer who does not see the customer; once for each entry."""
    typed = [each.pk for each in contacts_like(contact)]
    left = _left(viewer, rules.SEE).filter(how=terms.LEFT, contact__in=typed)
    hidden = left.alias(stands_for=STANDS_FOR).exclude(stands_for__in=seen(viewer).values("pk"))
    return list({each.customer_id: _told(each) for each in hidden.order_by("-pk")}.values())


def left_at(*, viewer: Actor, customer: int, kind: str, power: Power) -> Left | None:
    """By which contact of this kind this entry was left where the viewer holds the power."""
    found = _left(viewer, power).filter(customer=customer, contact__kind=kind).order_by("pk").first()
    return _told(found) if found else None


STANDS_FOR = Coalesce(F("customer__merged_into"), F("customer"))


def _left(viewer: Actor, power: Power) -> QuerySet[KnownAt]:
    known = KnownAt.objects.filter(customer__erased_at__isnull=True).select_related("customer", "unit", "contact")
    return known if viewer is HOUSE else known.filter(unit__in=people.unit_keys_with(viewer=viewer, power=power))


def _told(known: KnownAt) -> Left:
    return Left(
        number=known.pk,
        customer=known.customer_id,
        stands_for=known.customer.living,
        unit=known.unit.name,
        contact=known.contact.value if known.contact else "",
    )
