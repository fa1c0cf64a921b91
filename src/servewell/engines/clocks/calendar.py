"""When a place is open: hours by weekday, in its own time zone, without its holidays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from servewell.engines.clocks.zones import zone_named

MIDNIGHT = time(0)
END_OF_DAY = "24:00"


class WeekdayOutsideTheWeek(ValueError):
    """A weekday is not one of 0 (Monday) to 6 (Sunday)."""


class ClosesBeforeItOpens(ValueError):
    """An opening ends before it begins."""


class HourWithZone(ValueError):
    """An opening hour carries a time zone of its own."""


class OpeningsOverlap(ValueError):
    """Two openings of one weekday share some time, which would count twice."""


class VersionBelowOne(ValueError):
    """A calendar has no version, so a deadline could not name the one it came from."""


class CalendarNotUnderstood(ValueError):
    """A stored calendar lacks a key, has one too many, or holds something else than it should."""


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
class Calendar:
    """The hours that count for a clock. A changed calendar is a new version, so old deadlines stay explained."""

    code: str
    version: int
    zone: str
    openings: tuple[Opening, ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_named(self.zone)
        # In one order, so that two calendars with the same hours are equal; frozen, hence the detour.
        object.__setattr__(self, "openings", tuple(sorted(self.openings, key=lambda o: (o.weekday, o.opens, o.ends))))
        if self.version < 1:
            raise VersionBelowOne(f"Calendar {self.code!r} has the version {self.version}; the first version is 1.")
        for weekday in range(7):
            for earlier, later in pairwise(self.openings_of(weekday)):
                if later.opens < earlier.ends:
                    raise OpeningsOverlap(
                        f"On weekday {weekday} calendar {self.code!r} opens at {later.opens} before it closed at "
                        f"{earlier.closes}; join the two openings or move one."
                    )

    def openings_of(self, weekday: int) -> tuple[Opening, ...]:
        """The openings of one weekday from morning to night."""
        return tuple(opening for opening in self.openings if opening.weekday == weekday)

    def zone_info(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)

    def to_json(self) -> dict[str, object]:
        """Plain lists, numbers and texts in a fixed order, from which `from_json` makes an equal calendar."""
        return {
            "code": self.code,
            "version": self.version,
            "zone": self.zone,
            "openings": [
                {"weekday": o.weekday, "opens": o.opens.isoformat(_precision(o.opens)), "closes": _closing(o.closes)}
                for o in self.openings
            ],
            "holidays": [day.isoformat() for day in sorted(self.holidays)],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Calendar":
        """The calendar that `to_json` wrote, or that someone wrote by hand.

        Raises CalendarNotUnderstood and what a calendar raises.
        """
        _need_keys(stored, required={"code", "version", "zone", "openings"}, optional={"holidays"}, what="A calendar")
        return cls(
            code=_text(stored["code"], "code"),
            version=_number(stored["version"], "version"),
            zone=_text(stored["zone"], "zone"),
            openings=tuple(_opening(each) for each in _listed(stored["openings"], "openings")),
            holidays=frozenset(_day(each) for each in _listed(stored.get("holidays", []), "holidays")),
        )


def _opening(stored: object) -> Opening:
    if not isinstance(stored, Mapping):
        raise CalendarNotUnderstood(f"An opening is an object with weekday, opens and closes, not {stored!r}.")
    _need_keys(stored, required={"weekday", "opens", "closes"}, optional=set(), what="An opening")
    closes = _text(stored["closes"], "closes")
    return Opening(
        weekday=_number(stored["weekday"], "weekday"),
        opens=_hour(_text(stored["opens"], "opens")),
        closes=MIDNIGHT if closes == END_OF_DAY else _hour(closes),
    )


def _need_keys(stored: Mapping[str, object], *, required: set[str], optional: set[str], what: str) -> None:
    missing, unknown = required - set(stored), set(stored) - required - optional
    if missing or unknown:
        found = [f"lacks {name}" for name in sorted(missing)] + [f"does not know {name}" for name in sorted(unknown)]
        raise CalendarNotUnderstood(f"{what} {', '.join(found)}; it has {', '.join(sorted(required | optional))}.")


def _text(given: object, name: str) -> str:
    if not isinstance(given, str) or not given:
        raise CalendarNotUnderstood(f"{name} is a text, not {given!r}; put it in quotes.")
    return given


def _number(given: object, name: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise CalendarNotUnderstood(f"{name} is a whole number, not {given!r}.")
    return given


def _listed(given: object, name: str) -> Iterable[object]:
    if not isinstance(given, list | tuple):
        raise CalendarNotUnderstood(f"{name} is a list, not {given!r}.")
    return given


def _hour(given: str) -> time:
    try:
        return time.fromisoformat(given)
    except ValueError as reason:
        raise CalendarNotUnderstood(f"{given!r} is no time of day; write 09:00, or 24:00 for the end.") from reason


def _day(given: object) -> date:
    if isinstance(given, date):
        return date(given.year, given.month, given.day)
    try:
        return date.fromisoformat(_text(given, "a holiday"))
    except ValueError as reason:
        raise CalendarNotUnderstood(f"{given!r} is no day; write 2027-01-01.") from reason


def _closing(closes: time) -> str:
    return END_OF_DAY if closes == MIDNIGHT else closes.isoformat(_precision(closes))


def _precision(hour: time) -> str:
    return "auto" if hour.second or hour.microsecond else "minutes"
