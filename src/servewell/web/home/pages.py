"""My day: the first page after signing in, put together from every room."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.base.todo import Todo
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.instruments import rules as instruments_rules
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.obligations import selectors as obligations
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules as standards_rules
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice import terms as voice_terms
from servewell.web.home import nav, shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, signed_in
from servewell.web.kit.components import Figure, LedgerEntry, Link, Quote, TodoRow
from servewell.web.kit.said import Piece, piece
from servewell.web.standards.shown.chain import way

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Posting, Unit

RECENT = timedelta(days=60)
NEW_IN_A_JOB = timedelta(days=90)


@signed_in
def my_day(request: SignedInRequest) -> HttpResponse:
    person, now = request.person, today.now()
    posting = people.posting_on(person=person, on=now.date())
    unit = posting.unit if posting else None
    on = today.day_in(unit.zone, at=now) if unit else now.date()
    standing = nav.standing_of(request, person)
    figure = _figure(person, unit, on, standing)
    page = shown.MyDay(
        title=shown.greeting(name=person.name, at=now, zone=unit.zone if unit else "UTC"),
        line=_line(unit, on),
        quote=_quote(person, unit, on, standing),
        todo=shown.todo_rows(_todo(person, now, on, standing)),
        nothing=shown.nothing_owed(),
        figure=figure,
        figure_link=Link(label=_("See all figures"), url=links.SATISFACTION.path()) if figure else None,
        leading=_leading(person, on, standing),
        way=_way(posting, on),
        chain_link=Link(label=_("Whom my job serves"), url=links.MY_CHAIN.path()),
    )
    return render.page(request, "home/my_day.html", page)


def _todo(person: "Person", now: datetime, on: date, standing: nav.Standing) -> list[Todo]:
    found = obligations.todo_for(person=person, on=on) + cases.todo_for(person=person, at=now)
    waiting = people.waiting_for(person=person, on=on, manages=standing.may(people_rules.MANAGE))
    found += waiting.todo
    found += cases.todo_points(waiting=standing.points)
    if standing.may(cases_rules.SET_POLICY):
        found += cases.todo_for_keepers(person=person, at=now)
    if standing.may(instruments_rules.DECIDE):
        found += instruments.todo_for(person=person, at=now, hidden=voice.sealed_responses())
    if standing.may(standards_rules.PUBLISH):
        found += standards.todo_for(person=person, at=now)
    return [*found, *_for_the_absent(waiting.absent, person, now)]


def _for_the_absent(those: "Sequence[Person]", person: "Person", now: datetime) -> Iterator[Todo]:
    """What waits for those as whose deputy the person acts; what they owe themselves, nobody does for them."""
    for absent in those:
        for each in cases.todo_for(person=absent, at=now, deputy=person):
            yield replace(each, detail=_("%(detail)s, for %(name)s") % {"detail": each.detail, "name": absent.name})


def _way(posting: "Posting | None", on: date) -> Sequence[LedgerEntry]:
    """For who is new in a job: the steps from them to the customer."""
    if posting is None or posting.from_on < on - NEW_IN_A_JOB:
        return ()
    above = people.above(unit=posting.unit_id, on=on)
    mine = standards.mine(posting=posting, above=above, chain=standards.chain())
    return way(mine) if mine else ()


def _line(unit: "Unit | None", on: date) -> Piece | None:
    message = standards.message_for(unit=unit.pk, on=on) if unit else None
    return piece(message.line) if message else None


def _quote(person: "Person", unit: "Unit | None", on: date, standing: nav.Standing) -> Quote | None:
    """The latest words of a satisfied customer of the unit."""
    if unit is None or not standing.may(voice_rules.READ):
        return None
    satisfied = voice.Filters(unit=unit.pk, band=voice_terms.Band.HIGH, from_on=on - RECENT)
    latest = voice.heard(viewer=person, filters=satisfied, size=1).items
    return shown.quote_of(latest[0]) if latest else None


def _figure(person: "Person", unit: "Unit | None", on: date, standing: nav.Standing) -> Figure | None:
    if unit is None or not standing.may(insight_rules.SEE):
        return None
    try:
        meant = insight.meaning_of()
        overall = insight.measure(
            viewer=person, meaning=meant, unit=unit.code, from_on=_last_month(on), is_overall=True
        )
    except (insight.NoSuchIndicator, people.NoSuchUnit):
        return None
    return shown.month_figure(overall, unit=unit, on=on, says=str(meant.definition))


def _last_month(on: date) -> date:
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def _leading(person: "Person", on: date, standing: nav.Standing) -> list[TodoRow]:
    """For who leads: whether somebody needs them."""
    rows = []
    if standing.may(people_rules.SEE_TEAM):
        rows.append(shown.team_row(obligations.people_owing(viewer=person, on=on)))
    if standing.may(cases_rules.SEE):
        rows.append(shown.cases_row(standing.overdue_cases))
    return rows
