"""How many cases there are and how they stand, unit by unit: for the house, which tells whoever has the remit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.selectors.reports.looking import WAS_KEPT, WAS_OWED, judged


@dataclass(frozen=True)
class Standing:
    """How a unit's cases stand. ``kept`` of the ``due`` were answered by the time that was promised."""

    open: int
    overdue: int
    unowned: int
    due: int
    kept: int


def standings(*, viewer: Actor, units: Iterable[int], since: datetime, at: datetime) -> dict[int, Standing]:
    """By unit, how its cases stand: of those due between ``since`` and ``at``, how many were answered in time.

    A case that was closed without an answer was not due one, and what went into another case counts there, once. One
    query. For the house only.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house counts everybody's cases")
    was_due = Q(due_at__gte=since, due_at__lt=at) & WAS_OWED
    is_open = Q(state=terms.OPEN)
    rows = (
        judged(Case.objects.filter(unit__in=list(units)))
        .values_list("unit")
        .annotate(
            n_open=Count("pk", filter=is_open),
            n_overdue=Count("pk", filter=is_open & Q(due_at__lt=at)),
            n_unowned=Count("pk", filter=is_open & Q(owner__isnull=True)),
            n_due=Count("pk", filter=was_due),
            n_kept=Count("pk", filter=was_due & WAS_KEPT),
        )
        .order_by()
    )
    return {unit: Standing(*counts) for unit, *counts in rows}


def left_by_their_owner(*, viewer: Actor, units: Iterable[int], at: datetime) -> int:
    """How many open cases of these units belong to somebody who works here no more. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house counts everybody's cases")
    here = Q(owner__postings__until_on__gt=today.earliest_day(at=at))
    owned = Case.objects.filter(unit__in=list(units), state=terms.OPEN, owner__isnull=False)
    return owned.exclude(here).count()
