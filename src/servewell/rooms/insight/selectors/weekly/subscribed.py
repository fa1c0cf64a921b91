"""Who gets Monday's page, and at which moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from servewell.base import keys, today
from servewell.base.permissions import Actor
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.models import ChosenUnit, Monday, Subscription
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

TOKEN_SIGNS = 16


class NoSuchSubscription(Exception):
    """No mail of ours held that link, or nobody is subscribed so."""


@dataclass(frozen=True)
class Due:
    """One page that has come due, for the week that begins on the day ``week`` on the reader's wall."""

    subscription: Subscription
    week: date
    zone: str


def subscription_of(*, person: "Person") -> Subscription | None:
    """The one that holds."""
    return Subscription.objects.filter(person=person, ended_at=None).select_related("person").first()


def has_left_by_own_wish(*, person: "Person") -> bool:
    """Whether the person ended their last subscription themselves: then nobody else subscribes them."""
    last = Subscription.objects.filter(person=person).order_by("-since_at", "-pk").first()
    return last is not None and last.why_ended == terms.Ended.OWN_WISH


def subscribed_in(*, viewer: Actor, at: datetime) -> list[Subscription]:
    """Of those who work in units that the viewer manages, or are promised to, by staff number."""
    managed = people.units_with(viewer=viewer, power=people_rules.MANAGE).values("unit")
    held = Subscription.objects.filter(
        ended_at=None,
        person__postings__unit__in=managed,
        person__postings__until_on__gt=today.earliest_day(at=at),
    )
    return list(held.select_related("person").order_by("person__number").distinct())


def units_of(*, subscription: Subscription) -> "list[Unit]":
    """What it is about today, by code: the chosen ones that the person still sees, or else all that they see."""
    seen = people.units_seen(viewer=subscription.person, power=rules.SEE)
    chosen = set(chosen_of(subscription=subscription))
    return [unit for unit in seen if unit.pk in chosen] or seen


def chosen_of(*, subscription: Subscription) -> list[int]:
    return list(ChosenUnit.objects.filter(subscription=subscription).values_list("unit", flat=True))


def language_of(*, subscription: Subscription) -> str:
    return subscription.language or subscription.person.language


def token_of(*, subscription: Subscription) -> str:
    """Of the link in each of its mails: it names the subscription, and proves that we wrote it."""
    derived = keys.derived(seed=f"monday:{subscription.seed}", secret=keys.stable_secret(), length=TOKEN_SIGNS)
    return f"{subscription.pk}-{derived}"


def subscription_by_token(*, token: str) -> Subscription:
    """Raises NoSuchSubscription alike for a forged link and one of nobody."""
    number = token.partition("-")[0]
    related = Subscription.objects.select_related("person")
    found = related.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None or not keys.is_same(token_of(subscription=found), token.lower()):
        raise NoSuchSubscription
    return found


def subscriptions_due(*, at: datetime) -> list[Due]:
    """For the worker, in a fixed number of queries: whose hour of this week has come, and whose page is not made yet.

    A week has one page, however often clocks are changed or somebody is subscribed anew; one that a worker missed is
    made later in the week.
    """
    held = list(Subscription.objects.filter(ended_at=None).select_related("person").order_by("pk"))
    zones = zones_of(persons=[each.person_id for each in held], on=at.date())
    due = [
        Due(each, week, zone)
        for each in held
        for zone in (zones[each.person_id],)
        for week in (week_of(at=at, zone=zone),)
        if moment_of(subscription=each, week=week, zone=zone) <= at
    ]
    made = Monday.objects.filter(
        person__in=[each.subscription.person_id for each in due], week__gt=at.date() - 2 * terms.WEEK
    )
    done = set(made.values_list("person", "week"))
    return [each for each in due if (each.subscription.person_id, each.week) not in done]


def next_moment(*, subscription: Subscription, at: datetime) -> tuple[datetime, str]:
    """When the next page comes, and the zone of the wall that says so."""
    zone = zones_of(persons=[subscription.person_id], on=at.date())[subscription.person_id]
    week = week_of(at=at, zone=zone)
    if Monday.objects.filter(person=subscription.person_id, week=week).exists():
        week += terms.WEEK
    return max(at, moment_of(subscription=subscription, week=week, zone=zone)), zone


def week_of(*, at: datetime, zone: str) -> date:
    """The Monday of the week on the wall."""
    day = today.day_in(zone, at=at)
    return day - timedelta(days=day.weekday())


def moment_of(*, subscription: Subscription, week: date, zone: str) -> datetime:
    """An hour that the clocks skip is the one after it; of one that comes twice it is the first."""
    day = week + timedelta(days=subscription.weekday - 1)
    return datetime.combine(day, time(subscription.hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def zones_of(*, persons: Iterable[int], on: date) -> Mapping[int, str]:
    """What the clock shows on the wall where each of these persons (keys) works; else where the company does."""
    keys_ = list(persons)
    top = people.top_unit()
    default = top.zone if top else "UTC"
    worked = people.zones_where(persons=keys_, on=on)
    return {key: worked.get(key, default) for key in keys_}
