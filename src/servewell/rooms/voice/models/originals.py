from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact


class Original(models.Model):
    """What came in, byte for byte. Stored before anything is made of it."""

    content = models.BinaryField()
    media_type = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Exact(Length("digest"), 64), name="an_original_has_a_whole_digest")
        ]

    def __str__(self) -> str:
        return f"original {self.digest[:12]}"
