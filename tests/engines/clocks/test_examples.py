"""Deadlines a desk would work out on its fingers, in plain days and hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from servewell.engines import clocks
from servewell.engines.clocks import Calendar, Day, Hours, Opening, Pause

MADRID, NEW_YORK, SANTIAGO = ZoneInfo("Europe/Madrid"), ZoneInfo("America/New_York"), ZoneInfo("America/Santiago")
HOUR = timedelta(hours=1)
WORKDAYS = range(5)

# Guest relations in Madrid: mornings and afternoons, Monday to Friday; Monday 12 October 2026 is a holiday.
DESK = Calendar(
    code="guest-relations",
    version=1,
    zone="Europe/Madrid",
    openings=(
        *(Opening(day, time(9), time(14)) for day in WORKDAYS),
        *(Opening(day, time(16), time(19)) for day in WORKDAYS),
    ),
    holidays=frozenset({date(2026, 10, 12)}),
)


def madrid(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID)


def round_the_clock(zone: str) -> Calendar:
    return Calendar("always", 1, zone, tuple(Opening(day, time(0), time(0)) for day in range(7)))


def nights(zone: str, opens: time, closes: time) -> Calendar:
    return Calendar("nights", 1, zone, tuple(Opening(day, opens, closes) for day in range(7)))


def told(deadline: clocks.Deadline, zone: ZoneInfo = MADRID) -> list[tuple[str, str, float, str]]:
    """The steps as a page would tell them: local times, hours counted, reason."""

    def local(moment: datetime | None) -> str:
        return "..." if moment is None else moment.astimezone(zone).strftime("%a %d %H:%M")

    return [(local(step.from_at), local(step.until_at), step.counted / HOUR, step.reason) for step in deadline.steps]


def test_eight_hours_over_a_long_weekend_skip_the_siesta_the_nights_and_the_holiday() -> None:
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(9, 18), budget=8 * HOUR)

    assert deadline.due_at == madrid(13, 18)
    assert told(deadline) == [
        ("Fri 09 18:00", "Fri 09 19:00", 1, "open"),
        ("Fri 09 19:00", "Mon 12 00:00", 0, "closed"),
        ("Mon 12 00:00", "Tue 13 00:00", 0, "holiday"),
        ("Tue 13 00:00", "Tue 13 09:00", 0, "closed"),
        ("Tue 13 09:00", "Tue 13 14:00", 5, "open"),
        ("Tue 13 14:00", "Tue 13 16:00", 0, "closed"),
        ("Tue 13 16:00", "Tue 13 18:00", 2, "open"),
    ]


def test_a_budget_that_ends_with_the_day_is_due_at_closing() -> None:
    assert clocks.service_deadline(calendar=DESK, started_at=madrid(9, 16), budget=3 * HOUR).due_at == madrid(9, 19)


def test_a_letter_of_the_night_starts_the_clock_in_the_morning() -> None:
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 23), budget=HOUR)

    assert told(deadline) == [
        ("Wed 14 23:00", "Thu 15 09:00", 0, "closed"),
        ("Thu 15 09:00", "Thu 15 10:00", 1, "open"),
    ]


def test_no_budget_is_due_at_once() -> None:
    assert clocks.service_deadline(calendar=DESK, started_at=madrid(14, 23), budget=timedelta(0)) == clocks.Deadline(
        madrid(14, 23), timedelta(0), madrid(14, 23), ()
    )


def test_a_pause_while_we_wait_for_the_customer_moves_the_deadline() -> None:
    waiting = Pause(madrid(14, 10), madrid(15, 12), "We asked the guest for the room number.")
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 9), budget=3 * HOUR, pauses=[waiting])

    assert told(deadline) == [
        ("Wed 14 09:00", "Wed 14 10:00", 1, "open"),
        ("Wed 14 10:00", "Thu 15 12:00", 0, "paused"),
        ("Thu 15 12:00", "Thu 15 14:00", 2, "open"),
    ]


def test_pauses_that_overlap_or_touch_stop_the_clock_once() -> None:
    pauses = [
        Pause(madrid(14, 11), madrid(14, 13), "second"),
        Pause(madrid(14, 10), madrid(14, 12), "first"),
        Pause(madrid(14, 10, 30), madrid(14, 11), "within the first"),
        Pause(madrid(14, 13), madrid(14, 14), "third"),
        Pause(madrid(1, 9), madrid(1, 10), "before the start"),
    ]
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 9), budget=2 * HOUR, pauses=pauses)

    assert told(deadline) == [
        ("Wed 14 09:00", "Wed 14 10:00", 1, "open"),
        ("Wed 14 10:00", "Wed 14 14:00", 0, "paused"),
        ("Wed 14 14:00", "Wed 14 16:00", 0, "closed"),
        ("Wed 14 16:00", "Wed 14 17:00", 1, "open"),
    ]


def test_a_pause_that_ended_in_the_moment_it_began_leaves_no_step() -> None:
    taken_back = Pause(madrid(14, 10), madrid(14, 10), "Pressed by mistake.")
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 9), budget=3 * HOUR, pauses=[taken_back])

    assert told(deadline) == [("Wed 14 09:00", "Wed 14 12:00", 3, "open")]


def test_an_open_pause_leaves_no_deadline_and_says_since_when() -> None:
    waiting = Pause(madrid(14, 10), None, "The guest is travelling.")
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 9), budget=3 * HOUR, pauses=[waiting])

    assert deadline.due_at is None
    assert told(deadline) == [("Wed 14 09:00", "Wed 14 10:00", 1, "open"), ("Wed 14 10:00", "...", 0, "paused")]


def test_an_open_pause_from_before_the_start_stops_the_clock_at_once() -> None:
    waiting = Pause(madrid(13, 10), None, "The guest is travelling.")
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 9), budget=HOUR, pauses=[waiting])

    assert (deadline.due_at, told(deadline)) == (None, [("Wed 14 09:00", "...", 0, "paused")])


def test_a_pause_that_opens_after_the_deadline_does_not_move_it() -> None:
    late = Pause(madrid(14, 11), None, "Too late.")
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 9), budget=2 * HOUR, pauses=[late])

    assert deadline.due_at == madrid(14, 11)


def test_elapsed_time_counts_open_hours_only() -> None:
    pauses = [Pause(madrid(13, 9), madrid(13, 10), "")]
    long_weekend = clocks.elapsed(calendar=DESK, started_at=madrid(9, 18), until_at=madrid(13, 17), pauses=pauses)

    assert long_weekend == 6 * HOUR
    assert clocks.elapsed(calendar=DESK, started_at=madrid(10, 0), until_at=madrid(13, 0)) == timedelta(0)


def test_a_night_on_which_the_clocks_change_is_an_hour_shorter_or_longer() -> None:
    always = round_the_clock("Europe/Madrid")
    spring = clocks.elapsed(calendar=always, started_at=madrid(29, 0, month=3), until_at=madrid(30, 0, month=3))
    autumn = clocks.elapsed(calendar=always, started_at=madrid(25, 0), until_at=madrid(26, 0))

    assert (spring, autumn) == (23 * HOUR, 25 * HOUR)


def test_hours_after_a_change_of_clocks_are_hours_of_the_wall_clock() -> None:
    """Friday 23 October 18:00 is summer time, Monday the 26th is winter time: still from nine."""
    deadline = clocks.service_deadline(calendar=DESK, started_at=madrid(23, 18), budget=2 * HOUR)

    assert deadline.due_at == madrid(26, 10)
    assert deadline.due_at == datetime(2026, 10, 26, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        (time(1), time(4), 2),  # the hour from two to three is skipped
        (time(2), time(3), 0),
        (time(2, 30), time(4), 1),
        (time(2), time(2, 30), 0),
    ],
)
def test_an_hour_that_is_skipped_is_not_open(opens: time, closes: time, hours: int) -> None:
    night = nights("America/New_York", opens, closes)
    day = {"started_at": datetime(2026, 3, 8, tzinfo=NEW_YORK), "until_at": datetime(2026, 3, 9, tzinfo=NEW_YORK)}

    assert clocks.elapsed(calendar=night, **day) == hours * HOUR


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [(time(0), time(3), 4), (time(1), time(2), 2), (time(0), time(1, 30), 1.5), (time(1, 30), time(3), 2.5)],
)
def test_an_hour_that_comes_twice_is_cut_at_its_first_coming(opens: time, closes: time, hours: float) -> None:
    night = nights("America/New_York", opens, closes)
    day = {"started_at": datetime(2026, 11, 1, tzinfo=NEW_YORK), "until_at": datetime(2026, 11, 2, tzinfo=NEW_YORK)}

    assert clocks.elapsed(calendar=night, **day) == hours * HOUR


def test_a_midnight_that_is_skipped_starts_the_day_an_hour_late() -> None:
    """In Chile the clocks go from Saturday 23:59:59 to Sunday 01:00 on 6 September 2026."""
    sunday = Calendar("sunday", 1, "America/Santiago", (Opening(6, time(0), time(2)),))
    deadline = clocks.service_deadline(
        calendar=sunday, started_at=datetime(2026, 9, 5, 22, tzinfo=SANTIAGO), budget=HOUR
    )

    assert told(deadline, SANTIAGO) == [
        ("Sat 05 22:00", "Sun 06 01:00", 0, "closed"),
        ("Sun 06 01:00", "Sun 06 02:00", 1, "open"),
    ]


def test_an_hour_before_midnight_that_comes_twice_counts_twice() -> None:
    """In Chile Saturday 4 April 2026 has 25 hours: 23:00 to 24:00 comes twice."""
    evening = nights("America/Santiago", time(22), time(0))
    saturday = datetime(2026, 4, 4, 12, tzinfo=SANTIAGO)

    found = clocks.elapsed(calendar=evening, started_at=saturday, until_at=saturday + timedelta(days=1))
    assert found == 3 * HOUR


def test_a_night_shift_is_two_openings_that_join_at_midnight() -> None:
    shift = Calendar("shift", 1, "Europe/Madrid", (Opening(4, time(22), time(0)), Opening(5, time(0), time(6))))
    deadline = clocks.service_deadline(calendar=shift, started_at=madrid(16, 12), budget=7 * HOUR)

    assert told(deadline) == [
        ("Fri 16 12:00", "Fri 16 22:00", 0, "closed"),
        ("Fri 16 22:00", "Sat 17 05:00", 7, "open"),
    ]


def test_a_holiday_on_a_day_that_is_closed_anyway_is_not_named() -> None:
    shut = Calendar("shut", 1, "Europe/Madrid", DESK.openings, frozenset({date(2026, 10, 17)}))
    deadline = clocks.service_deadline(calendar=shut, started_at=madrid(16, 18), budget=2 * HOUR)

    assert [reason for *_, reason in told(deadline)] == ["open", "closed", "open"]


SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL_DAY = {"en": "National Day", "zh-Hans": "国庆节"}
# National Day is a Thursday and a Friday here, and Saturday the 10th is worked instead.
SHANGHAI_DESK = Calendar(
    "shanghai-desk", 1, "Asia/Shanghai", tuple(Opening(day, time(9), time(17)) for day in WORKDAYS),
    days=(
        Day(date(2026, 10, 10), {}, (Hours(time(9), time(17)),)),
        *(Day(date(2026, 10, day), NATIONAL_DAY) for day in range(1, 8)),
    ),
)  # fmt: skip


def named(deadline: clocks.Deadline, zone: ZoneInfo) -> list[tuple[str, str, float, str, str | None]]:
    """The steps with the day that makes each what it is, in English; "" is a day without a name."""
    names = [step.day and step.day.names.get("en", "") for step in deadline.steps]
    return [(*step, name) for step, name in zip(told(deadline, zone), names, strict=True)]


def test_each_day_of_a_long_holiday_is_named_and_a_saturday_that_is_worked_instead_counts() -> None:
    letter = datetime(2026, 9, 30, 16, tzinfo=SHANGHAI)
    deadline = clocks.service_deadline(calendar=SHANGHAI_DESK, started_at=letter, budget=18 * HOUR)

    assert named(deadline, SHANGHAI) == [
        ("Wed 30 16:00", "Wed 30 17:00", 1, "open", None),
        ("Wed 30 17:00", "Thu 01 00:00", 0, "closed", None),
        ("Thu 01 00:00", "Fri 02 00:00", 0, "holiday", "National Day"),
        ("Fri 02 00:00", "Sat 03 00:00", 0, "holiday", "National Day"),
        ("Sat 03 00:00", "Mon 05 00:00", 0, "closed", None),
        ("Mon 05 00:00", "Tue 06 00:00", 0, "holiday", "National Day"),
        ("Tue 06 00:00", "Wed 07 00:00", 0, "holiday", "National Day"),
        ("Wed 07 00:00", "Thu 08 00:00", 0, "holiday", "National Day"),
        ("Thu 08 00:00", "Thu 08 09:00", 0, "closed", None),
        ("Thu 08 09:00", "Thu 08 17:00", 8, "open", None),
        ("Thu 08 17:00", "Fri 09 09:00", 0, "closed", None),
        ("Fri 09 09:00", "Fri 09 17:00", 8, "open", None),
        ("Fri 09 17:00", "Sat 10 00:00", 0, "closed", None),
        ("Sat 10 00:00", "Sat 10 09:00", 0, "closed", ""),
        ("Sat 10 09:00", "Sat 10 10:00", 1, "open", ""),
    ]


def test_half_a_day_has_its_own_hours_and_says_so_after_it_has_closed() -> None:
    eve = Day(date(2026, 12, 24), {"en": "Christmas Eve"}, (Hours(time(9), time(13)),))
    desk = Calendar("desk", 1, "Europe/Madrid", DESK.openings, days=(eve,))
    late = clocks.service_deadline(calendar=desk, started_at=madrid(24, 14, month=12), budget=HOUR)

    assert clocks.elapsed(
        calendar=desk, started_at=madrid(24, 0, month=12), until_at=madrid(25, 0, month=12)
    ) == 4 * HOUR  # fmt: skip
    assert named(late, MADRID) == [
        ("Thu 24 14:00", "Fri 25 00:00", 0, "closed", "Christmas Eve"),
        ("Fri 25 00:00", "Fri 25 09:00", 0, "closed", None),
        ("Fri 25 09:00", "Fri 25 10:00", 1, "open", None),
    ]


def test_an_obligation_in_business_days_counts_the_saturday_that_is_worked_instead() -> None:
    letter = datetime(2026, 9, 30, 16, tzinfo=SHANGHAI)
    deadline = clocks.obligation_deadline(zone="Asia/Shanghai", started_at=letter, days=3, calendar=SHANGHAI_DESK)

    assert deadline.due_at == datetime(2026, 10, 10, 23, 59, 59, tzinfo=SHANGHAI)
    assert [name for *_, name in named(deadline, SHANGHAI)][-3:] == ["National Day", None, ""]


def test_an_obligation_is_due_with_the_last_second_of_a_local_day() -> None:
    deadline = clocks.obligation_deadline(zone="Europe/Madrid", started_at=madrid(23, 15), days=3)

    assert deadline.due_at == datetime(2026, 10, 26, 23, 59, 59, tzinfo=MADRID)
    assert told(deadline) == [("Fri 23 15:00", "Mon 26 23:59", 72, "open")]


def test_an_obligation_in_business_days_skips_weekend_and_holiday() -> None:
    deadline = clocks.obligation_deadline(zone="Europe/Madrid", started_at=madrid(9, 18), days=2, calendar=DESK)

    assert told(deadline) == [
        ("Fri 09 18:00", "Sat 10 00:00", 0, "open"),
        ("Sat 10 00:00", "Mon 12 00:00", 0, "closed"),
        ("Mon 12 00:00", "Tue 13 00:00", 0, "holiday"),
        ("Tue 13 00:00", "Wed 14 23:59", 48, "open"),
    ]


def test_an_obligation_of_no_days_is_due_today() -> None:
    deadline = clocks.obligation_deadline(zone="Asia/Shanghai", started_at=madrid(9, 18), days=0)

    assert deadline.due_at == datetime(2026, 10, 10, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_an_obligation_before_a_skipped_midnight_is_due_before_the_skip() -> None:
    deadline = clocks.obligation_deadline(
        zone="America/Santiago", started_at=datetime(2026, 9, 4, 9, tzinfo=SANTIAGO), days=1
    )

    assert deadline.due_at == datetime(2026, 9, 5, 23, 59, 59, tzinfo=SANTIAGO)


def test_calendars_and_deadlines_survive_being_stored() -> None:
    waiting = Pause(madrid(14, 10), None, "")
    stopped = clocks.service_deadline(calendar=DESK, started_at=madrid(14, 9), budget=3 * HOUR, pauses=[waiting])
    odd = Calendar("odd", 3, "Asia/Shanghai", (Opening(6, time(22, 30, 15), time(0)), Opening(6, time(0), time(1))))

    assert Calendar.from_json(DESK.to_json()) == DESK
    assert Calendar.from_json(odd.to_json()) == odd
    assert Calendar.from_json(SHANGHAI_DESK.to_json()) == SHANGHAI_DESK
    assert clocks.Deadline.from_json(stopped.to_json()) == stopped


def test_a_stored_calendar_is_legible() -> None:
    late = Calendar("late", 2, "Asia/Shanghai", (Opening(5, time(18), time(0)),), frozenset({date(2027, 1, 1)}))

    assert late.to_json() == {
        "code": "late",
        "version": 2,
        "zone": "Asia/Shanghai",
        "openings": [{"weekday": 5, "opens": "18:00", "closes": "24:00"}],
        "holidays": ["2027-01-01"],
    }


def test_a_single_day_is_stored_by_its_names_and_hours() -> None:
    eve = Day(date(2026, 12, 24), {"en": "Christmas Eve", "es": "Nochebuena"}, (Hours(time(9), time(13)),))
    desk = Calendar("desk", 2, "UTC", (), days=(eve,))

    assert desk.to_json()["days"] == [
        {
            "on": "2026-12-24",
            "names": {"en": "Christmas Eve", "es": "Nochebuena"},
            "hours": [{"opens": "09:00", "closes": "13:00"}],
        }
    ]
