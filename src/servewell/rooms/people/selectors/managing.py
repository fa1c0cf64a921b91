"""Who manages the whole company: without somebody who works here and does, nobody could change anything any more."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from servewell.base import links, words
from servewell.base.todo import Todo
from servewell.rooms.people import rules
from servewell.rooms.people.models import Grant, Person, Place, Posting
from servewell.rooms.people.selectors.permitting import may
from servewell.rooms.people.selectors.tree import days_on_earth, top_unit
from servewell.rooms.people.terms import FOR_EVER, MANAGING_ENDS_SOON


def managers(*, on: date) -> frozenset[int]:
    """Who (keys) works here on a day and manages the whole company from then on without end, not as a deputy."""
    found = _managing().filter(from_on__lte=on, until_on=FOR_EVER, person__in=_working(on))
    return frozenset(found.values_list("person", flat=True))


def would_manage_no_more(*, leaving: Iterable[int], on: date) -> bool:
    """Whether these people (keys) are all who manage the whole company on a day."""
    standing = managers(on=on)
    return bool(standing) and standing <= set(leaving)


def managed_until(*, viewer: Person) -> date | None:
    """The day from which nobody who works here manages the company, if it is near and the viewer manages it."""
    latest, _earliest = days_on_earth()
    horizon, top = latest + MANAGING_ENDS_SOON, top_unit()
    goes_on = _managing().filter(until_on__gt=horizon, person__in=_working(horizon)).exists()
    if goes_on or top is None or not may(actor=viewer, power=rules.MANAGE, unit=top.pk):
        return None
    ends = [latest]
    for person, until_on in _managing().filter(from_on__lte=latest).values_list("person", "until_on"):
        works = Posting.objects.filter(person=person).order_by("-until_on").values_list("until_on", flat=True).first()
        ends.append(min(until_on, works or latest))
    return max(ends)


def is_managed(*, on: date) -> Exists:
    """As a condition to annotate: whether somebody manages the company on a day and works here then."""
    return Exists(_managing().filter(from_on__lte=on, until_on__gt=on, person__in=_working(on)))


def todo_for_management(*, viewer: Person) -> list[Todo]:
    until_on = managed_until(viewer=viewer)
    if until_on is None:
        return []
    last = words.day(until_on - timedelta(days=1))
    title = _("Nobody manages the whole company after %(day)s") % {"day": last}
    detail = _("Give a role that manages it, without an end, to somebody whose contract goes on.")
    return [Todo(title, detail, until_on - timedelta(days=1), "open", links.ROLES.path(), _("See the roles"))]


def _managing() -> QuerySet[Grant]:
    latest, earliest = days_on_earth()
    company = Place.objects.filter(parent=None, from_on__lte=latest, until_on__gt=earliest).values("unit")
    return Grant.objects.filter(unit__in=company, role__powers__power=rules.MANAGE.code, lent_from=None)


def _working(on: date) -> QuerySet[Posting]:
    return Posting.objects.filter(from_on__lte=on, until_on__gt=on).values("person")  # type: ignore[return-value]
