from django.db import models

from servewell.rooms.voice import terms
from servewell.rooms.voice.models.channels import Channel
from servewell.rooms.voice.models.imports import Import
from servewell.rooms.voice.models.invitations import Invitation
from servewell.rooms.voice.models.originals import Original
from servewell.rooms.voice.models.quotas import Quota


class Voice(models.Model):
    """Anything a customer says, whatever the channel. ``on`` is the day on the wall of the unit.

    Its original is its own, or a ``row`` of the file it came from. ``key`` names that row among all of its recipe's
    files, see RowKey. ``hand`` is who filled it in, empty where nobody was asked; ``gathered_by`` the person of the
    company who did, in the field. ``outside`` is the quota that was
    full when it came: it is read and answered, but counts in no figure. Indexes leave out what is empty, so that a
    voice by the million pays only for what it holds.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="voices", db_index=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    submission = models.UUIDField(null=True)
    original = models.ForeignKey(Original, null=True, on_delete=models.PROTECT, related_name="voices", db_index=False)
    from_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="voices", db_index=False)
    row = models.PositiveIntegerField(null=True)
    key = models.BinaryField(max_length=16, null=True)
    response = models.OneToOneField("instruments.Response", null=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.PROTECT, related_name="voices", db_index=False
    )
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    encounter = models.ForeignKey(
        "customers.Encounter", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    weight = models.FloatField(null=True)
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    on = models.DateField()
    overall = models.FloatField(null=True)
    asks_for_answer = models.BooleanField(default=False)
    hand = models.CharField(max_length=8, blank=True, default="", db_default="")
    helper = models.CharField(max_length=8, blank=True, default="", db_default="")
    gathered_by = models.CharField(max_length=80, blank=True, default="", db_default="")
    outside = models.ForeignKey(Quota, null=True, on_delete=models.PROTECT, related_name="voices", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "on"], name="voice_by_unit_day"),
            models.Index(fields=["on", "id"], name="voice_by_day_and_key"),
            models.Index(fields=["customer"], name="voice_by_customer", condition=models.Q(customer__isnull=False)),
            models.Index(
                fields=["invitation"], name="voice_by_invitation", condition=models.Q(invitation__isnull=False)
            ),
            models.Index(fields=["encounter"], name="voice_by_encounter", condition=models.Q(encounter__isnull=False)),
            models.Index(fields=["outside"], name="voice_outside_a_quota", condition=models.Q(outside__isnull=False)),
            models.Index(
                fields=["on"], name="voice_in_anothers_hand", condition=models.Q(hand__in=terms.ANOTHERS_HAND)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                name="a_submission_is_stored_once",
                condition=models.Q(submission__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["original"], name="an_original_is_one_voices", condition=models.Q(original__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["from_import", "row"], name="a_row_is_taken_in_once", condition=models.Q(row__isnull=False)
            ),
            models.CheckConstraint(
                condition=models.Q(original__isnull=False, from_import__isnull=True, row__isnull=True, key__isnull=True)
                | models.Q(original__isnull=True, from_import__isnull=False, row__isnull=False, key__isnull=False),
                name="a_voice_has_its_original_or_its_row",
            ),
            models.CheckConstraint(
                condition=models.Q(overall__isnull=True) | models.Q(overall__gte=0, overall__lte=1),
                name="an_overall_answer_lies_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=models.Q(hand__in=["", terms.Hand.OWN.value], helper="")
                | models.Q(hand__in=terms.ANOTHERS_HAND, helper__in=["", *(each.value for each in terms.Helper)]),
                name="a_voice_is_in_a_known_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"


class Comment(models.Model):
    """The customer's words to one question, in the language they were written in.

    ``question`` is what this customer was asked, where that differs from row to row; else the item says it.
    """

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="comments")
    item = models.ForeignKey("instruments.Item", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    aspect = models.ForeignKey(
        "standards.Aspect", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    question = models.TextField(blank=True)
    text = models.TextField()
    language = models.CharField(max_length=8)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class PastReply(models.Model):
    """What the company answered at the time, as the file has it. Never the customer's words."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="past_replies")
    text = models.TextField()

    def __str__(self) -> str:
        return f"past reply {self.pk}"
