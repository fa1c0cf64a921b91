"""Roles and who holds them where."""

from django.db import models

from servewell.base.words import ReadableJSON, WordsField
from servewell.rooms.people import terms
from servewell.rooms.people.models.persons import Person
from servewell.rooms.people.models.units import Unit


class Role(models.Model):
    """A named set of powers, readable by a manager.

    ``installed`` is how a playbook last wrote it, word for word: what stands otherwise was changed here.
    """

    code = models.SlugField(max_length=40, unique=True)
    title = WordsField()
    installed = models.JSONField(encoder=ReadableJSON, null=True)

    def __str__(self) -> str:
        return self.code


class RolePower(models.Model):
    """One power that a role gives, by the code its room states it under."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="powers")
    power = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "power"], name="a_role_gives_a_power_once")]

    def __str__(self) -> str:
        return f"{self.role_id} may {self.power}"


class Grant(models.Model):
    """A role that a person holds over a unit and everything below it, from a day until before another.

    A deputy's grant is ``lent_from`` the grant of the person whose deputy it is: the same role over the same unit for
    some of its days. It gives powers as any other does.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)
    lent_from = models.ForeignKey("Grant", null=True, on_delete=models.CASCADE, related_name="lent")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit", "from_on"],
                name="a_grant_begins_once_a_day",
                condition=models.Q(lent_from__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["lent_from", "person", "from_on"],
                name="a_grant_is_lent_to_a_person_once_a_day",
                condition=models.Q(lent_from__isnull=False),
            ),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="a_grant_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} over {self.unit_id} for {self.person_id}"
