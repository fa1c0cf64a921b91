"""A claim is decided by the letter that answers it: granted, partly or not, and why. Never left open without a word."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from servewell.rooms.cases import selectors, terms
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.services import ledger
from servewell.rooms.cases.services.owning import TooLong
from servewell.rooms.cases.terms import Ends, Verdict

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class DecisionStillOwed(Exception):
    """The customer is owed a decision, and the letter holds none: decide, or say why it stays open."""


class NoGrounds(Exception):
    """A decision says why it is so."""


@dataclass(frozen=True)
class Decision:
    verdict: Verdict | None
    grounds: str = ""


UNDECIDED = Decision(None)


def sensible(*, case: Case, decision: Decision, why_open: str) -> Decision:
    """What the letter decides; where none is owed it decides nothing. Raises DecisionStillOwed, NoGrounds, TooLong."""
    if selectors.ends_together(case=case) is not Ends.DECISION:
        return UNDECIDED
    if decision.verdict is None:
        if not why_open.strip():
            raise DecisionStillOwed(f"case {case.pk} owes a decision: decide, or say why it stays open")
        return UNDECIDED
    if not decision.grounds.strip():
        raise NoGrounds(f"say why case {case.pk} is decided so")
    if len(decision.grounds) > terms.LONGEST_REASON:
        raise TooLong(f"{len(decision.grounds)} characters; {terms.LONGEST_REASON} at most")
    return decision


def write_down(*, case: Case, decision: Decision, why_open: str, by: "Person", at: datetime) -> None:
    if selectors.ends_together(case=case) is not Ends.DECISION:
        return
    if decision.verdict is None:
        ledger.add(case=case, stage=terms.DECISION_LEFT, by=by, at=at, name=by.name, reason=why_open.strip())
    else:
        told = {"name": by.name, "verdict": decision.verdict.value, "reason": decision.grounds.strip()}
        ledger.add(case=case, stage=terms.DECIDED, by=by, at=at, **told)
