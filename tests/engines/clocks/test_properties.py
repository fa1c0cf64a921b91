"""What must hold for every calendar, budget and pause, in the weeks in which clocks change above all."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from servewell.engines import clocks
from servewell.engines.clocks import Calendar, Day, Hours, Opening, Pause
from servewell.engines.clocks.zones import instant

ZONES = [
    *("America/New_York", "Europe/Madrid", "Asia/Shanghai", "America/Santiago", "Asia/Beirut"),
    *("Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"),
]  # fmt: skip
# A few days before each kind of change: March and April, September to November; and an ordinary June.
SEASONS = [
    *(date(2026, 3, 5), date(2026, 3, 26), date(2026, 4, 2), date(2026, 6, 10)),
    *(date(2026, 9, 3), date(2026, 10, 1), date(2026, 10, 22), date(2026, 10, 29)),
]  # fmt: skip
NOTHING = timedelta(0)
MINUTES_OF_A_DAY = 24 * 60
EDGES = st.sets(st.integers(0, MINUTES_OF_A_DAY), max_size=5)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    openings = []
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = sorted(draw(st.sets(st.integers(0, MINUTES_OF_A_DAY), min_size=2, max_size=6)))
        for opens, closes in list(pairwise(edges))[::2]:
            openings.append(Opening(weekday, wall(opens), wall(closes)))
    start = draw(st.sampled_from(SEASONS))
    holidays = draw(st.frozensets(st.integers(0, 20).map(lambda ahead: start + timedelta(days=ahead)), max_size=4))
    days = [
        Day(start + timedelta(days=ahead), {"en": f"day {ahead}"} if ahead % 2 else {}, hours_between(edges))
        for ahead, edges in draw(st.dictionaries(st.integers(0, 20), EDGES, max_size=4)).items()
        if start + timedelta(days=ahead) not in holidays
    ]
    return Calendar("drawn", 1, draw(st.sampled_from(ZONES)), tuple(openings), holidays, tuple(days))


def hours_between(edges: set[int]) -> tuple[Hours, ...]:
    """Open from the first edge to the second, from the third to the fourth; closed where there are fewer than two."""
    return tuple(Hours(wall(opens), wall(closes)) for opens, closes in list(pairwise(sorted(edges)))[::2])


def wall(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


MOMENTS = st.builds(
    lambda day, seconds: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds),
    st.sampled_from(SEASONS),
    st.integers(0, 6 * 86400),
)
BUDGETS = st.integers(1, 40 * 3600).map(lambda seconds: timedelta(seconds=seconds))
LENGTHS = st.integers(0, 6 * 86400).map(lambda seconds: timedelta(seconds=seconds))
PAUSES = st.lists(st.builds(lambda at, length: Pause(at, at + length, ""), MOMENTS, LENGTHS), max_size=3)


@given(calendars(), MOMENTS, BUDGETS, PAUSES)
def test_the_steps_count_the_budget_and_leave_no_gap(
    calendar: Calendar, start: datetime, budget: timedelta, pauses: list[Pause]
) -> None:
    found = clocks.service_deadline(calendar=calendar, started_at=start, budget=budget, pauses=pauses)

    assert sum((step.counted for step in found.steps), NOTHING) == budget
    assert (found.steps[0].from_at, found.steps[-1].until_at) == (start, found.due_at)
    for earlier, later in pairwise(found.steps):
        assert earlier.until_at == later.from_at
        assert (earlier.reason, earlier.day) != (later.reason, later.day)
    for step in found.steps:
        assert step.until_at is not None
        assert step.from_at < step.until_at
        assert step.counted == (step.until_at - step.from_at if step.reason == "open" else NOTHING)


@given(calendars(), MOMENTS, BUDGETS, PAUSES)
def test_from_start_to_deadline_the_budget_has_elapsed_and_not_a_moment_sooner(
    calendar: Calendar, start: datetime, budget: timedelta, pauses: list[Pause]
) -> None:
    due = clocks.service_deadline(calendar=calendar, started_at=start, budget=budget, pauses=pauses).due_at
    assert due is not None

    def elapsed(until: datetime) -> timedelta:
        return clocks.elapsed(calendar=calendar, started_at=start, until_at=until, pauses=pauses)

    assert elapsed(due) == budget
    assert elapsed(due - timedelta(microseconds=1)) == budget - timedelta(microseconds=1)


@given(calendars(), MOMENTS, LENGTHS, LENGTHS, PAUSES)
def test_elapsed_time_adds_up_over_a_split(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta, pauses: list[Pause]
) -> None:
    def elapsed(since: datetime, until: datetime) -> timedelta:
        return clocks.elapsed(calendar=calendar, started_at=since, until_at=until, pauses=pauses)

    middle, end = start + first, start + first + second
    assert elapsed(start, middle) + elapsed(middle, end) == elapsed(start, end)


@given(calendars(), MOMENTS, BUDGETS, LENGTHS, LENGTHS)
def test_a_pause_moves_the_deadline_by_the_business_time_it_took(
    calendar: Calendar, start: datetime, budget: timedelta, waited: timedelta, length: timedelta
) -> None:
    planned = clocks.service_deadline(calendar=calendar, started_at=start, budget=budget).due_at
    assert planned is not None
    pause = Pause(min(start + waited, planned - timedelta(seconds=1)), start + waited + length, "")
    moved = clocks.service_deadline(calendar=calendar, started_at=start, budget=budget, pauses=[pause]).due_at
    assert moved is not None
    assert pause.until_at is not None

    taken = clocks.elapsed(calendar=calendar, started_at=pause.from_at, until_at=max(pause.from_at, pause.until_at))
    assert clocks.elapsed(calendar=calendar, started_at=planned, until_at=moved) == taken


@given(calendars(), MOMENTS, LENGTHS)
def test_elapsed_time_is_what_looking_at_the_wall_clock_every_minute_finds(
    calendar: Calendar, start: datetime, length: timedelta
) -> None:
    """A slow second implementation, for times in which no hour is skipped or comes twice."""
    start = start.replace(second=0)
    minutes = min(length, timedelta(days=2)) // timedelta(minutes=1)
    zone = ZoneInfo(calendar.zone)
    looks = [(start + timedelta(minutes=minute)).astimezone(zone) for minute in range(minutes)]
    if len({look.utcoffset() for look in [*looks, (start + timedelta(minutes=minutes)).astimezone(zone)]}) > 1:
        return

    seen = sum(is_open(calendar, look) for look in looks)
    found = clocks.elapsed(calendar=calendar, started_at=start, until_at=start + timedelta(minutes=minutes))
    assert found == timedelta(minutes=seen)


def is_open(calendar: Calendar, look: datetime) -> bool:
    if look.date() in calendar.holidays:
        return False
    at = look.time()
    own = [day.hours for day in calendar.days if day.on == look.date()]
    return any(
        each.opens <= at and (at < each.closes or each.closes == time(0))
        for each in (own[0] if own else calendar.openings_of(look.weekday()))
    )


@given(st.sampled_from(ZONES), st.sampled_from(SEASONS), st.integers(0, 30 * 1440), st.integers(0, 2000))
def test_a_later_wall_time_is_never_an_earlier_instant(zone: str, start: date, minutes: int, later: int) -> None:
    def at(total: int) -> datetime:
        return instant(on=start + timedelta(days=total // 1440), at=wall(total % 1440), zone=ZoneInfo(zone))

    assert at(minutes) <= at(minutes + later)


@given(calendars(), MOMENTS, st.integers(0, 40), st.booleans())
def test_an_obligation_counts_its_days_whole_and_ends_with_a_local_day(
    calendar: Calendar, start: datetime, days: int, is_business: bool
) -> None:
    found = clocks.obligation_deadline(
        zone=calendar.zone, started_at=start, days=days, calendar=calendar if is_business else None
    )
    assert found.due_at is not None

    zone = ZoneInfo(calendar.zone)
    next_second = (found.due_at + timedelta(seconds=1)).astimezone(zone)
    assert sum((step.counted for step in found.steps), NOTHING) == timedelta(days=days)
    assert next_second.date() == found.due_at.astimezone(zone).date() + timedelta(days=1)
    assert (found.steps[0].from_at, found.steps[-1].until_at) == (start, found.due_at)
    assert [earlier.until_at for earlier in found.steps[:-1]] == [later.from_at for later in found.steps[1:]]
    if not is_business:
        assert found.due_at.astimezone(zone).date() == start.astimezone(zone).date() + timedelta(days=days)


@given(calendars(), MOMENTS, BUDGETS)
def test_a_step_names_the_day_that_it_lies_in_and_no_other_step_does(
    calendar: Calendar, start: datetime, budget: timedelta
) -> None:
    found = clocks.service_deadline(calendar=calendar, started_at=start, budget=budget)

    zone = ZoneInfo(calendar.zone)
    named = {day.on: day for day in calendar.days if day.hours or calendar.openings_of(day.on.weekday())}
    for step in found.steps:
        assert step.until_at is not None
        last = (step.until_at - timedelta(microseconds=1)).astimezone(zone).date()
        touched = {on for on in named if step.from_at.astimezone(zone).date() <= on <= last}
        assert touched == ({step.day.on} if step.day else set())
        assert step.day is None or (step.day, last) == (named[step.day.on], step.day.on)


@given(calendars(), MOMENTS, BUDGETS, PAUSES)
def test_what_is_stored_comes_back_equal(
    calendar: Calendar, start: datetime, budget: timedelta, pauses: list[Pause]
) -> None:
    deadline = clocks.service_deadline(calendar=calendar, started_at=start, budget=budget, pauses=pauses)

    assert clocks.Deadline.from_json(deadline.to_json()) == deadline
    assert Calendar.from_json(calendar.to_json()) == calendar
