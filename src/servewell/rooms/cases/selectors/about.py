"""What cases are about."""

from collections.abc import Iterable

from servewell.base.paging import counted_up_to
from servewell.base.permissions import Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.cases.selectors.filtering import Shelf, concerns, on_shelf


def open_about_aspects(*, viewer: Actor, aspects: Iterable[int]) -> dict[int, int]:
    """How many open cases that the viewer may see are about each of the aspects (keys), as ``Filters.aspect`` finds
    them; ``terms.MOST_COUNTED`` stands for as many or more. One query.
    """
    keys = list(aspects)
    listed = on_shelf(seen_by(viewer, rules.SEE), Shelf.OPEN, viewer)
    counts = counted_up_to(most=terms.MOST_COUNTED, lists=[listed.filter(concerns([key])) for key in keys])
    return dict(zip(keys, counts, strict=True))
