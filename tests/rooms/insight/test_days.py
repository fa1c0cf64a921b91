"""An answer counts once, on the day that the wall showed where it was given, whatever the clocks did that day."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from servewell.engines.lake.measures import By, Per, Question, figures
from servewell.rooms.insight import selectors, services
from tests.builders import a_channel, a_company, a_unit, a_voice, an_indicator

BERLIN, AUCKLAND, NEW_YORK = "Europe/Berlin", "Pacific/Auckland", "America/New_York"
KIRITIMATI, PAGO_PAGO = "Pacific/Kiritimati", "Pacific/Pago_Pago"


def given(zone: str, *moments: datetime) -> None:
    channel = a_channel(a_unit(zone.rpartition("/")[2].lower().replace("_", "-"), under=a_company(), zone=zone))
    for moment in moments:
        a_voice(channel, 5, at=moment)


def at(month: int, day: int, hour: int, minute: int, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def counted(by: By, *, year: int = 2026) -> dict[date, int]:
    """How many answered in the whole company, in the periods of a year and of the days about its ends."""
    span = {"from_day": date(year - 1, 12, 1), "until_day": date(year + 1, 2, 1)}
    found = figures(lake=selectors.the_lake(), question=Question(**span, by=by, per=Per.NOTHING, only_overall=True))
    return {row.period: row.n for row in found}


def loaded() -> None:
    services.rebuild(at=at(12, 31, 12, 0, year=2030))


@pytest.fixture(autouse=True)
def _a_figure_is_defined(lake_db: Path) -> None:
    an_indicator()


def test_the_hour_that_comes_twice_is_counted_twice_and_the_day_of_twenty_five_hours_is_one_day() -> None:
    # half past two in summer time, and half past two again in winter time; a minute before midnight on either side
    given(BERLIN, at(10, 24, 21, 59), at(10, 25, 0, 30), at(10, 25, 1, 30), at(10, 25, 22, 59), at(10, 25, 23, 0))

    loaded()

    assert counted(By.DAY) == {date(2026, 10, 24): 1, date(2026, 10, 25): 3, date(2026, 10, 26): 1}
    assert counted(By.WEEK) == {date(2026, 10, 19): 4, date(2026, 10, 26): 1}
    assert counted(By.MONTH) == {date(2026, 10, 1): 5}


def test_the_day_of_twenty_three_hours_begins_and_ends_at_midnight() -> None:
    given(BERLIN, at(3, 28, 22, 59), at(3, 28, 23, 0), at(3, 29, 1, 0), at(3, 29, 21, 59), at(3, 29, 22, 0))

    loaded()

    assert counted(By.DAY) == {date(2026, 3, 28): 1, date(2026, 3, 29): 3, date(2026, 3, 30): 1}
    assert counted(By.WEEK) == {date(2026, 3, 23): 4, date(2026, 3, 30): 1}


@pytest.mark.parametrize(
    ("zone", "moments", "days"),
    [
        # clocks change on the other day of the month, at the other end of the year, and in the other direction
        (AUCKLAND, (at(4, 4, 13, 30), at(4, 4, 14, 30), at(4, 5, 11, 59), at(4, 5, 12, 0)), {5: 3, 6: 1}),
        (NEW_YORK, (at(11, 1, 5, 30), at(11, 1, 6, 30), at(11, 2, 4, 59), at(11, 2, 5, 0)), {1: 3, 2: 1}),
    ],
)
def test_clocks_change_elsewhere_on_days_of_their_own(
    zone: str, moments: Iterable[datetime], days: dict[int, int]
) -> None:
    given(zone, *moments)

    loaded()

    assert {day.day: n for day, n in counted(By.DAY).items()} == days


def test_one_moment_lies_on_two_days_and_in_two_months_east_and_west() -> None:
    given(KIRITIMATI, at(6, 30, 10, 30))
    given(PAGO_PAGO, at(6, 30, 10, 30))

    loaded()

    assert counted(By.DAY) == {date(2026, 6, 29): 1, date(2026, 7, 1): 1}
    assert counted(By.WEEK) == {date(2026, 6, 29): 2}
    assert counted(By.MONTH) == {date(2026, 6, 1): 1, date(2026, 7, 1): 1}


def test_the_last_week_of_a_year_goes_on_into_the_next() -> None:
    """ISO 8601: 2026 has 53 weeks, and the first three days of 2027 belong to the last of them."""
    days = [(2025, 12, 28), (2025, 12, 29), (2026, 1, 4), (2026, 12, 31), (2027, 1, 3), (2027, 1, 4)]
    given("UTC", *(datetime(*day, 12, 0, tzinfo=UTC) for day in days))

    loaded()

    weeks = counted(By.WEEK)
    assert weeks == {date(2025, 12, 22): 1, date(2025, 12, 29): 2, date(2026, 12, 28): 2, date(2027, 1, 4): 1}
    assert [monday.isocalendar()[:2] for monday in weeks] == [(2025, 52), (2026, 1), (2026, 53), (2027, 1)]
    assert counted(By.YEAR) == {date(2025, 1, 1): 2, date(2026, 1, 1): 2, date(2027, 1, 1): 2}


def test_every_period_counts_every_answer_once() -> None:
    given(BERLIN, *(at(10, 25, hour, 30) for hour in range(24)))
    given(PAGO_PAGO, *(at(10, 25, hour, 30) for hour in range(24)))

    loaded()

    assert Counter({by: sum(counted(by).values()) for by in By}) == Counter(dict.fromkeys(By, 48))
