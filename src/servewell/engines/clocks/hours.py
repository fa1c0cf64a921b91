"""Hours of the wall clock: of a weekday, and of a single day that is not like its weekday."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise

MIDNIGHT = time(0)


class WeekdayOutsideTheWeek(ValueError):
    """A weekday is not one of 0 (Monday) to 6 (Sunday)."""


class ClosesBeforeItOpens(ValueError):
    """An opening ends before it begins."""


class HourWithZone(ValueError):
    """An opening hour carries a time zone of its own."""


class OpeningsOverlap(ValueError):
    """Two openings of one day share some time, which would count twice."""


@dataclass(frozen=True)
class Hours:
    """Open from one wall-clock time to another. Closing at time(0) means at the end of the day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise HourWithZone("An opening hour is what the wall clock shows; name the zone in the calendar.")
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ClosesBeforeItOpens(
                f"Open from {self.opens} to {self.closes} ends before it begins; "
                "split hours that pass midnight into two openings, the first closing at 24:00."
            )

    @property
    def ends(self) -> time:
        """The closing time in an order in which the end of the day is last."""
        return time.max if self.closes == MIDNIGHT else self.closes


@dataclass(frozen=True)
class Opening:
    """Open on a weekday (0 is Monday) from one wall-clock time to another.

    Closing at time(0) means at the end of the day.
    """

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise WeekdayOutsideTheWeek(f"Weekday {self.weekday} is none; 0 is Monday and 6 is Sunday.")
        _ = self.hours

    @property
    def hours(self) -> Hours:
        """The same without its weekday."""
        return Hours(self.opens, self.closes)


@dataclass(frozen=True)
class Day:
    """A single day that is not like its weekday: closed, or open at hours of its own.

    ``names`` has what it is called by language, such as {"en": "National Day"}, and may be empty.
    """

    on: date
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    hours: tuple[Hours, ...] = ()

    def __post_init__(self) -> None:
        # in one order, so that two days with the same hours are equal; frozen, hence the detour
        object.__setattr__(self, "hours", in_order(self.hours))
        refuse_overlap(self.hours, when=f"On {self.on}")


def in_order(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """From morning to night."""
    return tuple(sorted(hours, key=lambda each: (each.opens, each.ends)))


def refuse_overlap(ordered: Sequence[Hours], *, when: str) -> None:
    """Raises OpeningsOverlap."""
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.ends:
            raise OpeningsOverlap(
                f"{when} it opens at {later.opens} before it closed at {earlier.closes}; "
                "join the two openings or move one."
            )
