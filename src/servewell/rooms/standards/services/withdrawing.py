"""What holds no more: a unit's own promise, a standard. Both stay to be read."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import Actor
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.models import Promise, Standard

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class CompanyKeepsItsPromise(Exception):
    """The company's own promise has none above it: it can be replaced by a new version, not withdrawn."""


class NothingToWithdraw(Exception):
    """The unit has no promise of its own, or the standard holds no more."""


@transaction.atomic
def withdraw_promise(*, unit: "Unit", by: Actor, at: datetime) -> Promise:
    """The promise of the nearest unit above holds here again. Raises CompanyKeepsItsPromise, NothingToWithdraw."""
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    top = people.top_unit()
    if top is not None and top.pk == unit.pk:
        raise CompanyKeepsItsPromise(f"{unit.code} stands under no other unit: publish a new version instead")
    promise = Promise.objects.filter(unit=unit).order_by("-version").first()
    if promise is None or promise.withdrawn_at is not None:
        raise NothingToWithdraw(f"{unit.code} has no promise of its own")

    promise.withdrawn_at = at
    promise.save(update_fields=["withdrawn_at"])
    record.write(deed="standards.withdraw_promise", thing=promise, by=by, at=at)
    return promise


@transaction.atomic
def retire_standard(*, code: str, by: Actor, at: datetime) -> Standard:
    """Nobody is held to it any more; what was said under it stays. Raises NothingToWithdraw, NotAllowed."""
    people.require_over_all(actor=by, power=rules.PUBLISH)
    standard = Standard.objects.filter(code=code, retired_at__isnull=True).first()
    if standard is None:
        raise NothingToWithdraw(f"{code} holds no more")

    standard.retired_at = at
    standard.save(update_fields=["retired_at"])
    record.write(deed="standards.retire_standard", thing=standard, by=by, at=at)
    return standard
