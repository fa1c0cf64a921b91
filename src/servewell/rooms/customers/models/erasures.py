from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from servewell.rooms.customers import terms
from servewell.rooms.customers.models.persons import Customer


class Erasure(models.Model):
    """What was known about a person was erased, on one named person's word. It holds keys, counts and digests only.

    ``entries`` are the keys of all their entries; ``contacts`` are the digests of how they could be reached, by which
    their cells are found in files. ``counts`` are numbers of things gone or kept, by what they are.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="erasures")
    entries = models.JSONField()
    contacts = models.JSONField()
    counts = models.JSONField()
    why = models.CharField(max_length=12, choices=terms.ERASURES)
    confirmed_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer"], name="a_customer_is_erased_once"),
            models.CheckConstraint(
                condition=models.Q(why__in=[why for why, _ in terms.ERASURES]), name="an_erasure_has_a_known_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk} of customer {self.customer_id}"


class Correction(models.Model):
    """Something about a customer was wrong and was put right. Before and after stand here as digests."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=12, choices=terms.CORRECTED)
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("before"), 64) & Exact(Length("after"), 64),
                name="a_correction_has_whole_digests",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of customer {self.customer_id} corrected"
