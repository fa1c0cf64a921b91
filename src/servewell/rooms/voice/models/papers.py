from django.db import models

from servewell.rooms.voice.models.channels import Channel
from servewell.rooms.voice.models.voices import Voice


class PaperCopy(models.Model):
    """One printed questionnaire, in the version it was printed in. Keyed in once, it brought a voice.

    ``number`` is printed on it, so that nobody keys it in twice and what never came back can be counted.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="paper_copies")
    version = models.ForeignKey("instruments.Version", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    number = models.CharField(max_length=12, unique=True)
    printed_at = models.DateTimeField()
    voice = models.OneToOneField(Voice, null=True, on_delete=models.PROTECT, related_name="paper_copy")
    keyed_by = models.CharField(max_length=80, blank=True)
    keyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(voice__isnull=True, keyed_at__isnull=True, keyed_by="")
                | (models.Q(voice__isnull=False, keyed_at__isnull=False) & ~models.Q(keyed_by="")),
                name="a_copy_is_keyed_in_by_somebody_at_some_time",
            )
        ]

    def __str__(self) -> str:
        return f"paper copy {self.number}"
