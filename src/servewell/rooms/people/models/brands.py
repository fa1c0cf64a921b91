"""How a part of the company looks to customers."""

from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.people import terms
from servewell.rooms.people.models.units import Unit


class Brand(models.Model):
    """Name and look of a unit and everything below it from a day; the nearest above wins.

    ``logo`` is the key of a stored file, empty where the name alone stands.
    ``accent_dark`` is the accent on dark paper.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="brands")
    name = WordsField()
    accent = models.CharField(max_length=7)
    accent_dark = models.CharField(max_length=7)
    logo = models.CharField(max_length=80, blank=True)
    logo_type = models.CharField(max_length=40, blank=True)
    signature = WordsField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_on"], name="a_unit_changes_its_brand_once_a_day"),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="a_brand_lasts_a_day"),
            models.CheckConstraint(
                condition=models.Q(logo="", logo_type="") | (~models.Q(logo="") & ~models.Q(logo_type="")),
                name="a_logo_has_its_type",
            ),
        ]

    def __str__(self) -> str:
        return f"brand of {self.unit_id} from {self.from_on}"
