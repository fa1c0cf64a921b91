"""What else a leader must act on this week: the rooms say what waits, here it is counted."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight.selectors.weekly.found import Waiting
from servewell.rooms.insight.terms import Waits
from servewell.rooms.instruments import rules as instruments_rules
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.obligations import selectors as obligations
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

THIS_WEEK = timedelta(days=7)
# what waits by a power; all else waits for the person themselves
POWERS = {
    Waits.CASES_OVERDUE: cases_rules.SEE,
    Waits.PEOPLE_LATE: people_rules.SEE_TEAM,
    Waits.DISPUTES: instruments_rules.DECIDE,
}


def waiting_for(*, person: "Person", zone: str, at: datetime) -> tuple[Waiting, ...]:
    """Only counts: names of customers and colleagues stay in their rooms. What is nothing is left out."""
    on = today.day_in(zone, at=at)
    powers = people.powers_of(person=person)
    held = {what for what, power in POWERS.items() if power.code in powers}
    counts = {
        Waits.CASES_OVERDUE: cases.overdue(viewer=person, at=at) if Waits.CASES_OVERDUE in held else 0,
        Waits.PEOPLE_LATE: obligations.people_owing(viewer=person, on=on).late if Waits.PEOPLE_LATE in held else 0,
        Waits.OWN_OVERDUE: sum(each.state == "overdue" for each in obligations.todo_for(person=person, on=on)),
        Waits.DISPUTES: len(instruments.todo_for(person=person, at=at)) if Waits.DISPUTES in held else 0,
        Waits.CONTRACTS: sum(each.until_on <= on + THIS_WEEK for each in people.ending_soon(leader=person.pk, on=on)),
    }
    return tuple(Waiting(what, count) for what, count in counts.items() if count)
