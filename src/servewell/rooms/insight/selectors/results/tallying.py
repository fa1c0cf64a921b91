"""What outcomes count, period by period, for whoever draws limits of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import By, Per
from servewell.engines.lake.volumes import ENCOUNTERS
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later, periods_in
from servewell.rooms.insight.selectors.counted.opening import the_lake
from servewell.rooms.insight.selectors.meant.meaning import of_audience, question
from servewell.rooms.insight.selectors.results import staying
from servewell.rooms.insight.selectors.results.courses import BYS, Tallies
from servewell.rooms.insight.selectors.results.outcomes import NOTHING_DEFINED, of_both
from servewell.rooms.insight.selectors.results.rating import months_by_unit, tallies_of
from servewell.rooms.insight.terms import AUDIENCES, Outcome
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import Audience


def known_span(outcome: Outcome, *, at: datetime) -> Span | None:
    """The periods of which something may be told and that have ended everywhere, of customers a year ago, so that they
    had time to come again; None where there are none.
    """
    by = BYS[outcome]
    first = (
        people.first_written_down(viewer=HOUSE)
        if outcome is Outcome.LEFT
        else min(the_lake().months(ENCOUNTERS), default=None)
    )
    if first is None:
        return None
    end = begin(day=today.earliest_day(at=at), by=by)
    if outcome is Outcome.CAME_AGAIN:
        end = later(first=end, by=By.YEAR, count=-1)
    span = Span(begin(day=first, by=by), end)
    return span if span.from_on < span.until_on else None


def tallied(outcome: Outcome, *, units: Sequence[int], span: Span, at: datetime) -> Iterator[tuple[int, Tallies]]:
    """Of each unit, by its key, what is counted of an outcome in the periods of a span, one unit after the other.

    Of complaints all at once; of the others two queries a unit, or two more for every twenty quarters, so that whoever
    has enough may stop.
    """
    if BYS[outcome] is By.MONTH:
        yield from _complaints(outcome, units, span)
        return
    firsts = periods_in(span=span, by=By.QUARTER)
    until = begin(day=today.earliest_day(at=at), by=By.MONTH)
    if outcome is Outcome.CAME_AGAIN:
        for unit in units:
            yield unit, staying.again_in(unit, firsts, until=until)
        return
    yield from staying.left_in(units, firsts)


def _complaints(outcome: Outcome, units: Sequence[int], span: Span) -> Iterator[tuple[int, Tallies]]:
    customers, employees = of_both(of_audience(NOTHING_DEFINED, Audience.EXTERNAL))
    meaning = customers if AUDIENCES[outcome] is Audience.EXTERNAL else employees
    if meaning.channels == () or not units:
        return
    asks = question(meaning, span=(span.from_on, span.until_on), by=By.MONTH, per=Per.UNIT, units=tuple(sorted(units)))
    for unit, months in months_by_unit(asks).items():
        yield unit, tallies_of(months)
