"""Lists of cases that are kept under a name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from servewell.base.permissions import Power
from servewell.base.words import Words
from servewell.rooms.cases import rules
from servewell.rooms.cases.models import SavedView
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class NoSuchView(Exception):
    """No view has that number, or it is not the viewer's to see or to change."""


@dataclass(frozen=True)
class KeptView:
    """``unit`` is the name of the one it is shared over; None where only its keeper has it."""

    number: int
    name: str
    query: str
    unit: Words | None
    keeper: str
    may_change: bool


def views_for(*, viewer: "Person") -> list[KeptView]:
    """The viewer's own and those shared over units whose cases they see, as they were kept; one query."""
    assigns = Exists(SavedView.objects.filter(pk=OuterRef("pk"), unit__in=_units(viewer, rules.ASSIGN)))
    seen = _own(viewer) | Q(unit__in=_units(viewer, rules.SEE))
    found = SavedView.objects.filter(seen).select_related("unit", "keeper").annotate(is_led=assigns).order_by("pk")
    return [
        KeptView(
            number=view.pk,
            name=view.name,
            query=view.query,
            unit=view.unit.name if view.unit else None,
            keeper=view.keeper.name,
            may_change=view.unit_id is None or view.is_led,
        )
        for view in found
    ]


def _own(viewer: "Person") -> Q:
    return Q(keeper=viewer, unit__isnull=True)


def _units(viewer: "Person", power: Power) -> RawSQL:
    return people.unit_keys_with(viewer=viewer, power=power)


def view_to_change(*, viewer: "Person", number: int) -> SavedView:
    """The viewer's own, or a shared one over whose unit they hand out cases. Raises NoSuchView."""
    may = _own(viewer) | Q(unit__in=_units(viewer, rules.ASSIGN))
    view = SavedView.objects.filter(may, pk=number).first()
    if view is None:
        raise NoSuchView(f"there is no view {number} to change")
    return view
