"""Which policy holds where, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import today
from servewell.base.words import active_language, collation_key
from servewell.engines.clocks import Calendar
from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import selectors as people
from servewell.web.deadlines.shown import telling
from servewell.web.deadlines.shown.telling import Line, Told
from servewell.web.kit import moments
from servewell.web.kit.components import Branch, Crumb, Link
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Policy
    from servewell.rooms.people.models import Person, Unit


@dataclass(frozen=True)
class UnitsPage:
    title: str
    why: str
    branches: Sequence[Branch]


@dataclass(frozen=True)
class Version:
    """One version that a unit had: who published it when, and what it said."""

    says: str
    owed: Sequence[str]
    week: Sequence[Line]
    days: Sequence[Line]


@dataclass(frozen=True)
class UnitPage:
    """``holds`` says whose version it is; without one there is nothing to tell but that. ``withdraw`` is the address
    that ends the unit's own; None where it has none, or nothing stands above it.
    """

    title: str
    crumbs: Sequence[Crumb]
    holds: str
    write: Link
    withdraw: Link | None
    owed: Sequence[str]
    week: Sequence[Line]
    days: Sequence[Line]
    examples: Sequence[Told]
    keep: str
    history: Sequence[Version]


def units_page(*, viewer: "Person") -> UnitsPage:
    kept = {each.unit.code: each for each in cases.policies_kept(viewer=viewer)}
    below: dict[str | None, list[cases.Kept]] = {}
    for unit, above in people.units_seen_with_parents(viewer=viewer, power=rules.SET_POLICY):
        below.setdefault(above, []).append(kept[unit.code])
    return UnitsPage(
        title=_set_in([each for each in kept.values() if _is_own(each.policy, each.unit)], of=len(kept)),
        why=_("By when customers are answered. What a unit sets holds for it and all units below that set nothing."),
        branches=_branches(None, below),
    )


def _set_in(own: Sequence[cases.Kept], *, of: int) -> str:
    """How many of the units that the viewer keeps have times of their own."""
    if not own:
        return _("No unit has answer times of its own")
    if len(own) == 1:
        return _("Answer times are set in %(unit)s alone") % {"unit": own[0].unit.name}
    return _("%(own)s of %(units)s units have answer times of their own") % {
        "own": number(len(own)),
        "units": number(of),
    }


def _is_own(policy: "Policy | None", unit: "Unit") -> bool:
    return policy is not None and policy.unit_id == unit.pk


def _branches(above: str | None, below: dict[str | None, list[cases.Kept]]) -> Sequence[Branch]:
    by_name = sorted(below.get(above, ()), key=lambda each: collation_key(str(each.unit.name), active_language()))
    return tuple(
        Branch(
            name=str(each.unit.name),
            url=reverse("deadlines:unit", kwargs={"code": each.unit.code}),
            holds=holds(each.policy, each.unit),
            is_own=_is_own(each.policy, each.unit),
            below=_branches(each.unit.code, below),
        )
        for each in by_name
    )


def holds(policy: "Policy | None", unit: "Unit") -> str:
    """Whose version holds in a unit."""
    if policy is None:
        return _("nothing is set: the house's default holds")
    if policy.unit_id == unit.pk:
        return _("version %(number)d of its own") % {"number": policy.version}
    return _("from above, version %(number)d") % {"number": policy.version}


def unit_page(unit: "Unit", *, viewer: "Person") -> UnitPage:
    now = today.now()
    on = today.day_in(unit.zone, at=now)
    policy = cases.policy_of(unit=unit.pk, on=on)
    wanted = cases.wanted_from(policy=policy)
    calendar = _calendar(policy, unit, wanted)
    shown = cases.examples(
        calendar=calendar, answer_minutes=wanted.answer_minutes, obligation_days=wanted.obligation_days, at=now
    )
    return UnitPage(
        title=_("%(unit)s answers within %(hours)s of opening hours")
        % {"unit": unit.name, "hours": telling.within(wanted)},
        crumbs=(Crumb(_("Answer times"), reverse("deadlines:units")),),
        holds=_whose(policy, unit),
        write=Link(
            _("Change it") if _is_own(policy, unit) else _("Set times of its own"),
            reverse("deadlines:write", kwargs={"code": unit.code}),
        ),
        withdraw=_withdraw(policy, unit),
        owed=telling.owed(wanted),
        week=telling.week(calendar),
        days=telling.single_days(cases.all_days(calendar=calendar), since=on),
        examples=telling.examples(shown, calendar=calendar),
        keep=keep(cases.keep_their_version(unit=unit, viewer=viewer, on=on)),
        history=_history(unit, viewer),
    )


def _withdraw(policy: "Policy | None", unit: "Unit") -> Link | None:
    top = people.top_unit()
    if not _is_own(policy, unit) or (top is not None and top.pk == unit.pk):
        return None
    return Link(_("Withdraw: follow the times above"), reverse("deadlines:withdraw", kwargs={"code": unit.code}))


def _calendar(policy: "Policy | None", unit: "Unit", wanted: cases.Wanted) -> Calendar:
    if policy is None:
        return Calendar(code="default", version=1, zone=unit.zone, openings=wanted.openings)
    return Calendar.from_json(policy.calendar)


def _whose(policy: "Policy | None", unit: "Unit") -> str:
    if policy is None:
        return _("Nobody has set answer times here or above: the house's default holds.")
    if policy.unit_id == unit.pk:
        return _("Version %(number)d of its own holds here and below.") % {"number": policy.version}
    above = people.unit_by_key(key=policy.unit_id)
    return _("Version %(number)d of %(unit)s holds here, from above.") % {"number": policy.version, "unit": above.name}


def keep(count: int) -> str:
    """What a new version leaves as it is."""
    if not count:
        return _("No case is open here that follows it.")
    return ngettext(
        "%(number)s open case keeps the version it began with, whatever is changed.",
        "%(number)s open cases keep the version they began with, whatever is changed.",
        count,
    ) % {"number": number(count)}


def _history(unit: "Unit", viewer: "Person") -> Sequence[Version]:
    policies = cases.versions_of(unit=unit, viewer=viewer)
    names = people.names_of(actors=[each.published_by for each in policies])
    return tuple(_version(each, unit, names) for each in policies)


def _version(policy: "Policy", unit: "Unit", names: dict[str, str]) -> Version:
    calendar, wanted = Calendar.from_json(policy.calendar), cases.wanted_from(policy=policy)
    house = _("the house") if cases.is_of_the_house(policy=policy) else _("somebody unknown")
    said = {
        "number": policy.version,
        "moment": _moment(policy.published_at, unit.zone),
        "name": names.get(policy.published_by, house),
    }
    says = _("Version %(number)d, published on %(moment)s by %(name)s") % said
    if policy.withdrawn_at:
        said["withdrawn"] = _moment(policy.withdrawn_at, unit.zone)
        says = _("Version %(number)d, published on %(moment)s by %(name)s, withdrawn on %(withdrawn)s") % said
    return Version(
        says=says,
        owed=telling.owed(wanted),
        week=telling.week(calendar),
        days=telling.single_days(cases.all_days(calendar=calendar), since=policy.published_at.date()),
    )


def _moment(at: datetime, zone: str) -> str:
    return _("%(day)s, %(time)s") % {
        "day": telling.day_with_year(today.day_in(zone, at=at)),
        "time": moments.clock(at, zone),
    }
