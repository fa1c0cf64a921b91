"""Which policy holds where, which versions there were, and whose holidays run out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base import links, words
from servewell.base.permissions import HOUSE, Actor
from servewell.base.todo import Todo
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Policy
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

# written out because every post waits for it: the ORM takes five times as long to build it anew
LATEST = """
    SELECT * FROM cases_policy WHERE withdrawn_at IS NULL AND (unit_id, version) IN
    (SELECT unit_id, MAX(version) FROM cases_policy {where} GROUP BY unit_id)
"""


@dataclass(frozen=True)
class Kept:
    """A unit and the policy that holds in it: its own, or that of the nearest unit above; None where none was set."""

    unit: "Unit"
    policy: Policy | None


@dataclass(frozen=True)
class RunsOut:
    """A policy that knows the holidays of its country until a day that is near, or over."""

    policy: Policy
    until_on: date


def policy_of(*, unit: int, on: date) -> Policy | None:
    """The latest version of the policy of the nearest unit above that has one and has not withdrawn it."""
    nearest_first = people.above(unit=unit, on=on)
    latest = {policy.unit_id: policy for policy in _latest(nearest_first)}
    return next((latest[each] for each in nearest_first if each in latest), None)


def _latest(units: Iterable[int]) -> Iterable[Policy]:
    keys = list(units)
    places = ", ".join(["%s"] * len(keys)) or "NULL"
    return Policy.objects.raw(LATEST.format(where=f"WHERE unit_id IN ({places})"), keys)


def policies_kept(*, viewer: Actor) -> list[Kept]:
    """The units whose policy the viewer may set, by code, each with what holds there."""
    units = people.units_seen(viewer=viewer, power=rules.SET_POLICY)
    latest = {policy.unit_id: policy for policy in Policy.objects.raw(LATEST.format(where=""))}
    nearest = people.nearest_of(units=latest)
    return [Kept(unit, latest[nearest[unit.pk]] if unit.pk in nearest else None) for unit in units]


def versions_of(*, unit: "Unit", viewer: Actor) -> list[Policy]:
    """All versions that a unit has had of its own, the latest first. Raises NotAllowed."""
    people.require(actor=viewer, power=rules.SET_POLICY, unit=unit.pk)
    return list(Policy.objects.filter(unit=unit).order_by("-version"))


def is_of_the_house(*, policy: Policy) -> bool:
    """Whether no person published it: the house's default, or what a company began with."""
    return policy.published_by == HOUSE.actor_key


def keep_their_version(*, unit: "Unit", viewer: Actor, on: date) -> int:
    """How many open cases a new version of the unit's policy would leave as they are. Raises NotAllowed."""
    people.require(actor=viewer, power=rules.SET_POLICY, unit=unit.pk)
    below = people.below_now(unit=unit.pk).values("unit")
    above = people.above(unit=unit.pk, on=on)
    return Case.objects.filter(state=terms.OPEN, unit__in=below, policy__unit__in=above).count()


def holidays_run_out(*, on: date) -> list[RunsOut]:
    """By the day until which holidays are known; policies that never took a country's holidays know none to lose."""
    found = [
        RunsOut(policy, date(policy.chosen["until_year"], 12, 31))
        for policy in Policy.objects.raw(LATEST.format(where=""))
        if policy.chosen.get("country")
    ]
    near = on + timedelta(days=terms.HOLIDAYS_END_SOON_DAYS)
    return sorted((each for each in found if each.until_on <= near), key=lambda each: (each.until_on, each.policy.pk))


def todo_for_keepers(*, person: "Person", at: datetime) -> list[Todo]:
    """The policies that a person keeps whose holidays run out."""
    near = holidays_run_out(on=at.date())
    if not near:
        return []
    units = {unit.pk: unit for unit in people.units_seen(viewer=person, power=rules.SET_POLICY)}
    return [_todo(each, units[each.policy.unit_id], at) for each in near if each.policy.unit_id in units]


def _todo(each: RunsOut, unit: "Unit", at: datetime) -> Todo:
    return Todo(
        title=_("Add the next holidays of %(unit)s") % {"unit": unit.name},
        detail=_("Known until %(day)s; after it every holiday counts as a working day.")
        % {"day": words.day(each.until_on)},
        due_on=each.until_on,
        state="overdue" if each.until_on < at.date() else "open",
        path=links.ANSWER_TIMES_WRITE.path(code=unit.code),
        action=pgettext("what to do with holidays", "Add"),
    )
