"""Which messages of the year are asked for and not written, and who is to write them."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.base.permissions import HOUSE
from servewell.base.todo import Todo
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.models import Message, MessageAsked
from servewell.rooms.standards.terms import TAKEN_TO_FOLLOW_FROM, is_said_plainly, year_to_write

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


@dataclass(frozen=True)
class Unwritten:
    """A unit whose message of ``year`` is asked for, until before ``until_on`` or it is there, of ``persons``."""

    unit: "Unit"
    year: int
    until_on: date | None
    persons: "tuple[Person, ...]" = ()


def messages_unwritten(*, at: datetime) -> list[Unwritten]:
    """Of the company, and of every unit that had a message of its own in the year before; the company first.

    From 1 November on; of a unit below the company until the end of January: after that it is held to the one above.
    It is for those who publish nearest: for the unit, or else for the nearest unit above. Five queries.
    """
    asked = _asked_for(at)
    nearest = people.nearest_who_may(power=rules.PUBLISH, units=[each.unit.pk for each in asked], viewer=HOUSE)
    return [replace(each, persons=tuple(nearest.get(each.unit.pk, ()))) for each in asked]


def _asked_for(at: datetime) -> list[Unwritten]:
    top = people.top_unit()
    if top is None:
        return []
    recent = Message.objects.filter(year__gte=today.earliest_day(at=at).year - 1)
    said = set(recent.values_list("unit", "year").distinct())
    others = {unit for unit, _ in said} - {top.pk}
    standing = people.units_seen(viewer=HOUSE, power=rules.PUBLISH) if others else []
    below = [unit for unit in standing if unit.pk in others]
    found = [_asked_of(top, None, at), *(_asked_of(unit, TAKEN_TO_FOLLOW_FROM, at) for unit in below)]
    return [each for each in found if each and _is_missing(each, said)]


def _asked_of(unit: "Unit", ends: tuple[int, int] | None, at: datetime) -> Unwritten | None:
    """None where nobody is asked on that day, whatever was written."""
    on = today.day_in(unit.zone, at=at)
    year = year_to_write(on=on)
    until_on = date(year, *ends) if ends else None
    return Unwritten(unit, year, until_on) if until_on is None or on < until_on else None


def _is_missing(asked: Unwritten, said: Container[tuple[int, int]]) -> bool:
    had_its_own = asked.until_on is None or (asked.unit.pk, asked.year - 1) in said
    return had_its_own and (asked.unit.pk, asked.year) not in said


def messages_since(*, year: int) -> list[Message]:
    """The newest version of every unit's message of that year and later ones, for rooms and playbooks."""
    rows = Message.objects.filter(year__gte=year).select_related("unit").order_by("version")
    return list({(row.unit_id, row.year): row for row in rows}.values())


def todo_for(*, person: "Person", at: datetime) -> list[Todo]:
    """The messages that this person was asked to write, still publishes for, and nobody has written. One query."""
    publishing = people.units_with(viewer=person, power=rules.PUBLISH).values("unit")
    written = Message.objects.filter(unit=OuterRef("unit"), year=OuterRef("year"))
    asked = MessageAsked.objects.filter(~Exists(written), person=person, unit__in=publishing)
    years = asked.filter(year__gte=today.earliest_day(at=at).year)
    found = years.select_related("unit").order_by("year", "unit__code")
    days = [(each, today.day_in(each.unit.zone, at=at)) for each in found]
    return [_todo(each.unit, each.year, on) for each, on in days if each.until_on is None or on < each.until_on]


def _todo(unit: "Unit", year: int, on: date) -> Todo:
    named = {"unit": unit.name, "year": year}
    begins_on = date(year, 1, 1)
    title = _("Write the message of %(year)s for %(unit)s")
    detail = _("Published ahead, it holds from 1 January.")
    if on >= begins_on:
        detail = _("The year has begun without it: it holds as soon as it is published.")
    if is_said_plainly(year=year, on=on):
        title = _("%(unit)s still has no message for %(year)s")
    return Todo(
        title=title % named, detail=detail, due_on=begins_on, state="overdue" if on >= begins_on else "open",
        path=links.MESSAGE.path(unit=unit.code, year=year), action=_("Write it"),
    )  # fmt: skip
