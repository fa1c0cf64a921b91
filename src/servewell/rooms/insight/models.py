from django.db import models

from servewell.base.words import WordsField
from servewell.engines.lake.measures import ANSWERS, PLACES
from servewell.engines.lake.volumes import ENCOUNTERS
from servewell.rooms.insight import terms
from servewell.rooms.voice.terms import Audience


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


class Annotation(models.Model):
    """What happened at a unit in some months, said by somebody who knows it.

    Where it is the cause of a signal on the unit's chart by month, ``rule`` and ``side`` say of which, and ``aspect``
    is the code of the one charted, or empty for the whole. It stands beside the chart for good; who takes it back
    leaves it in the record.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Audience])
    first_month = models.DateField()
    last_month = models.DateField()
    text = models.CharField(max_length=terms.LONGEST_ANNOTATION)
    rule = models.CharField(max_length=30, blank=True)
    side = models.CharField(max_length=10, blank=True)
    aspect = models.CharField(max_length=40, blank=True, default="")
    written_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "first_month"], name="annotations_of_a_unit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_month__gte=models.F("first_month")), name="an_annotation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(rule="", side="") | (~models.Q(rule="") & ~models.Q(side="")),
                name="a_cause_names_rule_and_side",
            ),
            models.UniqueConstraint(
                fields=["unit", "first_month", "last_month", "audience", "rule", "side", "aspect", "text"],
                name="the_same_is_said_once_beside_a_chart",
                condition=models.Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first_month:%Y-%m}: {self.text}"


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
