"""Files of the staff: what each one changes, and what came in and is not seen yet."""

from django.db import models

from servewell.base.words import ReadableJSON
from servewell.rooms.people import terms
from servewell.rooms.people.models.persons import Posting
from servewell.rooms.people.models.units import Unit


class Intake(models.Model):
    """A staff file as it stands on a day ``on``. ``unit``: it speaks of whoever works there or below.

    ``is_whole``: it holds everybody, so that whoever is missing has left. ``named`` are columns under other names.
    """

    name = models.CharField(max_length=200)
    file = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    is_whole = models.BooleanField(default=False)
    named = models.JSONField(default=dict, encoder=ReadableJSON)
    dates = models.CharField(max_length=40)
    state = models.CharField(max_length=8, default=terms.IntakeState.PLANNED.value)
    counts = models.JSONField(default=dict)
    fault = models.JSONField(default=dict, encoder=ReadableJSON)
    brought_by = models.CharField(max_length=80)
    brought_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80, blank=True)
    may_leave = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["moved_at"],
                name="intake_going",
                condition=models.Q(state=terms.IntakeState.GOING.value),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.on}"


class IntakeRow(models.Model):
    """What a staff file changes about one person, or a row that is held back with its cells and faults."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows", db_index=False)
    kind = models.CharField(max_length=8)
    row = models.PositiveIntegerField()
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    detail = models.JSONField(default=dict, encoder=ReadableJSON)

    class Meta:
        indexes = [models.Index(fields=["intake", "kind", "id"], name="intake_row_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} by intake {self.intake_id}"


class Arrival(models.Model):
    """A posting that came in a file: unseen until all of them are in, and then until it is announced.

    ``until_on`` is the end that it gets once it is seen.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="arrivals")
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="arrival")
    until_on = models.DateField()

    def __str__(self) -> str:
        return f"arrival of posting {self.posting_id}"
