from django.db import models

from servewell.rooms.voice import terms


class Blanking(models.Model):
    """One original that loses, or has lost, what an erased customer said in it. Both digests stay as evidence.

    ``subject`` is the key of what it is, such as ``voice.import:12``, so that it outlives it. ``after`` is empty where
    nothing is left, ``done_at`` where it is still to be done; ``fault`` says why the last try failed.
    """

    erasure = models.ForeignKey("customers.Erasure", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=terms.BLANKED)
    subject = models.CharField(max_length=80)
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "kind", "subject"], name="an_original_is_blanked_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in terms.BLANKED]), name="a_blanking_is_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} for erasure {self.erasure_id}"
