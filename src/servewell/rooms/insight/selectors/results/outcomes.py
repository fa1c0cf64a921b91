"""What satisfaction is for: employees and customers who are content and stay, and have little to complain about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.asked.looking import Look
from servewell.rooms.insight.selectors.asked.periods import Span, moved, spans_at
from servewell.rooms.insight.selectors.charts.keeping import Kept, kept_limits_by_indicator
from servewell.rooms.insight.selectors.counted.opening import fresh_at, waiting_since
from servewell.rooms.insight.selectors.counted.rows import rows_of
from servewell.rooms.insight.selectors.counted.shares import NOTHING, Share, counted, shares_of, verdict
from servewell.rooms.insight.selectors.kept_back.withholding import kept_back
from servewell.rooms.insight.selectors.meant.meaning import (
    Meaning,
    NoSuchIndicator,
    by_tree,
    meaning_of,
    of_audience,
    question,
)
from servewell.rooms.insight.selectors.results.courses import Course, series_of
from servewell.rooms.insight.selectors.results.rating import Rates, rates
from servewell.rooms.insight.selectors.results.staying import Leaving, Retention, leaving, retention
from servewell.rooms.insight.terms import Outcome, Telling, Verdict
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

NO_LIMITS: Mapping[str, Sequence[Kept]] = dict.fromkeys(Outcome, ())
# what is asked of voices and encounters where nobody has defined a figure
NOTHING_DEFINED = Meaning(Words({"en": "–"}), Words({"en": "–"}), terms.Kind.TOP_BOXES, top_boxes=1)


@dataclass(frozen=True)
class Months:
    """``now`` up to, but without, ``end`` is compared with ``before`` up to ``now``; charts begin at ``shown``."""

    shown: date
    before: date
    now: date
    end: date
    is_past: bool

    @property
    def last_on(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def last_before(self) -> date:
        return self.now - timedelta(days=1)


@dataclass(frozen=True)
class Content:
    """How satisfied one audience is. Of few employees no figure is told."""

    telling: Telling
    share: Share
    verdict: Verdict | None


@dataclass(frozen=True)
class Outcomes:
    """``meaning`` is None where nobody has defined what satisfied means; then nobody's satisfaction is told.

    ``complaints_of_employees`` are told only of a unit whose desks know how many they served, and only ``with_course``.
    ``may_rebase``: the viewer may draw limits of these charts anew.
    """

    unit: "Unit"
    meaning: Meaning | None
    months: Months
    tree: Tree
    employees: Content | None
    customers: Content | None
    retention: Retention
    leaving: Leaving
    complaints: Rates
    complaints_of_employees: Rates | None
    fresh_at: datetime | None
    waiting_since: datetime | None
    may_rebase: bool = False

    def course(self, outcome: Outcome) -> Course | None:
        """Its chart, where one is asked for."""
        desks = self.complaints_of_employees
        return {
            Outcome.COMPLAINTS: self.complaints.course,
            Outcome.COMPLAINTS_OF_EMPLOYEES: desks.course if desks else None,
            Outcome.CAME_AGAIN: self.retention.course,
            Outcome.LEFT: self.leaving.course,
        }[outcome]


def outcomes(
    *,
    viewer: Actor,
    unit: str,
    at: datetime,
    until: date | None = None,
    tree: Tree = Tree.AS_IT_WAS,
    with_course: bool = False,
) -> Outcomes:
    """Of one unit by its code, up to now or up to the month ``until``; ``with_course`` also by quarter.

    In a fixed number of queries. Raises people's NoSuchUnit.
    """
    seen = people.unit_for(viewer=viewer, power=rules.SEE, code=unit)
    found = outcomes_of(
        unit=seen,
        meaning=of_audience(_meaning(tree, at), Audience.EXTERNAL),
        at=at,
        until=until,
        with_course=with_course,
    )
    may = with_course and tree is Tree.AS_IT_WAS and people.may(actor=viewer, power=rules.REBASE, unit=seen.pk)
    return replace(found, may_rebase=may)


def outcomes_of(
    *, unit: "Unit", meaning: Meaning, at: datetime, until: date | None = None, with_course: bool = False
) -> Outcomes:
    """Of a unit whose figures the reader is known to see; ``meaning`` is of either audience, by the tree that counts.

    Without ``with_course`` what waits to be taken up is not asked for: the page around it knows. With it the charts are
    by the limits that are kept, which there are by the tree as it was.
    """
    this_day = today.day_in(unit.zone, at=at)
    on = this_day if until is None else min(this_day, moved(month=until, months=1) - timedelta(days=1))
    months = months_at(on, is_past=on < this_day)
    of_customers, of_employees = of_both(meaning)
    is_defined = meaning.version > 0
    until_on = (on + timedelta(days=1)).replace(day=1)
    limits = _kept_limits(unit, meaning.tree) if with_course else NO_LIMITS
    staying: Staying = {"unit": unit.pk, "tree_on": meaning.tree_on, "with_quarters": with_course, "at": at}
    has_desks = with_course and of_employees.channels != ()
    return Outcomes(
        unit=unit,
        meaning=meaning if is_defined else None,
        months=months,
        tree=meaning.tree,
        employees=_content(of_employees, months, unit, Audience.INTERNAL, at) if is_defined else None,
        customers=_content(of_customers, months, unit, Audience.EXTERNAL, at) if is_defined else None,
        retention=retention(until=until_on, kept=limits[Outcome.CAME_AGAIN], **staying),
        leaving=leaving(on=on, kept=limits[Outcome.LEFT], **staying),
        complaints=_rates(Outcome.COMPLAINTS, of_customers, months, unit, limits, with_names=with_course),
        complaints_of_employees=_rates(
            Outcome.COMPLAINTS_OF_EMPLOYEES, of_employees, months, unit, limits, with_names=True
        )
        if has_desks
        else None,
        fresh_at=fresh_at(),
        waiting_since=waiting_since() if with_course else None,
    )


def of_both(meaning: Meaning) -> tuple[Meaning, Meaning]:
    """What is asked of customers, and what of employees; ``meaning`` is of either."""
    internal = meaning.without if meaning.channels is None else meaning.channels
    return replace(meaning, channels=None, without=internal), replace(meaning, channels=internal, without=())


def _kept_limits(unit: "Unit", tree: Tree) -> Mapping[str, Sequence[Kept]]:
    if tree is not Tree.AS_IT_WAS:
        return NO_LIMITS
    return kept_limits_by_indicator(unit=unit, among=[series_of(outcome=each) for each in Outcome])


class Staying(TypedDict):
    """What both who came again and who left are asked of."""

    unit: int
    tree_on: date | None
    with_quarters: bool
    at: datetime


def months_at(on: date, *, is_past: bool) -> Months:
    spans = spans_at(on)
    return Months(
        shown=spans.shown.from_on,
        before=spans.before.from_on,
        now=spans.now.from_on,
        end=spans.now.until_on,
        is_past=is_past,
    )


def _meaning(tree: Tree, at: datetime) -> Meaning:
    try:
        return by_tree(meaning_of(), tree, at=at)
    except NoSuchIndicator:
        return by_tree(NOTHING_DEFINED, tree, at=at)


def _rates(
    outcome: Outcome,
    meaning: Meaning,
    months: Months,
    unit: "Unit",
    limits: Mapping[str, Sequence[Kept]],
    *,
    with_names: bool,
) -> Rates:
    asks = question(meaning, span=(months.shown, months.end), by=By.MONTH, per=Per.UNIT, units=(unit.pk,))
    return rates(
        asks,
        now=months.now,
        with_names=with_names,
        is_last_open=not months.is_past,
        outcome=outcome,
        kept=limits[outcome],
    )


def _content(meaning: Meaning, months: Months, unit: "Unit", audience: Audience, at: datetime) -> Content:
    if meaning.channels == ():  # there are no employees who are asked
        return Content(Telling.NONE, shares_of([NOTHING], kind=meaning.kind)[0], None)
    asks = question(meaning, span=(months.before, months.end), by=By.MONTH, per=Per.UNIT, units=(unit.pk,))
    rows = rows_of(meaning, asks)
    spans = Span(months.now, months.end), Span(months.before, months.now)
    now, before = (counted(row for row in rows if span.holds(row)) for span in spans)
    back = kept_back(Look(audience=audience), meaning, at=at)
    telling = Telling.NONE if not now.n else Telling.FEW if back.holds(unit.pk, spans[0]) else Telling.TOLD
    is_compared = telling is Telling.TOLD and before.n and not back.holds(unit.pk, spans[1])
    return Content(
        telling=telling,
        share=shares_of([now], kind=meaning.kind)[0],
        verdict=verdict(now, before, kind=meaning.kind) if is_compared else None,
    )
