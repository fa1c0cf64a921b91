"""Which figures the company has defined, in all their versions."""

from servewell.base.permissions import Actor
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Indicator
from servewell.rooms.people import selectors as people


def indicators(*, viewer: Actor) -> list[Indicator]:
    """By code, the newest version first; none for who may see no figures. What a figure means holds in every unit."""
    if not people.holds(actor=viewer, power=rules.SEE):
        return []
    return list(Indicator.objects.order_by("code", "-version"))
