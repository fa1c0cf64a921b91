"""How often the promise to answer by a time was kept: now, month by month and unit by unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines import tables
from servewell.engines.stats import rules as signal_rules
from servewell.rooms.cases import selectors as cases
from servewell.web.kit import charts
from servewell.web.kit.components import Chip, Definition, Figure, Link
from servewell.web.kit.figures import from_to, number, percent, share_figure, signed
from servewell.web.reports.shown.asked import (
    Frame,
    listed,
    month_said,
    months_said,
    short_month,
    span_in_address,
    span_said,
    whose,
)

if TYPE_CHECKING:
    from servewell.engines.stats import Chart, Signal

HUNDREDTHS = 100


@dataclass(frozen=True)
class Row:
    """``chip`` where it can be told apart; ``link`` to those that were not answered in time."""

    name: str
    share: str
    between: str
    count: str
    chip: Chip | None
    link: Link | None


@dataclass(frozen=True)
class KeptPage:
    title: str
    frame: Frame
    figure: Figure
    chart: charts.Chart | None
    months: Sequence[Row]
    units: Sequence[Row]
    units_say: str
    definitions: Sequence[Definition]


def page(found: cases.Keeping, frame: Frame) -> KeptPage:
    return KeptPage(
        title=_title(found),
        frame=frame,
        figure=_figure(found),
        chart=_chart(found),
        months=[_month(found, each) for each in reversed(found.months) if each.kept.due],
        units=[_unit(found, each) for each in found.units],
        units_say=_units_say(found.units),
        definitions=_definitions(found),
    )


def _title(found: cases.Keeping) -> str:
    unit, share = {"unit": found.look.unit.name}, found.now.share
    if share is None:
        return _("%(unit)s: no case was to be answered in that time") % unit
    said = {**unit, "share": percent(share.value)}
    if found.change is None:
        return _("%(unit)s answered %(share)s in time") % said
    if found.change.value > 0:
        return _("%(unit)s answered %(share)s in time, more than before") % said
    return _("%(unit)s answered %(share)s in time, fewer than before") % said


def _figure(found: cases.Keeping) -> Figure:
    share = found.now.share
    return share_figure(
        label=_("Answered by the time that was promised, %(months)s") % {"months": span_said(found.look.now)},
        value=share.value if share else None,
        low=share.low if share else None,
        high=share.high if share else None,
        n=found.now.due,
        count=_of(found.now),
        chip=_change_chip(found),
    )


def _of(kept: cases.KeptIn) -> str:
    return ngettext("%(kept)s of %(due)s case", "%(kept)s of %(due)s cases", kept.due) % {
        "kept": number(kept.kept), "due": number(kept.due),
    }  # fmt: skip


def _change_chip(found: cases.Keeping) -> Chip | None:
    if not found.now.due or not found.before.due:
        return None
    if found.change is None:
        return Chip(_("cannot be told apart from the %(months)s before") % {"months": months_said(found.look.months)})
    said = {"points": signed(found.change.value * HUNDREDTHS), "months": months_said(found.look.months)}
    return Chip(_("%(points)s points to the %(months)s before") % said, "accent" if found.change.value > 0 else "needs")


def _chart(found: cases.Keeping) -> charts.Chart | None:
    """Nothing is drawn of months without a case, nor of one alone: it goes neither up nor down."""
    drawn, stretch = found.stretch.chart, found.stretch
    if drawn is None or _points(drawn) == 1:
        return None
    values, lower, centre, upper = (
        [None if each is None else each * HUNDREDTHS for each in getattr(drawn, name)]
        for name in ("values", "lower", "centre", "upper")
    )
    last_open = "" if found.look.is_over else _("%(month)s so far") % {"month": short_month(found.months[-1].first)}
    return charts.control_chart(
        key="kept-by-month",
        title=_("Answered in time, in hundredths"),
        kind=_kind(drawn),
        summary=_summary(found, drawn, stretch.signals),
        labels=[short_month(each.first) for each in found.months],
        values=values,
        lower=lower,
        centre=centre,
        upper=upper,
        counts=[each.kept.due for each in found.months],
        signals={place for signal in stretch.signals for place in signal.points},
        counted=_("Cases"),
        extras=charts.Extras(
            last_open=last_open,
            legend=[charts.Key("open", _("a month that has not ended"))] if last_open else [],
        ),
    )


def _points(chart: "Chart") -> int:
    return sum(each is not None for each in chart.values)


def _kind(chart: "Chart") -> str:
    said = {"periods": months_said(chart.baseline)}
    if chart.kind == "run":
        return _("Run chart · median of %(periods)s") % said
    name = _("p chart") if chart.kind == "p" else _("Laney p′ chart")
    return _("%(chart)s · NHS rules · provisional limits, from the %(periods)s shown") % {**said, "chart": name}


def _summary(found: cases.Keeping, chart: "Chart", signals: "Sequence[Signal]") -> str:
    if chart.kind == "run" and _points(chart) < signal_rules.POINTS_FOR_RUN_RULES:
        return _("There are too few points yet to tell a change from chance.")
    if not signals:
        return _("No month stands out: the share goes up and down no more than chance lets it.")
    latest = max(signals, key=lambda each: each.points[-1])
    names = [month_said(found.months[place].first) for place in latest.points]
    where = names[0] if len(names) == 1 else _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    if latest.side in ("below", "falling"):
        return _("%(months)s: fewer in time than chance explains. Ask what happened.") % {"months": where}
    if latest.side in ("above", "rising"):
        return _("%(months)s: more in time than chance explains. Ask what helped.") % {"months": where}
    return _("%(months)s: the share moves otherwise than by chance.") % {"months": where}


def _row(name: str, kept: cases.KeptIn, *, chip: Chip | None, link: Link | None) -> Row:
    share = kept.share
    return Row(
        name=name,
        share=percent(share.value) if share else "–",
        between=from_to(share.low * HUNDREDTHS, share.high * HUNDREDTHS) if share else "",
        count=_of(kept),
        chip=chip,
        link=link,
    )


def _month(found: cases.Keeping, each: cases.KeptMonth) -> Row:
    span = cases.month_span(first=each.first, look=found.look)
    is_open = each == found.months[-1] and not found.look.is_over
    return _row(
        month_said(each.first),
        each.kept,
        chip=Chip(_("not over yet")) if is_open else None,
        link=_missed(found.look, each.kept, span, found.look.unit.code),
    )


def _missed(look: cases.Reported, kept: cases.KeptIn, span: "cases.ReportSpan", unit: str) -> Link | None:
    late = kept.due - kept.kept
    if not late:
        return None
    says = ngettext("%(number)s not in time", "%(number)s not in time", late) % {"number": number(late)}
    return listed(look, says, shelf=cases.Shelf.ALL, span=span_in_address("missed", span), unit=unit)


def _unit(found: cases.Keeping, each: cases.KeptUnit) -> Row:
    chip = None
    if each.difference is not None:
        worse = each.difference < 0
        chip = Chip(_("lower than the others"), "needs") if worse else Chip(_("higher than the others"), "accent")
    link = None
    if each.unit.zone == found.look.zone:
        link = _missed(found.look, each.kept, found.look.now, each.unit.code)
    return _row(str(each.unit.name), each.kept, chip=chip, link=link)


def _units_say(units: Sequence[cases.KeptUnit]) -> str:
    if any(each.difference is not None for each in units):
        return _(
            "Marked is only what can be told apart from the others together, counting how many are looked at "
            "(Newcombe's interval; Benjamini and Hochberg, 5 %). The order is by name: no other can be known."
        )
    return _("None can be told apart from the others together, so they stand by name.")


def _definitions(found: cases.Keeping) -> Sequence[Definition]:
    return (
        Definition(
            _("Answered by the time that was promised"),
            _(
                "Of the cases whose time to be answered in ended in that month where the unit is, and is over, the "
                "share with an answer written by then; 95 %% Wilson interval. The time is the one that was promised "
                "when the case was opened, in the business hours of its desk. Cases that were closed because nobody "
                "could be reached are not counted. %(whose)s"
            )
            % {"whose": whose(found.look)},
        ),
        Definition(
            _("Compared with before"),
            _(
                "Newcombe's 95 %% interval of the difference to the %(months)s before; said only where it holds no "
                "nought."
            )
            % {"months": months_said(found.look.months)},
        ),
    )


def as_csv(found: cases.Keeping) -> Iterator[str]:
    yield "\ufeff" + tables.sheet_line(["what", "which", "due", "in time", "share", "low", "high"])
    rows = [
        ("period", span_said(found.look.now), found.now),
        *(("month", f"{each.first:%Y-%m}", each.kept) for each in found.months),
        *(("unit", each.unit.code, each.kept) for each in found.units),
    ]
    for what, which, kept in rows:
        share = kept.share
        ends = [f"{each:.4f}" for each in (share.value, share.low, share.high)] if share else ["", "", ""]
        yield tables.sheet_line([what, which, str(kept.due), str(kept.kept), *ends])
