"""The page of a unit's outcomes: how each came about, month by month and quarter by quarter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.insight.selectors import By, CameAgain, Left, Outcomes, Rates
from servewell.rooms.insight.terms import Outcome, Telling, Verdict
from servewell.web.insight.forms import RebaseForm
from servewell.web.insight.shown import periods, sentences
from servewell.web.insight.shown.figures import NO_VALUE
from servewell.web.insight.shown.looking import fields_of, page_url
from servewell.web.insight.shown.of_a_unit import limits, reading, signals
from servewell.web.insight.shown.of_a_unit.limits import KeptLimits
from servewell.web.insight.shown.results import outcomes as shown
from servewell.web.insight.shown.results.outcomes import Strip
from servewell.web.kit import charts, verdicts
from servewell.web.kit.components import Crumb, Definition, Figure
from servewell.web.kit.figures import between, number, percent

if TYPE_CHECKING:
    from servewell.engines.stats import Chart
    from servewell.rooms.insight import selectors
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
    chance alone raises such a signal. ``limits`` are those that are kept of it.
    """

    title: str
    chart: charts.Chart | None
    figure: Figure | None = None
    column: str = ""
    rows: Sequence[Row] = ()
    says: str = ""
    chance: str = ""
    limits: KeptLimits | None = None


@dataclass(frozen=True)
class Refused:
    """A form that was written on the page and cannot stand so."""

    outcome: Outcome
    form: RebaseForm


@dataclass(frozen=True)
class OutcomesPage:
    title: str
    crumbs: Sequence[Crumb]
    strip: Strip
    courses: Sequence[Course]
    definitions: Sequence[Definition]
    freshness: Sequence[str]


def page_of(found: Outcomes, *, look: "Look", refused: Refused | None = None) -> OutcomesPage:
    strip = shown.strip(found, with_link=False)
    courses = [_complaints(found.complaints), _retention(found), _leaving(found)]
    outcomes = [Outcome.COMPLAINTS, Outcome.CAME_AGAIN, Outcome.LEFT]
    desks = found.complaints_of_employees
    if desks is not None and desks.course.chart is not None:
        courses.insert(1, _complaints(desks, of_employees=True))
        outcomes.insert(1, Outcome.COMPLAINTS_OF_EMPLOYEES)
    return OutcomesPage(
        title=title(found),
        crumbs=(Crumb(_("Satisfaction"), page_url(look, unit=found.unit.code)), Crumb(str(found.unit.name))),
        strip=strip,
        courses=[
            _with_limits(course, found, outcome, look, refused)
            for course, outcome in zip(courses, outcomes, strict=True)
        ],
        # what employees and customers say is one figure
        definitions=list(dict.fromkeys(each.definition for each in strip.figures if each.definition is not None)),
        freshness=sentences.freshness(found),
    )


def _with_limits(course: Course, found: Outcomes, outcome: Outcome, look: "Look", refused: Refused | None) -> Course:
    of, drawn = limited(found, outcome, look), found.course(outcome)
    if of is None or drawn is None:
        return course
    form = refused.form if refused is not None and refused.outcome is outcome else None
    moved = _("What the limits were drawn from has changed since: drawn today, they would be others.")
    return replace(
        course,
        says=" ".join(filter(None, [course.says, moved if drawn.drawn.moved else ""])),
        limits=limits.kept_limits(of, refused=form),
    )


