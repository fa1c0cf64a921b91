"""Units get to know customers."""

from collections.abc import Iterable

from servewell.rooms.customers.models import KnownAt

BATCH = 500


def know_at(*, pairs: Iterable[tuple[int, int]]) -> None:
    """These customers were met at these units (their keys). The caller holds the transaction; twice is once.

    No deed of its own: it follows from an encounter, or from something that was said.
    """
    met = [KnownAt(customer_id=customer, unit_id=unit) for customer, unit in sorted(pairs)]
    if not met:
        return
    KnownAt.objects.bulk_create(
        met,
        ignore_conflicts=True,
        batch_size=BATCH,
    )
