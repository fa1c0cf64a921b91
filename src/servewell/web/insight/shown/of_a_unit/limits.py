"""The limits of a chart, who drew them and why, and the form to draw them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import By, Kept, Satisfaction, begin
from servewell.web.insight.forms import RebaseForm
from servewell.web.insight.shown import periods
from servewell.web.insight.shown.looking import fields_of
from servewell.web.insight.shown.of_a_unit.reading import day
from servewell.web.kit import charts


@dataclass(frozen=True)
class Phase:
    """Limits that hold from a period on; ``withdraw_url`` is empty for who may not take them back."""

    key: int
    since: str
    says: str
    aside: str
    withdraw_url: str


@dataclass(frozen=True)
class Limited:
    """A chart of which limits are kept: ``all_kept``, in their order. ``ended``: the first days of the periods shown
    that have ended. ``fields`` of a form lead back to the page. ``name`` begins the names of the form's parts.
    """

    all_kept: Sequence[Kept]
    by: By
    may_rebase: bool
    ended: Sequence[date]
    is_past: bool
    url: str
    withdraw_url: str
    fields: Sequence[tuple[str, str]]
    name: str = "rebase"


@dataclass(frozen=True)
class KeptLimits:
    """``form`` is None for who may not draw limits anew, and where too few periods have ended for that."""

    phases: Sequence[Phase]
    form: RebaseForm | None
    is_open: bool
    url: str
    kept: Sequence[tuple[str, str]]


def limited(found: Satisfaction) -> Limited:
    """The chart of a satisfaction page."""
    return Limited(
        all_kept=found.charted.all_kept,
        by=found.look.by,
        may_rebase=found.charted.may_rebase,
        ended=[each.first for each in found.periods if not each.is_unfinished],
        is_past=found.is_past,
        url=reverse("insight:rebase", args=[found.unit.code]),
        withdraw_url=reverse("insight:take-back-limits", args=[found.unit.code]),
        fields=fields_of(found.look),
    )


def kept_limits(of: Limited, *, refused: RebaseForm | None = None) -> KeptLimits | None:
    """None where none are kept."""
    if not of.all_kept:
        return None
    offered = offered_periods(of)
    form = refused or (RebaseForm(periods=offered, name=of.name) if offered and of.may_rebase else None)
    return KeptLimits(
        phases=[_phase(of, each) for each in of.all_kept],
        form=form,
        is_open=refused is not None,
        url=of.url,
        kept=of.fields,
    )


def offered_periods(of: Limited) -> Sequence[tuple[str, str]]:
    """The periods shown from which limits could be drawn: after the last, with enough that have ended from there on."""
    last = of.all_kept[-1].begins_on
    possible = of.ended if of.is_past else of.ended[: max(0, len(of.ended) - terms.FEWEST_TO_REBASE + 1)]
    return [(first.isoformat(), periods.name(first, of.by)) for first in possible if first > last]


def notes(kept: Sequence[Kept], firsts: Sequence[date]) -> Sequence[charts.Note]:
    """Where in the chart of periods that begin on ``firsts`` other limits begin to hold, but for the first of all."""
    anew = [each for each in kept if each.drawn_by and each.begins_on in firsts]
    return [charts.Note(firsts.index(each.begins_on), _("new limits")) for each in anew]


def _phase(of: Limited, kept: Kept) -> Phase:
    last = begin(day=kept.baseline_until - timedelta(days=1), by=of.by)
    said = {
        "name": kept.drawn_by,
        "day": day(kept.drawn_on),
        "first": periods.name(kept.begins_on, of.by),
        "last": periods.name(last, of.by),
    }
    is_last = kept == of.all_kept[-1]
    return Phase(
        key=kept.key,
        since=_("From %(period)s") % {"period": said["first"]},
        says=kept.reason or _("The first limits of this chart."),
        aside=(
            _("drawn anew by %(name)s on %(day)s, from %(first)s to %(last)s")
            if kept.drawn_by
            else _("drawn on %(day)s, from %(first)s to %(last)s")
        )
        % said,
        withdraw_url=of.withdraw_url if kept.drawn_by and is_last and of.may_rebase else "",
    )
