"""Dates: each sign of the page, what two formats may mean together, and moments on the wall of the unit."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines.tables.dates.choosing import DETECTED, DETECTED_WITH_READ_ON, formats_of
from servewell.engines.tables.dates.formats import DateFault, Written, compile_format
from servewell.engines.tables.dates.signs import FormatIsUnknown
from servewell.engines.tables.recipe import DateRule
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.moments import Moment, Moments
from tests.engines.tables.row_cases import a_recipe

READ_ON = date(2022, 10, 28)
PACIFIC = timezone(timedelta(hours=-8))
CHINA = timezone(timedelta(hours=8))
MAY_3 = date(2016, 5, 3)
READ = [
    ("YYYY-MM-DD", "2016-05-03", Written(MAY_3)),
    ("YYYY-MM-DD", "2016-5-3", DateFault.UNREADABLE),
    ("D/M/YYYY", "3/5/2016", Written(MAY_3)),
    ("D/M/YYYY", "03/05/2016", Written(MAY_3)),
    ("M/D/YYYY", "5/3/2016", Written(MAY_3)),
    ("M/D/YYYY", "13/3/2016", DateFault.UNREADABLE),
    ("M/D/YYYY", "2/30/2016", DateFault.IMPOSSIBLE),
    ("D.M.YY", "3.5.16", Written(MAY_3)),
    ("D.M.YY", "3.5.68", Written(date(2068, 5, 3))),
    ("D.M.YY", "3.5.69", Written(date(1969, 5, 3))),
    ("D MMMM YYYY", "3 May 2016", Written(MAY_3)),
    ("D MMMM YYYY", "3 MAYO 2016", Written(MAY_3)),
    ("D MMMM YYYY", "3 Smarch 2016", DateFault.UNREADABLE),
    ("Do MMM YYYY", "3rd Sept. 2016", Written(date(2016, 9, 3))),
    ("MMM D, YYYY", "ene 9, 2016", Written(date(2016, 1, 9))),
    ("D [de] MMMM [de] YYYY", "3 de agosto de 2016", Written(date(2016, 8, 3))),
    ("YYYY年M月D日", "2016年5月3日", Written(MAY_3)),
    ("MMM YYYY", "May 2016", Written(date(2016, 5, 1))),
    ("M/D/YYYY hh:mm:ss AM", "05/03/2016 12:00:00 AM", Written(MAY_3, time(0))),
    ("M/D/YYYY h:mm AM", "5/3/2016 1:05 p.m.", Written(MAY_3, time(13, 5))),
    ("M/D/YYYY h:mm AM", "5/3/2016 13:05 PM", DateFault.UNREADABLE),
    ("D-M-YYYY H.mm", "03-05-2016 7.05", Written(MAY_3, time(7, 5))),
    ("D-M-YYYY HH.mm", "03-05-2016 25.05", DateFault.UNREADABLE),
    (
        "YYYY-MM-DDTHH:mm:ssZ",
        "2016-05-03T07:05:09.25+0800",
        Written(MAY_3, time(7, 5, 9, 250_000), timezone(timedelta(hours=8))),
    ),
    ("YYYY-MM-DD HH:mm:ss Z", "2016-05-03 07:05:09 -08:00", Written(MAY_3, time(7, 5, 9), PACIFIC)),
    ("YYYY-MM-DD HH:mm Z", "2016-05-03 07:05 Z", Written(MAY_3, time(7, 5), UTC)),
    ("serial", "42493", Written(MAY_3)),
    ("serial", "42493.5", Written(MAY_3, time(12))),
    ("serial", "42493.0", Written(MAY_3)),
    ("serial 1904", "41031", Written(MAY_3)),
    ("unix", "1462233600", Written(MAY_3, time(0), UTC)),
    ("unix-ms", "1462233600500", Written(MAY_3, time(0, 0, 0, 500_000), UTC)),
    ("relative", "today", Written(READ_ON)),
    ("relative", "Yesterday", Written(date(2022, 10, 27))),
    ("relative", "3 days ago", Written(date(2022, 10, 25))),
    ("relative", "a week ago", Written(date(2022, 10, 21))),
    ("relative", "hace 2 días", Written(date(2022, 10, 26))),
    ("relative", "5天前", Written(date(2022, 10, 23))),
    ("[review] relative", "review Yesterday", Written(date(2022, 10, 27))),
    ("[review] MMM D", "review Oct 28", Written(READ_ON)),
    ("MMM D", "Oct 29", Written(date(2021, 10, 29))),
    ("MMM D", "Feb 29", Written(date(2020, 2, 29))),
    ("D [o'clock] MMM YYYY", "3 o'clock May 2016", Written(MAY_3)),
]


@pytest.mark.parametrize(("pattern", "cell", "meant"), READ)
def test_each_sign_means_what_the_page_says(pattern: str, cell: str, meant: Written | DateFault) -> None:
    assert compile_format(pattern, read_on=READ_ON).read(cell) == meant


REFUSED = [
    ("dd/MM/yyyy", "`d` in the format `dd/MM/yyyy` means nothing."),
    ("DD/DD/YYYY", "The format `DD/DD/YYYY` states something twice."),
    ("DD.YYYY", "The format `DD.YYYY` states no month."),
    ("D/M/YYYY h:mm", "In `D/M/YYYY h:mm` the hours and AM do not agree."),
    ("D/M/YYYY H:mm AM", "In `D/M/YYYY H:mm AM` the hours and AM do not agree."),
    ("D/M/YYYY mm", "The format `D/M/YYYY mm` states a time without its hour."),
    ("serial YYYY", "`serial` in `serial YYYY` says it all."),
    ("", "The format `` states no month."),
]


@pytest.mark.parametrize(("pattern", "what"), REFUSED)
def test_a_format_that_means_nothing_is_refused(pattern: str, what: str) -> None:
    with pytest.raises(FormatIsUnknown) as refused:
        compile_format(pattern, read_on=READ_ON)

    assert refused.value.what == what


def test_a_format_without_a_year_needs_the_day_of_reading() -> None:
    with pytest.raises(FormatIsUnknown):
        compile_format("MMM D", read_on=None)


DETECT = [
    ("2016-05-03", Written(MAY_3)),
    ("2016/5/3", Written(MAY_3)),
    ("20160503", Written(MAY_3)),
    ("2016-05-03 07:05:09 -0800", Written(MAY_3, time(7, 5, 9), PACIFIC)),
    ("2016-05-03T07:05:09.123456Z", Written(MAY_3, time(7, 5, 9, 123_456), UTC)),
    ("05/03/2016", DateFault.AMBIGUOUS),
    ("03-05-2016 11.15", DateFault.AMBIGUOUS),
    ("05/05/2016", Written(date(2016, 5, 5))),
    ("13/05/2016", Written(date(2016, 5, 13))),
    ("05/13/2016 12:00:00 AM", Written(date(2016, 5, 13), time(0))),
    ("31/04/2016", DateFault.IMPOSSIBLE),
    ("3.5.2016", Written(MAY_3)),
    ("1st November 2013", Written(date(2013, 11, 1))),
    ("17th April 2013", Written(date(2013, 4, 17))),
    ("May 3, 2016 7:05 pm", Written(MAY_3, time(19, 5))),
    ("3 de mayo de 2016", Written(MAY_3)),
    ("2016年5月3日", Written(MAY_3)),
    ("Aug 2022", Written(date(2022, 8, 1))),
    ("42493.5", Written(MAY_3, time(12))),
    ("1462233600", Written(MAY_3, time(0), UTC)),
    ("13", DateFault.UNREADABLE),
    ("soon", DateFault.UNREADABLE),
    ("2016-05-03" + " " * 200 + "Z", DateFault.UNREADABLE),
    ("Yesterday", DateFault.UNREADABLE),
]


@pytest.mark.parametrize(("cell", "meant"), DETECT)
def test_a_date_is_detected_where_all_readings_agree_on_the_day(cell: str, meant: Written | DateFault) -> None:
    assert formats_of((), read_on=None).read(cell) == meant


def test_with_the_day_of_reading_relative_days_are_detected_too() -> None:
    known = formats_of((), read_on=READ_ON)

    assert [known.read(cell) for cell in ("Yesterday", "Oct 27", "27 October", "Oct 2022")] == [
        Written(date(2022, 10, 27)),
        Written(date(2022, 10, 27)),
        Written(date(2022, 10, 27)),
        Written(date(2022, 10, 1)),
    ]


def test_of_stated_formats_two_days_are_ambiguous_and_one_day_is_not() -> None:
    either = formats_of(("D/M/YYYY", "M/D/YYYY"), read_on=None)

    assert [either.read(cell) for cell in ("03/04/2021", "04/04/2021", "25/04/2021", "04/25/2021", "25/25/2021")] == [
        DateFault.AMBIGUOUS,
        Written(date(2021, 4, 4)),
        Written(date(2021, 4, 25)),
        Written(date(2021, 4, 25)),
        DateFault.UNREADABLE,
    ]


def written_as(pattern: str, day: date, *, at: datetime) -> str:
    """A day in a format of figures, put together apart from the code that reads it."""
    figures = {
        "YYYY": f"{day.year:04}",
        "YY": f"{day.year % 100:02}",
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
        "HH": f"{at.hour:02}",
        "mm": f"{at.minute:02}",
        "ss": f"{at.second:02}",
        "M": str(day.month),
        "D": str(day.day),
    }
    text = pattern
    for sign, figure in figures.items():
        text = text.replace(sign, f"<{figure}>")
    return text.replace("<", "").replace(">", "")


FIGURES = [pattern for pattern in DETECTED if "D" in pattern and not set(pattern) & set("oe[") and "MMM" not in pattern]


@settings(deadline=None)
@given(
    st.dates(date(1990, 1, 1), date(2068, 1, 1)),
    st.sampled_from(FIGURES),
    st.sampled_from(("", " HH:mm:ss", "THH:mm")),
    st.datetimes(),
)
def test_a_day_that_is_written_in_a_format_is_read_in_it(day: date, pattern: str, clock: str, at: datetime) -> None:
    text = written_as(pattern + clock, day, at=at)
    seconds = at.second if "ss" in clock else 0

    read = formats_of((pattern + clock,), read_on=None).read(text)

    assert read == Written(day, time(at.hour, at.minute, seconds) if clock else None)
    assert formats_of((), read_on=None).read(text) in (read, DateFault.AMBIGUOUS)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30) | st.text("0123456789/-.: apmZT+年月日ago", max_size=24))
def test_whatever_stands_in_a_cell_is_a_day_or_a_reason(text: str) -> None:
    assert isinstance(formats_of((), read_on=READ_ON).read(text), Written | DateFault)


def test_every_detected_format_compiles() -> None:
    compiled = [compile_format(each, read_on=READ_ON) for each in DETECTED + DETECTED_WITH_READ_ON]

    assert [each.pattern for each in compiled if each.needs_read_on] == list(DETECTED_WITH_READ_ON)


DAY = DateRule(column="day")


def moment(cell: str, rule: DateRule = DAY, *, by: str = "") -> Moment | DateFault:
    """What a cell means for a unit in Madrid."""
    columns = Columns(recipe=a_recipe(), columns=["day", "trust"])
    return Moments(rule=rule, columns=columns, today=date(2026, 11, 22)).find(cell, by, "Europe/Madrid")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


WALLS = [
    ("2016-05-03", DAY, (utc(2016, 5, 3, 10), MAY_3)),
    ("2016-05-03 23:30", DAY, (utc(2016, 5, 3, 21, 30), MAY_3)),
    ("2016-05-03 23:30 Z", DAY, (utc(2016, 5, 3, 23, 30), date(2016, 5, 4))),
    ("2016-05-03 23:30", replace(DAY, zone="America/Los_Angeles"), (utc(2016, 5, 4, 6, 30), date(2016, 5, 4))),
    # clocks go from 2:00 to 3:00, and half a year later from 3:00 back to 2:00
    ("2016-03-27 02:30", DAY, (utc(2016, 3, 27, 1, 30), date(2016, 3, 27))),
    ("2016-10-30 02:30", DAY, (utc(2016, 10, 30, 0, 30), date(2016, 10, 30))),
    ("", DAY, DateFault.NONE),
    (" ", DAY, DateFault.NONE),
    ("1970-01-01", replace(DAY, blank=frozenset({"1970-01-01"})), DateFault.NONE),
    ("1970-01-01", DAY, DateFault.IMPOSSIBLE),
    ("1989-12-31", DAY, DateFault.IMPOSSIBLE),
    ("2026-11-23", DAY, (utc(2026, 11, 23, 11), date(2026, 11, 23))),
    ("2026-11-24", DAY, DateFault.IMPOSSIBLE),
    ("9999-12-31 23:59 -1200", DAY, DateFault.IMPOSSIBLE),
]


@pytest.mark.parametrize(("cell", "rule", "meant"), WALLS)
def test_a_moment_is_placed_on_the_wall_of_the_unit(cell: str, rule: DateRule, meant: Moment | DateFault) -> None:
    assert moment(cell, rule) == meant


def test_an_hour_that_clocks_skip_is_as_far_behind_the_change_as_it_says() -> None:
    found = moment("2016-03-27 02:30")

    assert not isinstance(found, DateFault)
    assert found[0].astimezone(ZoneInfo("Europe/Madrid")).time() == time(3, 30)


def test_formats_are_chosen_by_the_cell_of_another_column() -> None:
    by_trust = {"NHFT": ("D/M/YYYY",), "6": ("M/D/YYYY",)}
    rule = replace(DAY, formats=("YYYY-MM-DD",), by_column="trust", by_formats=by_trust)

    found = [moment("03/04/2021", rule, by=trust) for trust in ("NHFT", " NHFT ", "6.0", "other")]

    assert [each if isinstance(each, DateFault) else each[1] for each in found] == [
        date(2021, 4, 3),
        date(2021, 4, 3),
        date(2021, 3, 4),
        DateFault.UNREADABLE,
    ]
