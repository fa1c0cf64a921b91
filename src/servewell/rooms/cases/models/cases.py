from collections.abc import Iterable

from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.cases import terms


def _one_of(field: str, choices: Iterable[tuple[str, str]], *, name: str) -> models.CheckConstraint:
    known = [value for value, _ in choices]
    return models.CheckConstraint(condition=models.Q((f"{field}__in", known)), name=name)


class Policy(models.Model):
    """When a voice becomes a case and by when it is answered. A version is frozen: a case keeps the one it began with.

    ``calendar`` is the clock engine's JSON; ``bar`` is the overall score (0 to 1) at or below which a case opens.
    ``chosen`` says which country's holidays went into the calendar, until which year, which of them were left out and
    which days are the company's own; it is empty where the calendar came as it is. ``published_by`` is an actor's key.
    Once the latest version is withdrawn, the unit follows the one above again.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    calendar = models.JSONField()
    answer_minutes = models.PositiveIntegerField()
    obligation_days = models.PositiveSmallIntegerField()
    bar = models.FloatField()
    chosen = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, default="")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "version"], name="a_policy_version_is_published_once"),
            models.CheckConstraint(condition=models.Q(bar__gte=0, bar__lte=1), name="a_bar_is_a_score"),
        ]

    def __str__(self) -> str:
        return f"answer policy of {self.unit_id}, version {self.version}"


class LetterKind(models.Model):
    """What is owed to a letter of one kind. A version is frozen: a case keeps the one it began with; the latest holds.

    It ends with what it ``owes``: an answer within ``answer_minutes`` of opening hours, or a decision within
    ``decision_days``; without either, within the time that the unit's policy gives. ``receipt_minutes`` of opening
    hours where a receipt is owed before. What comes by one of the ``channels`` (slugs) is of this kind by itself.
    ``published_by`` is an actor's key.
    """

    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    name = WordsField()
    owes = models.CharField(max_length=10)
    answer_minutes = models.PositiveIntegerField(null=True)
    decision_days = models.PositiveSmallIntegerField(null=True)
    receipt_minutes = models.PositiveIntegerField(null=True)
    receipt_by_itself = models.BooleanField(default=False)
    channels = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_kind_of_letter_is_published_once"),
            models.CheckConstraint(
                condition=models.Q(owes__in=[each.value for each in terms.Ends]), name="a_kind_owes_something_known"
            ),
            models.CheckConstraint(
                condition=models.Q(owes=terms.Ends.DECISION.value, decision_days__isnull=False, answer_minutes=None)
                | (~models.Q(owes=terms.Ends.DECISION.value) & models.Q(decision_days=None)),
                name="only_a_decision_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, version {self.version}"


class Case(models.Model):
    """What the company owes one voice. Its key is its number.

    ``language`` is the voice's, which never changes: kept here so that a list of a rare one is found and not walked.
    Without a ``kind`` an answer is owed, by the policy. ``due_at`` is by when what ends the case is owed, and
    ``receipt_due_at`` by when a receipt is; ``clock`` says how both came about, of this case alone: ``due_at`` and
    ``obligation_due_at`` are the earliest of all that are answered with this one.
    ``merged_into`` is where a merged case is answered now, at the end of all merges.
    """

    voice = models.OneToOneField("voice.Voice", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="cases")
    language = models.CharField(max_length=8, default="")
    reason = models.CharField(max_length=20, choices=terms.REASONS)
    state = models.CharField(max_length=20, choices=terms.STATES, default=terms.OPEN)
    opened_at = models.DateTimeField()
    kind = models.ForeignKey(LetterKind, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    receipt_due_at = models.DateTimeField(null=True)
    obligation_due_at = models.DateTimeField()
    clock = models.JSONField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        constraints = [
            _one_of("state", terms.STATES, name="a_case_is_in_a_known_state"),
            models.CheckConstraint(
                condition=models.Q(state=terms.MERGED, merged_into__isnull=False)
                | (~models.Q(state=terms.MERGED) & models.Q(merged_into__isnull=True)),
                name="a_merged_case_knows_where_it_went",
            ),
            _one_of("reason", terms.REASONS, name="a_case_has_a_known_reason"),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at", "id"], name="case_by_unit_state_due"),
            models.Index(fields=["state", "due_at", "id"], name="case_by_state_due"),
            models.Index(fields=["state", "language", "due_at", "id"], name="case_by_state_language_due"),
            models.Index(fields=["owner", "state", "due_at", "id"], name="case_by_owner_state_due"),
            models.Index(fields=["unit", "opened_at"], name="case_by_unit_opened"),
            models.Index(fields=["due_at", "id"], name="case_by_due"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Draft(models.Model):
    """What one writer has written so far. Each writer keeps their own, so that nobody's save loses another's words."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    writer = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "writer"], name="a_writer_keeps_one_draft_of_a_case")]

    def __str__(self) -> str:
        return f"draft of {self.writer_id} for case {self.case_id}"


