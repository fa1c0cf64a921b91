"""Kinds of letters, and what each is owed."""

from datetime import datetime

from servewell.base.permissions import HOUSE
from servewell.base.words import Words
from servewell.rooms.cases import services
from servewell.rooms.cases.models import LetterKind
from servewell.rooms.cases.terms import Ends
from tests.builders.company import LONG_AGO


def a_kind(
    code: str = "complaint", *, owes: Ends = Ends.ANSWER, answer_minutes: int | None = None,
    decision_days: int | None = None, receipt_minutes: int | None = None, receipt_by_itself: bool = False,
    channels: tuple[str, ...] = (), at: datetime = LONG_AGO,
) -> LetterKind:  # fmt: skip
    wanted = services.WantedKind(
        code=code, name=Words(texts={"en": code.capitalize()}), owes=owes, answer_minutes=answer_minutes,
        decision_days=decision_days, receipt_minutes=receipt_minutes, receipt_by_itself=receipt_by_itself,
        channels=channels,
    )  # fmt: skip
    return services.set_letter_kind(wanted=wanted, by=HOUSE, at=at)


def a_claim(*, channels: tuple[str, ...] = (), at: datetime = LONG_AGO) -> LetterKind:
    """A receipt that leaves by itself within an hour, and a decision within ten days."""
    return a_kind(
        "claim", owes=Ends.DECISION, decision_days=10, receipt_minutes=60, receipt_by_itself=True, channels=channels,
        at=at,
    )  # fmt: skip
