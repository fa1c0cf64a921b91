from django.db import models

from servewell.rooms.cases.models.cases import Answer, Case


class Merge(models.Model):
    """One case went into another, because one customer wrote twice about one matter. Append only; undoing adds to it.

    Neither case is rewritten: whoever asks for the one is led to the other, and on from there where that went on.
    ``undone_by`` is an actor's key: the house itself takes out what can stand in no other case any more. ``answer`` is
    the letter that had answered both by then, if one had.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    merged_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)
    answer = models.ForeignKey(Answer, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="a_case_goes_into_one_other", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(condition=~models.Q(case=models.F("into")), name="no_case_goes_into_itself"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="a_case_comes_out_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} into case {self.into_id}"
