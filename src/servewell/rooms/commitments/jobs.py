"""Background work of this room."""

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.commitments import services


def start_postings_due() -> int:
    """Every day, and soon after midnight in each zone: new people begin."""
    return services.start_postings_due(by=HOUSE, at=today.now())
