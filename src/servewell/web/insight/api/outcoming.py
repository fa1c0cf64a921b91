"""What a unit's satisfaction is for, as its page of outcomes says it: employees before customers, who stays, who
complains.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.selectors import By
from servewell.rooms.insight.terms import Telling, Verdict
from servewell.rooms.people.terms import Tree
from servewell.web.insight.api.beside import ChartedLimitsTold, charted_limits_told
from servewell.web.insight.api.charted import LIMITS, SignalTold, signal_told
from servewell.web.insight.api.grounded import BasisTold, basis_told
from servewell.web.insight.api.misasked import in_words
from servewell.web.insight.api.sharing import ShareTold, share_of
from servewell.web.insight.api.standing import SpanTold, UnitAsked
from servewell.web.insight.shown import periods
from servewell.web.insight.shown.results import courses
from servewell.web.insight.shown.results import outcomes as shown
from servewell.web.kit.api.doors import ReadRequest, answers
from servewell.web.kit.api.options import DayOrNone
from servewell.web.kit.components import Figure

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import CameAgain, Content, Course, Left, Outcomes, Rate, Rates

router = Router()
TELLING = gettext_noop("told; else why not: none, few, gaps or not-yet.")
AGAINST = gettext_noop("Against the year before: above, below, same, withheld; null where it cannot be said.")
SAYS = gettext_noop("How many, or why it cannot be told, in your language.")


class OutcomesAsked(Schema):
    """Which months are looked at; each option does what it does on the page."""

    until: DayOrNone = Field(None, description=gettext_noop("A day of the last month that is told; left out: now."))
    tree: Tree = Field(Tree.AS_IT_WAS, description=gettext_noop("Units as on the day of each answer, or as today."))


class RateTold(Schema):
    """So many events, per so many encounters or people, with Garwood's interval of 95 %."""

    value: float | None
    low: float | None
    high: float | None
    events: int | None = Field(description=gettext_noop("How many there were; null where no rate is told."))
    per: int = Field(description=gettext_noop("Per so many encounters, or people in a year."))


class LimitedTold(Schema):
    """One period of a chart with its limits, in the unit of its value."""

    period: str
    first: date = Field(description=gettext_noop("The first day of the period."))
    centre: float | None
    lower: float | None
    upper: float | None


class CourseTold(Schema):
    """What the page says of a figure, what its chart is judged by, and what is more than chance on that."""

    verdict: str | None = Field(description=AGAINST)
    says: str = Field(description=SAYS)
    definition: str = Field(description=gettext_noop("What was counted, in your language."))
    chart: str | None = Field(description=gettext_noop("run, p, p-prime, u or u-prime; null where nothing is drawn."))
    signals: list[SignalTold]
    chance: float | None = Field(
        description=gettext_noop("How many signals a year like the latest come by chance; null without one.")
    )
    kept_since: date | None = Field(description=gettext_noop("Whose limits hold, of those kept; null for provisional."))
    kept_limits: list[ChartedLimitsTold]


class ContentTold(ShareTold):
    """How satisfied one audience is: the company's own figure."""

    telling: str = Field(description=TELLING)
    verdict: str | None = Field(description=AGAINST)
    says: str = Field(description=SAYS)


class CameAgainTold(ShareTold):
    """Of the known customers of these days, the share who came again in the twelve months after."""

    telling: str = Field(description=TELLING)
    first: date = Field(description=gettext_noop("The first day that counts."))
    last: date = Field(description=gettext_noop("The last day that counts."))
    again: int | None = Field(description=gettext_noop("How many came again; null where nothing is told."))


class CameAgainQuarterTold(CameAgainTold, LimitedTold):
    """One quarter's customers."""


class RetentionTold(CourseTold):
    year: CameAgainTold
    before: CameAgainTold
    quarters: list[CameAgainQuarterTold]


class LeftTold(RateTold):
    """Whose work here ended in these days, per hundred people a year."""

    telling: str = Field(description=TELLING)
    first: date = Field(description=gettext_noop("The first day that counts."))
    last: date = Field(description=gettext_noop("The last day that counts."))
    headcount: float | None = Field(description=gettext_noop("How many worked here on an average day."))


class LeftQuarterTold(LeftTold, LimitedTold):
    """One quarter, as a rate for a whole year."""


class LeavingTold(CourseTold):
    year: LeftTold
    before: LeftTold
    known_since: date | None = Field(description=gettext_noop("Since when it is known who worked here."))
    quarters: list[LeftQuarterTold]


