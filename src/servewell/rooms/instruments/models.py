from django.db import models

from servewell.base.words import ReadableJSON, WordsField
from servewell.rooms.instruments import terms


class Instrument(models.Model):
    """A survey, shop, scorecard or checklist: the thing that its versions are versions of."""

    code = models.SlugField(max_length=60, unique=True)
    title = WordsField()
    thanks = WordsField()
    # for so many days after it was given, an answer on a scale may be disputed; none: never
    dispute_days = models.PositiveSmallIntegerField(null=True)
    # asked by others, known to us from their files: no version of it is ever asked here
    is_from_files = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.title)


class Version(models.Model):
    """One frozen document. It never changes after publication: a response is read in the version it was given in."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField(encoder=ReadableJSON)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="a_version_number_is_given_once"),
            models.UniqueConstraint(
                fields=["instrument"],
                name="an_instrument_is_asked_in_one_version",
                condition=models.Q(retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} version {self.number}"


class Item(models.Model):
    """A question of a version, derived from its document. ``name`` is its identity across versions.

    A changed scale or meaning begins the next ``series``: figures of two series are not compared.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="items")
    name = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    title = WordsField()
    aspect = models.ForeignKey("standards.Aspect", null=True, on_delete=models.PROTECT, related_name="+")
    # codes of standards: a standard keeps its code over its versions
    standards = models.JSONField(default=list)
    is_overall = models.BooleanField(default=False)
    worst = models.FloatField(null=True)
    best = models.FloatField(null=True)
    series = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="an_item_name_stands_once_in_a_version"),
            models.UniqueConstraint(
                fields=["version"], name="a_version_has_one_overall_item", condition=models.Q(is_overall=True)
            ),
            models.CheckConstraint(
                condition=models.Q(worst__isnull=True, best__isnull=True)
                | models.Q(worst__isnull=False, best__isnull=False),
                name="an_item_has_both_ends_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Response(models.Model):
    """Answers given to one version. It knows no respondent and no key upwards: what it is for points at it.

    ``answers`` is one document by the item's name, as ``forms.keep`` writes it, and never changes. What counts after
    a dispute stands whole in ``corrected``.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="responses")
    language = models.CharField(max_length=8)
    given_at = models.DateTimeField()
    answers = models.JSONField(encoder=ReadableJSON, default=dict)
    corrected = models.JSONField(encoder=ReadableJSON, null=True)

    def __str__(self) -> str:
        return f"response {self.pk}"


class Score(models.Model):
    """The score of a response, 0 to 1, with how it came about, as ``forms.derivation_kept`` writes it.

    ``rule`` names the version of our scoring that the document asked for. ``final`` and its derivation are what counts
    after a dispute; the first ones stay.
    """

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="score")
    value = models.FloatField(null=True)
    rule = models.CharField(max_length=20, default=terms.SCORING_RULE)
    derivation = models.JSONField(encoder=ReadableJSON)
    final = models.FloatField(null=True)
    final_derivation = models.JSONField(encoder=ReadableJSON, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=0, value__lte=1),
                name="a_score_lies_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=models.Q(final__isnull=True)
                | models.Q(final__gte=0, final__lte=1, final_derivation__isnull=False),
                name="a_final_score_lies_from_0_to_1_and_is_derived",
            ),
        ]

    def __str__(self) -> str:
        return f"score of {self.response_id}"


class Draft(models.Model):
    """The next version of an instrument, or a new one, while people write it; ``code`` names the instrument.

    ``document`` may have faults, and ``thanks`` texts by language may lack some. ``revision`` counts the saves, and
    ``before`` is what the last one changed, so that it can be taken back.
    """

    code = models.SlugField(max_length=terms.LONGEST_CODE)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    document = models.JSONField(encoder=ReadableJSON)
    thanks = models.JSONField(encoder=ReadableJSON, default=dict)
    before = models.JSONField(encoder=ReadableJSON, null=True)
    revision = models.PositiveIntegerField(default=1)
    based_on = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    begun_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=terms.DraftState.OPEN.value)
    ended_at = models.DateTimeField(null=True)
    became = models.OneToOneField(Version, null=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="an_instrument_has_one_open_draft",
                condition=models.Q(state=terms.DraftState.OPEN.value),
            ),
            models.CheckConstraint(
                condition=models.Q(state=terms.DraftState.OPEN.value, ended_at__isnull=True, became__isnull=True)
                | models.Q(state=terms.DraftState.DISCARDED.value, ended_at__isnull=False, became__isnull=True)
                | models.Q(state=terms.DraftState.PUBLISHED.value, ended_at__isnull=False, became__isnull=False),
                name="a_draft_is_open_published_or_discarded",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.code}"


class Dispute(models.Model):
    """That a judgement of a unit is contested on one item: what was answered, what is proposed, what holds.

    Each is a document as in the response, of this one item; empty where nothing was answered. ``judged_by`` is
    whoever gave the judgement, where it was one of us.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="disputes")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    judged_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    original = models.JSONField(encoder=ReadableJSON, default=dict)
    proposed = models.JSONField(encoder=ReadableJSON)
    comment = models.TextField()
    raised_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=12, default=terms.DisputeState.OPEN.value)
    final = models.JSONField(encoder=ReadableJSON, null=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="an_answer_is_disputed_once"),
            models.CheckConstraint(condition=~models.Q(comment=""), name="a_dispute_says_why"),
            models.CheckConstraint(
                condition=models.Q(
                    state=terms.DisputeState.OPEN.value, decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    models.Q(
                        state__in=[state.value for state in terms.DisputeState if state is not terms.DisputeState.OPEN],
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    )
                    & ~models.Q(reason="")
                ),
                name="a_dispute_is_open_or_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("raised_by")),
                name="nobody_decides_their_own_dispute",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(judged_by__isnull=True)
                | ~models.Q(decided_by=models.F("judged_by")),
                name="nobody_decides_about_their_own_judgement",
            ),
        ]

    def __str__(self) -> str:
        return f"dispute {self.pk}"
