"""Which standards cases had against them, for the page of the standards."""

from datetime import datetime

from django.db.models import Count

from servewell.base.permissions import Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.cases.selectors.reports.looking import main_causes


def cases_against(*, viewer: Actor, since: datetime) -> dict[str, int]:
    """By the code of a standard, how many cases that the viewer may see were opened since with a main cause that points
    at it. One query.
    """
    seen = seen_by(viewer, rules.SEE).filter(opened_at__gte=since, voice__withdrawn_at__isnull=True)
    main = main_causes().filter(root__in=seen.exclude(state=terms.MERGED).values("pk"))
    pointed = main.filter(cause__standards__isnull=False)
    return dict(pointed.values_list("cause__standards__standard").annotate(n=Count("root", distinct=True)).order_by())
