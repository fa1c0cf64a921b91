"""Open cases as things that a person holds. They go to others by themselves when their owner leaves, if others may."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base import holding, links
from servewell.base.permissions import Actor
from servewell.rooms.cases import selectors, terms
from servewell.rooms.cases.models import Case, LedgerLine
from servewell.rooms.cases.services.owning import CannotAnswerHere, CaseIsDone, assign, locked
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

KIND = "cases.case"


def _find(*, persons: "QuerySet[Any]", viewer: Actor, orphaned: bool) -> QuerySet[Case]:
    managed = people.units_with(viewer=viewer, power=people_rules.MANAGE).values("unit")
    whose = Q(owner__in=persons.values("pk"))
    if orphaned:
        left = LedgerLine.objects.filter(case=OuterRef("pk"), stage=terms.LEFT_BEHIND)
        whose |= Q(Exists(left), owner__isnull=True)
    theirs = Case.objects.filter(whose, state=terms.OPEN, unit__in=managed)
    return selectors.known_to(viewer=viewer, cases=theirs).order_by("due_at", "pk")


def _tell(case: Case) -> holding.Held:
    says = _("Case %(number)s") % {"number": case.pk}
    path = links.CASE.path(number=case.pk)
    return holding.Held(kind=KIND, key=case.pk, says=says, path=path, unit=case.unit_id, holder=case.owner_id)


def _hand_on(*, key: int, holder: int | None, to: "Person", by: Actor, at: datetime) -> None:
    case = Case.objects.filter(pk=key).first()
    if case is None or locked(case).owner_id != holder:
        raise holding.NotHandedOn(holding.Why.MOVED)
    try:
        assign(case=case, to=to, by=by, at=at)
    except CaseIsDone as done:
        raise holding.NotHandedOn(holding.Why.MOVED) from done
    except CannotAnswerHere as powerless:
        raise holding.NotHandedOn(holding.Why.THEY_MAY_NOT) from powerless


holding.register(holding.Kind(KIND, gettext_lazy("Cases to answer"), _find, _tell, hand_on=_hand_on))
