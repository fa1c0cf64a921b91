"""The limits of a chart, who drew them and why, and the form to draw them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import Kept, Satisfaction, begin
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
class KeptLimits:
    """``form`` is None for who may not draw limits anew, and where too few periods have ended for that."""

    phases: Sequence[Phase]
    form: RebaseForm | None
    is_open: bool
    url: str
    kept: Sequence[tuple[str, str]]


def kept_limits(found: Satisfaction, *, refused: RebaseForm | None = None) -> KeptLimits | None:
    """None where none are kept."""
    if not found.charted.all_kept:
        return None
    offered = offered_periods(found)
    form = refused or (RebaseForm(periods=offered) if offered and found.charted.may_rebase else None)
    return KeptLimits(
        phases=[_phase(found, each) for each in found.charted.all_kept],
        form=form,
        is_open=refused is not None,
        url=reverse("insight:rebase", args=[found.unit.code]),
        kept=fields_of(found.look),
    )


def offered_periods(found: Satisfaction) -> Sequence[tuple[str, str]]:
    """The periods shown from which limits could be drawn: after the last, with enough that have ended from there on."""
    last = found.charted.all_kept[-1].begins_on
    ended = [each.first for each in found.periods if not each.is_unfinished]
    possible = ended if found.is_past else ended[: max(0, len(ended) - terms.FEWEST_TO_REBASE + 1)]
    return [(each.isoformat(), periods.name(each, found.look.by)) for each in possible if each > last]


def notes(found: Satisfaction) -> Sequence[charts.Note]:
    """Where in the chart other limits begin to hold, but for the first that are kept."""
    firsts = [each.first for each in found.periods]
    anew = [each for each in found.charted.chart.kept if each.drawn_by and each.begins_on in firsts]
    return [charts.Note(firsts.index(each.begins_on), _("new limits")) for each in anew]


def _phase(found: Satisfaction, kept: Kept) -> Phase:
    by = found.look.by
    last = begin(day=kept.baseline_until - timedelta(days=1), by=by)
    said = {
        "name": kept.drawn_by,
        "day": day(kept.drawn_on),
        "first": periods.name(kept.begins_on, by),
        "last": periods.name(last, by),
    }
    is_last = kept == found.charted.all_kept[-1]
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
        withdraw_url=(
            reverse("insight:take-back-limits", args=[found.unit.code])
            if kept.drawn_by and is_last and found.charted.may_rebase
            else ""
        ),
    )
