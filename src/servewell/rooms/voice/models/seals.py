from django.db import models

from servewell.rooms.voice.models.voices import Voice


class Seal(models.Model):
    """A voice that stands in no list, search, link or export: a room above says who may read it. Figures count it."""

    voice = models.OneToOneField(Voice, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seal of voice {self.voice_id}"
