"""Units get to know customers."""

from collections.abc import Iterable, Sequence

from servewell.rooms.customers import terms
from servewell.rooms.customers.models import Contact, KnownAt

BATCH = 500


def know_at(*, pairs: Iterable[tuple[int, int]], how: str = terms.MET) -> None:
    """These units know these customers (their keys). The caller holds the transaction; twice is once.

    No deed of its own: it follows from an encounter, or from something that was said. Whom a unit has met it does not
    know less well because a contact of theirs is left there once more.
    """
    known = [KnownAt(customer_id=customer, unit_id=unit, how=how) for customer, unit in sorted(set(pairs))]
    _write(known, how)


def know_by_contact(*, left: Iterable[tuple[Contact, int]]) -> None:
    """These contacts were left at these units, by whom nobody knows. As ``know_at``, for this room."""
    first = {(contact.customer_id, unit): contact for contact, unit in left}
    known = [
        KnownAt(customer_id=customer, unit_id=unit, how=terms.LEFT, contact=contact)
        for (customer, unit), contact in sorted(first.items(), key=lambda each: each[0])
    ]
    _write(known, terms.LEFT)


def know_who_answered(*, kind: str, value: str, unit: int) -> None:
    """Whoever reads what is sent to this contact has answered at the unit. The caller holds the transaction."""
    folded = terms.folded(kind, value)
    reached = Contact.objects.filter(kind=kind, folded=folded, recognises=True).values_list("customer", flat=True)
    know_at(pairs=[(customer, unit) for customer in reached], how=terms.ANSWERED)


def _write(known: Sequence[KnownAt], how: str) -> None:
    if not known:
        return
    if how == terms.LEFT:
        KnownAt.objects.bulk_create(known, ignore_conflicts=True, batch_size=BATCH)
        return
    KnownAt.objects.bulk_create(
        known, update_conflicts=True, unique_fields=["customer", "unit"], update_fields=["how"], batch_size=BATCH
    )
