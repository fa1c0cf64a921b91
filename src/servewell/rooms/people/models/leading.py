"""Who leads whom from when."""

from django.db import models

from servewell.rooms.people import terms
from servewell.rooms.people.models.persons import Person


class Leadership(models.Model):
    """``leader`` leads ``person`` from a day until the day before another. A person has one leader on a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="led_by")
    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "from_on"], name="a_leader_begins_once_a_day"),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="leading_lasts_a_day"),
            models.CheckConstraint(condition=~models.Q(leader=models.F("person")), name="nobody_leads_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.leader_id} leads {self.person_id} from {self.from_on}"