class Answer(models.Model):
    """What the company answered, by whom and when, and what it decided by it and why. Append only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    language = models.CharField(max_length=8)
    written_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, blank=True, default="")
    grounds = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", *(each.value for each in terms.Verdict)]),
                name="a_verdict_is_a_known_one",
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Delivery(models.Model):
    """One try to bring an answer to the customer, or a receipt where there is none, and the strongest thing known about
    it.

    ``handing-over`` is committed before the first word to the mail server, so that a killed worker leaves a trace.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deliveries")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.EmailField()
    message_id = models.CharField(max_length=250, unique=True)
    state = models.CharField(max_length=20, choices=terms.DELIVERY_STATES, default=terms.WAITING)
    state_since = models.DateTimeField()
    evidence = models.TextField(blank=True)
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="a_case_has_one_live_delivery",
                condition=models.Q(state__in=terms.LIVE_STATES, answer__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"],
                name="a_case_has_one_receipt",
                condition=models.Q(state__in=terms.LIVE_STATES, answer__isnull=True),
            ),
            _one_of("state", terms.DELIVERY_STATES, name="a_delivery_is_in_a_known_state"),
        ]
        indexes = [
            models.Index(
                fields=["state", "next_try_at"],
                name="delivery_unsettled",
                condition=models.Q(state__in=terms.UNSETTLED_STATES),
            ),
            models.Index(
                fields=["recipient", "state_since"],
                name="receipts_by_recipient",
                condition=models.Q(answer__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}: {self.state}"


class LedgerLine(models.Model):
    """One thing that happened to a case, or to an inquiry of it.

    Append only; read in the order of its key, because clocks may step back.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ledger")
    stage = models.CharField(max_length=30, choices=terms.STAGES)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    inquiry = models.ForeignKey("cases.Inquiry", null=True, on_delete=models.PROTECT, related_name="lines")
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [_one_of("stage", terms.STAGES, name="a_ledger_line_is_of_a_known_stage")]

    def __str__(self) -> str:
        return f"{self.stage} of case {self.case_id}"


class SavedView(models.Model):
    """A list of cases that somebody keeps under a name: for themselves, or for all who see the cases of a unit.

    ``query`` is the address's question, in the names and the order that the desk writes.
    """

    keeper = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=terms.LONGEST_VIEW_NAME)
    query = models.CharField(max_length=terms.LONGEST_QUERY)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["keeper", "name"], name="own_views_differ_in_name", condition=models.Q(unit__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["unit", "name"], name="shared_views_differ_in_name", condition=models.Q(unit__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What a colleague wrote down about a case for the others who work on it. Append only; no customer ever sees it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    writer = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note {self.pk} on case {self.case_id}"


class Tie(models.Model):
    """Two cases about the same matter, each answered by itself. The one with the lower number stands first."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="two_cases_are_tied_once"),
            models.CheckConstraint(condition=models.Q(case__lt=models.F("other")), name="a_tie_begins_at_the_lower"),
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} and case {self.other_id}"
