"""The first limits of outcomes' charts, drawn once by the house and then kept like those of satisfaction."""

from datetime import datetime
from itertools import islice

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.asked.periods import Span, periods_in
from servewell.rooms.insight.selectors.charts import keeping
from servewell.rooms.insight.selectors.results.courses import baselines_of_tallies, series_of
from servewell.rooms.insight.selectors.results.tallying import known_span, tallied
from servewell.rooms.insight.services.basing import first_limits, written
from servewell.rooms.insight.terms import Outcome
from servewell.rooms.people import selectors as people


def draw_limits_of_outcomes(*, at: datetime, most: int = terms.LIMITS_AT_ONCE) -> int:
    """Draw and keep the limits of every outcome of every unit that has enough finished periods and none kept yet.
    Returns how many.

    Safe to run twice, and at the same time: limits that are kept already stay. What is more than ``most`` waits.
    """
    count = 0
    for outcome in Outcome:
        span = known_span(outcome, at=at)
        if span is not None and count < most:
            count += _draw(outcome, span, at=at, most=most - count)
    return count


def _draw(outcome: Outcome, span: Span, *, at: datetime, most: int) -> int:
    series = series_of(outcome=outcome)
    days = periods_in(span=span, by=series.by)
    if len(days) < terms.BASELINE_LEAST:
        return 0
    begun = set(keeping.of_series(series).values_list("unit", flat=True))
    units = [unit.pk for unit in people.units_seen(viewer=HOUSE, power=rules.SEE) if unit.pk not in begun]
    every = tallied(outcome, units=units, span=span, at=at)
    waiting = dict(islice((each for each in every if len(each[1]) >= terms.BASELINE_LEAST), most))
    found = baselines_of_tallies(outcome, list(waiting.values()), days=days, fewest=terms.BASELINE_LEAST)
    rows = [
        first_limits(series, unit, drawn, days, at=at)
        for unit, drawn in zip(waiting, found, strict=True)
        if drawn is not None
    ]
    return written(rows, at=at)