def limited(found: Outcomes, outcome: Outcome, look: "Look") -> limits.Limited | None:
    """The chart of an outcome, where limits of it are kept."""
    course = found.course(outcome)
    if course is None or not course.all_kept:
        return None
    name = outcome.value.replace(".", "-")
    return limits.Limited(
        all_kept=course.all_kept,
        by=course.by,
        may_rebase=found.may_rebase,
        ended=course.ended(),
        is_past=found.months.is_past,
        url=reverse("insight:rebase-outcome", args=[found.unit.code]),
        withdraw_url=reverse("insight:take-back-limits-of-outcome", args=[found.unit.code]),
        fields=[*fields_of(look), ("course", outcome.value)],
        name=name,
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
    return Course(
        title=main.label,
        chart=_drawn(
            found.course,
            key="complaints-of-employees-by-month" if of_employees else "complaints-by-month",
            title=_("%(figure)s by month") % {"figure": main.label},
            counts=[each.exposure for each in found.months],
            counted=_("Encounters"),
        ),
        figure=_asking(found) if found.telling is Telling.TOLD else None,
        says="" if found.telling is Telling.TOLD else main.count,
        chance=_chance(found.course),
    )


def _drawn(
    course: "selectors.Course | None", *, key: str, title: str, counts: Sequence[int], counted: str, times: int = 1
) -> charts.Chart | None:
    """``times`` brings a share to hundredths. None where nothing can be told."""
    if course is None or course.chart is None:
        return None
    values, lower, centre, upper = (
        [None if each is None else each * times for each in course.column(name)]
        for name in ("values", "lower", "centre", "upper")
    )
    phases = limits.notes(course.drawn.kept, course.days)
    last_open = _so_far(course)
    legend = [
        (bool(phases), "phase", _("new limits, drawn with a reason")),
        (bool(last_open), "open", last_open),
    ]
    names = [periods.name(first, course.by) for first in course.days]
    return charts.control_chart(
        key=key,
        title=title,
        kind=_kind(course.chart, course),
        summary=signals.summary(course.chart, course.signals, names, course.by),
        labels=[periods.short(first, course.by) for first in course.days],
        values=values,
        lower=lower,
        centre=centre,
        upper=upper,
        counts=counts,
        signals={place for signal in course.signals for place in signal.points},
        counted=counted,
        extras=charts.Extras(
            phases=phases,
            last_open=last_open,
            legend=[charts.Key(style, says) for is_shown, style, says in legend if is_shown],
        ),
    )


def _so_far(course: "selectors.Course") -> str:
    """The name of the last period, where it has not ended and anything is told of it."""
    if not course.is_last_open or course.column("values")[-1] is None:
        return ""
    return periods.so_far(course.days[-1], course.by)


def _chance(course: "selectors.Course | None") -> str:
    many = course.chance if course else None
    return "" if many is None else signals.so_often(many, charts=1)


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
    quarters, course = found.retention.quarters, found.retention.course
    title = _("Customers who came again, by quarter")
    drawn = _drawn(
        course,
        key="came-again-by-quarter",
        title=title,
        counts=[each.found.known for each in quarters],
        counted=_("Customers"),
        times=100,
    )
    return Course(
        title=title,
        chart=drawn,
        column=_("Came again"),
        rows=[_came_again(each) for each in quarters] if drawn else (),
        says=_("The customers of each quarter, and who of them came again in the twelve months after it.")
        if drawn
        else shown.came_again(found.retention.year),
        chance=_chance(course),
    )


def _came_again(each: CameAgain) -> Row:
    name, share = periods.name(each.found.cohort.first, By.QUARTER), each.share
    if each.telling is not Telling.TOLD or share.value is None or share.low is None or share.high is None:
        return Row(name, NO_VALUE, "", "", shown.came_again(each))
    return Row(name, percent(share.value), between(share.low * 100, share.high * 100), shown.came_again(each))


def _leaving(found: Outcomes) -> Course:
    quarters, course = found.leaving.quarters, found.leaving.course
    drawn = _drawn(
        course,
        key="left-by-quarter",
        title=_("Employees who left, per 100 a year"),
        counts=[round(each.headcount) if each.telling is Telling.TOLD else 0 for each in quarters],
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
        chance=_chance(course),
    )


def _left(found: Outcomes, each: Left) -> Row:
    name = periods.name(each.first, By.QUARTER)
    if each.rate.value is None:
        return Row(name, NO_VALUE, "", "", shown.left(found, each))
    return Row(name, number(each.rate.value, decimals=1), shown.ends(each.rate), shown.left(found, each))


def _kind(chart: "Chart", course: "selectors.Course") -> str:
    if course.kept is not None:
        return reading.of_kept(chart, course.kept, course.by)
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
