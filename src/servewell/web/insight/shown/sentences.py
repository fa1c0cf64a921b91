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
    if not (found.look.is_whole and found.meaning.is_by_aspect):
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
    """Of an aspect, a question, some of the customers or a figure without aspects: against the year before."""
    figure = [] if found.meaning.is_by_aspect else [str(found.meaning.title)]
    said = {"unit": str(found.unit.name), "about": "; ".join([*figure, *periods.chosen(found)])}
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
    return as_of(found.fresh_at, found.waiting_since, found.unit.zone)


def as_of(fresh_at: datetime | None, waiting_since: datetime | None, zone: str) -> Sequence[str]:
    """Up to when answers are in the figures, and since when others wait to get into them."""
    if fresh_at is None:
        return (_("No answers have reached the figures yet."),)
    said = [_("Figures as of %(moment)s.") % {"moment": moments.moment(fresh_at, zone)}]
    if waiting_since is not None:
        since = moments.moment(waiting_since, zone)
        said.append(_("What arrived since %(moment)s is on its way into them.") % {"moment": since})
    return said


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
