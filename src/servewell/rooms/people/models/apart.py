from django.db import models

from servewell.rooms.people.models.units import Unit


class KeptApart(models.Model):
    """What is said at a unit and below it is read by nobody from above, from a moment on. Append only.

    ``begun_by`` and ``ended_by`` are actors' keys; it holds while it has not ended.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="kept_apart")
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], name="a_unit_is_kept_apart_once", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="")),
                name="whoever_ended_it_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} apart since {self.begun_at}"
