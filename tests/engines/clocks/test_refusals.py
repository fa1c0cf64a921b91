"""What the clocks refuse, each by its own name."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from servewell.engines import clocks
from servewell.engines.clocks import Calendar, Day, Hours, Opening, Pause

MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)
NAIVE = datetime(2026, 10, 5, 9)  # noqa: DTZ001 - what is refused here
HOUR = timedelta(hours=1)
MONDAYS = Calendar("mondays", 1, "UTC", (Opening(0, time(9), time(10)),))
NEVER = Calendar("never", 1, "UTC", ())
# Open one day a week, and each of those days for three years is a holiday.
ALWAYS_HOLIDAY = Calendar(
    "always-holiday",
    1,
    "UTC",
    MONDAYS.openings,
    frozenset(date(2026, 10, 5) + timedelta(weeks=week) for week in range(156)),
)
STORED = MONDAYS.to_json()
KEPT = clocks.service_deadline(calendar=MONDAYS, started_at=MONDAY, budget=HOUR).to_json()
FIRST_STEP = clocks.service_deadline(calendar=MONDAYS, started_at=MONDAY, budget=HOUR).steps[0].to_json()


def due(calendar: Calendar = MONDAYS, started_at: datetime = MONDAY, budget: timedelta = HOUR) -> clocks.Deadline:
    return clocks.service_deadline(calendar=calendar, started_at=started_at, budget=budget)


@pytest.mark.parametrize(
    ("refusal", "nonsense"),
    [
        (clocks.WeekdayOutsideTheWeek, lambda: Opening(7, time(9), time(10))),
        (clocks.ClosesBeforeItOpens, lambda: Opening(0, time(22), time(6))),
        (clocks.ClosesBeforeItOpens, lambda: Opening(0, time(9), time(9))),
        (clocks.HourWithZone, lambda: Opening(0, time(9, tzinfo=UTC), time(10))),
        (clocks.UnknownZone, lambda: Calendar("a", 1, "Europe/Atlantis", ())),
        (clocks.UnknownZone, lambda: Calendar("a", 1, "../etc/passwd", ())),
        (clocks.UnknownZone, lambda: Calendar("a", 1, "", ())),
        (clocks.VersionBelowOne, lambda: Calendar("a", 0, "UTC", ())),
        (
            clocks.OpeningsOverlap,
            lambda: Calendar("a", 1, "UTC", (Opening(0, time(9), time(12)), Opening(0, time(11), time(13)))),
        ),
        (
            clocks.OpeningsOverlap,
            lambda: Calendar("a", 1, "UTC", (Opening(0, time(9), time(0)), Opening(0, time(11), time(13)))),
        ),
        (clocks.OpeningsOverlap, lambda: Calendar("a", 1, "UTC", (Opening(0, time(9), time(12)),) * 2)),
        (clocks.OpeningsOverlap, lambda: Day(MONDAY.date(), {}, (Hours(time(9), time(12)), Hours(time(11), time(13))))),
        (clocks.ClosesBeforeItOpens, lambda: Hours(time(9), time(9))),
        (clocks.HourWithZone, lambda: Hours(time(9), time(10, tzinfo=UTC))),
        (clocks.DayTwice, lambda: Calendar("a", 1, "UTC", (), days=(Day(MONDAY.date()), Day(MONDAY.date())))),
        (
            clocks.DayTwice,
            lambda: Calendar("a", 1, "UTC", (), frozenset({MONDAY.date()}), (Day(MONDAY.date()),)),
        ),
        (clocks.NaiveMoment, lambda: due(started_at=NAIVE)),
        (clocks.NaiveMoment, lambda: Pause(NAIVE, None, "")),
        (clocks.NaiveMoment, lambda: Pause(MONDAY, NAIVE, "")),
        (clocks.NaiveMoment, lambda: clocks.elapsed(calendar=MONDAYS, started_at=MONDAY, until_at=NAIVE)),
        (clocks.NaiveMoment, lambda: clocks.obligation_deadline(zone="UTC", started_at=NAIVE, days=1)),
        (clocks.PauseEndsBeforeItBegins, lambda: Pause(MONDAY, MONDAY - HOUR, "")),
        (clocks.BudgetBelowZero, lambda: due(budget=-HOUR)),
        (
            clocks.EndsBeforeItStarts,
            lambda: clocks.elapsed(calendar=MONDAYS, started_at=MONDAY, until_at=MONDAY - HOUR),
        ),
        (clocks.CalendarNeverOpens, lambda: due(calendar=NEVER)),
        (clocks.CalendarNeverOpens, lambda: due(calendar=ALWAYS_HOLIDAY, budget=2 * HOUR)),
        (clocks.DeadlineBeyondHorizon, lambda: due(budget=timedelta(days=36500))),
        (clocks.DaysOutsideACentury, lambda: clocks.obligation_deadline(zone="UTC", started_at=MONDAY, days=-1)),
        (clocks.DaysOutsideACentury, lambda: clocks.obligation_deadline(zone="UTC", started_at=MONDAY, days=36526)),
        (clocks.UnknownZone, lambda: clocks.obligation_deadline(zone="Mars", started_at=MONDAY, days=1)),
        (
            clocks.CalendarNeverOpens,
            lambda: clocks.obligation_deadline(zone="UTC", started_at=MONDAY, days=1, calendar=NEVER),
        ),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json({"code": "a"})),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json(STORED | {"colour": "red"})),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json(STORED | {"version": "1"})),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json(STORED | {"openings": "daily"})),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json(STORED | {"openings": ["daily"]})),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json(STORED | {"holidays": ["Easter"]})),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json(STORED | {"days": ["2026-10-01"]})),
        (clocks.CalendarNotUnderstood, lambda: Calendar.from_json(STORED | {"days": [{"on": "2026-10-01"}]})),
        (
            clocks.CalendarNotUnderstood,
            lambda: Calendar.from_json(STORED | {"days": [{"on": "2026-10-01", "names": "Day", "hours": []}]}),
        ),
        (
            clocks.CalendarNotUnderstood,
            lambda: Calendar.from_json(STORED | {"days": [{"on": "2026-10-01", "names": {}, "hours": ["9-5"]}]}),
        ),
        (
            clocks.CalendarNotUnderstood,
            lambda: Calendar.from_json(STORED | {"openings": [{"weekday": 0, "opens": "9 am", "closes": "24:00"}]}),
        ),
        (clocks.DeadlineNotUnderstood, lambda: clocks.Deadline.from_json({})),
        (clocks.DeadlineNotUnderstood, lambda: clocks.Deadline.from_json(KEPT | {"steps": 3})),
        (clocks.DeadlineNotUnderstood, lambda: clocks.Deadline.from_json(KEPT | {"due_at": "soon"})),
        (clocks.DeadlineNotUnderstood, lambda: clocks.Deadline.from_json(KEPT | {"steps": [FIRST_STEP | {"day": 3}]})),
        (clocks.DeadlineNotUnderstood, lambda: clocks.Deadline.from_json(KEPT | {"budget_seconds": "1 h"})),
        (clocks.NaiveMoment, lambda: clocks.Deadline.from_json(KEPT | {"due_at": "2026-10-05T10:00:00"})),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Exception], nonsense: Callable[[], object]) -> None:
    with pytest.raises(refusal):
        nonsense()


def test_time_passes_without_counting_where_a_calendar_never_opens() -> None:
    assert clocks.elapsed(calendar=NEVER, started_at=MONDAY, until_at=MONDAY + 9 * HOUR) == timedelta(0)


def test_a_refusal_says_where_and_how_to_mend() -> None:
    with pytest.raises(clocks.ClosesBeforeItOpens) as refused:
        Opening(4, time(22), time(6))

    assert str(refused.value) == (
        "Open from 22:00:00 to 06:00:00 ends before it begins; "
        "split hours that pass midnight into two openings, the first closing at 24:00."
    )
