from django.db import models

from servewell.rooms.customers import terms


class Customer(models.Model):
    """A person outside the company. Names and contacts may be erased; the key stays, so that figures stay."""

    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    known_since = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or f"customer {self.pk}"


class Contact(models.Model):
    """One way to reach a customer. ``folded`` is what recognises them: an address in lower case, a number in E.164."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=terms.CONTACT_KINDS)
    value = models.CharField(max_length=254)
    folded = models.CharField(max_length=254)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "folded"], name="a_contact_reaches_one_customer")]

    def __str__(self) -> str:
        return self.value


class Encounter(models.Model):
    """A stay, flight, job or visit: where, when, who served, and how many there were."""

    kind = models.CharField(max_length=20, choices=terms.ENCOUNTER_KINDS)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="encounters")
    served_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, blank=True)
    volume = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["unit", "on"], name="encounter_by_unit_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "reference"],
                name="an_encounter_is_recorded_once",
                condition=~models.Q(reference=""),
            ),
            models.CheckConstraint(condition=models.Q(volume__gte=1), name="an_encounter_happened_at_least_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.unit_id} on {self.on}"
