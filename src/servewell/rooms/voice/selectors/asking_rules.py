"""How often one customer is asked, over all campaigns."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from servewell.base import today
from servewell.base.paging import Page, newest_first
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice.models import Asked, AskingLetter, AskingRule

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Campaign

# a letter that was set aside or refused has not asked anybody
_asks = (
    terms.LetterState.WAITING,
    terms.LetterState.HANDING_OVER,
    terms.LetterState.HANDED_OVER,
    terms.LetterState.IN_DOUBT,
)


class NoSuchRule(Exception):
    """No rule has that key, or the viewer may not set it."""


def asking_rules(*, viewer: Actor, before: int | None = None, after: int | None = None) -> Page[AskingRule]:
    """The rules of the units whose rules the viewer sets, those withdrawn too, the newest first."""
    return newest_first(_set_by(viewer), before=before, after=after)


def asking_rule_for(*, viewer: Actor, number: int) -> AskingRule:
    """Raises NoSuchRule alike for a rule that is not there and one the viewer may not set."""
    found = _set_by(viewer).filter(pk=number).first()
    if found is None:
        raise NoSuchRule(number)
    return found


def _set_by(viewer: Actor) -> QuerySet[AskingRule]:
    units = people.units_with(viewer=viewer, power=rules.SET_ASKING_RULES).values("unit")
    return AskingRule.objects.filter(unit__in=units).select_related("unit", "instrument")


def rules_over(*, campaign: "Campaign", at: datetime) -> list[AskingRule]:
    """The rules that hold for a campaign: of its unit and those above it, for all surveys or for its own."""
    channel = campaign.channel
    above = people.above(unit=channel.unit_id, on=today.day_in(channel.unit.zone, at=at))
    its_own = Q(instrument__isnull=True) | Q(instrument=channel.instrument_id)
    return list(AskingRule.objects.filter(its_own, unit__in=above, withdrawn_at__isnull=True).order_by("pk"))


def too_often(
    *, campaign: "Campaign", customers: Sequence[int], at: datetime, is_reminder: bool = False
) -> dict[int, int]:
    """Of these customers those who were asked as often as a rule allows, with the key of the first such rule.

    What waits to be sent counts as asked. A reminder is held only against rules that count reminders.
    """
    found: dict[int, int] = {}
    for rule in rules_over(campaign=campaign, at=at):
        if is_reminder and not rule.counts_reminders:
            continue
        asked = _times_asked(rule, customers, at)
        full = (customer for customer, times in asked.items() if times >= rule.at_most)
        found = dict.fromkeys(full, rule.pk) | found
    return found


def _times_asked(rule: AskingRule, customers: Iterable[int], at: datetime) -> Counter[int]:
    since = at - timedelta(days=rule.days)
    in_scope = Q(campaign__channel__unit__in=people.below_now(unit=rule.unit_id).values("unit"))
    if rule.instrument_id is not None:
        in_scope &= Q(campaign__channel__instrument=rule.instrument_id)
    mine = Asked.objects.filter(in_scope, customer__in=list(customers)).exclude(state__in=_left_in_peace)
    times = Counter(dict(_by_customer(mine.filter(made_at__gt=since), "customer")))
    if rule.counts_reminders:
        reminders = AskingLetter.objects.filter(asked__in=mine, kind=terms.REMINDER, state__in=_asks, due_at__gt=since)
        times.update(dict(_by_customer(reminders, "asked__customer")))
    return times


_left_in_peace = (terms.AskedState.SKIPPED, terms.AskedState.STOPPED)


def _by_customer(rows: "QuerySet[Asked] | QuerySet[AskingLetter]", column: str) -> Iterable[tuple[int, int]]:
    return rows.order_by().values_list(column).annotate(times=Count("pk"))
