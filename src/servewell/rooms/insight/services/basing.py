"""The limits of charts: drawn once by the house, then kept, and drawn anew only on somebody's word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from servewell.base import record, today
from servewell.base.permissions import HOUSE, Actor
from servewell.engines import stats
from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.models import DrawnLimits
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later, periods_in
from servewell.rooms.insight.selectors.charts import keeping
from servewell.rooms.insight.selectors.charts.keeping import Charted, Counts, Series
from servewell.rooms.insight.selectors.counted.opening import the_lake
from servewell.rooms.insight.selectors.meant.meaning import (
    Meaning,
    counts_since,
    every_indicator,
    meaning_of,
    of_audience,
)
from servewell.rooms.insight.selectors.results.courses import baselines_of_tallies, outcome_of
from servewell.rooms.insight.selectors.results.tallying import tallied
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors.counted.shares import Count
    from servewell.rooms.people.models import Person, Unit

UNITS_AT_ONCE = 2000
Stretch = Sequence[tuple[date, "Count"]]


class NoReasonIsGiven(Exception):
    """Limits follow the data by themselves unless somebody says what changed; the message says how long at most."""


class NothingIsKeptYet(Exception):
    """There are no kept limits that new ones could take the place of."""


class BeginsBeforeTheLast(Exception):
    """New limits were to begin no later than those that hold now; the message says when those began."""


class HasNotBegunYet(Exception):
    """Limits were to begin in a period that has not ended."""


class TooFewPeriods(Exception):
    """The new limits would come from too few periods; ``found`` is how many there are."""

    def __init__(self, found: int) -> None:
        super().__init__(f"{found} finished periods with answers; limits need {terms.FEWEST_TO_REBASE} or more")
        self.found = found


class NothingVaries(Exception):
    """All periods are alike, so that limits would have no width."""


class LaterLimitsHold(Exception):
    """Only the latest limits of a chart can be taken back."""


def draw_limits(*, at: datetime, most: int = terms.LIMITS_AT_ONCE) -> int:
    """Draw and keep the limits of every chart that has enough finished periods and none kept yet. Returns how many.

    Safe to run twice, and at the same time: limits that are kept already stay. What is more than ``most`` waits.
    """
    months = sorted(the_lake().months(ANSWERS))
    if not months:
        return 0
    count = 0
    for meaning, version in _newest():
        for series, per in _series(meaning.code, version):
            if count < most:
                count += _draw(meaning, series, per, months[0], at=at, most=most - count)
    return count


def _newest() -> list[tuple[Meaning, int]]:
    """What each figure means now, and since which version it counts so."""
    known = every_indicator()
    meanings = [meaning_of(code=code, among=known) for code in sorted({row.code for row in known})]
    return [(meaning, counts_since(meaning, among=known)) for meaning in meanings]


def _series(indicator: str, version: int) -> Iterator[tuple[Series, Per]]:
    """Of customers alone: limits of what employees say would tell of the months that are kept back."""
    for by in keeping.KEPT_BY:
        for per in (Per.UNIT, Per.UNIT_ASPECT):
            yield Series(indicator=indicator, version=version, audience=Audience.EXTERNAL, by=by), per


def _draw(named: Meaning, series: Series, per: Per, first: date, *, at: datetime, most: int) -> int:
    meaning = of_audience(named, series.audience)
    if meaning.channels == () or (per is Per.UNIT_ASPECT and not meaning.is_by_aspect):
        return 0
    span = Span(first, begin(day=today.earliest_day(at=at), by=series.by))
    whole = replace(span, from_on=begin(day=first, by=series.by))
    if len(periods_in(span=whole, by=series.by)) < terms.BASELINE_LEAST:
        return 0
    # it brings numpy along, which the web process is not to load at its start
    from servewell.rooms.insight.selectors.charts.owing import counts_that_may_owe  # noqa: PLC0415

    count = 0
    for units in _many([unit.pk for unit in people.units_seen(viewer=HOUSE, power=rules.SEE)]):
        begun = _kept_of(series, units)
        counts = counts_that_may_owe(meaning, by=series.by, per=per, span=span, units=units, begun=begun)
        waiting = list(_without_limits(counts, begun, by=series.by, until=span.until_on))[: most - count]
        count += _keep(series, waiting, meaning, at=at)
    return count


def _many(keys: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(keys), UNITS_AT_ONCE):
        yield tuple(keys[start : start + UNITS_AT_ONCE])


def _kept_of(series: Series, units: tuple[int, ...]) -> Mapping[Charted, Sequence[date]]:
    """When the limits that are kept begin, also those of every aspect."""
    rows = DrawnLimits.objects.filter(
        indicator=series.indicator, version=series.version, audience=series.audience.value, by=series.by.value,
        unit__in=units, withdrawn_at=None,
    )  # fmt: skip
    found: dict[Charted, list[date]] = {}
    for unit, aspect, begins_on in rows.values_list("unit", "aspect", "begins_on"):
        found.setdefault((unit, aspect), []).append(begins_on)
    return found


def _without_limits(
    counts: Mapping[Charted, Counts], begun: Mapping[Charted, Sequence[date]], *, by: By, until: date
) -> Iterator[tuple[Charted, Stretch]]:
    """The stretches between changes of scale that are long enough and in which no limits begin."""
    for chart, found in counts.items():
        if sum(count.n > 0 for count in found.values()) < terms.BASELINE_LEAST:
            continue
        for stretch in keeping.uncut(found, by=by, until=until):
            if not any(stretch[0][0] <= day <= stretch[-1][0] for day in begun.get(chart, ())):
                yield chart, stretch


def _keep(series: Series, waiting: Sequence[tuple[Charted, Stretch]], meaning: Meaning, *, at: datetime) -> int:
    found = keeping.baselines(
        [[count for _, count in stretch] for _, stretch in waiting],
        meaning.kind,
        fewest=terms.BASELINE_LEAST,
        most=terms.BASELINE_MOST,
    )
    rows = [
        first_limits(replace(series, aspect=aspect), unit, drawn, [day for day, _ in stretch], at=at)
        for ((unit, aspect), stretch), drawn in zip(waiting, found, strict=True)
        if drawn is not None
    ]
    return written(rows, at=at)


def first_limits(
    series: Series, unit: int, drawn: "stats.Baseline", days: Sequence[date], *, at: datetime
) -> DrawnLimits:
    """A row that the house writes; ``days`` are the first ones of the periods that were counted."""
    return DrawnLimits(
        unit_id=unit, indicator=series.indicator, version=series.version, audience=series.audience.value,
        by=series.by.value, aspect=series.aspect, phase=1, begins_on=days[drawn.start],
        baseline_until=later(first=days[drawn.until - 1], by=series.by), limits=drawn.limits.as_plain(),
        rules=stats.NHS.code, drawn_at=at,
    )  # fmt: skip


def written(rows: Sequence[DrawnLimits], *, at: datetime) -> int:
    """What another worker has drawn meanwhile stays as that one drew it."""
    if not rows:
        return 0
    with transaction.atomic():
        before = set(DrawnLimits.objects.filter(drawn_at=at).values_list("pk", flat=True))
        DrawnLimits.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        new = list(DrawnLimits.objects.filter(drawn_at=at).exclude(pk__in=before))
        record.write_many(deed="insight.draw_limits", things=new, by=HOUSE, at=at)
    return len(new)


@transaction.atomic
def rebase(
    *,
    unit: "Unit",
    series: Series,
    from_on: date,
    reason: str,
    by: "Person",
    at: datetime,
    through: Actor | None = None,
) -> DrawnLimits:
    """Draw the limits of a chart anew from the period of that day on; the earlier ones keep their periods. ``through``:
    the machine that passes on the person's word, which has to hold the power as well and stands in the record.

    The same by the same person twice is once. Raises NoReasonIsGiven, NothingIsKeptYet, BeginsBeforeTheLast,
    HasNotBegunYet, TooFewPeriods, NothingVaries, NotAllowed.
    """
    for each in filter(None, (through, by)):
        people.require(actor=each, power=rules.REBASE, unit=unit.pk)
    words, first = " ".join(reason.split()), begin(day=from_on, by=series.by)
    if not words or len(words) > terms.LONGEST_ANNOTATION:
        raise NoReasonIsGiven(f"say in {terms.LONGEST_ANNOTATION} characters or fewer what changed")
    people.hold(unit=unit.pk)
    last = keeping.of_series(series).filter(unit=unit.pk).order_by("begins_on").last()
    if last is None:
        raise NothingIsKeptYet(f"the first limits are drawn of {terms.BASELINE_LEAST} periods by themselves")
    if (last.begins_on, last.reason, last.drawn_by_id) == (first, words, by.pk):
        return last
    drawn = _baseline_from(first, unit, series, last, at=at)

    kept = _kept_anew(
        DrawnLimits(
            unit=unit, indicator=series.indicator, version=series.version, audience=series.audience.value,
            by=series.by.value, aspect=series.aspect, phase=last.phase + 1, begins_on=first,
            baseline_until=drawn[1], limits=drawn[0].as_plain(), rules=stats.NHS.code, reason=words,
            drawn_by=by, drawn_at=at,
        )
    )  # fmt: skip
    record.write(deed="insight.rebase", thing=kept, by=through or by, at=at, detail={"phase": kept.phase})
    return kept


def _kept_anew(row: DrawnLimits) -> DrawnLimits:
    """The house may have drawn limits from the same period on meanwhile."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise BeginsBeforeTheLast(f"{row.begins_on:%Y-%m-%d}") from taken
    return row


