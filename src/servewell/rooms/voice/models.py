from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from servewell.rooms.voice import terms


class Channel(models.Model):
    """Where voices come in at a unit: an open survey link on a QR sheet, personal links, an import."""

    kind = models.CharField(max_length=20, choices=terms.CHANNEL_KINDS)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in terms.CHANNEL_KINDS]),
                name="a_channel_is_of_a_known_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


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


class Voice(models.Model):
    """Anything a customer says, whatever the channel. ``on`` is the day on the wall of the unit."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="voices")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    submission = models.UUIDField(unique=True)
    original = models.OneToOneField(Original, on_delete=models.PROTECT, related_name="voice")
    response = models.OneToOneField("instruments.Response", null=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.PROTECT, related_name="voices")
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    encounter = models.ForeignKey("customers.Encounter", null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    on = models.DateField()
    overall = models.FloatField(null=True)
    asks_for_answer = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "on"], name="voice_by_unit_day"),
            models.Index(fields=["on"], name="voice_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(overall__isnull=True) | models.Q(overall__gte=0, overall__lte=1),
                name="an_overall_answer_lies_from_0_to_1",
            )
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"


class Comment(models.Model):
    """The customer's words to one question, in the language they were written in."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="comments")
    item = models.ForeignKey("instruments.Item", null=True, on_delete=models.PROTECT, related_name="+")
    aspect = models.ForeignKey("standards.Aspect", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=8)

    def __str__(self) -> str:
        return f"comment {self.pk}"
