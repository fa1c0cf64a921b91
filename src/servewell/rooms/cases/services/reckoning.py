"""By when a case owes what: reckoned from the moment its voice came in, and kept with the steps."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from servewell.engines import clocks
from servewell.rooms.cases.models import LetterKind, Policy
from servewell.rooms.cases.terms import Ends


@dataclass(frozen=True)
class Reckoned:
    """``clock`` is kept on the case; its steps name the single days that they met."""

    due_at: datetime
    obligation_due_at: datetime
    receipt_due_at: datetime | None
    clock: dict[str, object]


def reckoned(*, policy: Policy, calendar: clocks.Calendar, kind: LetterKind | None, started_at: datetime) -> Reckoned:
    """A decision is owed within calendar days, which nothing stops, so it has one clock where others have two."""
    zone = calendar.zone
    if kind is not None and kind.owes == Ends.DECISION and kind.decision_days is not None:
        service = clocks.obligation_deadline(zone=zone, started_at=started_at, days=kind.decision_days)
        obligation = service
    else:
        minutes = kind.answer_minutes if kind is not None and kind.answer_minutes else policy.answer_minutes
        service = _opening_hours(calendar, minutes, started_at)
        obligation = clocks.obligation_deadline(zone=zone, started_at=started_at, days=policy.obligation_days)
    minutes_to_say = kind.receipt_minutes if kind is not None else None
    receipt = None if minutes_to_say is None else _opening_hours(calendar, minutes_to_say, started_at)
    return Reckoned(
        due_at=_due(service),
        obligation_due_at=_due(obligation),
        receipt_due_at=None if receipt is None else _due(receipt),
        clock={
            "calendar": calendar.without_days().to_json(),
            "service": service.to_json(),
            "obligation": obligation.to_json(),
            **({} if kind is None else {"owes": kind.owes}),
            **({} if receipt is None else {"receipt": receipt.to_json()}),
        },
    )


def _opening_hours(calendar: clocks.Calendar, minutes: int, started_at: datetime) -> clocks.Deadline:
    return clocks.service_deadline(calendar=calendar, started_at=started_at, budget=timedelta(minutes=minutes))


def _due(deadline: clocks.Deadline) -> datetime:
    if deadline.due_at is None:
        raise AssertionError("a clock that is not paused comes to an end")
    return deadline.due_at
