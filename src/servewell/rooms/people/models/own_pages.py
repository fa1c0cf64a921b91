"""What stands on a person's own page, and who may see it."""

from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.people import terms
from servewell.rooms.people.models.persons import Person
from servewell.rooms.people.models.units import Unit


class Credential(models.Model):
    """What a person has shown that they can do: what, by whom, from a day until before another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credentials")
    title = WordsField()
    issuer = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("from_on")), name="a_credential_lasts_a_day"
            ),
            models.CheckConstraint(condition=~models.Q(issuer=""), name="a_credential_has_an_issuer"),
        ]

    def __str__(self) -> str:
        return f"credential of {self.person_id} from {self.from_on}"


class TeamLevel(models.Model):
    """From a day until before another, what customers said is told of teams only in a unit and everything below it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="team_levels")
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_on"], name="team_level_begins_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="team_level_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"team level only at {self.unit_id} from {self.from_on}"


class Look(models.Model):
    """That somebody looked at what customers said about a person, told to that person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="look_by_person")]

    def __str__(self) -> str:
        return f"{self.by_id} looked at {self.person_id}"
