"""The control chart of a unit: cut where a scale changed, and each stretch by its own limits."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from servewell.engines import stats
from servewell.rooms.insight.selectors import Break, By, Satisfaction
from servewell.rooms.insight.terms import Kind
from servewell.web.insight.shown import figures, periods, sentences
from servewell.web.insight.shown.annotations import notes
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
    names = [periods.name(first, by) for first in firsts]
    values, lower, centre, upper = (_column(found.stretches, name) for name in ("values", "lower", "centre", "upper"))
    return charts.control_chart(
        key="satisfaction-by-month",
        title=_title(str(found.meaning.title), by),
        kind=sentences.kind_of(latest.chart, since=names[latest.start] if latest.start else ""),
        summary=" ".join([sentences.summary(latest.chart, found.signals, names), *sentences.breaks(found.breaks)]),
        labels=[periods.short(first, by) for first in firsts],
        values=figures.drawn(values, kind),
        lower=figures.drawn(lower, kind),
        centre=figures.drawn(centre, kind),
        upper=figures.drawn(upper, kind),
        counts=[each.share.n for each in found.periods],
        signals={place for signal in found.signals for place in signal.points},
        notes=notes(found),
        breaks=[charts.Note(firsts.index(each.since), _mark(each)) for each in found.breaks],
        cuts=[stretch.start for stretch in found.stretches],
        decimals=MEAN_DECIMALS if kind is Kind.MEAN else 1,
    )


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
