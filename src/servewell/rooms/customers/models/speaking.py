from django.db import models

from servewell.rooms.customers import terms
from servewell.rooms.customers.models.persons import Customer


class Spokesperson(models.Model):
    """That one customer may speak for another, from a day until the day before another, about some things only.

    ``evidence`` is what was seen; what exactly it said is in the letter or on the paper, not here.
    """

    speaker = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="speaks_for")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="spoken_for")
    relation = models.CharField(max_length=12, choices=terms.RELATIONS)
    scope = models.CharField(max_length=12, choices=terms.SCOPES)
    evidence = models.CharField(max_length=12, choices=terms.EVIDENCE)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "customer", "scope", "from_on"], name="somebody_begins_to_speak_once_a_day"
            ),
            models.CheckConstraint(
                condition=~models.Q(speaker=models.F("customer")), name="nobody_is_their_own_spokesperson"
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="who_speaks_begins_before_they_end",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    relation__in=[each for each, _ in terms.RELATIONS],
                    scope__in=[each for each, _ in terms.SCOPES],
                    evidence__in=[each for each, _ in terms.EVIDENCE],
                ),
                name="who_speaks_does_so_on_known_grounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker_id} for {self.customer_id} since {self.from_on}"
