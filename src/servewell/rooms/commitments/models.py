from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.commitments import terms


class Pledge(models.Model):
    """What people of a unit and below sign. Its text is in its versions."""

    code = models.SlugField(max_length=60, unique=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code


class PledgeVersion(models.Model):
    """The text as it was published, never changed afterwards. ``digests`` holds each language's SHA-256."""

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = WordsField()
    text = WordsField()
    question = WordsField()
    digests = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "number"], name="a_pledge_version_is_published_once")]

    def __str__(self) -> str:
        return f"{self.pledge_id} version {self.number}"


class Signature(models.Model):
    """One person's signature under one version, in the language they read, with their own words.

    ``digest`` covers version, language, text digest, own words, typed name, person and moment: a change shows.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PledgeVersion, on_delete=models.PROTECT, related_name="signatures")
    language = models.CharField(max_length=8)
    text_digest = models.CharField(max_length=64)
    own_words = models.TextField()
    typed_name = models.CharField(max_length=200)
    method = models.CharField(max_length=20, choices=terms.METHODS, default=terms.SIGNED_IN)
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="a_version_is_signed_once"),
            models.CheckConstraint(
                condition=~models.Q(own_words="") & ~models.Q(typed_name=""), name="a_signature_has_words_and_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"
