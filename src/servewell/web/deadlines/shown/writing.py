"""The form in which a policy is written, and what it would mean before it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import today
from servewell.engines.clocks import CalendarNeverOpens, Day, DeadlineBeyondHorizon, NoSuchCountry
from servewell.rooms.cases import selectors as cases
from servewell.web.deadlines.forms import DayRow, HoursRow, PolicyForm
from servewell.web.deadlines.shown import asked, holding, telling
from servewell.web.deadlines.shown.telling import Told
from servewell.web.kit import reckonings
from servewell.web.kit.components import Crumb

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


@dataclass(frozen=True)
class OfferedDay:
    """A holiday of the country; ``is_left_out`` where the desk works on it as on any other."""

    value: str
    day: str
    rule: str
    is_left_out: bool


@dataclass(frozen=True)
class OwnDay:
    """A row of the form; ``says`` what stands in it already, right and whole."""

    row: DayRow
    says: str


@dataclass(frozen=True)
class OfferedYear:
    year: str
    days: Sequence[OfferedDay]
    remark: str


@dataclass(frozen=True)
class Foretold:
    """What the policy would mean; ``passed`` names days that have passed, which change nothing."""

    examples: Sequence[Told]
    keep: str
    passed: str


@dataclass(frozen=True)
class WritePage:
    title: str
    crumbs: Sequence[Crumb]
    form: PolicyForm
    week: Sequence[HoursRow]
    own: Sequence[OwnDay]
    years: Sequence[OfferedYear]
    foretold: Foretold | None


def holding_now(unit: "Unit") -> int | None:
    """The key of the policy that holds in a unit today."""
    policy = cases.policy_of(unit=unit.pk, on=today.day_in(unit.zone, at=today.now()))
    return policy.pk if policy else None


def form_for(unit: "Unit", data: Mapping[str, str] | None = None) -> PolicyForm:
    """A part that the chosen country does not have, left over from another country, counts for nothing."""
    on = today.day_in(unit.zone, at=today.now())
    policy = cases.policy_of(unit=unit.pk, on=on)
    wanted = cases.wanted_from(policy=policy, since=on)
    parts = asked.parts(data.get("country", "") if data is not None else wanted.country)
    if data is not None and data.get("part") not in {code for code, _name in parts}:
        data = _without(data, "part")
    return PolicyForm(
        data, wanted=wanted, seen=policy.pk if policy else None, year=on.year, countries=asked.countries(), parts=parts
    )


def _without(data: Mapping[str, str], name: str) -> Mapping[str, str]:
    typed = QueryDict(mutable=True)
    typed.update(data)
    typed.pop(name, None)
    return typed


def foretold(unit: "Unit", form: PolicyForm, *, viewer: "Person") -> Foretold | None:
    """None where the form says why no deadline follows from it."""
    now = today.now()
    on = today.day_in(unit.zone, at=now)
    wanted = form.wanted()
    version = max((each.version for each in cases.versions_of(unit=unit, viewer=viewer)), default=0) + 1
    calendar = cases.calendar_of(wanted=wanted, code=unit.code, zone=unit.zone, version=version, on=on)
    try:
        found = cases.examples(
            calendar=calendar, answer_minutes=wanted.answer_minutes, obligation_days=wanted.obligation_days, at=now
        )
    except (CalendarNeverOpens, DeadlineBeyondHorizon):
        form.add_error("answer_hours", _("With these hours and holidays no such time ever passes. Give more hours."))
        return None
    return Foretold(
        examples=telling.examples(found, calendar=calendar),
        keep=holding.keep(cases.keep_their_version(unit=unit, viewer=viewer, on=on)),
        passed=_passed([telling.day_with_year(each.on) for each in wanted.own_days if each.on < on]),
    )


def _passed(days: Sequence[str]) -> str:
    if not days:
        return ""
    return ngettext(
        "%(days)s has passed: as a day of your own it changes nothing for letters that have come.",
        "%(days)s have passed: as days of your own they change nothing for letters that have come.",
        len(days),
    ) % {"days": "; ".join(days)}


def _own(form: PolicyForm) -> Sequence[OwnDay]:
    """The last one is empty, to be filled."""
    return tuple(
        OwnDay(row=row, says=f"{telling.day_with_year(row.day.on)}: {reckonings.rule_of(row.day)}" if row.day else "")
        for row in form.own()
    )


def write_page(unit: "Unit", *, form: PolicyForm, foretold: Foretold | None = None) -> WritePage:
    return WritePage(
        title=_title(unit),
        crumbs=(
            Crumb(_("Answer times"), reverse("deadlines:units")),
            Crumb(str(unit.name), reverse("deadlines:unit", kwargs={"code": unit.code})),
        ),
        form=form,
        week=form.week(),
        own=_own(form),
        years=_years(form, today.day_in(unit.zone, at=today.now())),
        foretold=foretold,
    )


def _title(unit: "Unit") -> str:
    """Which version is being written here, and what holds until it is published."""
    policy = cases.policy_of(unit=unit.pk, on=today.day_in(unit.zone, at=today.now()))
    said = {"unit": unit.name, "hours": telling.within(cases.wanted_from(policy=policy))}
    if policy is not None and policy.unit_id == unit.pk:
        return _("%(unit)s answers within %(hours)s: what shall hold instead?") % said
    return _("%(unit)s answers within %(hours)s and sets no times of its own: what shall hold here?") % said


def _years(form: PolicyForm, on: date) -> Sequence[OfferedYear]:
    """The holidays to come of the country that stands in the form, right or not yet."""
    chosen = {name: str(form[name].value() or "") for name in ("country", "part", "until_year")}
    if not chosen["country"] or not form.has_year(chosen["until_year"]):
        return ()
    openings = form.cleaned_data.get("openings") if form.is_bound and form.is_valid() else None
    wanted = cases.Wanted(
        openings=openings or form.openings_at_first,
        country=chosen["country"],
        part=chosen["part"],
        until_year=int(chosen["until_year"]),
    )
    try:
        offered = cases.offered(wanted=wanted, on=on)
    except NoSuchCountry:
        return ()
    left_out = set(form["left_out"].value() or ())
    return tuple(
        OfferedYear(
            year=str(year),
            days=tuple(_offered(each, left_out) for each in days),
            remark=_unannounced(year) if year in offered.unannounced else "",
        )
        for year, days in groupby((each for each in offered.days if each.on >= on), key=lambda each: each.on.year)
    )


def _offered(day: Day, left_out: set[str]) -> OfferedDay:
    value = day.on.isoformat()
    return OfferedDay(value, telling.day_with_year(day.on), reckonings.rule_of(day), value in left_out)


def _unannounced(year: int) -> str:
    return _(
        "Which weekend days of %(year)d are worked instead is not known yet. When it is announced, add them below as "
        "days of your own."
    ) % {"year": year}
