"""Which standards cases had against them, for the page of the standards."""

from django.db.models import Count

from servewell.base.permissions import Actor
from servewell.rooms.cases import rules
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.cases.selectors.reports.looking import Span, main_causes, opened_in


def cases_against(*, viewer: Actor, span: Span) -> dict[str, int]:
    """By the code of a standard, how many cases that the viewer may see were opened in a span with a main cause that
    points at it: as many as ``Filters`` find by both. One query.
    """
    main = main_causes().filter(root__in=opened_in(seen_by(viewer, rules.SEE), span).values("pk"))
    pointed = main.filter(cause__standards__isnull=False)
    return dict(pointed.values_list("cause__standards__standard").annotate(n=Count("root", distinct=True)).order_by())
