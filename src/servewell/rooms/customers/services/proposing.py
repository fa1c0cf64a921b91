"""Customers who may be one person are put before a person, with reasons. Nothing here ever merges."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from servewell.base import record, turns
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.customers import rules, selectors, terms
from servewell.rooms.customers.models import Customer, Proposal

BATCH = 500


class ProposalIsSettled(Exception):
    """Somebody has decided about these two already."""


def propose(*, pairs: Mapping[tuple[int, int], Sequence[str]], at: datetime) -> int:
    """Put pairs of entries (their keys) before whoever may merge, with the reasons. Returns how many are new.

    Entries that are one person already, or were decided about, are passed over; a further reason joins the others.
    The caller holds the transaction.
    """
    meant = {(min(pair), max(pair)): list(reasons) for pair, reasons in pairs.items() if pair[0] != pair[1]}
    if not meant:
        return 0
    stands = selectors.living(keys=[key for pair in meant for key in pair])
    meant = {pair: why for pair, why in meant.items() if stands[pair[0]] != stands[pair[1]]}
    known = {
        (each.one_id, each.other_id): each
        for each in Proposal.objects.filter(one__in=[one for one, _ in meant], other__in=[other for _, other in meant])
    }
    _join_reasons(meant, known)

    fresh = [
        Proposal(one_id=one, other_id=other, reasons=sorted(set(why)), found_at=at)
        for (one, other), why in meant.items()
        if (one, other) not in known
    ]
    Proposal.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    return len(fresh)


def _join_reasons(meant: Mapping[tuple[int, int], list[str]], known: Mapping[tuple[int, int], Proposal]) -> None:
    grown = []
    for pair, why in meant.items():
        proposal = known.get(pair)
        if proposal and proposal.state == terms.OPEN and not set(why) <= set(proposal.reasons):
            proposal.reasons = sorted({*proposal.reasons, *why})
            grown.append(proposal)
    Proposal.objects.bulk_update(grown, ["reasons"], batch_size=BATCH)


def look_for_proposals(*, at: datetime) -> int:
    """Look through encounters for customers who may be one person. Returns how many pairs are new."""
    found = 0
    for pairs in _batches(selectors.alike()):
        with turns.one_at_a_time(), transaction.atomic():
            found += propose(pairs=pairs, at=at)
    return found


def _batches(
    found: Mapping[tuple[int, int], Sequence[str]],
) -> Iterable[Mapping[tuple[int, int], Sequence[str]]]:
    pairs = list(found.items())
    for start in range(0, len(pairs), BATCH):
        yield dict(pairs[start : start + BATCH])


@transaction.atomic
def reject(*, proposal: Proposal, by: Actor, at: datetime) -> None:
    """They are two. It is remembered: nobody is asked about these two again. Raises NotAllowed, ProposalIsSettled."""
    for customer in (proposal.one_id, proposal.other_id):
        selectors.demand(actor=by, power=rules.MERGE, customer=customer)
    settle(proposal=proposal, state=terms.REJECTED, by=by, at=at)


def settle(*, proposal: Proposal, state: str, by: Actor, at: datetime) -> None:
    """For this room's deeds. Raises ProposalIsSettled."""
    standing = Proposal.objects.filter(pk=proposal.pk, state=terms.OPEN)
    if not standing.update(state=state, settled_by=by.actor_key, settled_at=at):
        raise ProposalIsSettled(f"proposal {proposal.pk} was settled a moment ago")
    record.write(deed="customers.settle_proposal", thing=proposal, by=by, at=at, detail={"state": state})


def forget_proposals_of(*, entries: Sequence[int], at: datetime) -> None:
    """Nobody is asked about who was erased. The caller holds the transaction."""
    about = Proposal.objects.filter(state=terms.OPEN)
    for key in Customer.objects.filter(pk__in=list(entries)).values_list("pk", flat=True):
        for side in ({"one": key}, {"other": key}):
            about.filter(**side).update(state=terms.REJECTED, settled_by=HOUSE.actor_key, settled_at=at)
