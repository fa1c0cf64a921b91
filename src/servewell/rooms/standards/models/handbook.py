from django.db import models

from servewell.base.words import ReadableJSON, WordsField


class Chapter(models.Model):
    """A text of a unit's own in the handbook of everybody at and below it; a change is the next version, a new row."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    title = WordsField()
    text = WordsField()
    published_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "version"], name="a_chapter_version_is_published_once_in_a_unit"
            ),
            models.UniqueConstraint(
                fields=["unit", "code"],
                name="a_chapter_holds_in_one_version",
                condition=models.Q(retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.unit_id}"


class Edition(models.Model):
    """The handbook as a unit published it, never changed afterwards; the nearest above wins.

    ``passages`` holds every word of it, ``digest`` is their SHA-256: who signed or printed an edition can show which.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    passages = models.JSONField(encoder=ReadableJSON)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="an_edition_is_published_once_in_a_unit")
        ]

    def __str__(self) -> str:
        return f"edition {self.number} of {self.unit_id}"
