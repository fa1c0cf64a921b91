"""Cases by keys and codes, for whoever tells other systems of them: nobody's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from servewell.base.permissions import Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.selectors.asked import seen_by
from servewell.rooms.cases.selectors.sight import unsealed


@dataclass(frozen=True)
class InBrief:
    """``into`` is the number of the case in which a merged one is answered."""

    number: int
    voice: int
    unit: int
    unit_code: str
    reason: str
    state: str
    opened_at: datetime
    due_at: datetime
    into: int | None


def in_brief(*, viewer: Actor, cases: Sequence[int]) -> list[InBrief]:
    """Those of these cases that the viewer may see, by number; none that speaks of harm, whoever asks."""
    columns = ("pk", "voice_id", "unit_id", "unit__code", "reason", "state", "opened_at", "due_at", "merged_into_id")
    found = unsealed(cases=seen_by(viewer, rules.SEE).filter(pk__in=cases)).order_by("pk")
    return [InBrief(*each) for each in found.values_list(*columns)]


def fell_due(*, after: datetime, until: datetime) -> list[int]:
    """The numbers of the cases that are open and whose answers fell due between two moments; for rooms above."""
    due = Case.objects.filter(state=terms.OPEN, due_at__gt=after, due_at__lte=until)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True))
