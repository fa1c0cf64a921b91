"""The page of a unit's outcomes: how each came about, month by month and quarter by quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.insight.selectors import By, CameAgain, Left, Outcomes, Rates
from servewell.rooms.insight.terms import Telling, Verdict
from servewell.web.insight.shown import periods, sentences, verdicts
from servewell.web.insight.shown.figures import NO_VALUE
from servewell.web.insight.shown.looking import page_url
from servewell.web.insight.shown.of_a_unit import reading, signals
from servewell.web.insight.shown.results import outcomes as shown
from servewell.web.insight.shown.results.outcomes import Strip
from servewell.web.kit import charts
from servewell.web.kit.components import Crumb, Definition, Figure
from servewell.web.kit.figures import between, number, percent

if TYPE_CHECKING:
    from servewell.engines.stats import Chart, Signal
    from servewell.rooms.insight.selectors import Look


@dataclass(frozen=True)
class Row:
    """One quarter; ``note`` says why there is no value."""

    name: str
    value: str
    between: str
    count: str
    note: str = ""


@dataclass(frozen=True)
class Course:
    """One outcome over time. ``figure`` is a second figure that stands beside the chart; ``chance`` says how often
    chance alone raises such a signal.
    """

    title: str
    chart: charts.Chart | None
    figure: Figure | None = None
    column: str = ""
    rows: Sequence[Row] = ()
    says: str = ""
    chance: str = ""


@dataclass(frozen=True)
class OutcomesPage:
    title: str
    crumbs: Sequence[Crumb]
    strip: Strip
    courses: Sequence[Course]
    definitions: Sequence[Definition]
    freshness: Sequence[str]


def page_of(found: Outcomes, *, look: "Look") -> OutcomesPage:
    strip = shown.strip(found, with_link=False)
    courses = [_complaints(found.complaints), _retention(found), _leaving(found)]
    desks = found.complaints_of_employees
    if desks is not None and desks.chart is not None:
        courses.insert(1, _complaints(desks, of_employees=True))
    return OutcomesPage(
        title=title(found),
        crumbs=(Crumb(_("Satisfaction"), page_url(look, unit=found.unit.code)), Crumb(str(found.unit.name))),
        strip=strip,
        courses=courses,
        # what employees and customers say is one figure
        definitions=list(dict.fromkeys(each.definition for each in strip.figures if each.definition is not None)),
        freshness=sentences.freshness(found),
    )


def title(found: Outcomes) -> str:
    """What got worse comes first, then what got better, then that nothing can be told apart."""
    unit = {"unit": str(found.unit.name)}
    if found.complaints.verdict is Verdict.ABOVE:
        return _("%(unit)s: more complaints than the year before") % unit
    if found.leaving.verdict is Verdict.ABOVE:
        return _("%(unit)s: more employees leave than the year before") % unit
    if found.retention.verdict is Verdict.BELOW:
        return _("%(unit)s: fewer customers come again than the year before") % unit
    if found.retention.verdict is Verdict.ABOVE:
        return _("%(unit)s: more customers come again than the year before") % unit
    if found.complaints.verdict is Verdict.BELOW:
        return _("%(unit)s: fewer complaints than the year before") % unit
    if found.leaving.verdict is Verdict.BELOW:
        return _("%(unit)s: fewer employees leave than the year before") % unit
    if {found.complaints.verdict, found.leaving.verdict, found.retention.verdict} == {None}:
        return _("%(unit)s: too little is known to compare with the year before") % unit
    return _("%(unit)s: no outcome can be told apart from the year before") % unit


def _complaints(found: Rates, *, of_employees: bool = False) -> Course:
    main = shown.complaints(found, of_employees=of_employees)
    names = [periods.name(each.month, By.MONTH) for each in found.months]
    chart = found.chart
    drawn = None
    if chart is not None:
        drawn = charts.control_chart(
            key="complaints-of-employees-by-month" if of_employees else "complaints-by-month",
            title=_("%(figure)s by month") % {"figure": main.label},
            kind=_kind(chart),
            summary=signals.summary(chart, found.signals, names, By.MONTH),
            labels=[periods.short(each.month, By.MONTH) for each in found.months],
            values=chart.values,
            lower=chart.lower,
            centre=chart.centre,
            upper=chart.upper,
            counts=[each.exposure for each in found.months],
            signals=_places(found.signals),
            counted=_("Encounters"),
        )
    return Course(
        title=main.label,
        chart=drawn,
        figure=_asking(found) if found.telling is Telling.TOLD else None,
        says="" if found.telling is Telling.TOLD else main.count,
        chance=signals.by_chance_here(chart, found.signals, By.MONTH),
    )


def _asking(found: Rates) -> Figure:
    """The other thing that voices do."""
    count = found.asking.events
    return Figure(
        label=_("Voices that ask for an answer, per 1,000"),
        value="" if found.asking.value is None else number(found.asking.value, decimals=1),
        between=shown.ends(found.asking),
        count=ngettext("%(number)s voice", "%(number)s voices", count) % {"number": number(count)},
        chip=verdicts.against_the_year_before(found.asking_verdict, more_is_better=False),
    )


def _retention(found: Outcomes) -> Course:
    quarters = found.retention.quarters
    firsts = [each.found.cohort.first for each in quarters]
    chart, drawn = found.retention.chart, None
    if chart is not None:
        values, lower, centre, upper = (
            [None if each is None else each * 100 for each in column]
            for column in (chart.values, chart.lower, chart.centre, chart.upper)
        )
        drawn = charts.control_chart(
            key="came-again-by-quarter",
            title=_("Customers who came again, by quarter"),
            kind=_kind(chart),
            summary=signals.summary(chart, found.retention.signals, _names(firsts), By.QUARTER),
            labels=[periods.short(first, By.QUARTER) for first in firsts],
            values=values,
            lower=lower,
            centre=centre,
            upper=upper,
            counts=[each.found.known for each in quarters],
            signals=_places(found.retention.signals),
            counted=_("Customers"),
        )
    return Course(
        title=_("Customers who came again, by quarter"),
        chart=drawn,
        column=_("Came again"),
        rows=[_came_again(each) for each in quarters] if drawn else (),
        says=_("The customers of each quarter, and who of them came again in the twelve months after it.")
        if drawn
        else shown.came_again(found.retention.year),
        chance=signals.by_chance_here(chart, found.retention.signals, By.QUARTER),
    )


def _came_again(each: CameAgain) -> Row:
    name, share = periods.name(each.found.cohort.first, By.QUARTER), each.share
    if each.telling is not Telling.TOLD or share.value is None or share.low is None or share.high is None:
        return Row(name, NO_VALUE, "", "", shown.came_again(each))
    return Row(name, percent(share.value), between(share.low * 100, share.high * 100), shown.came_again(each))


def _leaving(found: Outcomes) -> Course:
    quarters = found.leaving.quarters
    firsts = [each.first for each in quarters]
    chart, drawn = found.leaving.chart, None
    if chart is not None:
        drawn = charts.control_chart(
            key="left-by-quarter",
            title=_("Employees who left, per 100 a year"),
            kind=_kind(chart),
            summary=signals.summary(chart, found.leaving.signals, _names(firsts), By.QUARTER),
            labels=[periods.short(first, By.QUARTER) for first in firsts],
            values=chart.values,
            lower=chart.lower,
            centre=chart.centre,
            upper=chart.upper,
            counts=[round(each.headcount) if each.telling is Telling.TOLD else 0 for each in quarters],
            signals=_places(found.leaving.signals),
            counted=_("People"),
        )
    return Course(
        title=_("Employees who left, by quarter"),
        chart=drawn,
        column=_("Per 100 a year"),
        rows=[_left(found, each) for each in quarters] if drawn else (),
        says=_("Each quarter as a rate for a whole year, so that quarters and years can be compared.")
        if drawn
        else shown.left(found, found.leaving.year),
        chance=signals.by_chance_here(chart, found.leaving.signals, By.QUARTER),
    )


def _left(found: Outcomes, each: Left) -> Row:
    name = periods.name(each.first, By.QUARTER)
    if each.rate.value is None:
        return Row(name, NO_VALUE, "", "", shown.left(found, each))
    return Row(name, number(each.rate.value, decimals=1), shown.ends(each.rate), shown.left(found, each))


def _names(firsts: Sequence[date]) -> Sequence[str]:
    return [periods.name(first, By.QUARTER) for first in firsts]


def _places(found: "Sequence[Signal]") -> set[int]:
    return {place for signal in found for place in signal.points}


def _kind(chart: "Chart") -> str:
    said = {"points": number(chart.baseline)}
    if chart.kind == "run":
        return _("Run chart · median of %(points)s points") % said
    if chart.kind == "u-prime" and chart.is_provisional:
        return _("Laney u′ · NHS rules · provisional limits from %(points)s points") % said
    if chart.kind == "u-prime":
        return _("Laney u′ · NHS rules · limits from %(points)s points") % said
    if chart.kind == "u" and chart.is_provisional:
        return _("u chart · NHS rules · provisional limits from %(points)s points") % said
    if chart.kind == "u":
        return _("u chart · NHS rules · limits from %(points)s points") % said
    return reading.of_shown(chart, By.QUARTER)
