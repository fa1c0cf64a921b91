from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.obligations import terms


class Obligation(models.Model):
    """A rule: everyone posted to a unit or below it owes this, so many days before or after the posting begins.

    ``kind`` and ``subject`` say which room fulfils it and with what: ``commitments.pledge``, ``service-pledge``.
    """

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    title = WordsField()
    detail = WordsField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    due_days = models.SmallIntegerField(default=terms.BEFORE_THE_FIRST_DAY)
    from_on = models.DateField()

    def __str__(self) -> str:
        return self.code


class Owed(models.Model):
    """What one person owes by a day. Never reset: a next period is a next row."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="owed")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey("people.Posting", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    owed_since = models.DateTimeField()
    fulfilled_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "posting"], name="a_posting_owes_an_obligation_once"),
            models.CheckConstraint(
                condition=models.Q(fulfilled_at__isnull=True, evidence="")
                | (models.Q(fulfilled_at__isnull=False) & ~models.Q(evidence="")),
                name="what_is_fulfilled_has_evidence",
            ),
        ]
        indexes = [models.Index(fields=["person", "due_on"], name="owed_by_person")]

    def __str__(self) -> str:
        return f"{self.obligation_id} owed by {self.person_id}"
