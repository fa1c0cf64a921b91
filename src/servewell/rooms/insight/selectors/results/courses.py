"""An outcome over time: what is counted of it by period, and the chart by the limits that are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servewell.engines import stats
from servewell.engines.lake.measures import By
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import Span, later, periods_in
from servewell.rooms.insight.selectors.charts.charting import (
    Chart,
    Moved,
    are_alike,
    chance_of_the_latest,
    first_that_matters,
    that_matter,
)
from servewell.rooms.insight.selectors.charts.keeping import Kept, Series
from servewell.rooms.insight.terms import Outcome

# how they are counted; whoever changes that begins new series
COUNTED_AS = 1
BYS = {
    Outcome.COMPLAINTS: By.MONTH,
    Outcome.COMPLAINTS_OF_EMPLOYEES: By.MONTH,
    Outcome.CAME_AGAIN: By.QUARTER,
    Outcome.LEFT: By.QUARTER,
}


@dataclass(frozen=True)
class Tally:
    """In one period so many ``events``: among so many known customers, or per unit of ``exposure`` of a rate."""

    events: int
    exposure: float


# by the first days of the periods; those of which nothing can be told are left out
Tallies = Mapping[date, Tally]
NO_TALLY = Tally(0, 0)


def series_of(*, outcome: Outcome) -> Series:
    """What limits of its charts are kept for."""
    audience = terms.AUDIENCES[outcome]
    return Series(indicator=outcome.value, version=COUNTED_AS, audience=audience, by=BYS[outcome])


def outcome_of(series: Series) -> Outcome | None:
    """None for the series of a figure."""
    return Outcome(series.indicator) if series.indicator in set(Outcome) else None


@dataclass(frozen=True)
class Course:
    """The chart of ``days``, the first ones of its periods. ``all_kept``: whatever limits are kept for the series.
    ``is_last_open``: the last period has not ended.
    """

    outcome: Outcome
    days: tuple[date, ...]
    drawn: Chart
    all_kept: tuple[Kept, ...] = ()
    is_last_open: bool = False

    @property
    def by(self) -> By:
        return BYS[self.outcome]

    @property
    def latest(self) -> "stats.Stretch | None":
        """The last stretch of which anything is told: whose limits speak of now."""
        return next((each for each in reversed(self.drawn.stretches) if each.chart), None)

    @property
    def chart(self) -> "stats.Chart | None":
        """That of the last stretch, which is the whole where no limits are kept."""
        return self.latest.chart if self.latest else None

    @property
    def kept(self) -> Kept | None:
        """Whose limits hold now."""
        return self.drawn.kept_of(self.latest) if self.latest else None

    @property
    def signals(self) -> "tuple[stats.Signal, ...]":
        return tuple(signal for stretch in self.drawn.stretches for signal in stretch.signals)

    @property
    def chance(self) -> float | None:
        """How many signals a year, by the rule of the latest, come by chance; None where it is not known."""
        chart = self.chart
        if chart is None:
            return None
        return chance_of_the_latest(chart=chart, signals=self.signals, by=self.by, is_kept=self.kept is not None)

    def ended(self) -> Sequence[date]:
        """The first days of the periods that are over since the latest limits began, as a page of that time knows them:
        of customers so long ago that they had a year to come again.
        """
        if not self.all_kept:
            return ()
        end = later(first=self.days[-1], by=self.by)
        if self.is_last_open:
            end = self.days[-1]
        elif self.outcome is Outcome.CAME_AGAIN:
            end = later(first=end, by=By.YEAR, count=-1)
        return periods_in(span=Span(self.all_kept[-1].begins_on, end), by=self.by)

    def column(self, name: str) -> list[float | None]:
        """A column of the chart, as ``values`` or ``lower``, through all stretches."""
        found: list[float | None] = []
        for each in self.drawn.stretches:
            found += getattr(each.chart, name) if each.chart else [None] * (each.until - each.start)
        return found


def course_of(
    outcome: Outcome, tallies: Tallies, *, days: Sequence[date], kept: Sequence[Kept] = (), is_last_open: bool = False
) -> Course:
    """The chart of some periods by the limits that are kept, each until the next. ``tallies`` are of the periods behind
    these limits as well: see ``counted_since``. ``is_last_open``: no limits come from the last period.
    """
    by = BYS[outcome]
    end = later(first=days[-1], by=by)
    begun = that_matter([each for each in kept if each.begins_on < end], days[0])
    phases = [
        stats.Phase(start=_place(each, days, by), limits=each.limits, reason=each.reason, by=str(each.key))
        for each in begun
    ]
    stretches = _drawn(outcome, [tallies.get(day, NO_TALLY) for day in days], phases, is_last_open=is_last_open)
    held = {int(each.phase.by) for each in stretches if each.phase}
    holding = tuple(each for each in begun if each.key in held)
    moved = tuple(_moved(outcome, tallies, [each for each in holding if each.baseline_until <= end]))
    return Course(outcome, tuple(days), Chart(stretches, holding, moved), tuple(kept), is_last_open)


def counted_since(outcome: Outcome, *, first: date, end: date, kept: Sequence[Kept]) -> date:
    """From when on what is counted matters to a chart from ``first`` to ``end``."""
    since = first_that_matters(kept, first=first, end=end)
    return first if since is None else min(first, since)


def baselines_of_tallies(
    outcome: Outcome, many: Sequence[Tallies], *, days: Sequence[date], fewest: int
) -> "tuple[stats.Baseline | None, ...]":
    """The limits of each chart of these days, in one calculation; None where too few are told, or they never vary."""
    if not many:
        return ()
    rows = [[tallies.get(day, NO_TALLY) for day in days] for tallies in many]
    events, exposure = ([[getattr(each, name) for each in row] for row in rows] for name in ("events", "exposure"))
    if outcome is Outcome.CAME_AGAIN:
        return stats.baselines_of_shares(successes=events, n=exposure, fewest=fewest, most=terms.BASELINE_MOST)
    return stats.baselines_of_rates(counts=events, exposure=exposure, fewest=fewest, most=terms.BASELINE_MOST)


def _place(kept: Kept, days: Sequence[date], by: By) -> int:
    """Of the period in which limits begin; below 0 where that lies before those shown."""
    if kept.begins_on >= days[0]:
        return sum(day < kept.begins_on for day in days)
    return -1


def _drawn(
    outcome: Outcome, many: Sequence[Tally], phases: "Sequence[stats.Phase]", *, is_last_open: bool
) -> "tuple[stats.Stretch, ...]":
    events, exposure = [each.events for each in many], [each.exposure for each in many]
    if outcome is Outcome.CAME_AGAIN:
        return stats.stretches_of_shares(successes=events, n=exposure, phases=phases, is_last_open=is_last_open)
    return stats.stretches_of_rates(counts=events, exposure=exposure, phases=phases, is_last_open=is_last_open)


def _moved(outcome: Outcome, tallies: Tallies, kept: Iterable[Kept]) -> Iterable[Moved]:
    """The limits that would be others, were they drawn of the same periods today."""
    for each in kept:
        then = [tallies.get(day, NO_TALLY) for day in periods_in(span=each.baseline, by=BYS[outcome])]
        if not any(tally.exposure for tally in then):
            continue
        now = _again(then, each.limits)
        if not are_alike(now, each.limits):
            yield Moved(each, now)


def _again(many: Sequence[Tally], limits: "stats.Limits") -> "stats.Limits":
    """Of the same kind, from what these periods hold now."""
    events, exposure = [each.events for each in many], [each.exposure for each in many]
    if limits.kind in ("p", "p-prime"):
        of_shares = stats.p_chart if limits.kind == "p" else stats.p_prime_chart
        return of_shares(successes=events, n=exposure).limits
    of_rates = stats.u_chart if limits.kind == "u" else stats.u_prime_chart
    return of_rates(counts=events, exposure=exposure).limits
