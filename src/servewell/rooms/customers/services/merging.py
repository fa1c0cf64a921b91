"""Two entries become one person, on somebody's word, and two again where that was wrong."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from servewell.base import bus, record
from servewell.base.permissions import Actor
from servewell.rooms.customers import rules, selectors, terms
from servewell.rooms.customers.events import CustomersMerged, CustomersParted
from servewell.rooms.customers.models import Customer, Merge, Proposal
from servewell.rooms.customers.services.consenting import CustomerIsErased
from servewell.rooms.customers.services.proposing import settle


class OnePersonAlready(Exception):
    """Both entries stand for the same person."""


class UndoneAlready(Exception):
    """The merge was undone a moment ago."""


@transaction.atomic
def merge(
    *, one: Customer, other: Customer, by: Actor, at: datetime, reasons: Sequence[str] = (terms.SAID_SO,)
) -> Merge:
    """From now on both are one person, under the entry that was known first. Nothing is moved, so it can be undone.

    Raises NotAllowed, OnePersonAlready, CustomerIsErased.
    """
    for customer in (one, other):
        selectors.demand(actor=by, power=rules.MERGE, customer=customer.pk)
    stands = selectors.living(keys=[one.pk, other.pk])
    into, gone = sorted((stands[one.pk], stands[other.pk]))
    if into == gone:
        raise OnePersonAlready(f"customers {one.pk} and {other.pk} are one person")
    _demand_whole([into, gone])

    merged = Merge.objects.create(gone_id=gone, into_id=into, reasons=list(reasons), by=by.actor_key, at=at)
    Customer.objects.filter(Q(pk=gone) | Q(merged_into=gone)).update(merged_into=into)
    record.write(deed="customers.merge", thing=merged, by=by, at=at, detail={"gone": gone, "into": into})

    bus.announce(CustomersMerged(at=at, gone=(gone,), into=(into,)))
    return merged


def _demand_whole(keys: Sequence[int]) -> None:
    """Held until the end of the transaction, and neither merged nor erased in the meantime."""
    held = list(Customer.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk"))
    if any(customer.erased_at for customer in held):
        raise CustomerIsErased("one of the two was erased")
    if any(customer.merged_into_id for customer in held):
        raise OnePersonAlready("one of the two was merged a moment ago")


@transaction.atomic
def accept(*, proposal: Proposal, by: Actor, at: datetime) -> Merge:
    """The two are one person. Raises NotAllowed, ProposalIsSettled, OnePersonAlready, CustomerIsErased."""
    settle(proposal=proposal, state=terms.ACCEPTED, by=by, at=at)
    return merge(one=proposal.one, other=proposal.other, reasons=tuple(proposal.reasons), by=by, at=at)


@transaction.atomic
def undo_merge(*, merge: Merge, by: Actor, at: datetime) -> None:
    """They are two, as they were before; what has come since by a contact of either is with whose contact it is.

    Nobody is asked about these two again. Raises NotAllowed, UndoneAlready, CustomerIsErased.
    """
    selectors.demand(actor=by, power=rules.MERGE, customer=merge.into_id)
    entries = selectors.entries_of(customer=merge.into_id)
    held = list(Customer.objects.select_for_update().filter(pk__in=entries).order_by("pk"))
    if any(customer.erased_at for customer in held):
        raise CustomerIsErased(f"customer {merge.into_id} was erased")
    if not Merge.objects.filter(pk=merge.pk, undone_at__isnull=True).update(undone_at=at, undone_by=by.actor_key):
        raise UndoneAlready(f"merge {merge.pk}")

    standing = dict(Merge.objects.filter(gone__in=entries, undone_at__isnull=True).values_list("gone", "into"))
    for entry in held:
        entry.merged_into_id = _root(entry.pk, standing)
    Customer.objects.bulk_update(held, ["merged_into"])
    _remember_that_they_are_two(merge, by, at)
    record.write(deed="customers.undo_merge", thing=merge, by=by, at=at)

    bus.announce(CustomersParted(at=at, gone=(merge.gone_id,), into=(merge.into_id,)))


def _root(entry: int, standing: Mapping[int, int]) -> int | None:
    """Where the merges that stand lead from this entry; None where it stands for itself."""
    at = entry
    while at in standing:
        at = standing[at]
    return at if at != entry else None


def _remember_that_they_are_two(merge: Merge, by: Actor, at: datetime) -> None:
    one, other = sorted((merge.gone_id, merge.into_id))
    settled = {"state": terms.REJECTED, "settled_by": by.actor_key, "settled_at": at}
    Proposal.objects.update_or_create(
        one_id=one, other_id=other, defaults=settled, create_defaults={**settled, "reasons": [], "found_at": at}
    )
