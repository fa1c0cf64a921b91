from django.db import models

from servewell.rooms.voice.models.channels import Channel


class Invitation(models.Model):
    """A personal link. Only the digest of its token is kept; it is used up by answers, never by a look.

    ``unit`` is what the answer is about, where that is not the channel's. It begins at ``valid_from``, or when it was
    made; ``used_at`` is when its last use was made.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    encounter = models.ForeignKey("customers.Encounter", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField(default=1)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uses_left=0, used_at__isnull=False)
                | models.Q(uses_left__gt=0, used_at__isnull=True),
                name="an_invitation_is_used_up_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True) | models.Q(valid_from__lt=models.F("valid_until")),
                name="an_invitation_is_valid_for_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
