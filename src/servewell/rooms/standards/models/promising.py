from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.standards import terms


class Promise(models.Model):
    """What a unit and everything below it promises its customers. The nearest above wins; versions are rows.

    ``withdrawn_at`` stands on the last version of a unit that gave its own promise up: the next above holds again.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    title = WordsField()
    text = WordsField()
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "version"], name="a_promise_version_is_published_once")]

    def __str__(self) -> str:
        return str(self.title)


class Aspect(models.Model):
    """One side of the service that customers feel. Items, comments, causes and praise point at it."""

    code = models.SlugField(max_length=40, unique=True)
    name = WordsField()
    description = WordsField()
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.name)


class AspectWording(models.Model):
    """What a unit and everything below it calls an aspect; the nearest above wins, and else the aspect's own words."""

    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="wordings")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    name = WordsField()
    description = WordsField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["aspect", "unit", "version"], name="an_aspects_wording_is_published_once_in_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.aspect_id} at {self.unit_id}, version {self.version}"


class WithExamples(models.Model):
    """A sentence with what it looks like; each of the three may stay unwritten."""

    do = WordsField(null=True)
    avoid = WordsField(null=True)
    way = WordsField(null=True)

    class Meta:
        abstract = True

    @property
    def examples(self) -> terms.Examples:
        return terms.Examples(self.do, self.avoid, self.way)


class Standard(WithExamples):
    """One observable sentence under an aspect. A changed sentence is a new version, a new row."""

    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="standards")
    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    text = WordsField()
    published_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_standard_version_is_published_once"),
            models.UniqueConstraint(
                fields=["code"], name="a_standard_holds_in_one_version", condition=models.Q(retired_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Draft(WithExamples):
    """Words that are being written and hold nowhere yet: a promise, a wording of an aspect, a standard, a message, a
    chapter of the handbook.

    ``code`` is that of the aspect, standard or chapter or a message's year, and empty for a promise; ``aspect`` is
    where a standard stands. ``base`` is the version the writing began from, so that whoever publishes hears of a
    version that came meanwhile. A standard has no ``name``, and only a standard has examples.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    code = models.SlugField(max_length=60, blank=True)
    aspect = models.SlugField(max_length=40, blank=True)
    base = models.PositiveIntegerField()
    name = WordsField(null=True)
    text = WordsField()
    saved_by = models.CharField(max_length=80)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "code"], name="a_text_has_one_draft"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in terms.Kind]), name="a_draft_is_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.kind} {self.code}"


class Message(models.Model):
    """The customer-service message of a year, for a unit and everything below it; a correction is the next version."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    line = WordsField()
    text = WordsField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "version"], name="a_message_version_is_published_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.line}"


class MessageAsked(models.Model):
    """A person is asked for a unit's message of a year, on their first page and by one letter (``mailed_at``).

    ``until_on``: from that day on nobody is asked any more; None: until it is written.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until_on = models.DateField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "person"], name="a_message_is_asked_of_a_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for the message of {self.unit_id} in {self.year}"
