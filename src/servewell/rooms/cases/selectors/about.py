"""What cases are about."""

from collections.abc import Iterable

from django.db.models import Count

from servewell.base.permissions import Actor
from servewell.rooms.cases import rules
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.cases.selectors.filtering import Shelf, concerns, on_shelf


def open_about_aspects(*, viewer: Actor, aspects: Iterable[int]) -> dict[int, int]:
    """How many open cases that the viewer may see are about each of the aspects (keys), as ``Filters.aspect`` finds
    them. One query.
    """
    counted = {str(key): Count("pk", filter=concerns([key])) for key in aspects}
    listed = on_shelf(seen_by(viewer, rules.SEE), Shelf.OPEN, viewer)
    return {int(key): n for key, n in listed.aggregate(**counted).items()}
