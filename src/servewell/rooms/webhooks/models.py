from django.db import models

from servewell.rooms.webhooks import terms

_is_off = models.Q(switched_off_at__isnull=False)


class Webhook(models.Model):
    """An address that is told of what happens in a unit and below, as far as whoever made it, or changed it last, may
    see that.

    ``events`` are codes of ``terms.Told``. Messages are signed with the ``secret``, which has to be known to sign;
    until ``earlier_until`` with the ``earlier_secret`` as well. ``failing_since`` is when the first message failed
    since one was taken, or since none failed for a while; ``failed_at`` is when the latest did.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=terms.LONGEST_NAME)
    url = models.CharField(max_length=terms.LONGEST_URL)
    events = models.JSONField()
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey("people.Token", null=True, on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(max_length=60)
    earlier_secret = models.CharField(max_length=60, blank=True, default="")
    earlier_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    switched_off_at = models.DateTimeField(null=True)
    why_off = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, token__isnull=True)
                | models.Q(person__isnull=True, token__isnull=False),
                name="a_webhook_is_a_persons_or_a_tokens",
            ),
            models.CheckConstraint(
                condition=(_is_off & models.Q(why_off__in=[each.value for each in terms.WhyOff]))
                | (~_is_off & models.Q(why_off="")),
                name="a_webhook_that_is_off_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(earlier_secret="", earlier_until__isnull=True)
                | (~models.Q(earlier_secret="") & models.Q(earlier_until__isnull=False)),
                name="an_earlier_secret_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Announced(models.Model):
    """What happened, kept in the transaction in which it did, until a message to every webhook is made of it."""

    event = models.CharField(max_length=40)
    keys = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} of {len(self.keys)}"


class Message(models.Model):
    """One message to one webhook and what came of it. ``begun_at`` is since when it is tried, ``queued_at``
    since when a job of it stands in the queue.

    ``code`` is the same however often it is sent, so that its reader knows it again. ``status``, ``milliseconds``,
    ``answer`` (its beginning) and ``trouble`` are of the latest try.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="messages")
    code = models.CharField(max_length=40, unique=True)
    event = models.CharField(max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=terms.STATES, default=terms.State.WAITING.value)
    state_since = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True, default="")
    trouble = models.CharField(max_length=terms.LONGEST_TROUBLE, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state for state, _ in terms.STATES]),
                name="a_message_is_in_a_known_state",
            )
        ]
        indexes = [
            models.Index(fields=["webhook", "id"], name="message_by_webhook"),
            models.Index(
                fields=["state", "next_try_at"],
                name="message_unfinished",
                condition=models.Q(state__in=[each.value for each in terms.UNFINISHED]),
            ),
            models.Index(fields=["state_since"], name="message_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.state}"


class Watch(models.Model):
    """Until when the clock was watched for what nobody does: that an answer falls due."""

    event = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} until {self.until}"
