"""The control chart of a unit: cut where a scale changed, and each stretch by its own limits."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from servewell.engines import stats
from servewell.rooms.insight.selectors import Break, By, Satisfaction
from servewell.rooms.insight.terms import Kind
from servewell.web.insight.shown import figures, periods, sentences
from servewell.web.insight.shown.of_a_unit import aims, former, limits, reading, signals
from servewell.web.insight.shown.of_a_unit.annotations import notes
from servewell.web.kit import charts
from servewell.web.kit.figures import MEAN_DECIMALS, scale

Points = list[float | None]


def chart_of(found: Satisfaction) -> charts.Chart | None:
    """None where nobody answered."""
    latest = next((stretch for stretch in reversed(found.stretches) if stretch.chart), None)
    if latest is None or latest.chart is None:
        return None
    kind, by = found.meaning.kind, found.look.by
    firsts = [each.first for each in found.periods]
    values, lower, centre, upper = (_column(found.stretches, name) for name in ("values", "lower", "centre", "upper"))
    phases = limits.notes(found.charted.chart.kept, firsts)
    said = signals.summary(latest.chart, found.signals, signals.names_of(found), by, found.verdict)
    return charts.control_chart(
        key="satisfaction-by-month",
        title=_title(str(found.meaning.title), by),
        kind=reading.kind_of(found, latest, latest.chart),
        summary=" ".join([said, *sentences.breaks(found.breaks)]),
        labels=[periods.short(first, by) for first in firsts],
        values=figures.drawn(values, kind),
        lower=figures.drawn(lower, kind),
        centre=figures.drawn(centre, kind),
        upper=figures.drawn(upper, kind),
        counts=[each.share.n for each in found.periods],
        signals={place for signal in found.signals for place in signal.points},
        notes=[*notes(found), *former.change(found)],
        breaks=[charts.Note(firsts.index(each.since), _mark(each)) for each in found.breaks],
        cuts=[stretch.start for stretch in found.stretches if stretch.start not in _only_limits(found)],
        decimals=MEAN_DECIMALS if kind is Kind.MEAN else 1,
        extras=_extras(found, phases),
    )


def _only_limits(found: Satisfaction) -> set[int]:
    """The places from which other limits hold though the scale is the same: the line goes on there."""
    firsts = [each.first for each in found.periods]
    return {firsts.index(each.begins_on) for each in found.charted.chart.kept if each.begins_on in firsts} - {
        firsts.index(each.since) for each in found.breaks
    }


def _extras(found: Satisfaction, phases: Sequence[charts.Note]) -> charts.Extras:
    kind = found.meaning.kind
    target, last_year = aims.line(found), found.charted.year_before
    by_former = former.series(found)
    last_open = so_far(found)
    legend = [
        (any(value is not None for value in target), "target", aims.in_the_legend(found)),
        (any(value is not None for value in last_year), "last-year", _("the same time a year before")),
        (bool(by_former), "former", former.name(found)),
        (bool(phases), "phase", _("new limits, drawn with a reason")),
        (bool(last_open), "open", last_open),
    ]
    return charts.Extras(
        phases=phases,
        target=figures.drawn(target, kind),
        last_year=figures.drawn(last_year, kind),
        former=by_former,
        former_name=former.name(found),
        last_open=last_open,
        legend=[charts.Key(style, says) for is_shown, style, says in legend if is_shown],
    )


def so_far(found: Satisfaction) -> str:
    """The name of the last period, where it has not ended and anybody has answered in it."""
    last = found.periods[-1]
    if not (last.is_unfinished and last.share.n):
        return ""
    return periods.so_far(last.first, found.look.by)


def _title(figure: str, by: By) -> str:
    return {
        By.DAY: _("%(figure)s by day"),
        By.WEEK: _("%(figure)s by week"),
        By.MONTH: _("%(figure)s by month"),
        By.QUARTER: _("%(figure)s by quarter"),
        By.YEAR: _("%(figure)s by year"),
    }[by] % {"figure": figure}


def _column(stretches: "Sequence[stats.Stretch]", name: str) -> Points:
    found: Points = []
    for stretch in stretches:
        empty: Points = [None] * (stretch.until - stretch.start)
        found += getattr(stretch.chart, name) if stretch.chart else empty
    return found


def _mark(each: Break) -> str:
    if each.before == each.after:
        return _("asked in another sense")
    return _("scale %(scale)s") % {"scale": scale(each.after.worst, each.after.best)}
