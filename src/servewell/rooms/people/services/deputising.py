"""Temporary deputies: what a person holds is lent to another for some days, and ends by itself."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor, NotAllowed
from servewell.rooms.people import rules, selectors
from servewell.rooms.people.models import Grant, Person
from servewell.rooms.people.services.granting import EndsBeforeItBegins, cut_short


class DeputyOfOneself(Exception):
    """Nobody stands in for themselves, and no leader makes themselves the deputy of one of their people."""


class LentOnly(Exception):
    """What is lent to somebody they do not lend on."""


class LastsLongerThanHeld(Exception):
    """A deputy would hold something before or after the absent person does."""


class DoesNotWorkHere(Exception):
    """The deputy has no posting on some of these days, so they could not sign in."""


@transaction.atomic
def lend(
    *, grants: Sequence[Grant], to: Person, from_on: date, until_on: date, by: Actor, at: datetime
) -> list[Grant]:  # fmt: skip
    """From a day until before another ``to`` may do what these grants of one person allow, as their deputy.

    The person lends what they hold themselves; whoever may name deputies in the units does so for them.
    Raises NotAllowed, WouldGiveMore, DeputyOfOneself, LentOnly, LastsLongerThanHeld, DoesNotWorkHere,
    EndsBeforeItBegins.
    """
    for held in grants:
        _demand_may_lend(held, by)
    _refuse(grants, to, from_on, until_on, by)

    lent = []
    for held in grants:
        given, is_new = Grant.objects.get_or_create(
            lent_from=held, person=to, from_on=from_on,
            defaults={"role_id": held.role_id, "unit_id": held.unit_id, "until_on": until_on},
        )  # fmt: skip
        if is_new:
            record.write(deed="people.lend", thing=given, by=by, at=at, detail={"from": held.person_id})
        lent.append(given)
    return lent


def _demand_may_lend(held: Grant, by: Actor) -> None:
    """For others one lends what rules over powers only where one holds it oneself."""
    if selectors.is_person(actor=by, among=(held.person_id,)):
        return
    selectors.require(actor=by, power=rules.DEPUTISE, unit=held.unit_id)
    lacking = selectors.lacking_to_lend(actor=by, grant=held)
    if lacking:
        raise selectors.WouldGiveMore(powers=tuple(sorted(lacking)))


def _refuse(grants: Sequence[Grant], to: Person, from_on: date, until_on: date, by: Actor) -> None:
    if until_on <= from_on:
        raise EndsBeforeItBegins(f"from {from_on} to the day before {until_on} there is no day")
    if any(held.person_id == to.pk for held in grants) or selectors.is_person(actor=by, among=(to.pk,)):
        raise DeputyOfOneself
    if any(held.lent_from_id for held in grants):
        raise LentOnly
    outside = [held for held in grants if from_on < held.from_on or until_on > held.until_on]
    if outside:
        earliest, latest = max(held.from_on for held in outside), min(held.until_on for held in outside)
        raise LastsLongerThanHeld(f"it is held from {earliest} until before {latest}")
    if not to.postings.filter(from_on__lte=from_on, until_on__gte=until_on).exists():
        raise DoesNotWorkHere(f"{to.name} does not work here from {from_on} until {until_on}")


@transaction.atomic
def take_back(*, lent: Grant, on: date, by: Actor, at: datetime) -> None:
    """From ``on`` the deputy holds it no more: by the deputy, the absent person, or whoever may name deputies there.

    Raises NotAllowed.
    """
    held = lent.lent_from
    if held is None:
        raise NotAllowed("a grant that is one's own is ended, not taken back")
    if not selectors.is_person(actor=by, among=(lent.person_id, held.person_id)):
        selectors.require(actor=by, power=rules.DEPUTISE, unit=lent.unit_id)
    if lent.until_on <= on:
        return

    record.write(deed="people.take_back", thing=lent, by=by, at=at, detail={"on": on.isoformat()})
    cut_short(grants=[lent.pk], on=on)
