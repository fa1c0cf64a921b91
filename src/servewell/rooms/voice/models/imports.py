from django.db import models

from servewell.base.words import ReadableJSON
from servewell.rooms.voice import terms
from servewell.rooms.voice.models.recipes import RecipeVersion


class Import(models.Model):
    """One file taken in by one recipe. Its rows become visible, and are withdrawn, by one change of ``state``.

    ``file`` is the key of the stored file, the original of all its rows. ``reached`` is the last row that is settled,
    since ``moved_at``; ``named`` is how many of its rows have their RowKey. ``counts`` are rows by fate and reason.
    ``turn`` counts the files of its recipe in the order in which they began to come in, each try anew; ``tries`` counts
    the times in a row that it broke off for a reason nobody foresaw.
    ``draft`` is the recipe while a person decides. ``announced`` is the last voice that was told to the rooms above,
    where its recipe lets old voices open cases.
    """

    name = models.CharField(max_length=200)
    file = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    recipe = models.ForeignKey(RecipeVersion, null=True, on_delete=models.PROTECT, related_name="imports")
    draft = models.TextField(blank=True)
    findings = models.JSONField(encoder=ReadableJSON, default=dict)
    state = models.CharField(max_length=12, default=terms.ImportState.ARRIVING.value)
    reached = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    named = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    announced = models.BigIntegerField(default=0)
    counts = models.JSONField(encoder=ReadableJSON, default=dict)
    fault = models.JSONField(encoder=ReadableJSON, default=dict)
    brought_by = models.CharField(max_length=80)
    brought_at = models.DateTimeField()
    started_by = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in terms.ImportState]),
                name="an_import_has_come_a_known_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[terms.ImportState.SHOWN.value, terms.ImportState.WITHDRAWN.value])
                | models.Q(recipe__isnull=False),
                name="what_is_shown_was_taken_in_by_a_recipe",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.name}"


class HeldRow(models.Model):
    """A row that was not understood, with its reasons. Taken in or dropped by a person, it stays here as it came.

    ``reasons`` are code, column and value; ``codes`` are the codes once more, each with a blank on either side.
    """

    from_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="held_rows")
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    cells = models.JSONField(encoder=ReadableJSON)
    reasons = models.JSONField(encoder=ReadableJSON)
    codes = models.CharField(max_length=200, default="")
    corrected = models.JSONField(encoder=ReadableJSON, null=True)
    state = models.CharField(max_length=8, default=terms.HeldState.HELD.value)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_import", "row"], name="a_row_is_held_back_once"),
            models.CheckConstraint(
                condition=models.Q(state=terms.HeldState.HELD.value, settled_at__isnull=True, settled_by="")
                | (
                    models.Q(
                        state__in=[terms.HeldState.TAKEN.value, terms.HeldState.DROPPED.value], settled_at__isnull=False
                    )
                    & ~models.Q(settled_by="")
                ),
                name="a_row_is_settled_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.from_import_id}"


class RowKey(models.Model):
    """The name of a row that came in a file, found again when another file of the same recipe holds it."""

    key = models.BinaryField(max_length=16)
    from_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="row_keys", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "from_import"], name="a_row_has_its_name_once"),
        ]

    def __str__(self) -> str:
        return f"name of a row of import {self.from_import_id}"
