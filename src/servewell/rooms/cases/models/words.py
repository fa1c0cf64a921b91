from django.db import models


class HarmWords(models.Model):
    """The company's own list of words that suggest harm: a version; the latest holds, and before the first the house's.

    ``words`` is by kind and by language; ``published_by`` an actor's key.
    """

    version = models.PositiveIntegerField(unique=True)
    words = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"words of harm, version {self.version}"
