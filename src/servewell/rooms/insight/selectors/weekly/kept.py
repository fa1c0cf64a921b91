"""The pages that were made, kept as they were."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from servewell.rooms.insight import terms
from servewell.rooms.insight.models import Monday
from servewell.rooms.insight.terms import MailState

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

MOST_LISTED = 26


class NoSuchMonday(Exception):
    """There is no page of this person for that week."""


def mondays_of(*, person: "Person") -> list[Monday]:
    """A person's own pages of half a year, the latest first, without what they say. Nobody reads another's."""
    return list(_kept(person).defer("document").order_by("-week")[:MOST_LISTED])


def monday_of(*, person: "Person", week: date | None = None) -> Monday:
    """Of that week, or the latest. Raises NoSuchMonday."""
    found = _kept(person)
    if week is not None:
        found = found.filter(week=week)
    latest = found.select_related("person", "subscription").order_by("-week").first()
    if latest is None:
        raise NoSuchMonday(str(week or "none yet"))
    return latest


def monday_before(*, person: "Person", week: date) -> Monday | None:
    """The last one before the week: what it told is no news any more."""
    return _kept(person).filter(week__lt=week).order_by("-week").first()


def mails_due(*, at: datetime) -> list[int]:
    """For the worker: the mails that may be tried at this moment, the longest due first."""
    waiting = Monday.objects.filter(state=MailState.WAITING, due_at__lte=at)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True))


def monday_by_key(*, key: int) -> Monday:
    """For the worker. Raises NoSuchMonday."""
    found = Monday.objects.select_related("person", "subscription__person").filter(pk=key).first()
    if found is None:
        raise NoSuchMonday(str(key))
    return found


def _kept(person: "Person") -> QuerySet[Monday]:
    return Monday.objects.filter(person=person).exclude(state=terms.MailState.LEFT_OUT)
