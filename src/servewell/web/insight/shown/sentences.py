"""What figures and charts say, in whole sentences: a finding where there is one, and else that there is none."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.stats import rules as signal_rules
from servewell.rooms.insight.selectors import Break, By, Satisfaction
from servewell.rooms.insight.terms import Standing, Verdict
from servewell.web.insight.shown import periods
from servewell.web.kit import moments
from servewell.web.kit.figures import number, scale

if TYPE_CHECKING:
    from servewell.engines.stats import Chart, Signal
    from servewell.rooms.people.models import Unit

BREAKS_TOLD = 3


class Dated(Protocol):
    """Figures of a unit that know as of when they are."""

    @property
    def unit(self) -> "Unit": ...
    @property
    def fresh_at(self) -> "datetime | None": ...
    @property
    def waiting_since(self) -> "datetime | None": ...


def finding(found: Satisfaction) -> str:
    """The page's title."""
    unit = str(found.unit.name)
    if found.standing is Standing.SILENT:
        return _("%(unit)s: no answers yet") % {"unit": unit}
    if found.standing is Standing.PRIVATE:
        return _("%(unit)s: too few to show without telling who they are") % {"unit": unit}
    if not found.look.is_whole:
        return _of_some(found)
    if found.standing is Standing.TOO_FEW:
        return _("%(unit)s: too few answers to say yet") % {"unit": unit}
    names = [in_a_sentence(str(aspect.name)) for aspect in found.aspects if aspect.stands_out]
    if found.verdict is Verdict.BELOW:
        return _worse(unit, names)
    if (fallen := _period_below_limits(found)) is not None:
        return _("%(unit)s: %(month)s lies below what chance explains") % {"unit": unit, "month": fallen}
    if found.standing is Standing.EVEN:
        return _("%(unit)s: no aspect stands out") % {"unit": unit}
    return _exceptions(unit, names)


def _of_some(found: Satisfaction) -> str:
    """Of an aspect, a question or some of the customers: how they stand against the year before."""
    said = {"unit": str(found.unit.name), "about": "; ".join(periods.chosen(found))}
    if found.standing is Standing.TOO_FEW:
        return _("%(unit)s, %(about)s: too few answers to say yet") % said
    return {
        None: _("%(unit)s, %(about)s: nothing to compare with yet"),
        Verdict.ABOVE: _("%(unit)s, %(about)s: better than the year before"),
        Verdict.BELOW: _("%(unit)s, %(about)s: worse than the year before"),
        Verdict.SAME: _("%(unit)s, %(about)s: cannot be told apart from the year before"),
        Verdict.WITHHELD: _("%(unit)s, %(about)s: not compared with the year before, because the scale changed"),
    }[found.verdict] % said


def _worse(unit: str, names: Sequence[str]) -> str:
    """The whole comes first: a promise that is kept less than it was is not kept "except on"."""
    if not names:
        return _("%(unit)s does worse than the year before, on no aspect more than on others") % {"unit": unit}
    if len(names) == 1:
        said = {"unit": unit, "aspect": names[0]}
        return _("%(unit)s does worse than the year before, most of all on %(aspect)s") % said
    if len(names) == 2:
        said = {"unit": unit, "first": names[0], "second": names[1]}
        return _("%(unit)s does worse than the year before, most of all on %(first)s and %(second)s") % said
    return ngettext(
        "%(unit)s does worse than the year before, most of all on %(count)s aspect",
        "%(unit)s does worse than the year before, most of all on %(count)s aspects",
        len(names),
    ) % {"unit": unit, "count": number(len(names))}


def _period_below_limits(found: Satisfaction) -> str | None:
    """The latest period with answers, where the chart says that it lies below its limits."""
    latest = max((place for place, each in enumerate(found.periods) if each.share.n), default=-1)
    fallen = any(
        latest in signal.points
        for signal in found.signals
        if (signal.rule, signal.side) == (signal_rules.BEYOND_LIMITS, "below")
    )
    return periods.name(found.periods[latest].first, found.look.by) if fallen else None


