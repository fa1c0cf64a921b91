from collections.abc import Iterable

from django.db import models

from servewell.base.words import ReadableJSON, WordsField
from servewell.engines.lake.answers import ANSWERS, PLACES
from servewell.engines.lake.measures import By
from servewell.engines.lake.volumes import ENCOUNTERS
from servewell.rooms.insight import terms
from servewell.rooms.voice.terms import Audience


def _counts_best(kinds: Iterable[terms.Kind]) -> models.Q:
    """A share says how many of the best answers count; of the other kinds there is no such number."""
    others = [kind.value for kind in kinds if kind is not terms.Kind.TOP_BOXES]
    return models.Q(kind=terms.Kind.TOP_BOXES.value, top_boxes__gte=1) | models.Q(
        kind__in=others, top_boxes__isnull=True
    )


class Indicator(models.Model):
    """What a figure means. A changed meaning is a new version, and its series stands beside the old one.

    ``questions`` are the items that count, as instrument/item; none: those marked overall. A composite has its sources
    in their place. ``published_by`` is None where the house itself defined it.
    """

    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    title = WordsField()
    definition = WordsField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in terms.Kind])
    top_boxes = models.PositiveSmallIntegerField(null=True)
    questions = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="an_indicator_version_is_published_once"),
            models.CheckConstraint(condition=_counts_best(terms.Kind), name="only_a_share_counts_best_answers"),
            models.CheckConstraint(
                condition=~models.Q(kind=terms.Kind.COMPOSITE.value) | models.Q(questions=[]),
                name="a_composite_has_sources_not_questions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class IndicatorSource(models.Model):
    """One of the sources of a composite, with its declared weight.

    It counts the answers to ``questions``, as instrument/item; without them those under ``aspect``; without it those
    marked overall. ``instruments`` and ``channels`` narrow it where they are named.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="sources")
    position = models.PositiveSmallIntegerField()
    name = WordsField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in terms.SOURCE_KINDS])
    top_boxes = models.PositiveSmallIntegerField(null=True)
    weight = models.FloatField()
    # a net promoter score goes from -1 to 1: whoever mixes it with shares declares that it is brought to 0 to 1
    is_rescaled = models.BooleanField(default=False)
    questions = models.JSONField(default=list)
    aspect = models.CharField(max_length=60, blank=True, default="")
    instruments = models.JSONField(default=list)
    channels = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "position"], name="a_source_stands_at_one_place"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="a_source_weighs_something"),
            models.CheckConstraint(
                condition=_counts_best(terms.SOURCE_KINDS), name="only_a_share_of_a_source_has_best"
            ),
            models.CheckConstraint(
                condition=models.Q(is_rescaled=True, kind=terms.Kind.NET_PROMOTERS.value)
                | (models.Q(is_rescaled=False) & ~models.Q(kind=terms.Kind.NET_PROMOTERS.value)),
                name="only_promoters_are_declared_rescaled",
            ),
            models.CheckConstraint(
                condition=models.Q(questions=[]) | models.Q(aspect="", instruments=[]),
                name="a_source_names_questions_or_narrows",
            ),
        ]

    def __str__(self) -> str:
        return f"source {self.position} of {self.indicator_id}"


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


class Published(models.Model):
    """Figures that somebody published: by which look, from what data and software, with which result, as which file.

    Its key is the number that stands on the file. It is asked for first and made by the worker a moment later; what was
    made never changes. ``look``, ``software`` and ``figures`` are as ``selectors.publishing`` keeps them. ``quoted``:
    the customers whose words stand in the file, as far as they are known; ``quoted_voices``: the voices that say them.
    The file goes with an erased customer, or a withdrawn import (``is_withdrawn``) of one of them; the figures stay.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    look = models.JSONField()
    form = models.CharField(max_length=10, choices=[(each.value, each.value) for each in terms.Form])
    language = models.CharField(max_length=10)
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    trouble = models.CharField(max_length=20, blank=True, choices=[(each.value, each.value) for each in terms.Trouble])
    made_at = models.DateTimeField(null=True)
    as_of = models.DateTimeField(null=True)
    title = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(null=True)
    definition = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    chart = models.CharField(max_length=20, blank=True)
    rules = models.CharField(max_length=40, blank=True)
    software = models.JSONField(default=dict)
    figures = models.JSONField(default=list)
    file = models.CharField(max_length=64, blank=True)
    has_words = models.BooleanField(default=False)
    quoted = models.JSONField(default=list)
    quoted_voices = models.JSONField(default=list)
    erased_at = models.DateTimeField(null=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["unit", "-asked_at"], name="published_of_a_unit")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True, digest="", file="")
                | (models.Q(made_at__isnull=False, version__isnull=False) & ~models.Q(digest="") & ~models.Q(title="")),
                name="what_is_published_says_from_what_it_was_made",
            ),
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True)
                | (models.Q(erased_at__isnull=True) & ~models.Q(file=""))
                | models.Q(erased_at__isnull=False, file=""),
                name="what_is_published_has_its_file_until_words_in_it_are_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.title or self.unit_id}"


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


class Subscription(models.Model):
    """Somebody gets Monday's page: on which day of the week and at which hour on the wall of where they work.

    Without ``chosen`` units it is about all that the person sees. ``language`` is empty where the person's own counts.
    A person has one at a time; whoever made it, they may leave. The token of the link that ends its mail is made from
    ``seed`` and the secret of the house.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(default=terms.MONDAY)
    hour = models.PositiveSmallIntegerField(default=terms.MORNING)
    language = models.CharField(max_length=8, blank=True)
    by_mail = models.BooleanField(default=True)
    seed = models.CharField(max_length=32)
    made_by = models.CharField(max_length=80)
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="a_person_is_subscribed_once", condition=models.Q(ended_at=None)
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__gte=1, weekday__lte=7, hour__lte=23),
                name="a_subscription_comes_at_an_hour_of_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, why_ended="")
                | models.Q(ended_at__isnull=False) & models.Q(why_ended__in=[why.value for why in terms.Ended]),
                name="a_subscription_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk} of {self.person_id}"


class ChosenUnit(models.Model):
    """One of the units that a subscription is about."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="chosen", db_index=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "unit"], name="a_unit_is_chosen_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} in subscription {self.subscription_id}"


class Monday(models.Model):
    """Monday's page of one person for one week, kept as it was: ``document`` holds its numbers, no words of customers.

    ``week`` is the Monday of the week on the reader's wall. The mail's mark ``handing-over`` is committed before the
    first word to the mail server, so that a killed worker leaves a trace.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+")
    week = models.DateField()
    zone = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    address = models.CharField(max_length=254, blank=True)
    made_at = models.DateTimeField()
    document = models.JSONField(null=True, encoder=ReadableJSON)
    state = models.CharField(max_length=12)
    state_since = models.DateTimeField()
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    evidence = models.TextField(blank=True)
    has_pdf = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="monday_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["state_since"], name="monday_handing_over", condition=models.Q(state="handing-over")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "week"], name="a_person_gets_one_page_a_week"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in terms.MailState]),
                name="a_monday_has_come_a_known_way",
            ),
            models.CheckConstraint(
                condition=models.Q(document__isnull=True, state=terms.MailState.LEFT_OUT.value)
                | models.Q(document__isnull=False) & ~models.Q(state=terms.MailState.LEFT_OUT.value),
                name="only_who_sees_something_gets_a_page",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[terms.MailState.PAGE.value, terms.MailState.LEFT_OUT.value])
                | ~models.Q(address=""),
                name="a_mail_goes_to_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} for {self.person_id}"
