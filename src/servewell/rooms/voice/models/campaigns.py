from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.voice import terms
from servewell.rooms.voice.models.channels import Channel
from servewell.rooms.voice.models.invitations import Invitation


class AskingRule(models.Model):
    """How often one customer is asked, by campaigns of ``unit`` and below, and of one ``instrument`` if it names one.

    At most so often within so many days. A reminder counts as one more asking where ``counts_reminders``.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("instruments.Instrument", null=True, on_delete=models.PROTECT, related_name="+")
    at_most = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    counts_reminders = models.BooleanField(default=False)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(at_most__gte=1, days__gte=1), name="an_asking_rule_allows_one_in_some_days"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at_most} in {self.days} days at {self.unit_id}"


class Campaign(models.Model):
    """Whom a unit asks by mail, with which words, how fast, and how often they are reminded.

    Whom: those who had encounters at the unit and below from ``since`` to ``until``, or a list of addresses.
    ``reached`` is the last encounter or line that was looked at, ``drawn_up_at`` when there was none left. Letters
    leave between two hours on the wall of the unit, so many a minute.
    """

    name = models.CharField(max_length=terms.LONGEST_CAMPAIGN_NAME)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    whom = models.CharField(max_length=12, choices=terms.WHOM)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    subject = WordsField()
    words = WordsField()
    valid_days = models.PositiveSmallIntegerField()
    reminders = models.PositiveSmallIntegerField()
    gap_days = models.PositiveSmallIntegerField()
    thanks = models.BooleanField()
    from_hour = models.PositiveSmallIntegerField()
    until_hour = models.PositiveSmallIntegerField()
    on_weekends = models.BooleanField()
    per_minute = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, default=terms.CampaignState.DRAFT.value)
    reached = models.BigIntegerField(null=True)
    drawn_up_at = models.DateTimeField(null=True)
    planned_by = models.CharField(max_length=80)
    planned_at = models.DateTimeField()
    started_by = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in terms.CampaignState]),
                name="a_campaign_has_come_a_known_way",
            ),
            models.CheckConstraint(
                condition=models.Q(from_hour__lt=models.F("until_hour"), until_hour__lte=24),
                name="a_campaign_has_hours_to_send_in",
            ),
            models.CheckConstraint(
                condition=models.Q(whom=terms.LIST, since__isnull=True, until__isnull=True)
                | models.Q(whom=terms.ENCOUNTERS, since__lte=models.F("until")),
                name="a_campaign_says_whom_it_asks",
            ),
        ]

    def __str__(self) -> str:
        return f"campaign {self.pk}"


class ListedAddress(models.Model):
    """One line of a list of addresses as it came, and what was understood of it; ``fault`` says why it was not."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="listed", db_index=False)
    line = models.PositiveIntegerField()
    cells = models.TextField()
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    fault = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "line"], name="a_line_is_listed_once")]

    def __str__(self) -> str:
        return f"line {self.line} of campaign {self.campaign_id}"


class Asked(models.Model):
    """One customer of a campaign: asked, or left in peace for a ``reason``. Nobody is asked twice by one campaign.

    ``unit`` is where the encounter was that they are asked about. The tokens of their links are made from ``seed`` and
    the secret of the house, so that a letter can be written again and nothing here opens a link.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="asked", db_index=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=32)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True)
    rule = models.ForeignKey(AskingRule, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "made_at"], name="asked_by_customer"),
            models.Index(fields=["campaign", "state", "id"], name="asked_by_campaign_state"),
            models.Index(fields=["campaign", "id"], name="asked_by_campaign"),
            models.Index(fields=["campaign", "remind_at"], name="asked_to_remind", condition=models.Q(state="asked")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "customer"], name="a_campaign_asks_a_customer_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in terms.AskedState]),
                name="who_is_asked_has_come_a_known_way",
            ),
            models.CheckConstraint(
                condition=models.Q(state=terms.AskedState.SKIPPED.value, invitation__isnull=True) & ~models.Q(reason="")
                | ~models.Q(state=terms.AskedState.SKIPPED.value) & models.Q(invitation__isnull=False),
                name="who_is_skipped_is_skipped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"asked {self.pk}"


class AskingLetter(models.Model):
    """One letter to somebody who is asked: the invitation, a reminder, thanks. ``number`` counts within its kind.

    ``handing-over`` is committed before the first word to the mail server, so that a killed worker leaves a trace.
    """

    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="letters", db_index=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=terms.LETTERS)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default=terms.LetterState.WAITING.value)
    state_since = models.DateTimeField()
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    came_back = models.PositiveSmallIntegerField(default=0)
    evidence = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "due_at"], name="letter_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["campaign", "tried_at"], name="letter_by_campaign_tried"),
            models.Index(fields=["state_since"], name="letter_handing_over", condition=models.Q(state="handing-over")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["asked", "kind", "number"], name="a_letter_is_written_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in terms.LetterState]),
                name="a_letter_has_come_a_known_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} to asked {self.asked_id}"
