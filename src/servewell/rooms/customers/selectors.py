"""Questions about customers. Whoever asks has made sure that the viewer may see the voice or case they belong to."""

from collections.abc import Iterable

from servewell.rooms.customers.models import Contact, Customer


def contact_of(*, customer: int, kind: str) -> str | None:
    """How to reach the customer, as they wrote it; the latest one left."""
    return Contact.objects.filter(customer=customer, kind=kind).order_by("-pk").values_list("value", flat=True).first()


def customers(*, keys: Iterable[int]) -> dict[int, Customer]:
    """Customers with their contacts read, by key."""
    found = Customer.objects.filter(pk__in=list(keys)).prefetch_related("contacts")
    return {customer.pk: customer for customer in found}
