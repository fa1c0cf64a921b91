from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from servewell.rooms.voice.models.voices import Voice


class Attachment(models.Model):
    """A photo or another file that came with an answer. Its content lies in the house's files under ``digest``.

    ``name`` is what its sender called it; ``media_type`` is what its first bytes say it is.
    """

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="attachments")
    item = models.ForeignKey("instruments.Item", on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voice", "item", "digest"], name="a_file_is_attached_once"),
            models.CheckConstraint(condition=Exact(Length("digest"), 64), name="an_attachment_has_a_whole_digest"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.digest[:12]}"
