"""The chart of a unit: whose limits hold where, whether their answers changed since, and what chance alone signals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isclose

from servewell.engines import stats
from servewell.engines.lake.measures import By
from servewell.rooms.insight.selectors.asked.periods import Span, periods_in
from servewell.rooms.insight.selectors.charts.breaks import breaks_in
from servewell.rooms.insight.selectors.charts.keeping import Counts, Kept, Series, counts_of_series
from servewell.rooms.insight.selectors.counted.shares import NOTHING, Count, shares_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning
from servewell.rooms.insight.terms import Kind

PERIODS_IN_A_YEAR = {By.DAY: 365, By.WEEK: 52, By.MONTH: 12, By.QUARTER: 4}
# simulated: so many runs give a number of signals to within some hundredths of itself
RUNS = 5000


@dataclass(frozen=True)
class Shown:
    """The periods of a chart, gaps included, up to ``end``. ``is_last_open``: the last has not ended."""

    days: Sequence[date]
    counts: Sequence[Count]
    end: date
    is_last_open: bool

    @property
    def by_day(self) -> Counts:
        return dict(zip(self.days, self.counts, strict=True))


@dataclass(frozen=True)
class Moved:
    """The answers behind kept limits have changed: drawn from the same periods today they would be ``now``."""

    kept: Kept
    now: "stats.Limits"


@dataclass(frozen=True)
class Chart:
    """``stretches`` of the periods shown. ``kept``: the limits that hold in some of them, in their order."""

    stretches: "tuple[stats.Stretch, ...]"
    kept: tuple[Kept, ...] = ()
    moved: tuple[Moved, ...] = ()

    def kept_of(self, stretch: "stats.Stretch") -> Kept | None:
        """Whose limits hold in a stretch; None where they come from the periods shown."""
        phase = stretch.phase
        return next((each for each in self.kept if phase and each.key == int(phase.by)), None)


def chart_of(shown: Shown, *, meaning: Meaning, series: Series, unit: int, kept: Sequence[Kept]) -> Chart:
    """The chart by the limits that are kept, each until the next or until the scale changes.

    Where some are, the lake is asked once more: for what was answered since the first of them that matters.
    """
    begun = that_matter([each for each in kept if each.begins_on < shown.end], shown.days[0])
    if not begun:
        return Chart(drawn(shown, meaning.kind, breaks=_breaks(shown.days, shown.by_day)))
    since = min(begun[0].begins_on, shown.days[0])
    span = Span(since, max(shown.end, *(each.baseline_until for each in begun)))
    counts = counts_of_series(meaning, series, unit=unit, span=span)
    stretches = stretches_of(shown, counts=counts, kind=meaning.kind, by=series.by, kept=begun)
    held = {int(each.phase.by) for each in stretches if each.phase}
    holding = tuple(each for each in begun if each.key in held)
    return Chart(stretches, holding, _moved(holding, counts, meaning.kind, series.by))


def first_that_matters(kept: Sequence[Kept], *, first: date, end: date) -> date | None:
    """When the limits began of which a chart from ``first`` to ``end`` has to know what was answered since."""
    begun = that_matter([each for each in kept if each.begins_on < end], first)
    return begun[0].begins_on if begun else None


def stretches_of(
    shown: Shown, *, counts: Counts, kind: Kind, by: By, kept: Sequence[Kept]
) -> "tuple[stats.Stretch, ...]":
    """The chart's stretches where it is known what was answered in every period since the first limits that matter."""
    begun = that_matter([each for each in kept if each.begins_on < shown.end], shown.days[0])
    since = min(begun[0].begins_on, shown.days[0]) if begun else shown.days[0]
    days = [*(periods_in(span=Span(since, shown.days[0]), by=by) if since < shown.days[0] else ()), *shown.days]
    before = len(days) - len(shown.days)
    phases = [_phase(each, days.index(each.begins_on) - before) for each in begun if each.begins_on in days]
    breaks = [place - before for place in _breaks(days, counts)]
    return drawn(shown, kind, breaks=breaks, phases=phases)


def that_matter(begun: Sequence[Kept], first: date) -> Sequence[Kept]:
    """Of those that began before the first period shown only the last can still hold."""
    return begun[max(0, sum(each.begins_on <= first for each in begun) - 1) :]


