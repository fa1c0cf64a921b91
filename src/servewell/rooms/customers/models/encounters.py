from django.db import models

from servewell.rooms.customers import terms
from servewell.rooms.customers.models.persons import Customer


class EncounterBatch(models.Model):
    """Encounters that came in together. They count from one moment on, and are withdrawn at another.

    ``source`` is the key of what they came from, such as ``voice.import:12``. ``months`` are the first days of those
    that they lie in, as 2026-11-01: to find them among a million would hold every other writer up.
    """

    source = models.CharField(max_length=80, unique=True)
    months = models.JSONField(default=list)
    shown_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"encounters of {self.source}"


class Encounter(models.Model):
    """A stay, flight, job or visit: where, when, who served, and how many there were.

    ``on`` is the day on the wall of the unit, ``at`` the moment where it is known. One that came in a ``batch`` has a
    ``key`` that names it among all batches; without a batch its reference does.
    """

    kind = models.CharField(max_length=20, choices=terms.ENCOUNTER_KINDS)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(null=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="encounters")
    served_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(
        EncounterBatch, null=True, on_delete=models.PROTECT, related_name="encounters", db_index=False
    )
    key = models.BinaryField(max_length=16, null=True)
    reference = models.CharField(max_length=80, blank=True)
    volume = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "on"], name="encounter_by_unit_day"),
            models.Index(fields=["key"], name="encounter_by_key", condition=models.Q(key__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "reference"],
                name="an_encounter_is_recorded_once",
                condition=~models.Q(reference="") & models.Q(batch__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["batch", "key"], name="a_batch_holds_an_encounter_once", condition=models.Q(key__isnull=False)
            ),
            models.CheckConstraint(
                condition=models.Q(batch__isnull=True, key__isnull=True)
                | models.Q(batch__isnull=False, key__isnull=False),
                name="an_encounter_of_a_batch_has_a_key",
            ),
            # a count of a day may be none
            models.CheckConstraint(
                condition=models.Q(volume__gte=1) | models.Q(batch__isnull=False),
                name="an_encounter_happened_at_least_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.unit_id} on {self.on}"
