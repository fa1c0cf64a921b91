"""When a place is open: hours by weekday, in its own time zone, without its holidays, and single days apart."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from servewell.engines.clocks import stored as kept
from servewell.engines.clocks.hours import Day, Hours, Opening, in_order, refuse_overlap
from servewell.engines.clocks.zones import zone_named


class VersionBelowOne(ValueError):
    """A calendar has no version, so a deadline could not name the one it came from."""


class DayTwice(ValueError):
    """A calendar says two things of one day."""


@dataclass(frozen=True)
class Calendar:
    """The hours that count for a clock. A changed calendar is a new version, so old deadlines stay explained.

    ``holidays`` are closed days of which nothing but the date is known; ``days`` are closed, or open at hours of
    their own, and have names.
    """

    code: str
    version: int
    zone: str
    openings: tuple[Opening, ...]
    holidays: frozenset[date] = frozenset()
    days: tuple[Day, ...] = ()

    def __post_init__(self) -> None:
        zone_named(self.zone)
        # In one order, so that two calendars with the same hours are equal; frozen, hence the detour.
        by_week = sorted(self.openings, key=lambda each: (each.weekday, each.opens, each.hours.ends))
        object.__setattr__(self, "openings", tuple(by_week))
        object.__setattr__(self, "days", tuple(sorted(self.days, key=lambda each: each.on)))
        if self.version < 1:
            raise VersionBelowOne(f"Calendar {self.code!r} has the version {self.version}; the first version is 1.")
        for weekday in range(7):
            ordered = [each.hours for each in self.openings_of(weekday)]
            refuse_overlap(ordered, when=f"On weekday {weekday} of calendar {self.code!r}")
        told = [*self.holidays, *(each.on for each in self.days)]
        if twice := sorted({on for on in told if told.count(on) > 1}):
            raise DayTwice(f"Calendar {self.code!r} names {twice[0]} twice; keep one of the two.")

    def openings_of(self, weekday: int) -> tuple[Opening, ...]:
        """The openings of one weekday from morning to night."""
        return tuple(opening for opening in self.openings if opening.weekday == weekday)

    def hours_of(self, weekday: int) -> tuple[Hours, ...]:
        """The hours of one weekday from morning to night."""
        return in_order(opening.hours for opening in self.openings_of(weekday))

    def zone_info(self) -> ZoneInfo:
        """The zone itself."""
        return zone_named(self.zone)

    def without_days(self) -> "Calendar":
        """Its weekly hours alone: all that is kept beside a deadline, whose steps name the days that they met."""
        return replace(self, holidays=frozenset(), days=())

    def to_json(self) -> dict[str, object]:
        """Plain lists, numbers and texts in a fixed order, from which `from_json` makes an equal calendar.

        Without single days it is what calendars were before they had any.
        """
        written: dict[str, object] = {
            "code": self.code,
            "version": self.version,
            "zone": self.zone,
            "openings": [kept.opening_to_json(each) for each in self.openings],
            "holidays": [day.isoformat() for day in sorted(self.holidays)],
        }
        return written | ({"days": [kept.day_to_json(each) for each in self.days]} if self.days else {})

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Calendar":
        """The calendar that `to_json` wrote, or that someone wrote by hand.

        Raises CalendarNotUnderstood and what a calendar raises.
        """
        needed, optional = {"code", "version", "zone", "openings"}, {"holidays", "days"}
        kept.need_keys(stored, required=needed, optional=optional, what="A calendar")
        return cls(
            code=kept.text(stored["code"], "code"),
            version=kept.number(stored["version"], "version"),
            zone=kept.text(stored["zone"], "zone"),
            openings=tuple(kept.opening_from_json(each) for each in kept.listed(stored["openings"], "openings")),
            holidays=frozenset(kept.day_written(each) for each in kept.listed(stored.get("holidays", []), "holidays")),
            days=tuple(kept.day_from_json(each) for each in kept.listed(stored.get("days", []), "days")),
        )
