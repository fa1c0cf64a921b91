"""Questions about customers. Whoever asks has made sure that the viewer may see the voice or case they belong to."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, Subquery

from servewell.rooms.customers import terms
from servewell.rooms.customers.models import Contact, Customer, Encounter
from servewell.rooms.customers.selectors.seeing import contacts_of


def contact_of(*, customer: int, kind: str) -> str | None:
    """How to reach the customer, as they wrote it; the latest one left, by this entry rather than by one merged."""
    own = Contact.objects.filter(customer=customer, kind=kind).exclude(folded="").order_by("-pk")
    left = own.values_list("value", flat=True).first()
    if left is not None:
        return left
    of_kind = [contact for contact in contacts_of(customer=customer) if contact.kind == kind]
    return of_kind[-1].value if of_kind else None


def own_contact(*, customer: str, kind: str) -> Subquery:
    """For a query of a room above: as ``contact_of``, of this entry alone; ``customer`` is the field with its key."""
    own = Contact.objects.filter(customer=OuterRef(customer), kind=kind).exclude(folded="").order_by("-pk")
    return Subquery(own.values("value")[:1])


def customers(*, keys: Iterable[int]) -> dict[int, Customer]:
    """Customers with their contacts read, by key."""
    found = Customer.objects.filter(pk__in=list(keys)).prefetch_related("contacts")
    return {customer.pk: customer for customer in found}


def recorded(*, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Of these keys those that an encounter of a batch has, shown or still coming in, with its volume."""
    standing = Encounter.objects.filter(key__in=list(keys), batch__withdrawn_at__isnull=True)
    return {bytes(key): volume for key, volume in standing.values_list("key", "volume") if key is not None}


def recorded_from(*, source: str, keys: Iterable[bytes]) -> set[bytes]:
    """Of these keys those that an encounter of one batch has."""
    there = Encounter.objects.filter(batch__source=source, key__in=list(keys))
    return {bytes(key) for key in there.values_list("key", flat=True) if key is not None}


def encounter_coded(*, unit: int, kind: str, reference: str) -> Encounter | None:
    """The encounter of a unit (a key) that counts under this reference, recorded alone or in a file; else None."""
    kept = terms.kept_reference(reference)
    counted = Q(batch__isnull=True) | Q(batch__shown_at__isnull=False, batch__withdrawn_at__isnull=True)
    return Encounter.objects.filter(counted, unit=unit, kind=kind, reference=kept).order_by("-pk").first()


def references_recorded(*, references: Iterable[str]) -> set[tuple[int, str, str]]:
    """Unit (its key), kind and reference of the encounters that came without a file."""
    kept = {terms.kept_reference(each): each for each in references}
    kept |= {terms.erased_reference(reference): each for reference, each in kept.items() if reference}
    found = Encounter.objects.filter(Q(batch__isnull=True), reference__in=list(kept))
    return {(unit, kind, kept[each]) for unit, kind, each in found.values_list("unit", "kind", "reference")}
