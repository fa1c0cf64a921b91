from django.db import models

from servewell.base.words import ReadableJSON, WordsField
from servewell.rooms.instruments import terms


class Instrument(models.Model):
    """A survey, shop, scorecard or checklist: the thing that its versions are versions of."""

    code = models.SlugField(max_length=60, unique=True)
    title = WordsField()
    thanks = WordsField()
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

    ``answers`` is one document by the item's name, as ``forms.keep`` writes it.
    """

    # no index: responses are reached by what they are for, and a million of them come in at once
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="responses", db_index=False)
    language = models.CharField(max_length=8)
    given_at = models.DateTimeField()
    answers = models.JSONField(encoder=ReadableJSON, default=dict)

    def __str__(self) -> str:
        return f"response {self.pk}"


class Score(models.Model):
    """The score of a response, 0 to 1, with how it came about. ``rule`` names the version of our scoring."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="score")
    value = models.FloatField(null=True)
    rule = models.CharField(max_length=20, default=terms.SCORING_RULE)
    derivation = models.JSONField(encoder=ReadableJSON)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=0, value__lte=1),
                name="a_score_lies_from_0_to_1",
            )
        ]

    def __str__(self) -> str:
        return f"score of {self.response_id}"
