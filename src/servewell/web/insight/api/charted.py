"""The chart of a unit as JSON: every period with its limits, the rules and what they say."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from servewell.rooms.insight.selectors import By, period_name
from servewell.rooms.insight.terms import Standing
from servewell.web.insight.api.sharing import ShareTold, share_of
from servewell.web.insight.shown import periods
from servewell.web.insight.shown.of_a_unit import aims, reading, signals

if TYPE_CHECKING:
    from servewell.engines.stats import Signal, Stretch
    from servewell.rooms.insight.selectors import Break, Satisfaction

LIMITS = ("centre", "lower", "upper")


class PeriodTold(ShareTold):
    """One period of the calendar, with the limits that hold there."""

    period: str
    first: date = Field(description=gettext_noop("The first day of the period."))
    is_unfinished: bool = Field(description=gettext_noop("It has not ended: more answers may come."))
    centre: float | None
    lower: float | None
    upper: float | None
    target: float | None = Field(description=gettext_noop("What the figure was to reach then."))
    year_before: float | None = Field(description=gettext_noop("The same period of the year before, where it is told."))
    former: float | None = Field(description=gettext_noop("By the definition before, where that is another one."))


class ChartTold(Schema):
    """What a stretch of periods is judged by."""

    first: str = Field(description=gettext_noop("Its first period."))
    last: str = Field(description=gettext_noop("Its last period."))
    chart: str | None = Field(description=gettext_noop("run, p, p-prime or xmr; null where nobody answered."))
    rules: str | None
    baseline: int | None = Field(description=gettext_noop("How many periods the limits come from."))
    is_provisional: bool | None
    kept_since: date | None = Field(description=gettext_noop("Whose limits hold, of those kept; null for provisional."))
    says: str | None = Field(description=gettext_noop("The chart named, in your language."))


class SignalTold(Schema):
    """What is more than chance."""

    rule: str
    side: str
    periods: list[str]
    says: str = Field(description=gettext_noop("In your language."))


class BreakTold(Schema):
    """Where a scale or a meaning changed: nothing is compared across it."""

    since: date
    instrument: str
    item: str
    before: str
    after: str


def charted(found: "Satisfaction") -> Mapping[str, object]:
    by = found.look.by
    is_private = found.standing is Standing.PRIVATE
    codes = [period_name(first_day=each.first, by=by) for each in found.periods]
    names = [periods.name(each.first, by) for each in found.periods]
    limits, lines = _limits(found), _lines(found)
    return {
        "periods": [
            {
                **share_of(each.share, is_private=is_private),
                **limits[place],
                **{name: line[place] for name, line in lines.items()},
                "period": codes[place],
                "first": each.first,
                "is_unfinished": each.is_unfinished,
            }
            for place, each in enumerate(found.periods)
        ],
        "charts": [_chart(found, each, codes) for each in found.stretches],
        "signals": [signal_told(each, codes, names, by) for each in found.signals],
        "breaks": [_break(each) for each in found.breaks],
    }


def _lines(found: "Satisfaction") -> "Mapping[str, Sequence[float | None]]":
    """The lines beside the figure's own; of a line that is not drawn there is nothing to tell."""
    nothing = [None] * len(found.periods)
    return {
        "target": aims.line(found),
        "year_before": found.charted.year_before or nothing,
        "former": found.former.values if found.former else nothing,
    }


def _limits(found: "Satisfaction") -> "list[dict[str, float | None]]":
    limits: list[dict[str, float | None]] = [dict.fromkeys(LIMITS) for _ in found.periods]
    for stretch in found.stretches:
        if stretch.chart is not None:
            columns = {name: getattr(stretch.chart, name) for name in LIMITS}
            for place in range(stretch.start, stretch.until):
                limits[place] = {name: column[place - stretch.start] for name, column in columns.items()}
    return limits


def _chart(found: "Satisfaction", stretch: "Stretch", codes: "list[str]") -> Mapping[str, object]:
    chart, kept = stretch.chart, found.charted.chart.kept_of(stretch)
    return {
        "first": codes[stretch.start],
        "last": codes[stretch.until - 1],
        "chart": chart.kind if chart else None,
        "rules": chart.rules.code if chart else None,
        "baseline": chart.baseline if chart else None,
        "is_provisional": chart.is_provisional if chart else None,
        "kept_since": kept.begins_on if kept else None,
        "says": reading.kind_of(found, stretch, chart) if chart else None,
    }


def signal_told(signal: "Signal", codes: Sequence[str], names: Sequence[str], by: By) -> Mapping[str, object]:
    return {
        "rule": signal.rule,
        "side": signal.side,
        "periods": [codes[place] for place in signal.points],
        "says": signals.signal(signal, names, by),
    }


def _break(each: "Break") -> Mapping[str, object]:
    return {
        "since": each.since,
        "instrument": each.instrument,
        "item": each.item,
        "before": f"{each.before.worst:g} to {each.before.best:g}",
        "after": f"{each.after.worst:g} to {each.after.best:g}",
    }
