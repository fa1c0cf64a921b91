"""Units and their dated place in the tree."""

from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.people import terms


class Unit(models.Model):
    """A part of the company: a region, a hotel, a desk. Its place in the tree is dated, see Place."""

    code = models.SlugField(max_length=60, unique=True)
    name = WordsField()
    kind = models.CharField(max_length=30)
    zone = models.CharField(max_length=60)
    language = models.CharField(max_length=8, default="en")

    def __str__(self) -> str:
        return str(self.name)


class Place(models.Model):
    """Under which unit a unit stood from a day until the day before another."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="places_below")
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_on"], name="a_unit_moves_once_a_day"),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="a_place_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} under {self.parent_id} from {self.from_on}"


class Lineage(models.Model):
    """The dated closure of the tree: ``unit`` stood below ``ancestor`` (or is it) from a day until before another.

    ``is_apart``: from the ancestor's side the unit is kept apart, itself or by a unit between. See KeptApart.
    """

    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lineages_below")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lineages")
    depth = models.PositiveSmallIntegerField()
    is_apart = models.BooleanField(default=False, db_default=False)
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "until_on", "unit"], name="lineage_below"),
            models.Index(fields=["unit"], name="lineage_apart", condition=models.Q(is_apart=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "unit", "from_on"], name="a_lineage_begins_once_a_day"),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="a_lineage_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} below {self.ancestor_id} from {self.from_on}"
