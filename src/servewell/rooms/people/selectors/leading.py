"""Who leads whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, IntegerField, QuerySet, Subquery, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import holding, links, words
from servewell.base.permissions import Actor
from servewell.base.todo import Todo
from servewell.rooms.people import rules, terms
from servewell.rooms.people.models import Leadership, Person, Posting
from servewell.rooms.people.selectors.addresses import is_any_near, todo_for_addresses
from servewell.rooms.people.selectors.intakes import intakes_asking
from servewell.rooms.people.selectors.leavers import leavers
from servewell.rooms.people.selectors.managing import is_managed, todo_for_management
from servewell.rooms.people.selectors.permitting import units_with
from servewell.rooms.people.selectors.roles import is_deputy, stands_in_for
from servewell.rooms.people.selectors.tree import days_on_earth

_Asked = dict[str, BaseExpression]


@dataclass(frozen=True)
class Waiting:
    """What waits for a person, and those as whose deputy they act today."""

    todo: list[Todo]
    absent: list[Person]


def leader_of(*, person: int, on: date) -> Person | None:
    """Who leads the person (a key) on the day."""
    line = Leadership.objects.filter(person=person, from_on__lte=on, until_on__gt=on).select_related("leader").first()
    return line.leader if line else None


def leaders_of(*, person: Person) -> list[Leadership]:
    """Who leads the person, led them and will, the latest first: for the person and who may open their page."""
    return list(Leadership.objects.filter(person=person).select_related("leader").order_by("-from_on"))


def leaders_above(*, person: int, on: date) -> list[int]:
    """The keys of the person and of everyone above, nearest first."""
    above = [person]
    while (found := leader_of(person=above[-1], on=on)) is not None and found.pk not in above:
        above.append(found.pk)
    return above


def nearest_leader(*, person: int, on: date) -> Person | None:
    """The nearest of those above who works here on the day: a leader who has left leads nobody."""
    at_work = set(
        Posting.objects.filter(person__in=leaders_above(person=person, on=on), from_on__lte=on, until_on__gt=on)
        .values_list("person", flat=True)
    )  # fmt: skip
    for key in leaders_above(person=person, on=on)[1:]:
        if key in at_work:
            return Person.objects.get(pk=key)
    return None


def led_by(*, leader: int, viewer: Actor, on: date) -> Sequence[Person]:
    """Whom the leader (a key) leads on the day, as far as the viewer sees the team, by staff number."""
    units = units_with(viewer=viewer, power=rules.SEE_TEAM).values("unit")
    seen = Posting.objects.filter(unit__in=units, until_on__gt=on).values("person")
    lines = Leadership.objects.filter(leader=leader, from_on__lte=on, until_on__gt=on, person__in=seen)
    return [line.person for line in lines.select_related("person").order_by("person__number")]


def ending_soon(*, leader: int, on: date) -> list[Posting]:
    """The last postings of those whom the leader (a key) leads, where they end within a month, soonest first."""
    return list(_ending_soon(leader, on).select_related("person", "unit").order_by("until_on", "pk"))


def _ending_soon(leader: int, on: date) -> QuerySet[Posting]:
    led = Leadership.objects.filter(leader=leader, from_on__lte=on, until_on__gt=on).values("person")
    soon = Posting.objects.filter(person__in=led, until_on__gt=on, until_on__lte=on + terms.ENDS_SOON)
    goes_on = Posting.objects.filter(person__in=led, until_on__gt=on + terms.ENDS_SOON).values("person")
    return soon.exclude(person__in=goes_on)


def waiting_for(*, person: Person, on: date, manages: bool = False) -> Waiting:
    """E-mail addresses that wait for one's word, and contracts of one's people that end.

    Of whoever ``manages`` people somewhere also staff files that ask, what leavers left behind, and that nobody will
    manage the company any more. One query where there is nothing.
    """
    asked: _Asked = {
        "waits": is_any_near(viewer=person),
        "ends": Exists(_ending_soon(person.pk, on)),
        "stands_in": is_deputy(person=person),
    }
    found = _found(person, asked | (_asked_of_managers(person) if manages else {}))
    todo = todo_for_addresses(person=person) if found["waits"] else []
    todo += [_ends(posting) for posting in ending_soon(leader=person.pk, on=on)] if found["ends"] else []
    todo += _todo_of_managers(person, found) if manages else []
    return Waiting(todo, stands_in_for(person=person) if found["stands_in"] else [])


def _found(person: Person, asked: "_Asked") -> dict[str, int]:
    """All that is asked in one query: how many, or whether any."""
    found: dict[str, int] = Person.objects.filter(pk=person.pk).annotate(**asked).values(*asked).get()
    return found


def _asked_of_managers(person: Person) -> "_Asked":
    asks = intakes_asking(viewer=person).order_by().annotate(one=Value(1)).values("one").annotate(n=Count("*"))
    orphaned = holding.is_any(persons=leavers(), viewer=person)
    return {
        "asking": Coalesce(Subquery(asks.values("n"), output_field=IntegerField()), 0),
        "is_orphaned": ExpressionWrapper(orphaned, output_field=BooleanField()),
        "is_managed": is_managed(on=days_on_earth()[0] + terms.MANAGING_ENDS_SOON),
    }


def _todo_of_managers(person: Person, found: dict[str, int]) -> list[Todo]:
    ends = [] if found["is_managed"] else todo_for_management(viewer=person)
    return [*ends, *_asking(found["asking"]), *([_orphaned()] if found["is_orphaned"] else [])]


def _orphaned() -> Todo:
    title = _("Something that people held who have left is nobody's now")
    detail = _("Hand it on to somebody who works here.")
    return Todo(title, detail, None, "open", links.ORPHANED.path(), _("Look at it"))


def _asking(asking: int) -> list[Todo]:
    if not asking:
        return []
    words = ngettext(
        "%(number)s staff file would let go many people", "%(number)s staff files would let go many people", asking
    )
    detail = _("Nothing is done before somebody says that it is right.")
    return [Todo(words % {"number": asking}, detail, None, "open", links.STAFF.path(), _("Look at it"))]


def _ends(posting: Posting) -> Todo:
    last = posting.until_on - timedelta(days=1)
    return Todo(
        title=_("The contract of %(name)s ends on %(day)s") % {"name": posting.person.name, "day": words.day(last)},
        detail=_("Have it extended in the HR system, or say good-bye and hand on what they do."),
        due_on=last,
        state="open",
        path=f"{links.TEAM.path()}?unit={posting.unit.code}",
        action=_("See the team"),
    )
