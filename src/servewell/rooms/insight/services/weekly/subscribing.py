"""Who gets Monday's page says so, or whoever manages them does; and whoever gets it may leave."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.base.words import CODES
from servewell.rooms.insight import rules, selectors, terms
from servewell.rooms.insight.models import ChosenUnit, Subscription
from servewell.rooms.insight.terms import Ended
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

HOURS, DAYS = range(24), range(1, 8)


class SeesNoFigures(Exception):
    """Monday's page is about units whose figures its reader may see, and this person sees those of none."""


class LeftByOwnWish(Exception):
    """Whoever ended their subscription themselves is not subscribed anew by others."""


class WishMakesNoSense(Exception):
    """A page comes at one of 24 hours on one of seven days, in a language of the house."""


@dataclass(frozen=True)
class Wish:
    """When the page comes, and about which ``units``; without any, about all that the person sees.

    ``weekday`` is 1 for Monday; ``language`` is empty where the person's own counts.
    """

    weekday: int = terms.MONDAY
    hour: int = terms.MORNING
    language: str = ""
    by_mail: bool = True
    units: "Sequence[Unit]" = ()


USUAL = Wish()


@transaction.atomic
def subscribe(*, person: "Person", wish: Wish = USUAL, by: Actor, at: datetime) -> Subscription:
    """From now on the person gets Monday's page; whoever gets it already gets it as they themselves wish now.

    What somebody has chosen stays as it is when others subscribe them once more. Twice, even at once, is once.
    Raises NotAllowed, SeesNoFigures, LeftByOwnWish, WishMakesNoSense, people's NoSuchUnit.
    """
    _require_theirs(person, by)
    _require_sense(person, wish)
    held, is_by_others = _held(person), by is not HOUSE and by != person
    if held is None and is_by_others and selectors.has_left_by_own_wish(person=person):
        raise LeftByOwnWish(f"{person.number} ended it; only they begin it again")

    is_new = False
    if held is None:
        begun = {"seed": secrets.token_hex(16), "made_by": by.actor_key, "since_at": at, **_said(wish)}
        held, is_new = Subscription.objects.get_or_create(person=person, ended_at=None, defaults=begun)
    if is_new:
        record.write(deed="insight.subscribe", thing=held, by=by, at=at)
    elif is_by_others:
        return held
    elif _differs(held, wish):
        Subscription.objects.filter(pk=held.pk).update(**_said(wish))
        record.write(deed="insight.change_subscription", thing=held, by=by, at=at)
    _choose(held, wish)
    held.refresh_from_db()
    return held


def _held(person: "Person") -> Subscription | None:
    return Subscription.objects.select_for_update().filter(person=person, ended_at=None).first()


def _require_theirs(person: "Person", by: Actor) -> None:
    if by is HOUSE or by == person:
        return
    if not people.may_over(actor=by, power=people_rules.MANAGE, person=person):
        raise NotAllowed(f"{by.actor_key} does not manage {person.number}")


def _require_sense(person: "Person", wish: Wish) -> None:
    if not people.holds(actor=person, power=rules.SEE):
        raise SeesNoFigures(person.number)
    if wish.hour not in HOURS or wish.weekday not in DAYS or wish.language not in ("", *CODES):
        raise WishMakesNoSense(f"day {wish.weekday}, {wish.hour} o'clock, language {wish.language!r}")
    if wish.units:
        seen = {unit.pk for unit in people.units_seen(viewer=person, power=rules.SEE)}
        unseen = [unit.code for unit in wish.units if unit.pk not in seen]
        if unseen:
            raise people.NoSuchUnit(", ".join(unseen))


def _said(wish: Wish) -> dict[str, object]:
    return {"weekday": wish.weekday, "hour": wish.hour, "language": wish.language, "by_mail": wish.by_mail}


def _differs(held: Subscription, wish: Wish) -> bool:
    chosen = set(selectors.chosen_of(subscription=held))
    same = all(getattr(held, name) == value for name, value in _said(wish).items())
    return not same or chosen != {unit.pk for unit in wish.units}


def _choose(held: Subscription, wish: Wish) -> None:
    wanted = {unit.pk for unit in wish.units}
    ChosenUnit.objects.filter(subscription=held).exclude(unit__in=wanted).delete()
    ChosenUnit.objects.bulk_create(
        [ChosenUnit(subscription=held, unit_id=unit) for unit in sorted(wanted)], ignore_conflicts=True
    )


@transaction.atomic
def unsubscribe(*, subscription: Subscription, by: Actor, at: datetime) -> None:
    """No page comes any more; those that came stay. Twice is once. Raises NotAllowed."""
    _require_theirs(subscription.person, by)
    why = Ended.OWN_WISH if by == subscription.person else Ended.MANAGER
    if _ended([subscription.pk], why, at):
        record.write(deed="insight.unsubscribe", thing=subscription, by=by, at=at, detail={"why": why.value})


@transaction.atomic
def end_mail(*, subscription: Subscription, at: datetime) -> None:
    """The link in its mails was used: no mail comes any more, the page does. Twice is once.

    Nobody signs in for it: the link itself proves that it came in a mail of ours.
    """
    held = Subscription.objects.filter(pk=subscription.pk, ended_at=None, by_mail=True)
    if held.update(by_mail=False):
        record.write(deed="insight.end_mail", thing=subscription, by=HOUSE, at=at, detail={"how": "link"})


@transaction.atomic
def end_of_leavers(*, persons: Sequence[int], at: datetime) -> None:
    """Who works here no more gets no page. For this room's listeners; twice is once."""
    held = list(Subscription.objects.filter(person__in=persons, ended_at=None).order_by("pk"))
    if _ended([each.pk for each in held], Ended.LEFT, at):
        record.write_many(deed="insight.unsubscribe", things=held, by=HOUSE, at=at)


@transaction.atomic
def follow_movers(*, persons: Sequence[int], at: datetime) -> None:
    """Units that somebody chose and sees no more are dropped; without any left, it is about all that they see now."""
    held = Subscription.objects.filter(person__in=persons, ended_at=None).select_related("person").order_by("pk")
    for subscription in held:
        seen = [unit.pk for unit in people.units_seen(viewer=subscription.person, power=rules.SEE)]
        lost, _by_model = ChosenUnit.objects.filter(subscription=subscription).exclude(unit__in=seen).delete()
        if lost:
            record.write(deed="insight.change_subscription", thing=subscription, by=HOUSE, at=at)


def _ended(keys: Sequence[int], why: Ended, at: datetime) -> int:
    held = Subscription.objects.filter(pk__in=list(keys), ended_at=None)
    return held.update(ended_at=at, why_ended=why.value)
