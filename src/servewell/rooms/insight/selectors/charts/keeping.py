"""Limits that were drawn once and are kept, and the answers that a chart of them counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.engines import stats
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import DrawnLimits
from servewell.rooms.insight.selectors.asked.periods import Span, periods_in
from servewell.rooms.insight.selectors.charts.breaks import breaks_in
from servewell.rooms.insight.selectors.counted.opening import asked_once
from servewell.rooms.insight.selectors.counted.rows import Ask, merged, rows_of
from servewell.rooms.insight.selectors.counted.shares import NOTHING, Count, shares_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

# not by day: days have the rhythm of their week, which limits of single days would take for change
KEPT_BY = (By.WEEK, By.MONTH, By.QUARTER, By.YEAR)
Counts = Mapping[date, Count]
# the key of a unit, and the code of an aspect, empty for the whole
Charted = tuple[int, str]


class NoSuchLimits(Exception):
    """No limits that somebody drew anew hold for the series, or the viewer may not draw any."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """What a chart shows, whichever the unit: limits are kept for each such series of a unit.

    ``version`` is the first of those that count alike (``counts_since``), whatever their words.
    """

    indicator: str
    version: int
    audience: Audience
    by: By
    aspect: str = ""


@dataclass(frozen=True)
class Kept:
    """Limits that hold from ``begins_on`` until the next ones. ``drawn_by`` is empty where the house drew them."""

    key: int
    begins_on: date
    baseline_until: date
    limits: "stats.Limits"
    reason: str
    drawn_by: str
    drawn_on: date

    @property
    def baseline(self) -> Span:
        return Span(self.begins_on, self.baseline_until)


def kept_limits(*, unit: "Unit", series: Series) -> tuple[Kept, ...]:
    """All that hold for the series, in their order. One query."""
    rows = of_series(series).filter(unit=unit.pk).select_related("drawn_by").order_by("begins_on")
    return tuple(kept_from(row, unit) for row in rows)


def kept_limits_by_indicator(*, unit: "Unit", among: Sequence[Series]) -> Mapping[str, tuple[Kept, ...]]:
    """The same for series of different indicators, by these. One query."""
    every = reduce(or_, (of_series(each) for each in among))
    found: dict[str, tuple[Kept, ...]] = {each.indicator: () for each in among}
    for row in every.filter(unit=unit.pk).select_related("drawn_by").order_by("begins_on"):
        found[row.indicator] = (*found[row.indicator], kept_from(row, unit))
    return found


def kept_limits_of(
    *, units: "Sequence[Unit]", series: Series, aspects: Sequence[str]
) -> Mapping[Charted, tuple[Kept, ...]]:
    """The same for many units, for the series as a whole and by each of the aspects. One query."""
    known = {unit.pk: unit for unit in units}
    rows = of_series_by_aspects(series, ["", *aspects]).filter(unit__in=known).select_related("drawn_by")
    found: dict[Charted, tuple[Kept, ...]] = {}
    for row in rows.order_by("begins_on"):
        key = (row.unit_id, row.aspect)
        found[key] = (*found.get(key, ()), kept_from(row, known[row.unit_id]))
    return found


def kept_from(row: DrawnLimits, unit: "Unit") -> Kept:
    return Kept(
        key=row.pk,
        begins_on=row.begins_on,
        baseline_until=row.baseline_until,
        limits=stats.Limits.from_plain(row.limits),
        reason=row.reason,
        drawn_by=row.drawn_by.name if row.drawn_by else "",
        drawn_on=today.day_in(unit.zone, at=row.drawn_at),
    )


def of_series(series: Series) -> QuerySet[DrawnLimits]:
    """The rows that hold, of every unit."""
    return of_series_by_aspects(series, [series.aspect])


def of_series_by_aspects(series: Series, aspects: Sequence[str]) -> QuerySet[DrawnLimits]:
    return DrawnLimits.objects.filter(
        indicator=series.indicator,
        version=series.version,
        audience=series.audience.value,
        by=series.by.value,
        aspect__in=aspects,
        withdrawn_at=None,
    )


def charts_seen(*, viewer: Actor, series: Series) -> int:
    """At how many of the units that the viewer sees limits of the series are kept."""
    seen = people.units_with(viewer=viewer, power=rules.SEE)
    return of_series(series).filter(unit__in=seen.values("unit")).values("unit").distinct().count()


def limits_for(*, viewer: Actor, unit: int, series: Series) -> DrawnLimits:
    """The latest that somebody drew anew for the series, to take them back. Raises NoSuchLimits."""
    found = of_series(series).filter(unit=unit).order_by("begins_on").last()
    if found is None or found.drawn_by_id is None or not people.may(actor=viewer, power=rules.REBASE, unit=unit):
        raise NoSuchLimits(f"{series.indicator} of {unit}")
    return found


def counts_of(
    meaning: Meaning, *, by: By, per: Per, span: Span, units: tuple[int, ...], ask: Ask = asked_once
) -> Mapping[Charted, Counts]:
    """What was answered by period, of each unit, and of each aspect of it where ``per`` splits by them."""
    wanted = question(meaning, span=(span.from_on, span.until_on), by=by, per=per, units=units)
    found: dict[Charted, dict[date, Count]] = {}
    for row in merged(rows_of(meaning, wanted, ask)):
        if row.unit is not None and (row.aspect is not None) == (per is Per.UNIT_ASPECT):
            found.setdefault((row.unit, row.aspect or ""), {})[row.period] = row.count
    return found


def counts_of_series(meaning: Meaning, series: Series, *, unit: int, span: Span) -> Counts:
    """Of one chart of one unit."""
    wanted = question(meaning, span=(span.from_on, span.until_on), by=series.by, per=Per.UNIT, units=(unit,))
    rows = rows_of(meaning, replace(wanted, aspect=series.aspect or None))
    return {row.period: row.count for row in merged(rows)}


def uncut(counts: Counts, *, by: By, until: date) -> Sequence[Sequence[tuple[date, Count]]]:
    """The finished periods from the first with answers on, gaps included, apart where a scale changed between them."""
    if not counts or min(counts) >= until:
        return []
    days = periods_in(span=Span(min(counts), until), by=by)
    whole = [(day, counts.get(day, NOTHING)) for day in days]
    cuts = sorted({0, len(whole), *breaks_in([(day, count.lines) for day, count in whole]).places})
    return [whole[start:end] for start, end in pairwise(cuts)]


def baselines(
    many: Sequence[Sequence[Count]], kind: Kind, *, fewest: int, most: int
) -> "tuple[stats.Baseline | None, ...]":
    """The limits of each stretch of counts, in one calculation; None where there are too few, or they never vary."""
    if not many:
        return ()
    width = max(len(each) for each in many)
    padded = [[*each, *([NOTHING] * (width - len(each)))] for each in many]
    if kind is Kind.TOP_BOXES:
        return stats.baselines_of_shares(
            successes=[[count.successes for count in each] for each in padded],
            n=[[count.n for count in each] for each in padded],
            fewest=fewest,
            most=most,
        )
    values = [[share.value for share in shares_of(each, kind=kind)] for each in padded]
    return stats.baselines_of_values(values=values, fewest=fewest, most=most)
