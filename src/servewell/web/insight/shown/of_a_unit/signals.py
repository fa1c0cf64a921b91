"""What the rules found on a chart, a sentence each, and how often chance alone would find as much."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.stats import rules as signal_rules
from servewell.rooms.insight.selectors import By
from servewell.rooms.insight.terms import WINDOWS, Verdict
from servewell.web.insight.shown import periods
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.engines.stats import Chart, Signal
    from servewell.rooms.insight.selectors import Satisfaction

FEWEST_PER_YEAR = 0.01
AS_GOOD_AS_ONE = 0.67


def told(found: "Sequence[Signal]", names: Sequence[str], by: By) -> Sequence[str]:
    """All signals, the latest first; points beyond a limit on one side are told together. ``names`` of the periods."""
    latest = sorted(found, key=lambda each: each.points[-1], reverse=True)
    said = []
    for kind in dict.fromkeys((each.rule, each.side) for each in latest):
        alike = [each for each in latest if (each.rule, each.side) == kind]
        if kind[0] == signal_rules.BEYOND_LIMITS:
            said.append(_beyond(alike, names, by))
        else:
            said += [signal(each, names, by) for each in alike]
    return said


def names_of(found: "Satisfaction") -> Sequence[str]:
    return [periods.name(each.first, found.look.by) for each in found.periods]


def summary(
    chart: "Chart", found: "Sequence[Signal]", names: Sequence[str], by: By, verdict: Verdict | None = None
) -> str:
    """One sentence: the signal that reaches furthest towards today, or that there is none.

    ``verdict`` on the latest periods together: where no point speaks by itself, they may do so together.
    """
    all_told = told(found, names, by)
    return all_told[0] if all_told else _calm(chart, by, verdict)


def signal(found: "Signal", names: Sequence[str], by: By) -> str:
    """One signal by itself; ``names`` of the periods."""
    if found.rule == signal_rules.BEYOND_LIMITS:
        return _beyond([found], names, by)
    said = {
        "periods": periods.count_of(len(found.points), by),
        "first": names[found.points[0]],
        "last": names[found.points[-1]],
    }
    return _pattern(found) % said


def by_chance(found: "Satisfaction") -> str:
    """How often a signal like the latest comes by chance, over all charts that the reader sees; empty without one."""
    chance, signals = found.charted.chance, found.signals
    if not signals or not chance:
        return ""
    latest = max(signals, key=lambda each: each.points[-1])
    return so_often(chance.get(latest.rule, 0.0), charts=found.charted.charts)


def so_often(many: float, *, charts: int) -> str:
    """Of one rule: so many a year, or one in so many years."""
    said = {"charts": number(charts)}
    if many < FEWEST_PER_YEAR:
        if charts == 1:
            return _("On this chart, chance hardly ever raises such a signal.")
        return _("On all charts that you see (%(charts)s), chance hardly ever raises such a signal.") % said
    count = round(many) if many >= AS_GOOD_AS_ONE else round(1 / many)
    return _often(count, many >= AS_GOOD_AS_ONE, charts) % {**said, "count": number(count)}


def _often(count: int, is_a_year: bool, charts: int) -> str:
    if is_a_year and charts == 1:
        return ngettext(
            "On this chart, about %(count)s such signal a year comes by chance.",
            "On this chart, about %(count)s such signals a year come by chance.",
            count,
        )
    if is_a_year:
        return ngettext(
            "On all charts that you see (%(charts)s), about %(count)s such signal a year comes by chance.",
            "On all charts that you see (%(charts)s), about %(count)s such signals a year come by chance.",
            count,
        )
    if charts == 1:
        return ngettext(
            "On this chart, such a signal comes by chance about every year.",
            "On this chart, such a signal comes by chance about every %(count)s years.",
            count,
        )
    return ngettext(
        "On all charts that you see (%(charts)s), such a signal comes by chance about every year.",
        "On all charts that you see (%(charts)s), such a signal comes by chance about every %(count)s years.",
        count,
    )


def in_brief(many: float) -> str:
    """The same of one rule in a list of them, which says over how many charts."""
    if many < FEWEST_PER_YEAR:
        return _("hardly ever by chance")
    if many >= AS_GOOD_AS_ONE:
        return _("about %(count)s a year by chance") % {"count": number(round(many))}
    return _("about one in %(count)s years by chance") % {"count": number(max(2, round(1 / many)))}


def _calm(chart: "Chart", by: By, verdict: Verdict | None) -> str:
    points = sum(value is not None for value in chart.values)
    if chart.kind == "run" and points < signal_rules.POINTS_FOR_RUN_RULES:
        return _("There are too few points yet to tell a change from chance.")
    latest = {"periods": periods.count_of(WINDOWS[by].now, by)}
    if verdict is Verdict.BELOW:
        return _("No point by itself is more than chance; the latest (%(periods)s) together are worse.") % latest
    if verdict is Verdict.ABOVE:
        return _("No point by itself is more than chance; the latest (%(periods)s) together are better.") % latest
    return _("Nothing here is more than chance: nothing calls for an explanation.")


def _beyond(alike: Sequence["Signal"], names: Sequence[str], by: By) -> str:
    places = sorted({place for each in alike for place in each.points})
    said = {"period": names[places[-1]], "periods": periods.count_of(len(places), by)}
    is_above = alike[0].side == "above"
    if len(places) == 1:
        sentence = (
            _("%(period)s lies above the upper limit: this is hardly chance.")
            if is_above
            else _("%(period)s lies below the lower limit: this is hardly chance.")
        )
    else:
        sentence = (
            _("%(periods)s lie above the upper limit, most lately %(period)s: this is hardly chance.")
            if is_above
            else _("%(periods)s lie below the lower limit, most lately %(period)s: this is hardly chance.")
        )
    return sentence % said


def _pattern(found: "Signal") -> str:
    is_above = found.side == "above"
    if found.rule == signal_rules.TREND:
        if found.side == "rising":
            return _("Rising without a break from %(first)s to %(last)s (%(periods)s): this is hardly chance.")
        return _("Falling without a break from %(first)s to %(last)s (%(periods)s): this is hardly chance.")
    if found.rule == signal_rules.TWO_OF_THREE:
        if is_above:
            return _("Around %(last)s two of three points lie close to the upper limit: this is hardly chance.")
        return _("Around %(last)s two of three points lie close to the lower limit: this is hardly chance.")
    if found.rule == signal_rules.TOO_FEW_CROSSINGS:
        return _("The points cling to one side of the median and then to the other: this is hardly chance.")
    if is_above:
        return _("From %(first)s to %(last)s all lie above the centre (%(periods)s): this is hardly chance.")
    return _("From %(first)s to %(last)s all lie below the centre (%(periods)s): this is hardly chance.")
