from django.db import models

from servewell.rooms.cases import terms
from servewell.rooms.cases.models.cases import Case, Policy

ANSWERED = terms.InquiryState.ANSWERED.value


class Inquiry(models.Model):
    """What a writer asks a department, or one person in it, before she answers a customer.

    The customer's words stand in the voice alone and go with it: ``passages`` are triples that count the voice's texts
    from 0 and signs in them, as a point does. ``unit`` is who has the question now; ``person``, where one was named,
    works there. ``clock`` says how ``due_at`` came about, by the opening hours of the unit that was asked first.
    ``is_of_harm`` was asked by one of the few who knew of a sealed voice. ``took_minutes`` are opening hours.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="inquiries")
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    passages = models.JSONField(default=list)
    shows_whole = models.BooleanField(default=False)
    shows_customer = models.BooleanField(default=False)
    is_of_harm = models.BooleanField(default=False)
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    clock = models.JSONField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=terms.InquiryState.OPEN.value)
    answer = models.TextField(blank=True)
    ended_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    took_minutes = models.PositiveIntegerField(null=True)
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="inquiries_of_a_case_are_counted"),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in terms.InquiryState]),
                name="an_inquiry_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ANSWERED, ended_by__isnull=False, took_minutes__isnull=False)
                | (~models.Q(state=ANSWERED) & models.Q(took_minutes__isnull=True)),
                name="an_answered_inquiry_says_by_whom_and_in_what_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in terms.STANDING_INQUIRIES], ended_at__isnull=True)
                | (
                    ~models.Q(state__in=[each.value for each in terms.STANDING_INQUIRIES])
                    & models.Q(ended_at__isnull=False)
                ),
                name="an_inquiry_that_is_over_ended_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="inquiry_by_state_due"),
            models.Index(fields=["unit", "asked_at"], name="inquiry_by_unit_asked"),
        ]

    def __str__(self) -> str:
        return f"inquiry {self.number} of case {self.case_id}"


class InquiryReader(models.Model):
    """One who reads an inquiry and may answer it, until ``until_at``. ``draft`` is what they have written so far."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="readers")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reads_as = models.CharField(max_length=20)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    draft = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "person"], name="a_person_reads_an_inquiry_once"),
            models.CheckConstraint(
                condition=models.Q(reads_as__in=[each.value for each in terms.ReadsAs]),
                name="an_inquiry_is_read_for_a_known_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} reads {self.inquiry_id}"
