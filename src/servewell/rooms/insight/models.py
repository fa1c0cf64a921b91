from django.db import models

from servewell.base.words import WordsField
from servewell.engines.lake.measures import ANSWERS, PLACES


class Indicator(models.Model):
    """What a figure means. A changed meaning is a new version, and its series stands beside the old one."""

    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    title = WordsField()
    definition = WordsField()
    top_boxes = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="an_indicator_version_is_published_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class DirtyMonth(models.Model):
    """A month of a fact whose file no longer equals the database. Marks are appended and removed by the loader."""

    fact = models.CharField(max_length=40)
    month = models.DateField()
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fact__in=[ANSWERS.name, PLACES.name]), name="a_mark_is_of_a_known_fact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.month:%Y-%m}"
