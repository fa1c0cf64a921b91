"""What caused the cases: the most frequent first, how we behaved against how the work is arranged, by standard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines import tables
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import CauseKind
from servewell.web.kit import bars, charts
from servewell.web.kit.causes import kind_said
from servewell.web.kit.components import Chip, Definition, Figure, Link
from servewell.web.kit.figures import from_to, number, percent, share_figure, signed
from servewell.web.reports.shown.asked import (
    Frame,
    cases_said,
    listed,
    months_said,
    span_in_address,
    span_said,
    whose,
)

HUNDREDTHS = 100
BARS = 12
HALF = 0.5


@dataclass(frozen=True)
class Row:
    name: str
    kind: str
    count: str
    share: str
    between: str
    chip: Chip | None
    link: Link | None


@dataclass(frozen=True)
class CausesPage:
    title: str
    frame: Frame
    says: str
    kinds: Sequence[Figure]
    chart: charts.Chart | None
    causes: Sequence[Row]
    standards: Sequence[Row]
    aspects: Sequence[Row]
    definitions: Sequence[Definition]


def page(found: cases.Causing, frame: Frame) -> CausesPage:
    span = span_in_address("opened", found.look.now)
    return CausesPage(
        title=_title(found),
        frame=frame,
        says=_says(found),
        kinds=[_figure(found, kind) for kind in CauseKind if found.named],
        chart=_chart(found) if found.causes else None,
        causes=[_row(found, each, _kind_of(found, each), cause=each.code, span=span) for each in found.causes],
        standards=[_row(found, each, "", standard=each.code, span=span) for each in found.standards],
        aspects=[_row(found, each, "") for each in found.aspects],
        definitions=_definitions(found),
    )


def _kind_of(found: cases.Causing, each: cases.CausePart) -> str:
    return kind_said(found.kind_of[each.code])


def _title(found: cases.Causing) -> str:
    unit = {"unit": found.look.unit.name}
    if not found.named:
        return _("%(unit)s: nobody has named a cause in that time") % unit
    grown = [each for each in found.causes if each.change is not None and each.change.value > 0]
    if grown:
        first = max(grown, key=lambda each: each.n)
        return _("%(unit)s: “%(cause)s” causes a larger share of the cases than before") % {**unit, "cause": first.name}
    first = found.causes[0]
    if len(found.causes) > 1 and first.share.low <= found.causes[1].share.high:
        return _most(found)
    return _("%(unit)s: “%(cause)s” causes %(share)s of the cases with a cause") % {
        **unit, "cause": first.name, "share": percent(first.share.value, decimals=0),
    }  # fmt: skip


def _most(found: cases.Causing) -> str:
    """Where no cause stands before the others, perhaps a kind does."""
    unit = {"unit": found.look.unit.name}
    most = next((kind for kind, part in found.kinds.items() if part.share.low > HALF), None)
    if most is CauseKind.PROCESS:
        return _("%(unit)s: most cases are caused by how the work is arranged") % unit
    if most is CauseKind.ATTITUDE:
        return _("%(unit)s: most cases are caused by how we behaved") % unit
    return _("%(unit)s: no cause stands before the others") % unit


def _says(found: cases.Causing) -> str:
    said = {
        "named": number(found.named),
        "opened": cases_said(found.opened),
        "months": span_said(found.look.now),
        "supposed": number(found.supposed),
    }
    return (
        _("A main cause is named in %(named)s of %(opened)s opened in %(months)s; %(supposed)s of these are supposed.")
        % said
    )


def _figure(found: cases.Causing, kind: CauseKind) -> Figure:
    part = found.kinds.get(kind)
    count = ngettext("%(n)s of %(named)s case", "%(n)s of %(named)s cases", found.named)
    if part is None:
        none = count % {"n": number(0), "named": number(found.named)}
        return share_figure(label=kind_said(kind), value=0.0, low=None, high=None, n=found.named, count=none)
    return share_figure(
        label=kind_said(kind),
        value=part.share.value,
        low=part.share.low,
        high=part.share.high,
        n=found.named,
        count=count % {"n": number(part.n), "named": number(found.named)},
        chip=_chip(found, part),
    )


def _chip(found: cases.Causing, part: cases.CausePart) -> Chip | None:
    if part.change is None:
        return None
    said = {"points": signed(part.change.value * HUNDREDTHS), "months": months_said(found.look.months)}
    return Chip(_("%(points)s points to the %(months)s before") % said, "needs" if part.change.value > 0 else "accent")


def _chart(found: cases.Causing) -> charts.Chart:
    shown = [each for each in found.causes if each.n][:BARS]
    return bars.bars(
        key="causes",
        title=_("Share of the cases with a cause, in hundredths"),
        kind=_("Pareto chart · 95 % Wilson intervals"),
        summary=_summary(found),
        first=_("Cause"),
        unit=_("hundredths of the cases with a cause"),
        rows=[
            bars.Bar(
                name=str(each.name),
                value=each.share.value * HUNDREDTHS,
                low=each.share.low * HUNDREDTHS,
                high=each.share.high * HUNDREDTHS,
                stands_out=each.change is not None and each.change.value > 0,
            )
            for each in shown
        ],
    )


def _summary(found: cases.Causing) -> str:
    """Only what the intervals bear: the first one stands before the second, or cannot be told apart from it."""
    if any(each.change is not None and each.change.value > 0 for each in found.causes):
        return _("Filled is what grew by more than chance explains. The others stand by their number.")
    if len(found.causes) > 1 and found.causes[0].share.low > found.causes[1].share.high:
        return _("“%(cause)s” stands clearly before all others.") % {"cause": found.causes[0].name}
    return _("They stand by their number. Where intervals overlap, the order may be chance.")


def _row(found: cases.Causing, each: cases.CausePart, kind: str, **asked: str) -> Row:
    says = cases_said(each.n)
    return Row(
        name=str(each.name) if each.name else each.code,
        kind=kind,
        count=says,
        share=percent(each.share.value),
        between=from_to(each.share.low * HUNDREDTHS, each.share.high * HUNDREDTHS),
        chip=_chip(found, each),
        link=listed(found.look, says, shelf=cases.Shelf.ALL, **asked) if asked and each.n else None,
    )


def _definitions(found: cases.Causing) -> Sequence[Definition]:
    return (
        Definition(
            _("Causes"),
            _(
                "Cases opened in that time where the unit is, by the main cause that is said now, found out or "
                "supposed; each counts once. The share is of the cases with a main cause; 95 %% Wilson interval. Cases "
                "of files that were withdrawn are not counted. %(whose)s"
            )
            % {"whose": whose(found.look)},
        ),
        Definition(
            _("By standard and by aspect"),
            _(
                "The standards that each cause pointed at when it was named. A case counts under each standard of its "
                "cause, and once under each aspect, so these may add up to more than all."
            ),
        ),
        Definition(
            _("Compared with before"),
            _(
                "Newcombe's interval of the difference to the %(months)s before, wider the more causes are looked at "
                "(Bonferroni, 5 %% in all); said only where it holds no nought."
            )
            % {"months": months_said(found.look.months)},
        ),
    )


def as_csv(found: cases.Causing) -> Iterator[str]:
    yield "\ufeff" + tables.sheet_line(["what", "code", "name", "kind", "cases", "share", "low", "high", "before"])
    groups = (("cause", found.causes), ("standard", found.standards), ("aspect", found.aspects))
    for what, parts in groups:
        for each in parts:
            kind = found.kind_of[each.code].value if what == "cause" else ""
            ends = [f"{value:.4f}" for value in (each.share.value, each.share.low, each.share.high)]
            name = str(each.name) if each.name else ""
            yield tables.sheet_line([what, each.code, name, kind, str(each.n), *ends, str(each.n_before)])