def _baseline_from(
    first: date, unit: "Unit", series: Series, last: DrawnLimits, *, at: datetime
) -> "tuple[stats.Limits, date]":
    """The limits, and the first day after the periods that they come from."""
    until = begin(day=today.day_in(unit.zone, at=at), by=series.by)
    if first <= last.begins_on:
        raise BeginsBeforeTheLast(f"{last.begins_on:%Y-%m-%d}")
    if first >= until:
        raise HasNotBegunYet(f"{first:%Y-%m-%d}")
    days, answered, found = _drawn_of(unit.pk, series, Span(first, until), at=at)
    if answered < terms.FEWEST_TO_REBASE:
        raise TooFewPeriods(answered)
    if found is None:
        raise NothingVaries(f"from {first:%Y-%m-%d} on")
    return found.limits, later(first=days[found.until - 1], by=series.by)


def _drawn_of(
    unit: int, series: Series, span: Span, *, at: datetime
) -> "tuple[Sequence[date], int, stats.Baseline | None]":
    """The periods of one stretch, in how many of them anything is told, and the limits that follow."""
    outcome = outcome_of(series)
    if outcome is not None:
        tallies = dict(tallied(outcome, units=(unit,), span=span, at=at)).get(unit, {})
        days = periods_in(span=span, by=series.by)
        found = baselines_of_tallies(outcome, [tallies], days=days, fewest=terms.FEWEST_TO_REBASE)
        return days, len(tallies), found[0]
    meaning = of_audience(meaning_of(code=series.indicator, version=series.version), series.audience)
    counts = keeping.counts_of_series(meaning, series, unit=unit, span=span)
    stretches = keeping.uncut(counts, by=series.by, until=span.until_on)
    if not stretches:
        return (), 0, None
    many = [count for _, count in stretches[0]]
    drawn = keeping.baselines([many], meaning.kind, fewest=terms.FEWEST_TO_REBASE, most=terms.BASELINE_MOST)
    return [day for day, _ in stretches[0]], sum(count.n > 0 for count in many), drawn[0]


@transaction.atomic
def take_back_limits(*, limits: DrawnLimits, by: Actor, at: datetime) -> None:
    """Take back limits that somebody drew anew: those before them hold again. They stay in the record; twice is once.

    Raises LaterLimitsHold, NotAllowed.
    """
    people.require(actor=by, power=rules.REBASE, unit=limits.unit_id)
    people.hold(unit=limits.unit_id)
    series = Series(
        indicator=limits.indicator, version=limits.version, audience=Audience(limits.audience), by=By(limits.by),
        aspect=limits.aspect,
    )  # fmt: skip
    if keeping.of_series(series).filter(unit=limits.unit_id, begins_on__gt=limits.begins_on).exists():
        raise LaterLimitsHold(f"{limits.begins_on:%Y-%m-%d}")
    if DrawnLimits.objects.filter(pk=limits.pk, phase__gte=2, withdrawn_at=None).update(withdrawn_at=at):
        record.write(deed="insight.take_back_limits", thing=limits, by=by, at=at)
