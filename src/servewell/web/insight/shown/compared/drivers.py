"""What matters most to those who answer: drivers of the overall answer, with how well each is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.rooms.insight.selectors import DriverStands, Driving
from servewell.web.insight.shown import sentences
from servewell.web.insight.shown.compared import driver_sentences
from servewell.web.insight.shown.looking import fields_of, page_url
from servewell.web.insight.shown.of_a_unit.narrowing import Choice, Select
from servewell.web.kit import bars, charts
from servewell.web.kit.components import Chip, Crumb, Definition, Empty
from servewell.web.kit.figures import from_to, number, percent


@dataclass(frozen=True)
class Row:
    name: str
    part: str
    part_between: str
    level: str
    level_between: str
    chips: Sequence[Chip]


@dataclass(frozen=True)
class DriversPage:
    title: str
    crumbs: Sequence[Crumb]
    subtitle: Sequence[str]
    forms: Select | None
    kept: Sequence[tuple[str, str]]
    empty: Empty | None
    chart: charts.Chart | None
    rows: Sequence[Row]
    caution: str
    left_out: Sequence[str]
    method: Definition | None
    freshness: Sequence[str]


def page_of(found: Driving) -> DriversPage:
    is_refused = found.weights.refused is not None
    return DriversPage(
        title=driver_sentences.finding(found),
        crumbs=[Crumb(_("Satisfaction"), page_url(found.look))],
        subtitle=driver_sentences.subtitle(found),
        forms=_forms(found) if found.forms else None,
        kept=fields_of(found.look),
        empty=Empty(*driver_sentences.refused(found)) if is_refused else None,
        chart=None if is_refused else _chart(found),
        rows=[_row(found, each) for each in found.weights.drivers],
        caution=driver_sentences.caution(),
        left_out=driver_sentences.left_out(found),
        method=None if is_refused else Definition(_("How this is worked out"), driver_sentences.method(found)),
        freshness=sentences.freshness(found),
    )


def _forms(found: Driving) -> Select:
    """The aspects, or the questions of one form."""
    choices = [
        Choice("", _("The aspects that we promise"), found.of is None),
        *(Choice(code, str(title), code == found.of) for code, title in sorted(found.forms.items())),
    ]
    return Select("of", _("What is weighed"), choices)


def _chart(found: Driving) -> charts.Chart:
    return bars.bars(
        key="drivers",
        title=_("How much it matters"),
        kind=_("Parts of R², with 95 %% intervals") % {},
        summary=driver_sentences.summary(found),
        first=_("Driver"),
        unit=_("per cent of the differences"),
        rows=[
            bars.Bar(
                name=driver_sentences.name_of(found, each.code),
                value=each.part * 100,
                low=each.low * 100,
                high=each.high * 100,
                stands_out=each.matters_most,
            )
            for each in found.weights.drivers
        ],
    )


def _row(found: Driving, each: DriverStands) -> Row:
    return Row(
        name=driver_sentences.name_of(found, each.code),
        part=percent(each.part),
        part_between=from_to(each.low * 100, each.high * 100),
        level=number(each.level * 100, decimals=1),
        level_between=from_to(each.level_low * 100, each.level_high * 100),
        chips=_chips(each),
    )


def _chips(each: DriverStands) -> Sequence[Chip]:
    return [
        *([Chip(_("matters most"), "accent")] if each.matters_most else []),
        *([Chip(_("done worst"), "needs")] if each.is_weakest else []),
        *([Chip(_("do not act on it: it only shows beside the others"))] if each.is_odd else []),
    ]
