from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.standards import terms


class Place(models.Model):
    """A place in the service chain: a job in a unit and below, a whole unit where ``job`` is empty, or a customer.

    ``job`` is the job as postings name it.
    """

    code = models.SlugField(max_length=terms.LONGEST_CODE, unique=True)
    name = WordsField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    job = WordsField(null=True)
    is_customer = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_customer=False) | models.Q(job__isnull=True), name="a_customer_has_no_job"
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class Service(models.Model):
    """One place serves another, by ``what``: from a day on, until it is ended."""

    server = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="services")
    served = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="services_received")
    what = WordsField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["server", "served"],
                name="a_place_serves_another_once",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(condition=~models.Q(server=models.F("served")), name="no_place_serves_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.server_id} serves {self.served_id}"
