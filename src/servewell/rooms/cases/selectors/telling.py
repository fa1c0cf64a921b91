"""What a customer is told of their cases: for their export, and before their erasure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Answer, Case, Delivery, HarmMark, LedgerLine
from servewell.rooms.cases.selectors.sight import hidden_from
from servewell.rooms.customers import rules as customer_rules
from servewell.rooms.customers import selectors as customers


@dataclass(frozen=True)
class ToldCase:
    """A case as its customer may have it: what was written to them, where it went, and what has happened, when.

    ``into`` is the number of the case in which a merged one is answered, ``is_owed`` whether the answer still is. What
    was written there belongs to the person as well, whoever else it was written to.
    """

    number: int
    state: str
    opened_at: datetime
    answers: Sequence[Answer]
    deliveries: Sequence[Delivery]
    ledger: Sequence[LedgerLine]
    into: int | None
    is_owed: bool


def demand_sight(*, viewer: Actor, customer: int) -> None:
    """Raise NotAllowed unless the viewer may hand out all of a person, what they said of harm too: never half of it."""
    customers.demand_whole(actor=viewer, power=customer_rules.ERASE, customer=customer)
    if viewer is HOUSE:
        return
    theirs = HarmMark.objects.filter(voice__customer__in=customers.entries_of(customer=customer))
    if theirs.filter(state__in=terms.SEALING, voice__in=hidden_from(viewer=viewer)).exists():
        raise NotAllowed(f"{viewer.actor_key} may not hand out all of customer {customer}")


def cases_told(*, viewer: Actor, customer: int) -> list[ToldCase]:
    """Every case of a person's, for their export and before their erasure. Raises NotAllowed, as theirs does."""
    demand_sight(viewer=viewer, customer=customer)
    theirs = Case.objects.filter(voice__customer__in=customers.entries_of(customer=customer)).order_by("pk")
    theirs = theirs.select_related("merged_into")
    numbers = {case.pk for case in theirs}
    return [
        ToldCase(
            number=case.pk,
            state=case.state,
            opened_at=case.opened_at,
            answers=list(_telling(case, numbers).answers.order_by("pk")),
            deliveries=list(_telling(case, numbers).deliveries.order_by("pk")),
            ledger=list(case.ledger.order_by("pk")),
            into=case.merged_into_id,
            is_owed=(case.merged_into or case).state == terms.OPEN,
        )
        for case in theirs
    ]


def _telling(case: Case, theirs: Collection[int]) -> Case:
    """The one of which the letters are told with this one: its own, or of the other person's where it was answered."""
    into = case.merged_into
    return case if into is None or into.pk in theirs or into.state == terms.OPEN else into
