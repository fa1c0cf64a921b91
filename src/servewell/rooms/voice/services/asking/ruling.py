"""How often one customer may be asked is said, and taken back."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import AskingRule

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Instrument
    from servewell.rooms.people.models import Unit

TIMES, DAYS = range(1, 101), range(1, 1096)


class RuleIsUnsound(Exception):
    """A rule allows 1 to 100 askings in 1 to 1,095 days."""


@transaction.atomic
def set_asking_rule(
    *,
    unit: "Unit",
    instrument: "Instrument | None" = None,
    at_most: int,
    days: int,
    counts_reminders: bool = False,
    by: Actor,
    at: datetime,
) -> AskingRule:
    """From now on campaigns of the unit and below ask one customer at most so often. Several rules hold side by side.

    Raises NotAllowed, RuleIsUnsound.
    """
    people.require(actor=by, power=rules.SET_ASKING_RULES, unit=unit.pk)
    if at_most not in TIMES or days not in DAYS:
        raise RuleIsUnsound(f"{at_most} times in {days} days")

    rule = AskingRule.objects.create(
        unit=unit, instrument=instrument, at_most=at_most, days=days, counts_reminders=counts_reminders,
        set_by=by.actor_key, set_at=at,
    )  # fmt: skip
    record.write(deed="voice.set_asking_rule", thing=rule, by=by, at=at, detail={"at_most": at_most, "days": days})
    return rule


@transaction.atomic
def withdraw_asking_rule(*, rule: AskingRule, by: Actor, at: datetime) -> None:
    """The rule holds no more; who was skipped for it stays skipped. Twice is once. Raises NotAllowed."""
    people.require(actor=by, power=rules.SET_ASKING_RULES, unit=rule.unit_id)
    if AskingRule.objects.filter(pk=rule.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        record.write(deed="voice.withdraw_asking_rule", thing=rule, by=by, at=at)
