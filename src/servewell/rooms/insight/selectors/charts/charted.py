"""What stands on and beside the chart of a page: its limits, its target, the year before, and what chance signals."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from servewell.base.permissions import Actor, Power
from servewell.engines.lake.measures import By
from servewell.rooms.insight import rules
from servewell.rooms.insight.selectors.asked.looking import Look
from servewell.rooms.insight.selectors.asked.periods import later
from servewell.rooms.insight.selectors.charts.charting import Chart, Shown, chart_of, signals_by_chance
from servewell.rooms.insight.selectors.charts.keeping import KEPT_BY, Kept, Series, charts_seen, kept_limits
from servewell.rooms.insight.selectors.charts.targeted import Aimed, Targets, targets
from servewell.rooms.insight.selectors.counted.shares import NOTHING, Count, added, shares_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning, counts_since
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people.terms import Tree

if TYPE_CHECKING:
    from servewell.engines import stats
    from servewell.rooms.insight.models import Indicator
    from servewell.rooms.people.models import Unit

# how many periods earlier the same one of the year before lies; years themselves are the line already
A_YEAR_BACK = {By.DAY: 364, By.WEEK: 52, By.MONTH: 12, By.QUARTER: 4}


@dataclass(frozen=True)
class Charted:
    """``all_kept``: whatever limits are kept for the series, also where they do not reach what is shown. ``is_kept``:
    whether any are kept of such a chart, as they are of all answers by the tree as it was. ``chance``: by rule, how
    many signals a year come by chance over ``charts`` charts. ``targets`` is None where none can be for what is shown.
    """

    chart: Chart
    series: Series
    is_kept: bool
    all_kept: tuple[Kept, ...]
    charts: int
    chance: Mapping[str, float]
    targets: Targets | None
    year_before: tuple[float | None, ...]
    may_rebase: bool
    may_aim: bool

    @property
    def latest(self) -> "stats.Stretch | None":
        """The last stretch in which anybody answered: whose limits speak of now."""
        return next((stretch for stretch in reversed(self.chart.stretches) if stretch.chart), None)

    def target(self, on: date, *, kind: Kind, aspect: str = "") -> Aimed | None:
        return self.targets.at(on, kind=kind, aspect=aspect) if self.targets else None


def charted(
    *,
    viewer: Actor,
    look: Look,
    meaning: Meaning,
    unit: "Unit",
    shown: Shown,
    earlier: Mapping[date, Count],
    among: "Sequence[Indicator]",
    may: Set[Power],
) -> Charted:
    """``earlier`` holds the counts of the periods before those shown as well; ``may``: what the viewer may of the unit.
    At most three queries.
    """
    series = Series(
        indicator=meaning.code,
        version=counts_since(meaning, among=among),
        audience=look.audience,
        by=look.by,
        aspect=look.aspect or "",
    )
    is_kept = not (look.is_narrowed or look.item) and look.tree is Tree.AS_IT_WAS and look.by in KEPT_BY
    kept = kept_limits(unit=unit, series=series) if is_kept else ()
    chart = chart_of(shown, meaning=meaning, series=series, unit=unit.pk, kept=kept)
    charts = max(1, charts_seen(viewer=viewer, series=series)) if kept else 1
    has_targets = not (look.is_narrowed or look.item)
    on = shown.end - timedelta(days=1)
    found = Charted(
        chart=chart,
        series=series,
        is_kept=is_kept,
        all_kept=kept,
        charts=charts,
        chance={},
        targets=targets(unit=unit, indicator=meaning.code, audience=look.audience, on=on) if has_targets else None,
        year_before=_year_before(shown, earlier, look, meaning.kind),
        may_rebase=is_kept and rules.REBASE in may,
        may_aim=has_targets and rules.SET_TARGET in may,
    )
    return _with_chance(found, look.by)


def _with_chance(found: Charted, by: By) -> Charted:
    """Simulated once for each length of baseline and then remembered by the process."""
    latest = found.latest
    if latest is None or latest.chart is None:
        return found
    chance = signals_by_chance(latest.chart, by=by, charts=found.charts, is_kept=latest.phase is not None)
    return replace(found, chance=chance)


def begins_a_year_before(first: date, by: By) -> date:
    return later(first=first, by=by, count=-A_YEAR_BACK.get(by, 0))


def _year_before(shown: Shown, earlier: Mapping[date, Count], look: Look, kind: Kind) -> tuple[float | None, ...]:
    """Nothing where the scale changed between the two years; of figures that may be kept back, nothing at all."""
    if look.by not in A_YEAR_BACK or look.is_private:
        return ()
    then = [earlier.get(begins_a_year_before(day, look.by), NOTHING) for day in shown.days]
    values = [share.value for share in shares_of(then, kind=kind)]
    return tuple(
        None if added((one, other)).is_cut else value
        for one, other, value in zip(then, shown.counts, values, strict=True)
    )
