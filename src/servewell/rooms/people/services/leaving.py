"""People go: their postings and grants end, they lead nobody, and they sign in no more."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q

from servewell.base import bus, record, today
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.events import PeopleLeft
from servewell.rooms.people.models import Grant, Leadership, Person, Posting
from servewell.rooms.people.services.granting import NOBODY_WOULD, NobodyWouldManage, cut_short, hold_managers
from servewell.rooms.people.services.signing_in import require_over, shut

AT_ONCE = 200


class HasWorkedLonger(Exception):
    """Somebody would leave before a posting in which they have worked: it would be as if they never had.

    ``since`` is its first day.
    """

    def __init__(self, since: date) -> None:
        super().__init__(f"they have worked here since {since}: name that day or a later one as the last")
        self.since = since


@transaction.atomic
def leave(*, person: Person, on: date, by: Actor, at: datetime) -> Person:
    """From ``on`` the person works here no more. Their sign-in ends with their last posting.

    The actor manages every unit whose posting ends by it. Raises NotAllowed, MayDoMore, NobodyWouldManage,
    HasWorkedLonger.
    """
    require_over(person, by=by, power=rules.MANAGE)
    for unit in sorted(set(person.postings.filter(until_on__gt=on).values_list("unit", flat=True))):
        selectors.require(actor=by, power=rules.MANAGE, unit=unit)

    worked = person.postings.filter(from_on__lt=at.date()).aggregate(since=Max("from_on"))["since"]
    if worked and on <= worked:
        raise HasWorkedLonger(worked)

    let_go([person], on=on, by=by, at=at)
    return person


def let_go_whose_time_is_over(*, at: datetime) -> int:
    """Whoever's last posting has ended everywhere and who still holds or opens something. Returns how many.

    Also the last who managed the company: nobody keeps keys to where they no longer work. It was told ahead.
    """
    day = today.earliest_day(at=at)
    here = Posting.objects.filter(until_on__gt=day).values("person")
    unseen = Posting.objects.filter(until_on=terms.NOT_YET).values("person")
    over = Person.objects.exclude(pk__in=here).exclude(pk__in=unseen).filter(postings__isnull=False)
    holding = Q(grants__until_on__gt=day) | Q(sign_in__is_active=True) | Q(leads__until_on__gt=day)
    gone = list(over.filter(holding).annotate(last=Max("postings__until_on")).order_by("pk").distinct()[:AT_ONCE])
    for person in gone:
        with transaction.atomic():
            _end_all([person], on=person.last, by=HOUSE, at=at)
    return len(gone)


def let_go(people: Sequence[Person], *, on: date, by: Actor, at: datetime) -> None:
    """For deeds that have asked whether the actor may. Once for as many as may go in one transaction.

    Raises NobodyWouldManage.
    """
    day, leaving = max(on, at.date()), {person.pk for person in people}
    if leaving & selectors.managers(on=day):
        hold_managers()
        if selectors.would_manage_no_more(leaving=leaving, on=day):
            raise NobodyWouldManage(NOBODY_WOULD)
    _end_all(people, on=on, by=by, at=at)


def _end_all(people: Sequence[Person], *, on: date, by: Actor, at: datetime) -> None:
    theirs = Posting.objects.filter(person__in=people)
    theirs.filter(from_on__lt=on, until_on__gt=on).update(until_on=on)
    # others may already point at a posting that was only promised, so it is kept for the shortest time there is
    theirs.filter(from_on__gte=on).update(until_on=F("from_on") + timedelta(days=1))
    # whoever has left by now may do nothing from this moment, also where the day before is not over
    powerless_on = min(on, today.earliest_day(at=at)) if on <= at.date() else on
    held = Grant.objects.filter(person__in=people, until_on__gt=powerless_on)
    cut_short(grants=list(held.values_list("pk", flat=True)), on=powerless_on)
    for lines in (Leadership.objects.filter(person__in=people), Leadership.objects.filter(leader__in=people)):
        lines.filter(from_on__gte=on).delete()
        lines.filter(until_on__gt=on).update(until_on=on)
    for person in people:
        if on <= at.date():
            shut(person=person, at=at)
        record.write(deed="people.leave", thing=person, by=by, at=at, detail={"on": on.isoformat()})

    bus.announce(PeopleLeft(at=at, people=tuple(person.pk for person in people)))
