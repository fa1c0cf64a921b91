"""The clock of a service: it counts open hours and stands while it is paused."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from servewell.engines.clocks.calendar import Calendar
from servewell.engines.clocks.deadline import Deadline, Pause, Step, append, spans
from servewell.engines.clocks.stretches import CalendarNeverOpens, Span, Stretch, cut, stretches
from servewell.engines.clocks.zones import in_utc

NOTHING = timedelta(0)


class BudgetBelowZero(ValueError):
    """A deadline was asked for that lies before its start."""


class EndsBeforeItStarts(ValueError):
    """The end of a time to be measured lies before its start: the arguments are exchanged, or a clock was set back."""


def service_deadline(
    *, calendar: Calendar, started_at: datetime, budget: timedelta, pauses: Sequence[Pause] = ()
) -> Deadline:
    """When the budget of open time is used up, and by which steps.

    A budget that ends with the working day is due at closing, not at the next opening. Pauses may overlap, and may
    lie before the start. While an open pause stops the clock, due_at is None and the last step has no end. Raises
    NaiveMoment, BudgetBelowZero, CalendarNeverOpens, DeadlineBeyondHorizon.
    """
    start = in_utc(started_at, name="started_at")
    if budget < NOTHING:
        raise BudgetBelowZero(f"A budget of {budget} lies in the past; give zero or more.")
    if budget == NOTHING:
        return Deadline(start, budget, start, ())

    steps: list[Step] = []
    left = budget
    for piece in _pieces(calendar, start, pauses):
        if piece.until_at is None:
            append(steps, piece)
            return Deadline(start, budget, None, tuple(steps))
        used = min(left, piece.counted)
        left -= used
        is_done = left == NOTHING and used > NOTHING
        append(steps, replace(piece, until_at=piece.from_at + used if is_done else piece.until_at, counted=used))
        if is_done:
            return Deadline(start, budget, steps[-1].until_at, tuple(steps))
    raise CalendarNeverOpens(f"Calendar {calendar.code!r} ended before the budget did.")


def elapsed(*, calendar: Calendar, started_at: datetime, until_at: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
    """The open, unpaused time between two moments; nothing where the calendar never opens.

    Raises NaiveMoment, EndsBeforeItStarts.
    """
    start, until = in_utc(started_at, name="started_at"), in_utc(until_at, name="until_at")
    if until < start:
        raise EndsBeforeItStarts(
            f"From {start.isoformat()} until {until.isoformat()} is backwards; exchange the two, or check the clock."
        )
    paused = spans(pauses)
    counted = NOTHING
    for stretch in stretches(calendar=calendar, since=start, until=until):
        counted += sum((piece.counted for piece in cut(stretch, paused=paused)), NOTHING)
    return counted


def _pieces(calendar: Calendar, start: datetime, pauses: Sequence[Pause]) -> Iterator[Step]:
    """Steps that count all they could, without end, or up to the pause that is still open."""
    paused = spans(pauses)
    stands_from = _open_pause(paused)
    for stretch in _running(calendar, start, stands_from):
        for piece in cut(stretch, paused=paused):
            yield Step(piece.from_at, piece.until_at, piece.counted, piece.reason, piece.day)
    if stands_from is not None:
        yield Step(max(start, stands_from), None, NOTHING, "paused")


def _running(calendar: Calendar, start: datetime, stands_from: datetime | None) -> Iterator[Stretch]:
    if stands_from is None or stands_from > start:
        yield from stretches(calendar=calendar, since=start, until=stands_from)


def _open_pause(paused: Sequence[Span]) -> datetime | None:
    return next((from_at for from_at, until_at in paused if until_at is None), None)
