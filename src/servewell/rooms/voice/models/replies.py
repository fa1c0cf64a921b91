from django.db import models

from servewell.rooms.voice.models.voices import Voice


class OwnReply(models.Model):
    """What somebody whom a voice is about has to say to it, beside the voice. Never rewritten: another is another."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="own_replies")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=8)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="an_own_reply_has_words")]

    def __str__(self) -> str:
        return f"own reply {self.pk}"