def _exceptions(unit: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return _("%(unit)s keeps its promise, except on %(aspect)s") % {"unit": unit, "aspect": names[0]}
    if len(names) == 2:
        said = {"unit": unit, "first": names[0], "second": names[1]}
        return _("%(unit)s keeps its promise, except on %(first)s and %(second)s") % said
    return ngettext(
        "%(unit)s falls behind on %(count)s aspect", "%(unit)s falls behind on %(count)s aspects", len(names)
    ) % {"unit": unit, "count": number(len(names))}


def in_a_sentence(name: str) -> str:
    """An aspect's name begins with a capital letter where it stands alone."""
    return name[:1].lower() + name[1:]


def month(on: date) -> str:
    return periods.name(on, By.MONTH)


def months_offered(months: Sequence[date]) -> Sequence[tuple[str, str]]:
    """To choose from in a form."""
    return [(f"{each:%Y-%m}", month(each)) for each in months]


def freshness(found: "Dated") -> Sequence[str]:
    if found.fresh_at is None:
        return (_("No answers have reached the figures yet."),)
    said = [_("Figures as of %(moment)s.") % {"moment": moments.moment(found.fresh_at, found.unit.zone)}]
    if found.waiting_since is not None:
        since = moments.moment(found.waiting_since, found.unit.zone)
        said.append(_("What arrived since %(moment)s is on its way into them.") % {"moment": since})
    return said


def kind_of(chart: "Chart", *, since: str = "") -> str:
    """Which chart, by which rules, with limits from when; ``since`` the scale changed last."""
    said = _kind(chart) % {"months": number(chart.baseline)}
    if not since:
        return said
    return _("%(chart)s · since %(month)s") % {"chart": said, "month": since}


def _kind(chart: "Chart") -> str:
    if chart.kind == "xmr":
        return _kind_of_means(chart)
    if chart.kind == "run":
        sentence = ngettext(
            "Run chart · median of %(months)s month", "Run chart · median of %(months)s months", chart.baseline
        )
    elif chart.kind == "p-prime" and chart.is_provisional:
        sentence = ngettext(
            "Laney p′ · NHS rules · provisional limits from %(months)s month",
            "Laney p′ · NHS rules · provisional limits from %(months)s months",
            chart.baseline,
        )
    elif chart.kind == "p-prime":
        sentence = ngettext(
            "Laney p′ · NHS rules · limits from %(months)s month",
            "Laney p′ · NHS rules · limits from %(months)s months",
            chart.baseline,
        )
    elif chart.is_provisional:
        sentence = ngettext(
            "p chart · NHS rules · provisional limits from %(months)s month",
            "p chart · NHS rules · provisional limits from %(months)s months",
            chart.baseline,
        )
    else:
        sentence = ngettext(
            "p chart · NHS rules · limits from %(months)s month",
            "p chart · NHS rules · limits from %(months)s months",
            chart.baseline,
        )
    return sentence


def _kind_of_means(chart: "Chart") -> str:
    if chart.is_provisional:
        return ngettext(
            "XmR chart · NHS rules · provisional limits from %(months)s month",
            "XmR chart · NHS rules · provisional limits from %(months)s months",
            chart.baseline,
        )
    return ngettext(
        "XmR chart · NHS rules · limits from %(months)s month",
        "XmR chart · NHS rules · limits from %(months)s months",
        chart.baseline,
    )


def breaks(found: Sequence[Break]) -> Sequence[str]:
    """What changed, the latest last; earlier changes are marked in the chart and its table."""
    told = [_break(each) for each in found[-BREAKS_TOLD:]]
    earlier = len(found) - len(told)
    if not earlier:
        return told
    more = ngettext(
        "%(count)s earlier change of scale is marked in the table.",
        "%(count)s earlier changes of scale are marked in the table.",
        earlier,
    ) % {"count": number(earlier)}
    return [more, *told]


def _break(each: Break) -> str:
    said = {
        "month": month(each.since),
        "instrument": each.instrument,
        "before": scale(each.before.worst, each.before.best),
        "after": scale(each.after.worst, each.after.best),
    }
    if each.before == each.after:
        return (
            _(
                "From %(month)s the answers to “%(instrument)s” are meant in another sense. "
                "The two stretches are not compared."
            )
            % said
        )
    return (
        _(
            "From %(month)s the question of “%(instrument)s” has a scale of %(after)s; before it %(before)s. "
            "The two stretches are not compared."
        )
        % said
    )


def summary(chart: "Chart", signals: "Sequence[Signal]", names: Sequence[str]) -> str:
    """One sentence: the signal that reaches furthest towards today, or that there is none."""
    if not signals:
        return _calm(chart)
    last = max(signals, key=lambda each: each.points[-1])
    alike = [each for each in signals if (each.rule, each.side) == (last.rule, last.side)]
    places = sorted({place for each in alike for place in each.points})
    if last.rule == signal_rules.BEYOND_LIMITS:
        return _beyond(last, len(places), names[places[-1]])
    return _told(last, names)


def signal(found: "Signal", names: Sequence[str]) -> str:
    """One signal by itself; ``names`` of the periods."""
    if found.rule == signal_rules.BEYOND_LIMITS:
        return _beyond(found, len(found.points), names[found.points[-1]])
    return _told(found, names)


def _told(found: "Signal", names: Sequence[str]) -> str:
    said = {
        "count": number(len(found.points)),
        "first": names[found.points[0]],
        "last": names[found.points[-1]],
    }
    return _pattern(found) % said


def _calm(chart: "Chart") -> str:
    points = sum(value is not None for value in chart.values)
    if chart.kind == "run" and points < signal_rules.POINTS_FOR_RUN_RULES:
        return _("There are too few months yet to tell a change from chance.")
    return _("Nothing here is more than chance: no month calls for an explanation.")


def _beyond(signal: "Signal", count: int, last: str) -> str:
    if signal.side == "above":
        sentence = ngettext(
            "%(month)s lies above the upper limit: this is not chance.",
            "%(count)s months lie above the upper limit, the last of them %(month)s: this is not chance.",
            count,
        )
    else:
        sentence = ngettext(
            "%(month)s lies below the lower limit: this is not chance.",
            "%(count)s months lie below the lower limit, the last of them %(month)s: this is not chance.",
            count,
        )
    return sentence % {"count": number(count), "month": last}


def _pattern(signal: "Signal") -> str:
    count = len(signal.points)
    if signal.rule == signal_rules.TREND:
        return _trend(signal, count)
    if signal.rule == signal_rules.TWO_OF_THREE:
        return _near_the_limit(signal)
    if signal.rule == signal_rules.TOO_FEW_CROSSINGS:
        return _("The months cling to one side of the median and then to the other: this is not chance.")
    if signal.side == "above":
        return ngettext(
            "%(count)s month in a row lies above the centre, from %(first)s to %(last)s: this is not chance.",
            "%(count)s months in a row lie above the centre, from %(first)s to %(last)s: this is not chance.",
            count,
        )
    return ngettext(
        "%(count)s month in a row lies below the centre, from %(first)s to %(last)s: this is not chance.",
        "%(count)s months in a row lie below the centre, from %(first)s to %(last)s: this is not chance.",
        count,
    )


def _trend(signal: "Signal", count: int) -> str:
    if signal.side == "rising":
        return ngettext(
            "%(count)s month rises, from %(first)s to %(last)s: this is not chance.",
            "%(count)s months in a row rise, from %(first)s to %(last)s: this is not chance.",
            count,
        )
    return ngettext(
        "%(count)s month falls, from %(first)s to %(last)s: this is not chance.",
        "%(count)s months in a row fall, from %(first)s to %(last)s: this is not chance.",
        count,
    )


def _near_the_limit(signal: "Signal") -> str:
    if signal.side == "above":
        return _("Around %(last)s two of three months lie close to the upper limit: this is hardly chance.")
    return _("Around %(last)s two of three months lie close to the lower limit: this is hardly chance.")
