"""Who leads whom."""

from collections.abc import Sequence
from datetime import date

from servewell.base.permissions import Actor
from servewell.rooms.people import rules
from servewell.rooms.people.models import Leadership, Person, Posting
from servewell.rooms.people.selectors.permitting import units_with


def leader_of(*, person: int, on: date) -> Person | None:
    """Who leads the person (a key) on the day."""
    line = Leadership.objects.filter(person=person, from_on__lte=on, until_on__gt=on).select_related("leader").first()
    return line.leader if line else None


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
