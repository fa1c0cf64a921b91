from django.db import models

from servewell.base.words import WordsField
from servewell.engines.lake.measures import ANSWERS, PLACES
from servewell.engines.lake.volumes import ENCOUNTERS
from servewell.rooms.insight import terms


class Indicator(models.Model):
    """What a figure means. A changed meaning is a new version, and its series stands beside the old one."""

    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    title = WordsField()
    definition = WordsField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in terms.Kind])
    top_boxes = models.PositiveSmallIntegerField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="an_indicator_version_is_published_once"),
            models.CheckConstraint(
                condition=models.Q(kind=terms.Kind.TOP_BOXES.value, top_boxes__gte=1)
                | models.Q(kind=terms.Kind.MEAN.value, top_boxes__isnull=True),
                name="only_a_share_counts_best_answers",
            ),
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
                condition=models.Q(fact__in=[ANSWERS.name, ENCOUNTERS.name, PLACES.name]),
                name="a_mark_is_of_a_known_fact",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.month:%Y-%m}"
