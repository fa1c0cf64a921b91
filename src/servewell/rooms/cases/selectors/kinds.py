"""The company's kinds of letters, and what a case owes its customer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Case, Delivery, LetterKind

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Answer

# written out because every post waits for it
HOLDING: Final = """
SELECT * FROM cases_letterkind WHERE (code, version) IN
(SELECT code, MAX(version) FROM cases_letterkind GROUP BY code) ORDER BY id
"""
MOST_OWED_FIRST: Final = (terms.Ends.DECISION, terms.Ends.ANSWER, terms.Ends.THANKS)


class NoSuchKind(Exception):
    """The company has no kind of letters of that code."""


@dataclass(frozen=True)
class OwedReceipt:
    """``delivery`` is the strongest thing known of the letter that says so; None while there is none."""

    due_at: datetime | None
    delivery: Delivery | None

    @property
    def is_done(self) -> bool:
        return self.delivery is not None and self.delivery.state in (terms.HANDED_OVER, terms.VOUCHED_FOR)


@dataclass(frozen=True)
class Owes:
    """What one letter is owed. ``ends`` it; ``letter`` is the answer that does, once one has left or is leaving."""

    receipt: OwedReceipt | None
    ends: terms.Ends
    due_at: datetime
    letter: "Answer | None"
    is_done: bool


def letter_kinds() -> list[LetterKind]:
    """Those that letters may be of now, in the order in which the company wrote them down."""
    return list(LetterKind.objects.raw(HOLDING))


@lru_cache(maxsize=8)
def kinds_until(newest: int | None) -> tuple[LetterKind, ...]:
    """As ``letter_kinds``, where the key of the newest version is known already: versions never change."""
    return tuple(letter_kinds()) if newest else ()


def letter_kind(*, code: str) -> LetterKind:
    """What holds now. Raises NoSuchKind."""
    found = LetterKind.objects.filter(code=code).order_by("-version").first()
    if found is None:
        raise NoSuchKind(f"there is no kind of letters {code!r}")
    return found


def ends_with(*, case: Case, and_with: Iterable[Case] = ()) -> terms.Ends:
    """What ends the case, and with it what was merged into it: the most that is owed to any of them."""
    ends = [terms.Ends(each.kind.owes) if each.kind else terms.Ends.ANSWER for each in (case, *and_with)]
    return min(ends, key=MOST_OWED_FIRST.index)


def owes(*, case: Case, deliveries: Sequence[Delivery], and_with: Iterable[Case] = ()) -> Owes:
    """``deliveries`` are all of the case, in their order, each with its answer; ``and_with`` what went into it."""
    receipts = [each for each in deliveries if each.answer_id is None]
    letters = [each for each in deliveries if each.answer_id is not None]
    is_live = bool(letters) and letters[-1].state in terms.LIVE_STATES
    owed = OwedReceipt(case.receipt_due_at, receipts[-1] if receipts else None)
    return Owes(
        receipt=owed if owed.due_at or owed.delivery else None,
        ends=ends_with(case=case, and_with=and_with),
        due_at=case.due_at,
        letter=letters[-1].answer if is_live else None,
        is_done=case.state != terms.OPEN,
    )
