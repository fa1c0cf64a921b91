from django.db import models

from servewell.base.words import WordsField
from servewell.engines.lake.measures import ANSWERS, PLACES, By
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


class DrawnLimits(models.Model):
    """The limits of one chart of a unit from a day on: drawn once and kept, whatever is answered later.

    A chart is one indicator in one version, of one audience, by periods of one length; ``aspect`` or ``item``
    ("instrument/item") where it does not show the whole. ``limits`` are what ``stats.Limits.as_plain`` gives, with the
    kind of chart in them; they were drawn from the periods up to, but without, ``baseline_until``. The house draws the
    first of a series, a person the later ones and says why; after a change of scale the count begins anew. By the tree
    as it was: today's tree changes the past, and no limits outlast that.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    indicator = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    audience = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Audience])
    by = models.CharField(max_length=10, choices=[(each.value, each.value) for each in By])
    aspect = models.CharField(max_length=60, blank=True, default="")
    item = models.CharField(max_length=200, blank=True, default="")
    phase = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    baseline_until = models.DateField()
    limits = models.JSONField()
    rules = models.CharField(max_length=40)
    reason = models.CharField(max_length=terms.LONGEST_ANNOTATION, blank=True, default="")
    drawn_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "indicator", "version", "audience", "by", "aspect", "item", "begins_on"],
                name="limits_begin_once",
                condition=models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                condition=models.Q(phase=1, reason="", drawn_by=None, withdrawn_at=None)
                | (models.Q(phase__gte=2, drawn_by__isnull=False) & ~models.Q(reason="")),
                name="limits_are_drawn_anew_with_reason_and_name",
            ),
            models.CheckConstraint(
                condition=models.Q(baseline_until__gt=models.F("begins_on")), name="a_baseline_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(aspect="") | models.Q(item=""), name="limits_are_of_an_aspect_or_an_item"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} of {self.unit_id} from {self.begins_on:%Y-%m-%d}"


class Target(models.Model):
    """What a figure of a unit, and of the units below it without a target of their own, is to reach from a day on.

    Targets are only added: a later one takes the place of the one before, and one without a value ends it. ``value``
    is as the figure is told: a share from 0 to 1, or a mean on the scale from ``worst`` to ``best``. It says nothing of
    figures of another ``kind`` or on another scale.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    indicator = models.SlugField(max_length=40)
    audience = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Audience])
    aspect = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=20)
    value = models.FloatField(null=True)
    worst = models.FloatField(null=True)
    best = models.FloatField(null=True)
    from_on = models.DateField()
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "indicator", "from_on"], name="targets_of_a_unit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(worst=None, best=None) | models.Q(worst__isnull=False, best__isnull=False),
                name="a_scale_has_both_its_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=terms.Kind.MEAN.value) | models.Q(value=None) | models.Q(best__isnull=False),
                name="a_target_for_a_mean_names_its_scale",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=terms.Kind.TOP_BOXES.value)
                | models.Q(value=None)
                | models.Q(value__gte=0, value__lte=1),
                name="a_target_for_a_share_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} of {self.unit_id} from {self.from_on:%Y-%m-%d}: {self.value}"


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
