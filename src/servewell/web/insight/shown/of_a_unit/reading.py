"""How a chart is read: which it is and why, whose limits it has, by which rules it is judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.engines.stats import rules as signal_rules
from servewell.rooms.insight.selectors import By, Kept, Satisfaction, begin
from servewell.web.insight.shown import figures, periods
from servewell.web.insight.shown.of_a_unit import signals
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.engines.stats import Chart, Stretch


@dataclass(frozen=True)
class Rule:
    name: str
    says: str
    chance: str


@dataclass(frozen=True)
class Reading:
    """``signals`` are all there are but the one in the summary; ``chance`` is of that one. ``about`` tells of the chart
    and its limits, ``rules`` of what each rule looks for.
    """

    signals: Sequence[str]
    chance: str
    about: Sequence[str]
    rules: Sequence[Rule]


def reading(found: Satisfaction) -> Reading | None:
    """None where nothing is charted."""
    latest = found.charted.latest
    if latest is None or latest.chart is None:
        return None
    return Reading(
        signals=signals.told(found.signals, signals.names_of(found), found.look.by)[1:],
        chance=signals.by_chance(found),
        about=[_why(latest.chart), *_whose(found, latest), *_so_far(found), *_together(found)],
        rules=[_rule(rule, found) for rule in _codes(latest.chart)],
    )


def kind_of(found: Satisfaction, latest: "Stretch", chart: "Chart") -> str:
    """In a line: which chart, by which rules, with whose limits; since when, where the scale changed."""
    by, kept = found.look.by, found.charted.chart.kept_of(latest)
    said = of_shown(chart, by) if chart.kind == "run" or kept is None else of_kept(chart, kept, by)
    since = found.periods[latest.start].first
    if latest.start == 0 or (kept is not None and kept.begins_on == since):
        return said
    return _("%(chart)s · since %(month)s") % {"chart": said, "month": periods.name(since, by)}


def of_kept(chart: "Chart", kept: Kept, by: By) -> str:
    """In a line: a chart by limits that are kept."""
    named = {"chart": _name(chart), **_ends(kept, by)}
    return _("%(chart)s · NHS rules · limits of %(first)s to %(last)s") % named


def of_shown(chart: "Chart", by: By) -> str:
    """The same of a chart whose limits come from the periods that it shows."""
    named = {"chart": _name(chart), "periods": periods.count_of(chart.baseline, by)}
    if chart.kind == "run":
        return _("Run chart · median of %(periods)s") % named
    return _("%(chart)s · NHS rules · provisional limits, from the %(periods)s shown") % named


def _ends(kept: Kept, by: By) -> dict[str, str]:
    last = begin(day=kept.baseline_until - timedelta(days=1), by=by)
    return {"first": periods.name(kept.begins_on, by), "last": periods.name(last, by)}


def _name(chart: "Chart") -> str:
    return {
        "p": _("p chart"),
        "p-prime": _("Laney p′ chart"),
        "u": _("u chart"),
        "u-prime": _("Laney u′ chart"),
        "xmr": _("XmR chart"),
    }.get(chart.kind, chart.kind)


def _why(chart: "Chart") -> str:
    if chart.kind == "run":
        return _("A run chart around the median, because fewer than 12 points give no limits that could be trusted.")
    if chart.kind == "p-prime":
        return _(
            "A Laney p′ chart, because the periods differ by more than the chance of who answered, "
            "so its band is widened by as much."
        )
    if chart.kind == "xmr":
        return _("An XmR chart, because there is one value for each period: its band follows from their ups and downs.")
    return _(
        "A p chart, because the periods differ no more than by the chance of who answered: "
        "with fewer answers its band is wider."
    )


def _whose(found: Satisfaction, latest: "Stretch") -> Sequence[str]:
    """Whose limits hold, and whether they would be others today."""
    kept = found.charted.chart.kept_of(latest)
    assert latest.chart is not None
    if kept is None:
        return [] if latest.chart.kind == "run" else [_provisional(found)]
    said = {**_ends(kept, found.look.by), "day": day(kept.drawn_on), "name": kept.drawn_by}
    drawn = (
        _("%(name)s drew the limits on %(day)s from %(first)s to %(last)s. They stay until somebody has a reason.")
        if kept.drawn_by
        else _("The limits were drawn on %(day)s from %(first)s to %(last)s. They stay until somebody has a reason.")
    ) % said
    few = [_("They come from fewer than 20 periods and are provisional.")] if latest.chart.is_provisional else []
    return [drawn, *few, *_moved(found, kept)]


def _provisional(found: Satisfaction) -> str:
    if found.charted.is_kept:
        return _("The limits are provisional: they move with the periods shown until 20 periods have ended.")
    return _(
        "The limits are provisional and move with the periods shown. They are kept for all answers "
        "by week, month, quarter and year, as the tree was."
    )


def _moved(found: Satisfaction, kept: Kept) -> Sequence[str]:
    moved = next((each for each in found.charted.chart.moved if each.kept == kept), None)
    ended = [each for each in found.periods if each.share.n and not each.is_unfinished]
    if moved is None or not ended:
        return []
    kind = found.meaning.kind
    return [
        _("The answers behind them have changed: drawn today, they would be %(now)s for %(period)s, not %(then)s.")
        % {
            "now": figures.limits(moved.now, ended[-1].share.n, kind),
            "then": figures.limits(kept.limits, ended[-1].share.n, kind),
            "period": periods.name(ended[-1].first, found.look.by),
        }
    ]


def _so_far(found: Satisfaction) -> Sequence[str]:
    if not found.periods[-1].is_unfinished:
        return []
    period = periods.name(found.periods[-1].first, found.look.by)
    return [
        _(
            "%(period)s has not ended. No limits come from it, and no run or trend counts it, for it may still change; "
            "only a band that widens with few answers can be left by it."
        )
        % {"period": period}
    ]


def _together(found: Satisfaction) -> Sequence[str]:
    if not found.charted.chance:
        return []
    many = round(sum(found.charted.chance.values()))
    said = {"charts": number(found.charted.charts), "count": number(many)}
    return [
        ngettext(
            "On all charts that you see (%(charts)s), all rules together raise about %(count)s signal a year "
            "by chance.",
            "On all charts that you see (%(charts)s), all rules together raise about %(count)s signals a year "
            "by chance.",
            many,
        )
        % said
    ]


def _codes(chart: "Chart") -> Sequence[str]:
    if chart.kind == "run":
        return (signal_rules.RUN_TOO_LONG, signal_rules.TOO_FEW_CROSSINGS)
    return [rule.code for rule in chart.rules.rules]


def _rule(code: str, found: Satisfaction) -> Rule:
    name, says = {
        signal_rules.BEYOND_LIMITS: (_("Beyond a limit"), _("a point outside the band")),
        signal_rules.TWO_OF_THREE: (
            _("Two of three"),
            _("two of three points in a row in the outer third of the band, on the same side"),
        ),
        signal_rules.RUN_ON_ONE_SIDE: (_("A run"), _("seven points in a row above the centre, or seven below it")),
        signal_rules.TREND: (_("A trend"), _("seven points in a row, each higher than the last, or each lower")),
        signal_rules.RUN_TOO_LONG: (
            _("A long run"),
            _("more points in a row on one side of the median than chance explains"),
        ),
        signal_rules.TOO_FEW_CROSSINGS: (
            _("Few crossings"),
            _("the line crosses the median more seldom than chance explains"),
        ),
    }[code]
    chance = found.charted.chance.get(code)
    return Rule(name, says, "" if chance is None else signals.in_brief(chance))


def day(on: date) -> str:
    return formats.date_format(on, pgettext("day, as Django's date filter reads it", "j F Y"))