class MonthTold(LimitedTold):
    """One month's complaints per thousand encounters."""

    telling: str = Field(description=TELLING)
    value: float | None
    complaints: int | None
    encounters: dict[str, int] | None = Field(description=gettext_noop("By kind; null where not wholly known."))
    is_unfinished: bool = Field(description=gettext_noop("It has not ended: more answers may come."))


class ComplaintsTold(CourseTold):
    """Complaints, and voices that ask for an answer, per thousand encounters."""

    telling: str = Field(description=TELLING)
    now: RateTold
    before: RateTold
    asking: RateTold = Field(description=gettext_noop("Voices that ask for an answer."))
    asking_before: RateTold
    asking_verdict: str | None = Field(description=AGAINST)
    encounters: dict[str, int] | None = Field(description=gettext_noop("By kind; null where not wholly known."))
    not_known: int = Field(description=gettext_noop("Of so many units it is not known how many encounters they had."))
    months: list[MonthTold]


class OutcomesTold(Schema):
    """What is inside comes before what is outside: employees are the first customers."""

    unit: str
    name: str = Field(description=gettext_noop("In your language."))
    says: str = Field(description=gettext_noop("The finding, in one sentence."))
    version: int | None = Field(description=gettext_noop("Of what satisfied means; null where nobody has defined it."))
    definition: str | None = Field(description=gettext_noop("What was counted, in your language."))
    now: SpanTold
    before: SpanTold
    employees: ContentTold | None
    customers: ContentTold | None
    came_again: RetentionTold
    left: LeavingTold
    complaints: ComplaintsTold
    complaints_of_employees: ComplaintsTold | None = Field(description=gettext_noop("Null where no desk serves any."))
    basis: BasisTold = Field(description=gettext_noop("Without a digest: they rest on encounters and staff as well."))
    as_of: datetime | None = Field(description=gettext_noop("When the answers behind them were last read."))
    waiting_since: datetime | None = Field(description=gettext_noop("Since when a change waits to be taken up."))


@answers(
    router,
    "/units/{str:unit}/outcomes",
    power=rules.SEE,
    response=OutcomesTold,
    summary=gettext_noop("What satisfaction is for"),
    says=gettext_noop("Whether employees and customers are content and stay, and how many complain, over time."),
)
def outcomes(request: ReadRequest, unit: Path[UnitAsked], asked: Query[OutcomesAsked]) -> dict[str, object]:
    return _told(request, unit.unit, asked)


@in_words
def _told(request: ReadRequest, unit: str, asked: OutcomesAsked) -> dict[str, object]:
    return outcomes_told(viewer=request.auth, unit=unit, until=asked.until, tree=asked.tree)


def as_document(*, viewer: Actor, unit: str, until: date | None, tree: Tree) -> dict[str, object]:
    """The answer as it is sent, for whoever prints it elsewhere. Raises people's NoSuchUnit."""
    told = outcomes_told(viewer=viewer, unit=unit, until=until, tree=tree)
    return OutcomesTold.model_validate(told).model_dump(mode="json")


def outcomes_told(*, viewer: Actor, unit: str, until: date | None, tree: Tree) -> dict[str, object]:
    """Raises people's NoSuchUnit."""
    found = insight.outcomes(viewer=viewer, unit=unit, at=today.now(), until=until, tree=tree, with_course=True)
    employees, customers, came_again, left, _complaining = shown.strip(found, with_link=False).figures
    months, desks = found.months, found.complaints_of_employees
    return {
        "unit": found.unit.code,
        "name": str(found.unit.name),
        "says": courses.title(found),
        "version": found.meaning.version if found.meaning else None,
        "definition": str(found.meaning.definition) if found.meaning else None,
        "now": {"first": months.now, "last": months.last_on},
        "before": {"first": months.before, "last": months.last_before},
        "employees": _content(found.employees, employees.count),
        "customers": _content(found.customers, customers.count),
        "came_again": _retention(found, came_again),
        "left": _leaving(found, left),
        "complaints": _complaints(found.complaints),
        "complaints_of_employees": _complaints(desks) if desks and desks.course.chart else None,
        "basis": basis_told(insight.grounds_of_outcomes(found=found)),
        "as_of": found.fresh_at,
        "waiting_since": found.waiting_since,
    }


def _content(content: "Content | None", says: str) -> dict[str, object] | None:
    if content is None:
        return None
    is_few = content.telling is Telling.FEW
    return {
        **share_of(content.share, is_private=is_few),
        "telling": content.telling,
        "verdict": content.verdict,
        "says": says,
    }


