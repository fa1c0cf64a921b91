"""Who is told where a voice speaks of harm, and by when it is dealt with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules
from servewell.rooms.cases.models import HarmNamed, HarmPlan
from servewell.rooms.cases.terms import Harm, ToldAs
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from servewell.rooms.people.models import Person, Unit


@dataclass(frozen=True)
class Telling:
    """Who would be told, in which role; ``later`` are those who stand in and need not know yet."""

    plan: HarmPlan | None
    now: "Sequence[tuple[Person, ToldAs]]"
    later: "Sequence[Person]"


def latest_plans() -> "QuerySet[HarmPlan]":
    """The latest version of each unit and kind, whomever it names."""
    latest = HarmPlan.objects.filter(unit=OuterRef("unit"), kind=OuterRef("kind")).order_by("-version")
    return HarmPlan.objects.filter(pk=Subquery(latest.values("pk")[:1]))


def _naming() -> "QuerySet[HarmPlan]":
    return latest_plans().filter(Exists(HarmNamed.objects.filter(plan=OuterRef("pk"))))


def plan_of(*, unit: int, kind: Harm, on: date) -> HarmPlan | None:
    """The latest version of the nearest unit above that names anybody; nobody above is told of what is kept apart."""
    nearest_first = people.near(unit=unit, above=people.above(unit=unit, on=on))
    found = {plan.unit_id: plan for plan in _naming().filter(kind=kind, unit__in=nearest_first)}
    return next((found[each] for each in nearest_first if each in found), None)


def named_in(*, plan: HarmPlan) -> list[HarmNamed]:
    """In the order in which they were written down."""
    return list(plan.named.select_related("person").order_by("pk"))


def who_is_told(*, unit: int, kind: Harm, on: date) -> Telling:
    """Whoever is named and here; those who stand in where nobody named is; else whoever answers for all.

    Where nobody is named above the unit, or all have left, that is who deals with harm at the top of the company, and
    where nobody does, who manages it. Of a unit kept apart it is who deals with harm there, or else answers there.
    """
    plan = plan_of(unit=unit, kind=kind, on=on)
    named = _here(named_in(plan=plan)) if plan else []
    first = [each.person for each in named if not each.stands_in]
    standing_in = [each.person for each in named if each.stands_in]
    if first:
        return Telling(plan, [(each, ToldAs.NAMED) for each in first], standing_in)
    if standing_in:
        return Telling(plan, [(each, ToldAs.STANDS_IN) for each in standing_in], ())
    return Telling(plan, [(each, ToldAs.NOBODY_NAMED) for each in _at_the_top(unit)], ())


def _here(named: Iterable[HarmNamed]) -> list[HarmNamed]:
    known = list(named)
    gone = people.gone(persons=[each.person_id for each in known])
    return [each for each in known if each.person_id not in gone]


def _at_the_top(unit: int) -> "list[Person]":
    top = people.top_unit()
    is_apart = unit in people.kept_by(units=[unit])
    over = top.pk if top and not is_apart else unit
    for power in (rules.HANDLE_HARM, rules.ANSWER if is_apart else people_rules.MANAGE):
        if found := people.who_may(power=power, unit=over, viewer=HOUSE):
            return found
    return []


@dataclass(frozen=True)
class KeptHarm:
    """A unit and the kinds for which it names people of its own; ``holds`` is the plan of each kind there."""

    unit: "Unit"
    own: frozenset[str]
    holds: Mapping[str, HarmPlan]


def harm_plans_kept(*, viewer: Actor) -> list[KeptHarm]:
    """The units for which the viewer may name people, by code, each with what holds there. Four queries."""
    units = people.units_seen(viewer=viewer, power=rules.NAME_FOR_HARM)
    by_kind: dict[str, dict[int, HarmPlan]] = {kind.value: {} for kind in Harm}
    for plan in _naming():
        by_kind[plan.kind][plan.unit_id] = plan
    holds: dict[int, dict[str, HarmPlan]] = {}
    for kind, plans in by_kind.items():
        for unit, nearest in people.nearest_of(units=plans, unless_apart=True).items() if plans else ():
            holds.setdefault(unit, {})[kind] = plans[nearest]
    return [
        KeptHarm(
            unit=unit,
            own=frozenset(kind for kind, plans in by_kind.items() if unit.pk in plans),
            holds=holds.get(unit.pk, {}),
        )
        for unit in units
    ]


def own_plan(*, unit: "Unit", kind: Harm, viewer: Actor) -> HarmPlan | None:
    """The latest version that the unit itself has, whomever it names. Raises NotAllowed."""
    people.require(actor=viewer, power=rules.NAME_FOR_HARM, unit=unit.pk)
    return latest_plans().filter(Q(unit=unit), kind=kind).first()
