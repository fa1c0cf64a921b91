from django.db import models

from servewell.base.words import WordsField


class Quota(models.Model):
    """How many answers of a kind are wanted from a unit and everything below it, and what the others are told.

    ``condition`` is over the answers, empty where each counts. ``taken`` are the places that are given: never more than
    ``places``, however many answers come at once. Whoever answers afterwards is kept, read and answered, but stands
    outside of the figures (``Voice.outside``) and reads ``ending``.
    """

    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    condition = models.TextField(blank=True)
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    ending = WordsField()
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("places")), name="a_quota_gives_no_place_too_many"
            ),
            models.CheckConstraint(condition=models.Q(places__gte=1), name="a_quota_has_a_place"),
        ]
        indexes = [
            models.Index(fields=["instrument"], name="quota_that_holds", condition=models.Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"quota {self.pk}: {self.taken} of {self.places}"

    @property
    def is_full(self) -> bool:
        return self.taken >= self.places
