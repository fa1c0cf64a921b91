"""A company says who is told where a voice speaks of harm, and by when it is dealt with."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record, versions
from servewell.base.permissions import Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import HarmNamed, HarmPlan
from servewell.rooms.cases.terms import Harm
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


class HoursOutOfReach(Exception):
    """Harm is dealt with within 1 to ``terms.LONGEST_HARM_HOURS`` hours."""


class CannotBeNamed(Exception):
    """Named are people who work here, each once, and of those who do not stand in at least one; ``who`` are the others.

    Empty where there are only people who stand in, or too many.
    """

    def __init__(self, who: "Sequence[Person]" = ()) -> None:
        self.who = tuple(who)
        super().__init__(", ".join(each.name for each in who) or "name at least one person who does not stand in")


@transaction.atomic
def name_for_harm(
    *, unit: "Unit", kind: Harm, named: "Sequence[Person]", standing_in: "Sequence[Person]", hours: int,
    runs_always: bool, by: Actor, at: datetime,
) -> HarmPlan:  # fmt: skip
    """The next version; with nobody named the unit follows what holds above it again.

    Raises NotAllowed, HoursOutOfReach, CannotBeNamed, PublishedMeanwhile.
    """
    people.require(actor=by, power=rules.NAME_FOR_HARM, unit=unit.pk)
    if not 1 <= hours <= terms.LONGEST_HARM_HOURS:
        raise HoursOutOfReach(f"{hours} hours: from 1 to {terms.LONGEST_HARM_HOURS}")
    _demand_sensible(named, standing_in)
    mine = HarmPlan.objects.filter(unit=unit, kind=kind)
    number = versions.next_number(mine)
    with versions.written_once(mine.filter(version=number)):
        plan = HarmPlan.objects.create(
            unit=unit, kind=kind, version=number, hours=hours, runs_always=runs_always, published_at=at,
            published_by=by.actor_key,
        )  # fmt: skip
    HarmNamed.objects.bulk_create(
        HarmNamed(plan=plan, person=person, stands_in=stands_in)
        for persons, stands_in in ((named, False), (standing_in, True))
        for person in persons
    )
    record.write(deed="cases.name_for_harm", thing=plan, by=by, at=at, detail={"kind": kind.value, "named": len(named)})
    return plan


def _demand_sensible(named: "Sequence[Person]", standing_in: "Sequence[Person]") -> None:
    everybody = [*named, *standing_in]
    keys = [person.pk for person in everybody]
    gone = people.gone(persons=keys)
    wrong = [person for place, person in enumerate(everybody) if person.pk in gone or person.pk in keys[:place]]
    if wrong or (standing_in and not named) or len(keys) > terms.MOST_NAMED_FOR_HARM:
        raise CannotBeNamed(wrong)