def _retention(found: "Outcomes", figure: Figure) -> dict[str, object]:
    stay = found.retention
    firsts = [each.found.cohort.first for each in stay.quarters]
    limited = _limited(stay.course, firsts, By.QUARTER)
    return {
        "year": _came_again(stay.year),
        "before": _came_again(stay.before),
        "quarters": [{**_came_again(each), **limits} for each, limits in zip(stay.quarters, limited, strict=True)],
        **_said(figure, stay.verdict),
        **_course(stay.course),
    }


def _said(figure: Figure, verdict: Verdict | None) -> dict[str, object]:
    """As the small figure on the page says it."""
    definition = figure.definition.says if figure.definition else ""
    return {"verdict": verdict, "says": figure.count, "definition": definition}


def _came_again(each: "CameAgain") -> dict[str, object]:
    is_told = each.telling is Telling.TOLD
    share = share_of(each.share, is_private=not is_told)
    return {
        **share,
        "withheld": share["withheld"] if each.telling in (Telling.TOLD, Telling.FEW) else None,
        "telling": each.telling,
        "first": each.found.cohort.first,
        "last": each.last_on,
        "again": each.found.again if is_told else None,
    }


def _leaving(found: "Outcomes", figure: Figure) -> dict[str, object]:
    leaving = found.leaving
    firsts = [each.first for each in leaving.quarters]
    limited = _limited(leaving.course, firsts, By.QUARTER)
    return {
        "year": _left(leaving.year),
        "before": _left(leaving.before),
        "known_since": leaving.known_since,
        "quarters": [{**_left(each), **limits} for each, limits in zip(leaving.quarters, limited, strict=True)],
        **_said(figure, leaving.verdict),
        **_course(leaving.course),
    }


def _left(each: "Left") -> dict[str, object]:
    is_told = each.telling is Telling.TOLD
    return {
        **_rate(each.rate, is_told=is_told),
        "telling": each.telling,
        "first": each.first,
        "last": each.last_on,
        "headcount": each.headcount if is_told else None,
    }


def _complaints(found: "Rates") -> dict[str, object]:
    is_told = found.telling is Telling.TOLD
    firsts = [each.month for each in found.months]
    limited, is_last_open = _limited(found.course, firsts, By.MONTH), found.course.is_last_open
    return {
        "telling": found.telling,
        "now": _rate(found.now, is_told=is_told),
        "before": _rate(found.before, is_told=is_told),
        "asking": _rate(found.asking, is_told=is_told),
        "asking_before": _rate(found.asking_before, is_told=is_told),
        "asking_verdict": found.asking_verdict,
        "encounters": found.encounters if is_told else None,
        "not_known": found.not_known,
        "months": [
            {**_month(each), **limits, "value": value, "is_unfinished": is_last_open and each is found.months[-1]}
            for each, limits, value in zip(found.months, limited, found.course.column("values"), strict=True)
        ],
        **_said(shown.complaints(found), found.verdict),
        **_course(found.course),
    }


def _month(each: insight.MonthSaid) -> dict[str, object]:
    is_told = each.telling is Telling.TOLD
    return {
        "telling": each.telling,
        "complaints": each.complaints if is_told else None,
        "encounters": each.encounters if is_told else None,
    }


def _rate(rate: "Rate", *, is_told: bool) -> dict[str, object]:
    if not is_told or rate.value is None:
        return {"value": None, "low": None, "high": None, "events": None, "per": rate.per}
    return {"value": rate.value, "low": rate.low, "high": rate.high, "events": rate.events, "per": rate.per}


def _limited(course: "Course | None", firsts: Sequence[date], by: By) -> Sequence[Mapping[str, object]]:
    """Of each period its name, its first day and its limits."""
    columns = {name: course.column(name) if course else [None] * len(firsts) for name in LIMITS}
    return [
        {
            "period": insight.period_name(first_day=first, by=by),
            "first": first,
            **{name: column[place] for name, column in columns.items()},
        }
        for place, first in enumerate(firsts)
    ]


def _course(course: "Course | None") -> dict[str, object]:
    """Outcomes are asked for with their courses here."""
    assert course is not None
    by = course.by
    codes = [insight.period_name(first_day=first, by=by) for first in course.days]
    names = [periods.name(first, by) for first in course.days]
    return {
        "chart": course.chart.kind if course.chart else None,
        "signals": [signal_told(each, codes, names, by) for each in course.signals],
        "chance": course.chance,
        "kept_since": course.kept.begins_on if course.kept else None,
        "kept_limits": [charted_limits_told(course.drawn, each) for each in course.all_kept],
    }
