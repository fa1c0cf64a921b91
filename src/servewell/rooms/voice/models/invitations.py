from django.db import models

from servewell.rooms.voice.models.channels import Channel


class Invitation(models.Model):
    """A personal link. Only the digest of its token is kept; it is used up by an answer, never by a look."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    encounter = models.ForeignKey("customers.Encounter", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
