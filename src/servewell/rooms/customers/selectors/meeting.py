"""Who had encounters where, and when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.customers.models import Encounter
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
    counts = Q(batch__isnull=True) | Q(batch__shown_at__isnull=False, batch__withdrawn_at__isnull=True)
    found = Encounter.objects.filter(
        counts,
        unit__in=people.below_now(unit=unit).values("unit"),
        on__gte=since,
        on__lte=until,
        customer__isnull=False,
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = found.order_by("-pk").values_list("pk", "customer", "unit")[:at_most]
    return [Met(encounter=key, customer=customer, unit=where) for key, customer, where in rows if customer is not None]
