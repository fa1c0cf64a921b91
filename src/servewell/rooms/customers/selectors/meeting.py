"""Who had encounters where, and when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, Value, When

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.customers import rules
from servewell.rooms.customers.models import Encounter
from servewell.rooms.customers.selectors.seeing import counting, merged_into
from servewell.rooms.people import selectors as people


@dataclass(frozen=True)
class Met:
    """An encounter (its key) of a customer at a unit."""

    encounter: int
    customer: int
    unit: int


def met(*, viewer: Actor, unit: int, since: date, until: date, before: int | None, at_most: int) -> list[Met]:
    """Encounters of known customers at the unit and below, recorded last first. For the house only.

    ``before`` is the last encounter of the page before. A batch still coming in, or withdrawn, counts for nothing.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    found = Encounter.objects.filter(
        counting(),
        unit__in=people.below_now(unit=unit).values("unit"),
        on__gte=since,
        on__lte=until,
        customer__isnull=False,
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = found.order_by("-pk").values_list("pk", "customer", "unit")[:at_most]
    return [Met(encounter=key, customer=customer, unit=where) for key, customer, where in rows if customer is not None]


def met_beside(*, viewer: Actor, encounter: int | None, person: int | None, at_most: int) -> list[Encounter]:
    """That encounter (its key), and then the latest others of the person (the key of the entry that stands for them),
    where the viewer sees customers. Whoever asks has made sure that the viewer may know who it is. One query.
    """
    meant = Q(pk=encounter) if encounter is not None else Q(pk__in=[])
    if person is not None:
        meant |= Q(customer=person) | Q(customer__in=merged_into(person=person))
    found = Encounter.objects.filter(counting(), meant).select_related("unit", "served_by")
    if viewer is not HOUSE:
        found = found.filter(unit__in=people.unit_keys_with(viewer=viewer, power=rules.SEE))
    is_other = Case(When(pk=encounter, then=Value(0)), default=Value(1))
    return list(found.order_by(is_other, "-on", "-pk")[:at_most])
