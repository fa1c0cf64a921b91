from django.db import models

from servewell.base.words import WordsField


class Promise(models.Model):
    """What a unit and everything below it promises its customers. The nearest above wins; versions are rows."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    title = WordsField()
    text = WordsField()
    published_at = models.DateTimeField()

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


class Standard(models.Model):
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


class Message(models.Model):
    """The customer-service message of a year, for a unit and everything below it."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    line = WordsField()
    text = WordsField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="a_year_has_one_message")]

    def __str__(self) -> str:
        return f"{self.year}: {self.line}"
