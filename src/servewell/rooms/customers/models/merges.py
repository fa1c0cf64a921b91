from django.db import models

from servewell.base.words import ReadableJSON
from servewell.rooms.customers import terms
from servewell.rooms.customers.models.persons import Customer


class Merge(models.Model):
    """A person said that two entries are one. ``into`` stood for somebody then; undone, it stays here, marked."""

    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges_taken_in")
    reasons = models.JSONField(encoder=ReadableJSON)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], name="an_entry_is_merged_into_one", condition=models.Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(condition=~models.Q(gone=models.F("into")), name="a_merge_takes_two"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="a_merge_is_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} merged into {self.into_id}"


class Proposal(models.Model):
    """Two entries that may be one person, and why. Whatever a person decides about the two is remembered."""

    one = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="proposals")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="proposals_as_other")
    reasons = models.JSONField(encoder=ReadableJSON)
    state = models.CharField(max_length=10, choices=terms.PROPOSALS, default=terms.OPEN)
    found_at = models.DateTimeField()
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_are_proposed_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="the_one_was_known_before_the_other"
            ),
            models.CheckConstraint(
                condition=models.Q(state=terms.OPEN, settled_at__isnull=True, settled_by="")
                | (
                    models.Q(state__in=[terms.ACCEPTED, terms.REJECTED], settled_at__isnull=False)
                    & ~models.Q(settled_by="")
                ),
                name="a_proposal_is_settled_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["id"], name="proposal_open", condition=models.Q(state=terms.OPEN))]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}: {self.state}"
