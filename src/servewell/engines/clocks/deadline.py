"""A deadline together with the way it came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from servewell.engines.clocks.hours import Day
from servewell.engines.clocks.stored import CalendarNotUnderstood, day_from_json, day_to_json
from servewell.engines.clocks.stretches import Reason, Span
from servewell.engines.clocks.zones import NaiveMoment, in_utc


class PauseEndsBeforeItBegins(ValueError):
    """A pause is over before it started."""


class DeadlineNotUnderstood(ValueError):
    """A stored deadline lacks a key or holds something else than it should."""


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stands, with the reason in the words of whoever stopped it.

    It is open, and nobody knows how long it will last, while `until_at` is None.
    """

    from_at: datetime
    until_at: datetime | None
    reason: str

    def __post_init__(self) -> None:
        from_at = in_utc(self.from_at, name="The start of a pause")
        if self.until_at is not None and in_utc(self.until_at, name="The end of a pause") < from_at:
            raise PauseEndsBeforeItBegins(
                f"A pause from {self.from_at.isoformat()} ends at {self.until_at.isoformat()}; exchange the two."
            )


@dataclass(frozen=True)
class Step:
    """A stretch on the way to a deadline and how much of it counted. The last one has no end while a pause is open.

    ``day`` is the single day that makes it so, by its name; a step of one lies within that day.
    """

    from_at: datetime
    until_at: datetime | None
    counted: timedelta
    reason: Reason
    day: Day | None = None

    def to_json(self) -> dict[str, object]:
        """Moments as ISO texts in UTC, time counted in seconds; a day only where one has its own rule."""
        written: dict[str, object] = {
            "from_at": self.from_at.isoformat(),
            "until_at": None if self.until_at is None else self.until_at.isoformat(),
            "counted_seconds": self.counted.total_seconds(),
            "reason": self.reason,
        }
        return written | ({"day": day_to_json(self.day)} if self.day else {})


@dataclass(frozen=True)
class Deadline:
    """When something is due, in UTC, and the steps from the start to it, one beginning where the other ends.

    It has no due moment while an open pause stops the clock.
    """

    started_at: datetime
    budget: timedelta
    due_at: datetime | None
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, object]:
        """What is kept beside a case, so that its deadline can be explained after the calendar has changed."""
        return {
            "started_at": self.started_at.isoformat(),
            "budget_seconds": self.budget.total_seconds(),
            "due_at": None if self.due_at is None else self.due_at.isoformat(),
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Deadline":
        """The deadline that `to_json` wrote. Raises DeadlineNotUnderstood, NaiveMoment."""
        steps = _field(stored, "steps")
        if not isinstance(steps, list | tuple):
            raise DeadlineNotUnderstood(f"The steps of a deadline are a list, not {steps!r}.")
        return cls(
            started_at=_moment(stored, "started_at"),
            budget=_duration(stored, "budget_seconds"),
            due_at=None if _field(stored, "due_at") is None else _moment(stored, "due_at"),
            steps=tuple(_step(each) for each in steps),
        )


def append(steps: list[Step], step: Step) -> None:
    """Add a step; it is joined to the last where both have the same reason, since nobody wants to read it twice."""
    if steps and (steps[-1].reason, steps[-1].day) == (step.reason, step.day):
        last = steps.pop()
        step = replace(step, from_at=last.from_at, counted=last.counted + step.counted)
    steps.append(step)


def spans(pauses: Sequence[Pause]) -> tuple[Span, ...]:
    """The pauses in UTC, ordered, and joined where they touch or overlap; an open one swallows all that follow.

    One that ended in the moment it began stopped nothing, and leaves no step behind.
    """
    joined: list[Span] = []
    for pause in sorted(pauses, key=lambda each: in_utc(each.from_at, name="The start of a pause")):
        from_at = in_utc(pause.from_at, name="The start of a pause")
        until_at = None if pause.until_at is None else in_utc(pause.until_at, name="The end of a pause")
        if until_at == from_at:
            continue
        if joined and (joined[-1][1] is None or joined[-1][1] >= from_at):
            last_from, last_until = joined.pop()
            from_at = last_from
            until_at = None if last_until is None or until_at is None else max(last_until, until_at)
        joined.append((from_at, until_at))
    return tuple(joined)


def _step(stored: object) -> Step:
    if not isinstance(stored, Mapping):
        raise DeadlineNotUnderstood(f"A step is an object with four keys, not {stored!r}.")
    reason = next((known for known in get_args(Reason) if known == _field(stored, "reason")), None)
    if reason is None:
        raise DeadlineNotUnderstood(f"{stored['reason']!r} is no reason of a step; it is one of {get_args(Reason)}.")
    until_at = None if _field(stored, "until_at") is None else _moment(stored, "until_at")
    return Step(_moment(stored, "from_at"), until_at, _duration(stored, "counted_seconds"), reason, _day(stored))


def _day(stored: Mapping[str, object]) -> Day | None:
    if "day" not in stored:
        return None
    try:
        return day_from_json(stored["day"])
    except CalendarNotUnderstood as reason:
        raise DeadlineNotUnderstood(f"The day of a step is not understood: {reason}") from reason


def _field(stored: Mapping[str, object], key: str) -> object:
    if key not in stored:
        raise DeadlineNotUnderstood(f"A stored deadline lacks {key}; was it written by to_json?")
    return stored[key]


def _moment(stored: Mapping[str, object], key: str) -> datetime:
    given = _field(stored, key)
    try:
        return in_utc(datetime.fromisoformat(str(given)), name=key)
    except NaiveMoment:
        raise
    except ValueError as reason:
        raise DeadlineNotUnderstood(f"{key} is {given!r}; write an ISO moment with its zone.") from reason


def _duration(stored: Mapping[str, object], key: str) -> timedelta:
    given = _field(stored, key)
    if not isinstance(given, int | float) or isinstance(given, bool):
        raise DeadlineNotUnderstood(f"{key} is a number of seconds, not {given!r}.")
    return timedelta(seconds=given)
