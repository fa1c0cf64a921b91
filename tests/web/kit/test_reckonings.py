"""Why a deadline is what it is, as a page says it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation

from servewell.engines.clocks import Calendar, Day, Deadline, Hours, obligation_deadline, service_deadline
from servewell.web.cases.shown import deadlines
from servewell.web.kit.reckonings import ReckonedDay, Reckoning, reckoning
from tests.builders import a_calendar


def test_a_deadline_explains_itself_day_by_day() -> None:
    calendar = a_calendar(zone="Asia/Shanghai")
    friday_afternoon = datetime(2026, 11, 20, 7, 10, tzinfo=UTC)
    clock = {
        "calendar": calendar.to_json(),
        "service": service_deadline(
            calendar=calendar, started_at=friday_afternoon, budget=timedelta(minutes=150)
        ).to_json(),
        "obligation": Deadline(
            started_at=friday_afternoon, budget=timedelta(days=14), due_at=friday_afternoon, steps=()
        ).to_json(),
    }

    assert deadlines.reckoning(clock) == Reckoning(
        begins="2 h 30 min of opening hours, from 20 Nov, 15:10, when it came in.",
        days=(
            ReckonedDay("Fri 20 Nov", ("15:10 to 17:00 open: 1 h 50 min counted", "17:00 to Mon 23 Nov, 09:00 closed")),
            ReckonedDay("Mon 23 Nov", ("09:00 to 09:40 open: 40 min counted",)),
        ),
        ends="Hence due on Mon 23 Nov at 09:40.",
        obligation="Whatever the opening hours: at the latest on Fri 20 Nov, 14 days after it came in.",
        calendar="Calendar “desk”, version 1, by the clock of Shanghai.",
    )
    assert Calendar.from_json(clock["calendar"]) == calendar


def days_told(calendar: Calendar, started_at: datetime, hours: int) -> list[ReckonedDay]:
    found = reckoning(
        calendar=calendar,
        service=service_deadline(calendar=calendar, started_at=started_at, budget=timedelta(hours=hours)),
        obligation=obligation_deadline(zone=calendar.zone, started_at=started_at, days=14),
    )
    return list(found.days)


@pytest.mark.parametrize(
    ("language", "rules"),
    [
        ("en", ("National Day, closed", "open instead, 09:00–12:00, 18:00–24:00")),
        ("zh-hans", ("国庆节，不营业", "照常营业：09:00–12:00, 18:00–24:00")),
        ("zh-hant", ("国庆节，不營業", "照常營業：09:00–12:00, 18:00–24:00")),
        ("es", ("National Day, cerrado", "abierto excepcionalmente, 09:00–12:00, 18:00–24:00")),
    ],
)
def test_single_days_are_told_by_name_in_the_readers_language_or_the_next_best(
    language: str, rules: tuple[str, str]
) -> None:
    hours = (Hours(time(9), time(12)), Hours(time(18), time(0)))
    days = (Day(date(2026, 10, 1), {"en": "National Day", "zh-Hans": "国庆节"}), Day(date(2026, 10, 3), {}, hours))
    with translation.override(language):
        told = days_told(
            Calendar("desk", 1, "UTC", a_calendar().openings, days=days), datetime(2026, 10, 1, 8, tzinfo=UTC), 9
        )

    assert (told[0].steps, told[2].steps[0]) == ((rules[0],), rules[1])
    assert len(told) == 3
