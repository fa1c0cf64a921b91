"""Hours and single days as JSON, and what is wrong with JSON that is none."""

from collections.abc import Iterable, Mapping
from datetime import date, time

from servewell.engines.clocks.hours import MIDNIGHT, Day, Hours, Opening

END_OF_DAY = "24:00"


class CalendarNotUnderstood(ValueError):
    """A stored calendar lacks a key, has one too many, or holds something else than it should."""


def opening_to_json(opening: Opening) -> dict[str, object]:
    return {"weekday": opening.weekday, **hours_to_json(opening.hours)}


def hours_to_json(hours: Hours) -> dict[str, object]:
    return {
        "opens": _written(hours.opens),
        "closes": END_OF_DAY if hours.closes == MIDNIGHT else _written(hours.closes),
    }


def day_to_json(day: Day) -> dict[str, object]:
    """What a calendar and a step keep of a single day; hours that are empty mean closed."""
    return {"on": day.on.isoformat(), "names": dict(day.names), "hours": [hours_to_json(each) for each in day.hours]}


def opening_from_json(stored: object) -> Opening:
    kept = _object(stored, required={"weekday", "opens", "closes"}, what="An opening")
    hours = _hours(kept)
    return Opening(weekday=number(kept["weekday"], "weekday"), opens=hours.opens, closes=hours.closes)


def day_from_json(stored: object) -> Day:
    kept = _object(stored, required={"on", "names", "hours"}, what="A single day")
    if not isinstance(kept["names"], Mapping):
        raise CalendarNotUnderstood(f"The names of a day are an object of language and text, not {kept['names']!r}.")
    return Day(
        on=day_written(kept["on"]),
        names={text(code, "a language"): text(name, "a name") for code, name in kept["names"].items()},
        hours=tuple(
            _hours(_object(each, required={"opens", "closes"}, what="Hours")) for each in listed(kept["hours"], "hours")
        ),
    )


def need_keys(stored: Mapping[str, object], *, required: set[str], optional: set[str], what: str) -> None:
    """Raises CalendarNotUnderstood that names all that is missing and all that is unknown."""
    missing, unknown = required - set(stored), set(stored) - required - optional
    if missing or unknown:
        found = [f"lacks {name}" for name in sorted(missing)] + [f"does not know {name}" for name in sorted(unknown)]
        raise CalendarNotUnderstood(f"{what} {', '.join(found)}; it has {', '.join(sorted(required | optional))}.")


def text(given: object, name: str) -> str:
    if not isinstance(given, str) or not given:
        raise CalendarNotUnderstood(f"{name} is a text, not {given!r}; put it in quotes.")
    return given


def number(given: object, name: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise CalendarNotUnderstood(f"{name} is a whole number, not {given!r}.")
    return given


def listed(given: object, name: str) -> Iterable[object]:
    if not isinstance(given, list | tuple):
        raise CalendarNotUnderstood(f"{name} is a list, not {given!r}.")
    return given


def day_written(given: object) -> date:
    if isinstance(given, date):
        return date(given.year, given.month, given.day)
    try:
        return date.fromisoformat(text(given, "a holiday"))
    except ValueError as reason:
        raise CalendarNotUnderstood(f"{given!r} is no day; write 2027-01-01.") from reason


def _object(stored: object, *, required: set[str], what: str) -> Mapping[str, object]:
    if not isinstance(stored, Mapping):
        raise CalendarNotUnderstood(f"{what} is an object with {', '.join(sorted(required))}, not {stored!r}.")
    need_keys(stored, required=required, optional=set(), what=what)
    return stored


def _hours(kept: Mapping[str, object]) -> Hours:
    closes = text(kept["closes"], "closes")
    return Hours(opens=_hour(text(kept["opens"], "opens")), closes=MIDNIGHT if closes == END_OF_DAY else _hour(closes))


def _hour(given: str) -> time:
    try:
        return time.fromisoformat(given)
    except ValueError as reason:
        raise CalendarNotUnderstood(f"{given!r} is no time of day; write 09:00, or 24:00 for the end.") from reason


def _written(hour: time) -> str:
    return hour.isoformat("auto" if hour.second or hour.microsecond else "minutes")
