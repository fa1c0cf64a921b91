"""Periods of the calendar, from a day to a year, and which of them a page shows and compares."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servewell.engines.lake.measures import By
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.counted.counts import Row

MONTHS_IN = {By.MONTH: 1, By.QUARTER: 3, By.YEAR: 12}
DAYS_IN = {By.DAY: 1, By.WEEK: 7}
WEEKS_IN_A_YEAR = 52


@dataclass(frozen=True)
class Span:
    """Days from the first up to, but without, the last."""

    from_on: date
    until_on: date

    def holds(self, row: Row) -> bool:
        return self.from_on <= row.period < self.until_on

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)


@dataclass(frozen=True)
class Spans:
    """``now`` is compared with ``before``; ``shown`` is what the chart shows. ``on`` is the last day that has been of
    them, and ``year_ago`` the days of ``now`` up to it, a year earlier.
    """

    on: date
    now: Span
    before: Span
    shown: Span
    year_ago: Span


def begin(*, day: date, by: By) -> date:
    """The first day of the period in which a day lies. Weeks are those of ISO 8601: they begin on Monday."""
    if by is By.DAY:
        return day
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    first = 1 if by is By.YEAR else (day.month - 1) // MONTHS_IN[by] * MONTHS_IN[by] + 1
    return date(day.year, first, 1)


def later(*, first: date, by: By, count: int = 1) -> date:
    """The first day of the period so many later than the one that begins on ``first``, or earlier where negative."""
    if by in DAYS_IN:
        return first + timedelta(days=DAYS_IN[by] * count)
    return moved(month=first, months=MONTHS_IN[by] * count)


def moved(*, month: date, months: int) -> date:
    """The first day of the month so many months later, or earlier where negative."""
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def periods_in(*, span: Span, by: By) -> Sequence[date]:
    """The first day of every period of a span."""
    found, first = [], span.from_on
    while first < span.until_on:
        found.append(first)
        first = later(first=first, by=by)
    return found


def spans_at(on: date, by: By = By.MONTH) -> Spans:
    """The period of that day counts as far as it has gone."""
    window = terms.WINDOWS[by]
    end = later(first=begin(day=on, by=by), by=by)
    now = Span(later(first=end, by=by, count=-window.now), end)
    return Spans(
        on=on,
        now=now,
        before=Span(later(first=now.from_on, by=by, count=-window.before), now.from_on),
        shown=Span(later(first=end, by=by, count=-window.shown), end),
        year_ago=_year_ago(now, on, by),
    )


def in_whole_periods(spans: Spans, by: By) -> Spans:
    """The same with the year before in whole periods, of which no day can be told by subtraction."""
    back = -terms.WINDOWS[by].before
    now = spans.now
    then = Span(later(first=now.from_on, by=by, count=back), later(first=now.until_on, by=by, count=back))
    return replace(spans, year_ago=then)


def _year_ago(now: Span, on: date, by: By) -> Span:
    """Day for day what has been of ``now``: weeks and days keep their day of the week, months their dates."""
    end = min(now.until_on, on + timedelta(days=1))
    if by in DAYS_IN:
        back = timedelta(weeks=WEEKS_IN_A_YEAR)
        return Span(now.from_on - back, end - back)
    return Span(_a_year_before(now.from_on), _a_year_before(end))


def _a_year_before(day: date) -> date:
    """29 February has the first of March."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 3, 1)
