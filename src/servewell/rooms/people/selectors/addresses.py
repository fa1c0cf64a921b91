"""E-mail addresses that wait until somebody agrees who could act as the person."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.permissions import HOUSE, Actor
from servewell.base.todo import Todo
from servewell.rooms.people import rules
from servewell.rooms.people.models import AddressChange, Person, Posting
from servewell.rooms.people.selectors.permitting import beyond, may_act_as, may_over, units_with
from servewell.rooms.people.selectors.tree import days_on_earth
from servewell.rooms.people.terms import AddressState


class NoSuchAddress(Exception):
    """No such change waits, or the viewer may not decide on it."""


def addresses_waiting(*, viewer: Actor) -> list[AddressChange]:
    """Those on which the viewer decides, the oldest first: their own, and of people they manage and could act as.

    One query where none waits, and three for as many as do.
    """
    near = list(_near(viewer).order_by("pk"))
    if not near:
        return []
    stronger = beyond(actor=viewer, persons=[each.person_id for each in near])
    return [each for each in near if each.person_id not in stronger]


def address_waiting(*, viewer: Actor, key: int) -> AddressChange:
    """Raises NoSuchAddress."""
    found = AddressChange.objects.select_related("person").filter(pk=key, state=AddressState.WAITING.value).first()
    if found is None or not may_decide(actor=viewer, change=found):
        raise NoSuchAddress(str(key))
    return found


def may_decide(*, actor: Actor, change: AddressChange) -> bool:
    if actor is HOUSE or actor == change.person:
        return True
    manages = may_over(actor=actor, power=rules.MANAGE, person=change.person)
    return manages and may_act_as(actor=actor, person=change.person)


def todo_for_addresses(*, person: Person) -> list[Todo]:
    waiting = addresses_waiting(viewer=person)
    if not waiting:
        return []
    words = ngettext(
        "%(number)s new e-mail address waits for your word", "%(number)s new e-mail addresses wait for your word",
        len(waiting),
    )  # fmt: skip
    detail = _("Whoever asked for it may do less than the person whose it would be.")
    return [Todo(words % {"number": len(waiting)}, detail, None, "open", links.ADDRESSES.path(), _("Look at it"))]


def is_any_near(*, viewer: Actor) -> Exists:
    """As a condition to annotate: whether any waits that the viewer might decide on."""
    return Exists(_near(viewer).select_related(None))


def _near(viewer: Actor) -> QuerySet[AddressChange]:
    _latest, earliest = days_on_earth()
    waiting = AddressChange.objects.filter(state=AddressState.WAITING.value).select_related("person")
    if viewer is HOUSE:
        return waiting
    managed = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    theirs = Posting.objects.filter(person=OuterRef("person"), until_on__gt=earliest, unit__in=managed)
    own = Q(person=viewer) if isinstance(viewer, Person) else Q(pk__in=())
    return waiting.filter(own | Exists(theirs))
