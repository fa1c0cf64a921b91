"""What a case owes its customer, what of it is done and by what proof; and of which kind its letter is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import Ends, Verdict
from servewell.web.kit import moments
from servewell.web.kit.components import LedgerEntry

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case, Delivery, LetterKind

MOST_KEYS = 9


@dataclass(frozen=True)
class KindChoice:
    """``key`` sets it while nobody types; empty beyond the ninth."""

    code: str
    name: str
    key: str
    is_here: bool


@dataclass(frozen=True)
class Section:
    """``kinds`` are those to choose among, ``may_send_receipt`` whether a button for it stands here."""

    kind: str
    rows: Sequence[LedgerEntry]
    kinds: Sequence[KindChoice]
    may_send_receipt: bool
    owes_decision: bool


def section(
    *, case: "Case", owes: cases.Owes, kinds: "Sequence[LetterKind]", can_answer: bool, can_be_reached: bool
) -> Section:
    """Of a merged case nothing stands here: it is owed in another one."""
    zone, receipt = cases.zone_of(case=case), owes.receipt
    can_send = can_answer and can_be_reached
    is_sent = receipt is not None and receipt.delivery is not None and receipt.delivery.state in terms.LIVE_STATES
    return Section(
        kind=str(case.kind.name) if case.kind else "",
        rows=()
        if case.merged_into_id
        else (*([_receipt(receipt, owes, zone)] if receipt else []), _end(case, owes, zone)),
        kinds=_choices(case, kinds) if can_answer else (),
        may_send_receipt=can_send and receipt is not None and not is_sent,
        owes_decision=owes.ends is Ends.DECISION,
    )


def _choices(case: "Case", kinds: "Sequence[LetterKind]") -> Sequence[KindChoice]:
    here = case.kind.code if case.kind else ""
    return tuple(
        KindChoice(each.code, str(each.name), str(number) if number <= MOST_KEYS else "", each.code == here)
        for number, each in enumerate(kinds, start=1)
    )


def _receipt(receipt: cases.OwedReceipt, owes: cases.Owes, zone: str) -> LedgerEntry:
    says, sent = _("A receipt"), receipt.delivery
    if sent is None or sent.state == terms.SET_ASIDE:
        # one that was set aside for a merge is owed again once that is undone
        is_owed = sent is None or (owes.letter is None and not owes.is_done)
        due = _by(receipt.due_at, zone) if receipt.due_at and is_owed else _("Overtaken by the answer.")
        return LedgerEntry(says, "todo" if is_owed else "done", detail=due)
    return LedgerEntry(says, "done" if receipt.is_done else "now", at=sent.state_since, detail=_proof(sent))


def _proof(sent: "Delivery") -> str:
    return {
        terms.WAITING: _("On its way"),
        terms.HANDING_OVER: _("On its way"),
        terms.HANDED_OVER: _("The mail server took it."),
        terms.VOUCHED_FOR: _("A person knows that it arrived."),
        terms.REFUSED: _("Refused by the mail server"),
        terms.IN_DOUBT: _("In doubt: it may have left or not"),
    }[sent.state]


def _end(case: "Case", owes: cases.Owes, zone: str) -> LedgerEntry:
    says = {
        Ends.ANSWER: _("An answer"),
        Ends.DECISION: _("A decision, with its reason"),
        Ends.THANKS: _("Thanks, if you like"),
    }[owes.ends]
    if case.state == terms.CLOSED:
        return LedgerEntry(says, "done", detail=_("Closed; the ledger says why."))
    if owes.letter is not None and owes.letter.verdict:
        return LedgerEntry(says, "done" if owes.is_done else "now", detail=verdict(Verdict(owes.letter.verdict)))
    if owes.is_done:
        is_left = owes.ends is Ends.DECISION
        return LedgerEntry(
            says, "todo" if is_left else "done", detail=_("Left open; the ledger says why.") if is_left else ""
        )
    return LedgerEntry(says, "now" if owes.letter else "todo", detail=_by(owes.due_at, zone))


def _by(due_at: datetime, zone: str) -> str:
    return _("By %(moment)s") % {"moment": moments.moment(due_at, zone)}


def verdict(found: Verdict) -> str:
    return {
        Verdict.GRANTED: _("Granted"),
        Verdict.PARTLY: _("Partly granted"),
        Verdict.REFUSED: _("Not granted"),
    }[found]
