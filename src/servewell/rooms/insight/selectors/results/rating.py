"""What customers say per thousand encounters: stays, flights, jobs and visits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import hypot
from typing import TYPE_CHECKING

from servewell.engines import stats
from servewell.engines.lake.measures import By, Question
from servewell.engines.lake.voices import Said, Uncounted
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import moved
from servewell.rooms.insight.selectors.charts.keeping import Kept
from servewell.rooms.insight.selectors.counted.encountering import Kinds
from servewell.rooms.insight.selectors.counted.opening import heard, heard_once, not_counted
from servewell.rooms.insight.selectors.results.courses import Course, Tallies, Tally, counted_since, course_of
from servewell.rooms.insight.terms import Outcome, Telling, Verdict
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import BANDS, Band

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

# an answer for the whole below this is one of a dissatisfied customer
LOW = BANDS[Band.LOW][1]


@dataclass(frozen=True)
class Rate:
    """So many events, per ``per`` of what they were counted against; without any of that there is no rate."""

    events: int
    exposure: float
    per: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class MonthSaid:
    """``telling`` is GAPS where of some units it is not known how many encounters there were."""

    month: date
    telling: Telling
    voices: int
    complaints: int
    asking: int
    encounters: Kinds

    @property
    def exposure(self) -> int:
        return sum(self.encounters.values())


@dataclass(frozen=True)
class Missing:
    """A unit that was heard in so many months of which it is not known how many encounters there were."""

    unit: "Unit"
    months: int


@dataclass(frozen=True)
class Rates:
    """Complaints, and voices that ask for an answer, per thousand encounters: now, and in the year before.

    ``course`` is of complaints by month, in complaints per thousand. Of so many units it is ``not_known`` how many
    encounters they had; ``missing`` are those units where they were asked for by name.
    """

    telling: Telling
    months: tuple[MonthSaid, ...]
    now: Rate
    before: Rate
    asking: Rate
    asking_before: Rate
    encounters: Kinds
    verdict: Verdict | None
    asking_verdict: Verdict | None
    course: Course
    not_known: int
    missing: tuple[Missing, ...]


def rates(
    question: Question,
    *,
    now: date,
    with_names: bool,
    is_last_open: bool = False,
    outcome: Outcome = Outcome.COMPLAINTS,
    kept: Sequence[Kept] = (),
) -> Rates:
    """By the months of a question about one unit; ``now`` is the first month of those that are compared with the
    twelve before it. ``with_names`` costs a query where units do not know their encounters. ``kept``: limits of the
    chart; where some are, the lake is asked for the months behind them too. ``is_last_open``: the last month has not
    ended.
    """
    months, course, spread = _charted(question, outcome, kept, is_last_open=is_last_open)
    recent = [month for month in months if month.month >= now]
    earlier = [
        month for month in months if moved(month=now, months=-terms.WINDOWS[By.MONTH].before) <= month.month < now
    ]
    telling = _telling(recent)
    known = earlier if _telling(earlier) is Telling.TOLD else []
    bare = not_counted(question) if any(month.telling is Telling.GAPS for month in months) else ()
    complaints, before = (_rate([each.complaints for each in some], some, spread) for some in (recent, known))
    asking, asking_before = (_rate([each.asking for each in some], some, spread) for some in (recent, known))
    return Rates(
        telling=telling,
        months=months,
        now=complaints,
        before=before,
        asking=asking,
        asking_before=asking_before,
        encounters=_kinds(recent),
        verdict=verdict_of_rates(complaints, before) if telling is Telling.TOLD else None,
        asking_verdict=verdict_of_rates(asking, asking_before) if telling is Telling.TOLD else None,
        course=course,
        not_known=len(bare),
        missing=_missing(bare) if with_names and bare else (),
    )


def _charted(
    question: Question, outcome: Outcome, kept: Sequence[Kept], *, is_last_open: bool
) -> tuple[tuple[MonthSaid, ...], Course, float]:
    """The months of a question, their chart, and by how much more than chance they differ."""
    since = counted_since(outcome, first=question.from_day, end=question.until_day, kept=kept)
    every = _months(replace(question, from_day=since))
    months = tuple(month for month in every if month.month >= question.from_day)
    days, tallies = [month.month for month in months], tallies_of(every)
    course = course_of(outcome, tallies, days=days, kept=kept, is_last_open=is_last_open)
    # that is told by what is shown, whatever limits are kept
    of_shown = course_of(outcome, tallies, days=days, is_last_open=is_last_open) if kept else course
    return months, course, _spread(of_shown)


def _spread(course: Course) -> float:
    """By how much more than chance months differ: a factor of the variance, 1 where they do not."""
    chart = course.chart
    return 1.0 if chart is None or chart.kind != "u-prime" or chart.sigma_z is None else max(1.0, chart.sigma_z**2)


def _months(question: Question) -> tuple[MonthSaid, ...]:
    return _months_of(question, heard(question, low=LOW))


def months_by_unit(question: Question) -> Mapping[int, tuple[MonthSaid, ...]]:
    """Of each unit of the question, by its key, not remembered: for jobs that go through all units."""
    found: dict[int | None, list[Said]] = {}
    for row in heard_once(question, low=LOW):
        found.setdefault(row.unit, []).append(row)
    return {unit: _months_of(question, found.get(unit, ())) for unit in question.units}


def _months_of(question: Question, said: Iterable[Said]) -> tuple[MonthSaid, ...]:
    """Every month of the question, of what was said at one unit."""
    rows: dict[date, list[Said]] = {}
    for row in said:
        rows.setdefault(row.period, []).append(row)
    months, month = [], question.from_day
    while month < question.until_day:
        months.append(_month(month, rows.get(month, [])))
        month = moved(month=month, months=1)
    return tuple(months)


def _month(month: date, rows: Sequence[Said]) -> MonthSaid:
    kinds: Mapping[str, int] = {row.kind: row.encounters for row in rows if row.kind is not None}
    telling = Telling.TOLD if sum(kinds.values()) else Telling.NONE
    if any(row.uncounted for row in rows):
        telling = Telling.GAPS
    return MonthSaid(
        month=month,
        telling=telling,
        voices=sum(row.voices for row in rows),
        complaints=sum(row.complaints for row in rows),
        asking=sum(row.asking for row in rows),
        encounters=kinds,
    )


def _telling(months: Sequence[MonthSaid]) -> Telling:
    """Months that nobody was met in and nothing was said in are nothing, and harm no others."""
    if any(month.telling is Telling.GAPS or (month.voices and not month.exposure) for month in months):
        return Telling.GAPS
    return Telling.TOLD if any(month.exposure for month in months) else Telling.NONE


def _kinds(months: Sequence[MonthSaid]) -> Kinds:
    kinds = sorted({kind for month in months for kind in month.encounters})
    return {kind: sum(month.encounters.get(kind, 0) for month in months) for kind in kinds}


def _rate(events: Sequence[int], months: Sequence[MonthSaid], spread: float) -> Rate:
    exposure = sum(month.exposure for month in months)
    return rate(sum(events), exposure, per=terms.PER_ENCOUNTERS, dispersion=spread)


def rate(events: int, exposure: float, *, per: int, dispersion: float = 1.0) -> Rate:
    """With Garwood's exact limits; ``dispersion`` over 1 widens them where events come in bunches."""
    if exposure <= 0:
        return Rate(events, 0, per, None, None, None)
    found = stats.rates(
        events=[events], exposure=[exposure], per=per, dispersion=dispersion, confidence=terms.CONFIDENCE
    )
    value, low, high = (float(column[0]) for column in (found.value, found.low, found.high))
    return Rate(events, exposure, per, value, low, high)


def verdict_of_rates(one: Rate, other: Rate) -> Verdict | None:
    """Whether the first rate lies above or below the other: by the interval of their difference, from their limits
    (Li and others 2011, as ``stats.difference_of_rates``). None where one of them is not known.
    """
    if one.value is None or one.low is None or one.high is None:
        return None
    if other.value is None or other.low is None or other.high is None:
        return None
    difference = one.value - other.value
    if difference - hypot(one.value - one.low, other.high - other.value) > 0:
        return Verdict.ABOVE
    below = difference + hypot(one.high - one.value, other.value - other.low) < 0
    return Verdict.BELOW if below else Verdict.SAME


def tallies_of(months: Iterable[MonthSaid]) -> Tallies:
    """Complaints, and thousands of encounters, of the months that can be told."""
    return {
        month.month: Tally(month.complaints, month.exposure / terms.PER_ENCOUNTERS)
        for month in months
        if month.telling is Telling.TOLD
    }


def _missing(bare: Sequence[Uncounted]) -> tuple[Missing, ...]:
    units = people.units_by_key(keys=[each.unit for each in bare])
    return tuple(Missing(units[each.unit], len(each.months)) for each in bare if each.unit in units)
