"""What stands beside a unit's chart, as JSON: its target, the limits that are kept, chance, the former definition."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from servewell.base import today
from servewell.rooms.insight.terms import Standing
from servewell.web.insight.api.sharing import ShareTold, share_of
from servewell.web.insight.shown.of_a_unit import signals

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Chart, Kept, Satisfaction, Share


class TargetTold(Schema):
    """What a figure is to reach."""

    value: float = Field(description=gettext_noop("A share from 0 to 1, or a mean on its scale."))
    since: date
    set_by: str
    set_on: date
    at_unit: str | None = Field(description=gettext_noop("The unit above that has it, by name; null for this one."))
    reach: str | None = Field(description=gettext_noop("reached, missed or open; null where nothing can be said."))


class LimitsTold(Schema):
    """Limits that were drawn once and are kept until others take their place."""

    since: date = Field(description=gettext_noop("The first day on which they hold."))
    drawn_until: date = Field(description=gettext_noop("The last day from whose answers they were drawn."))
    chart: str
    centre: float
    reason: str | None = Field(description=gettext_noop("Why they were drawn anew; null for the first."))
    drawn_by: str | None = Field(description=gettext_noop("Null where Servewell drew them."))
    drawn_on: date


class ChartedLimitsTold(LimitsTold):
    """As the chart that is told has them."""

    is_holding: bool = Field(description=gettext_noop("They hold in some of the periods told here."))
    would_differ: bool = Field(description=gettext_noop("The answers behind them have changed since."))


class ChanceTold(Schema):
    """How many signals come by chance, though nothing happens."""

    a_year: float = Field(description=gettext_noop("By all rules together."))
    by_rule: dict[str, float] = Field(description=gettext_noop("Signals a year, by rule."))
    charts: int = Field(description=gettext_noop("On so many charts: all of the kind that you see."))
    says: str = Field(description=gettext_noop("Of the latest signal, in your language; empty without one."))


class FormerTold(Schema):
    """The same answers by the definition before, told beside the newer one and never compared with it."""

    version: int
    until: date = Field(description=gettext_noop("When the newer one took its place."))
    kind: str
    definition: str = Field(description=gettext_noop("What was counted, in your language."))
    figure: ShareTold


def beside(found: "Satisfaction") -> dict[str, object]:
    return {
        "target": target_of(found, found.look.aspect or "", found.share),
        "kept_limits": [charted_limits_told(found.charted.chart, each) for each in found.charted.all_kept],
        "chance": _chance(found),
        "former": _former(found),
    }


def target_of(found: "Satisfaction", aspect: str, share: "Share") -> dict[str, object] | None:
    """What holds on the last day that is told, and whether the figure reaches it."""
    held = found.charted.target(found.spans.on, kind=found.meaning.kind, aspect=aspect)
    if held is None:
        return None
    is_private = found.standing is Standing.PRIVATE
    return {
        "value": held.value,
        "since": held.from_on,
        "set_by": held.set_by,
        "set_on": held.set_on,
        "at_unit": None if held.unit_name is None else str(held.unit_name),
        "reach": None if is_private else held.reach(share),
    }


def limits_told(kept: "Kept") -> dict[str, object]:
    return {
        "since": kept.begins_on,
        "drawn_until": kept.baseline.last_on,
        "chart": kept.limits.kind,
        "centre": kept.limits.centre,
        "reason": kept.reason or None,
        "drawn_by": kept.drawn_by or None,
        "drawn_on": kept.drawn_on,
    }


def charted_limits_told(chart: "Chart", kept: "Kept") -> dict[str, object]:
    """Of a chart that may be drawn by others of its limits."""
    return {
        **limits_told(kept),
        "is_holding": kept in chart.kept,
        "would_differ": any(each.kept == kept for each in chart.moved),
    }


def _chance(found: "Satisfaction") -> dict[str, object] | None:
    """None where nothing is known of it, as of run charts."""
    charted = found.charted
    if not charted.chance:
        return None
    return {
        "a_year": sum(charted.chance.values()),
        "by_rule": dict(charted.chance),
        "charts": charted.charts,
        "says": signals.by_chance(found),
    }


def _former(found: "Satisfaction") -> dict[str, object] | None:
    former = found.former
    if former is None:
        return None
    return {
        "version": former.meaning.version,
        "until": today.day_in(found.unit.zone, at=former.until),
        "kind": former.meaning.kind.value,
        "definition": str(former.meaning.definition),
        "figure": share_of(former.share),
    }