def _phase(kept: Kept, start: int) -> "stats.Phase":
    return stats.Phase(start=start, limits=kept.limits, reason=kept.reason, by=str(kept.key))


def _breaks(days: Sequence[date], counts: Counts) -> Sequence[int]:
    return breaks_in([(day, counts.get(day, NOTHING).lines) for day in days]).places


def drawn(
    shown: Shown, kind: Kind, *, breaks: Sequence[int] = (), phases: "Sequence[stats.Phase]" = ()
) -> "tuple[stats.Stretch, ...]":
    """Shares around their p or p′ limits, and every other figure as single values."""
    n, is_open = [count.n for count in shown.counts], shown.is_last_open
    if kind is Kind.TOP_BOXES:
        return stats.stretches_of_shares(
            successes=[count.successes for count in shown.counts],
            n=n,
            breaks=breaks,
            phases=phases,
            is_last_open=is_open,
        )
    values = [share.value for share in shares_of(shown.counts, kind=kind)]
    return stats.stretches_of_values(values=values, n=n, breaks=breaks, phases=phases, is_last_open=is_open)


def _moved(kept: Sequence[Kept], counts: Counts, kind: Kind, by: By) -> tuple[Moved, ...]:
    found = []
    for each in kept:
        then = [counts.get(day, NOTHING) for day in periods_in(span=each.baseline, by=by)]
        now = _again(then, each.limits, kind)
        if now is not None and not are_alike(now, each.limits):
            found.append(Moved(each, now))
    return tuple(found)


def _again(counts: Sequence[Count], limits: "stats.Limits", kind: Kind) -> "stats.Limits | None":
    """Limits of the same kind from what these periods hold now; None where they hold nothing any more."""
    if not any(count.n for count in counts):
        return None
    if limits.kind == "xmr":
        values = [share.value for share in shares_of(counts, kind=kind)]
        return stats.xmr_chart(values=values).limits if any(value is not None for value in values) else None
    drawer = stats.p_chart if limits.kind == "p" else stats.p_prime_chart
    return drawer(successes=[count.successes for count in counts], n=[count.n for count in counts]).limits


def are_alike(one: "stats.Limits", other: "stats.Limits") -> bool:
    """But for the last digits of a float."""
    pairs = ((one.centre, other.centre), (one.sigma or 0.0, other.sigma or 0.0), (one.points, other.points))
    return all(isclose(now, then, rel_tol=1e-9) for now, then in pairs)


def signals_by_chance(chart: "stats.Chart", *, by: By, charts: int, is_kept: bool) -> Mapping[str, float]:
    """How many signals a year each rule raises on so many such charts, though nothing happens; nothing is known of run
    charts, and of years, which are too few.
    """
    year = PERIODS_IN_A_YEAR.get(by)
    if year is None or chart.kind == "run" or charts < 1:
        return {}
    periods = year if is_kept else len(chart.values)
    if periods < 2:
        return {}
    baseline = chart.baseline if is_kept else None
    found = stats.false_alarms_by_rule(charts=charts, periods=periods, baseline=baseline, rules=chart.rules, runs=RUNS)
    return {rule: alarms.signals * year / periods for rule, alarms in found.items()}


def chance_of_the_latest(
    *, chart: "stats.Chart", signals: "Sequence[stats.Signal]", by: By, is_kept: bool = False
) -> float | None:
    """How many signals a year, by the rule of the latest one, such a chart raises though nothing happens.

    Its limits come from the very periods that it shows, or are kept. None without a signal, and where it is not known.
    """
    if not signals:
        return None
    latest = max(signals, key=lambda each: each.points[-1])
    return signals_by_chance(chart, by=by, charts=1, is_kept=is_kept).get(latest.rule)


def ends_of(*, limits: "stats.Limits", n: int) -> tuple[float, float] | None:
    """Between what a period of so many answers lies by these limits; None where they have no width."""
    if limits.kind == "xmr":
        drawn = stats.xmr_chart(values=[limits.centre], limits=limits)
    else:
        drawer = stats.p_chart if limits.kind == "p" else stats.p_prime_chart
        drawn = drawer(successes=[0], n=[n], limits=limits)
    low, high = drawn.lower[0], drawn.upper[0]
    return None if low is None or high is None else (low, high)
