"""Whether customers and employees stay."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import By
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers.selectors import Cohort, Returned
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import Span, moved, periods_in
from servewell.rooms.insight.selectors.charts.keeping import Kept
from servewell.rooms.insight.selectors.counted.opening import State, now, remembered
from servewell.rooms.insight.selectors.counted.shares import Count, Share, shares_of, verdict
from servewell.rooms.insight.selectors.results.courses import Course, Tallies, Tally, counted_since, course_of
from servewell.rooms.insight.selectors.results.rating import Rate, rate, verdict_of_rates
from servewell.rooms.insight.selectors.results.staffing import units_of_few
from servewell.rooms.insight.terms import Outcome, Telling, Verdict
from servewell.rooms.people import selectors as people

# so long a process keeps what it counted: customers who are merged meanwhile, and whoever leaves, are counted late
KEPT_SECONDS = 600
YEAR = 12
QUARTER = 3


@dataclass(frozen=True)
class CameAgain:
    """How many of the customers of some months came again in the twelve months after them."""

    telling: Telling
    found: Returned
    share: Share

    @property
    def last_on(self) -> date:
        """Of the days whose customers are counted."""
        return self.found.cohort.then - timedelta(days=1)


@dataclass(frozen=True)
class Retention:
    """The year whose customers had twelve whole months to come again, the one before it, and quarter by quarter."""

    year: CameAgain
    before: CameAgain
    verdict: Verdict | None
    quarters: tuple[CameAgain, ...] = ()
    course: Course | None = None


@dataclass(frozen=True)
class Left:
    """How many left in a span of days, as a rate per hundred people a year."""

    telling: Telling
    first: date
    end: date
    headcount: float
    rate: Rate

    @property
    def last_on(self) -> date:
        return self.end - timedelta(days=1)


@dataclass(frozen=True)
class Leaving:
    """The last twelve months, the twelve before them, and quarter by quarter."""

    year: Left
    before: Left
    verdict: Verdict | None
    known_since: date | None
    quarters: tuple[Left, ...] = ()
    course: Course | None = None


def retention(
    *,
    unit: int,
    until: date,
    tree_on: date | None,
    with_quarters: bool,
    at: datetime,
    kept: Sequence[Kept] = (),
) -> Retention:
    """``until`` is the first day of the month that is not over. Customers count once, by whichever entries they came;
    who was erased counts on without a name. ``kept``: limits of the chart; the quarters behind them are counted too.
    """
    year, before = (_cohort(moved(month=until, months=-months), YEAR) for months in (2 * YEAR, 3 * YEAR))
    shown = quarters_before(until) if with_quarters else []
    quarters = tuple(_cohort(first, QUARTER) for first in _counted(Outcome.CAME_AGAIN, shown, kept))
    told = _returned(*now(), _lately(at), unit, (year, before, *quarters), tree_on)
    one, other, *rest = [_came_again(each, until) for each in told]
    are_told = one.telling is other.telling is Telling.TOLD
    return Retention(
        year=one,
        before=other,
        verdict=verdict(one.share.count, other.share.count) if are_told else None,
        quarters=tuple(rest[len(rest) - len(shown) :]),
        course=course_of(Outcome.CAME_AGAIN, again_tallies(rest), days=shown, kept=kept) if shown else None,
    )


def _counted(outcome: Outcome, shown: Sequence[date], kept: Sequence[Kept]) -> Sequence[date]:
    """The first days of the quarters shown, and before them of those behind the limits that are kept."""
    if not shown:
        return shown
    end = moved(month=shown[-1], months=QUARTER)
    since = counted_since(outcome, first=shown[0], end=end, kept=kept)
    return [*periods_in(span=Span(since, shown[0]), by=By.QUARTER), *shown]


@remembered(most=256)
def _returned(
    folder: Path, state: State, lately: int, unit: int, cohorts: tuple[Cohort, ...], tree_on: date | None
) -> tuple[Returned, ...]:
    """Counting a million encounters for each page would take seconds; what comes into the lake is counted at once."""
    return customers.returned(viewer=HOUSE, unit=unit, cohorts=cohorts, tree_on=tree_on)


def _cohort(first: date, months: int) -> Cohort:
    then = moved(month=first, months=months)
    return Cohort(first, then, moved(month=then, months=YEAR))


def quarters_before(until: date) -> list[date]:
    """The first days of the last quarters that are over by then."""
    end = date(until.year, 1 + 3 * ((until.month - 1) // 3), 1)
    return [moved(month=end, months=-QUARTER * number) for number in range(terms.QUARTERS_SHOWN, 0, -1)]


def _came_again(found: Returned, until: date) -> CameAgain:
    share = shares_of([Count(found.again, found.known)])[0]
    return CameAgain(_telling(found, until), found, share)


def _telling(found: Returned, until: date) -> Telling:
    cohort = found.cohort
    months = (cohort.end.year - cohort.first.year) * YEAR + cohort.end.month - cohort.first.month
    if not found.known:
        return Telling.NONE
    if cohort.end > until:
        return Telling.NOT_YET
    if found.months < months:
        return Telling.GAPS
    return Telling.TOLD if found.known >= terms.LEAST_CELL else Telling.FEW


def again_tallies(quarters: Iterable[CameAgain]) -> Tallies:
    """Of the quarters that can be told."""
    return {
        each.found.cohort.first: Tally(each.share.count.successes, each.share.count.n)
        for each in quarters
        if each.telling is Telling.TOLD
    }


def again_in(unit: int, firsts: Sequence[date], *, until: date) -> Tallies:
    """Of the quarters that begin then, as far as they can be told; not remembered, by the tree as it was."""
    cohorts = [_cohort(first, QUARTER) for first in firsts]
    found = customers.returned(viewer=HOUSE, unit=unit, cohorts=cohorts)
    return again_tallies(_came_again(each, until) for each in found)


def leaving(
    *,
    unit: int,
    on: date,
    tree_on: date | None,
    with_quarters: bool,
    at: datetime,
    kept: Sequence[Kept] = (),
) -> Leaving:
    """In the twelve months up to and with ``on``. Who goes to another unit below has not left. ``kept`` as above."""
    end = on + timedelta(days=1)
    spans = [(_years_before(end, 1), end), (_years_before(end, 2), _years_before(end, 1))]
    shown = quarters_before(end) if with_quarters else []
    spans += [_quarter(first) for first in _counted(Outcome.LEFT, shown, kept)]
    found = _turned_over(*now(), _lately(at), unit, tuple(spans), tree_on)
    back = _kept_back(*now(), _lately(at), tuple(spans), tree_on)
    one, other, *rest = [
        _left(each, found.known_since, is_back=unit in few) for each, few in zip(found.spans, back, strict=True)
    ]
    are_told = one.telling is other.telling is Telling.TOLD
    return Leaving(
        year=one,
        before=other,
        verdict=verdict_of_rates(one.rate, other.rate) if are_told else None,
        known_since=found.known_since,
        quarters=tuple(rest[len(rest) - len(shown) :]),
        course=course_of(Outcome.LEFT, left_tallies(rest), days=shown, kept=kept) if shown else None,
    )


def _quarter(first: date) -> tuple[date, date]:
    return first, moved(month=first, months=QUARTER)


@remembered(most=256)
def _turned_over(
    folder: Path, state: State, lately: int, unit: int, spans: tuple[tuple[date, date], ...], tree_on: date | None
) -> "people.Staffing":
    return people.turnover(viewer=HOUSE, unit=unit, spans=spans, tree_on=tree_on)


@remembered(most=64)
def _kept_back(
    folder: Path, state: State, lately: int, spans: tuple[tuple[date, date], ...], tree_on: date | None
) -> tuple[frozenset[int], ...]:
    """The units of which it is not told in each span how many left. Two queries, however many units."""
    return _units_of_few(spans, tree_on)


def _units_of_few(spans: tuple[tuple[date, date], ...], tree_on: date | None) -> tuple[frozenset[int], ...]:
    placed, worked = people.ever_placed(), people.days_worked(viewer=HOUSE, spans=spans)
    return tuple(
        units_of_few(span=span, days_worked=days, placed=placed, tree_on=tree_on)
        for span, days in zip(spans, worked, strict=True)
    )


def _lately(at: datetime) -> int:
    return int(at.timestamp() // KEPT_SECONDS)


def forget() -> None:
    """For tests: the next database has the same keys for other units."""
    _returned.cache_clear()
    _turned_over.cache_clear()
    _kept_back.cache_clear()


def _years_before(day: date, years: int) -> date:
    """The same day of the calendar, or the last of February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _left(found: "people.Turnover", since: date | None, *, is_back: bool) -> Left:
    years = (found.end - found.first).days / 365.25
    told = _staff_telling(found, since, is_back=is_back)
    counted = rate(found.leavers, found.headcount * years if told is Telling.TOLD else 0, per=terms.PER_PEOPLE)
    return Left(told, found.first, found.end, found.headcount, counted)


def _staff_telling(found: "people.Turnover", since: date | None, *, is_back: bool) -> Telling:
    if since is None or not found.headcount:
        return Telling.NONE
    if is_back or found.headcount < terms.LEAST_CELL:
        return Telling.FEW
    return Telling.TOLD if since <= found.first else Telling.GAPS


def left_in(units: Iterable[int], firsts: Sequence[date]) -> Iterator[tuple[int, Tallies]]:
    """Of each unit, by its key, in the quarters that begin then, likewise. A query for each unit, and two for all."""
    spans = tuple(_quarter(first) for first in firsts)
    back = _units_of_few(spans, None)
    for unit in units:
        found = people.turnover(viewer=HOUSE, unit=unit, spans=spans)
        quarters = zip(found.spans, back, strict=True)
        yield unit, left_tallies(_left(each, found.known_since, is_back=unit in few) for each, few in quarters)


def left_tallies(quarters: Iterable[Left]) -> Tallies:
    """Who left, and how many hundreds of people worked for a year, of the quarters that can be told."""
    return {
        each.first: Tally(each.rate.events, each.rate.exposure / terms.PER_PEOPLE)
        for each in quarters
        if each.telling is Telling.TOLD
    }
