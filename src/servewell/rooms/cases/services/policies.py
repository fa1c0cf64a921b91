"""When a voice becomes a case, and by when it is answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from servewell.base import record, today, versions
from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import Words
from servewell.engines import clocks
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.models import Policy
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class BarOffTheScale(Exception):
    """The bar is a score from 0 to 1."""


class NoTimeToAnswer(Exception):
    """A policy gives at least a minute to answer, and at least a day for the obligation."""


class CompanyKeepsItsPolicy(Exception):
    """The company's own policy has none above it: it can be replaced by a new version, not withdrawn."""


class NoPolicyOfItsOwn(Exception):
    """The unit follows the policy of a unit above already, or the house's default."""


class YearOutOfReach(Exception):
    """A country's holidays are taken for this year and at most so many ahead."""


@transaction.atomic
def set_policy(
    *,
    unit: "Unit",
    calendar: clocks.Calendar,
    answer_minutes: int,
    obligation_days: int,
    bar: float,
    by: Actor,
    at: datetime,
    chosen: Mapping[str, object] | None = None,
) -> Policy:
    """Publish the next version of a unit's policy; it holds for the unit and all below that have none of their own.

    Cases keep the version they began with. Raises NotAllowed, BarOffTheScale, NoTimeToAnswer, PublishedMeanwhile, and
    what clocks.service_deadline raises for a calendar from which no deadline follows; NoWords where a single day has
    its name in a language that no page is in.
    """
    people.require(actor=by, power=rules.SET_POLICY, unit=unit.pk)
    _require_on_the_scale(bar)
    _require_time(answer_minutes, obligation_days)
    clocks.service_deadline(calendar=calendar, started_at=at, budget=timedelta(minutes=answer_minutes))
    _require_names_that_are_read(calendar)

    policies = Policy.objects.filter(unit=unit)
    number = versions.next_number(policies)
    with versions.written_once(policies.filter(version=number)):
        policy = Policy.objects.create(
            unit=unit,
            version=number,
            calendar=calendar.to_json(),
            answer_minutes=answer_minutes,
            obligation_days=obligation_days,
            bar=bar,
            chosen=chosen or {},
            published_at=at,
            published_by=by.actor_key,
        )
    record.write(deed="cases.set_policy", thing=policy, by=by, at=at, detail={"version": policy.version})
    return policy


def _require_on_the_scale(bar: float) -> None:
    if not 0 <= bar <= 1:
        raise BarOffTheScale(f"the bar is {bar}: give a score from 0 (worst) to 1 (best)")


def _require_time(answer_minutes: int, obligation_days: int) -> None:
    if answer_minutes < 1 or obligation_days < 1:
        raise NoTimeToAnswer(f"{answer_minutes} minutes and {obligation_days} days are no time to answer in")


def _require_names_that_are_read(calendar: clocks.Calendar) -> None:
    for names in (day.names for day in calendar.days if day.names):
        Words(texts=names, source=next(iter(names)))


@transaction.atomic
def publish(*, unit: "Unit", wanted: selectors.Wanted, seen: int | None, by: Actor, at: datetime) -> Policy:
    """Publish what was written after the policy with the key ``seen`` was read, None where none held.

    The holidays of a country begin with this year. Raises what set_policy does, PublishedMeanwhile also where another
    policy has come to hold since, NoSuchCountry, YearOutOfReach.
    """
    people.require(actor=by, power=rules.SET_POLICY, unit=unit.pk)
    on = today.day_in(unit.zone, at=at)
    held = selectors.policy_of(unit=unit.pk, on=on)
    if (held.pk if held else None) != seen:
        raise versions.PublishedMeanwhile(f"another policy holds in {unit.code} than the one that was changed")
    if wanted.country and not on.year <= wanted.until_year <= on.year + terms.MOST_YEARS_AHEAD:
        raise YearOutOfReach(f"holidays until {wanted.until_year} were asked for in {on.year}")

    number = versions.next_number(Policy.objects.filter(unit=unit))
    return set_policy(
        unit=unit,
        calendar=selectors.calendar_of(wanted=wanted, code=unit.code, zone=unit.zone, version=number, on=on),
        answer_minutes=wanted.answer_minutes,
        obligation_days=wanted.obligation_days,
        bar=wanted.bar,
        chosen=wanted.chosen(),
        by=by,
        at=at,
    )


@transaction.atomic
def withdraw_policy(*, unit: "Unit", by: Actor, at: datetime) -> Policy:
    """The policy of the nearest unit above holds here again, for cases that come from now on.

    Raises NotAllowed, CompanyKeepsItsPolicy, NoPolicyOfItsOwn.
    """
    people.require(actor=by, power=rules.SET_POLICY, unit=unit.pk)
    top = people.top_unit()
    if top is not None and top.pk == unit.pk:
        raise CompanyKeepsItsPolicy(f"{unit.code} stands under no other unit: publish a new version instead")
    latest = Policy.objects.select_for_update().filter(unit=unit).order_by("-version").first()
    if latest is None or latest.withdrawn_at is not None:
        raise NoPolicyOfItsOwn(f"{unit.code} has no policy of its own")

    latest.withdrawn_at = at
    latest.save(update_fields=["withdrawn_at"])
    record.write(deed="cases.withdraw_policy", thing=latest, by=by, at=at, detail={"version": latest.version})
    return latest


def policy_for(*, unit: int, at: datetime) -> Policy:
    """The policy that holds for a unit.

    A clock that stepped back before the unit's first day finds the policy of that day. Where nobody has set one, the
    house records its default: a customer who waits must not depend on somebody's having filled in a form.
    """
    held = selectors.policy_of(unit=unit, on=at.date())
    return held or selectors.policy_of(unit=unit, on=people.first_day(unit=unit)) or _default(unit, at)


def _default(unit: int, at: datetime) -> Policy:
    top = people.top_unit() or people.unit_by_key(key=unit)
    calendar = clocks.Calendar(code="default", version=1, zone=top.zone, openings=terms.DEFAULT_OPENINGS)
    try:
        with transaction.atomic():
            policy = Policy.objects.create(
                unit=top,
                version=1,
                calendar=calendar.to_json(),
                answer_minutes=terms.DEFAULT_ANSWER_MINUTES,
                obligation_days=terms.DEFAULT_OBLIGATION_DAYS,
                bar=terms.DEFAULT_BAR,
                published_at=at,
                published_by=HOUSE.actor_key,
            )
            record.write(deed="cases.set_default_policy", thing=policy, by=HOUSE, at=at)
            return policy
    except IntegrityError:  # another voice needed it at this very moment
        return Policy.objects.get(unit=top, version=1)
