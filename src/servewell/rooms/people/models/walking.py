"""How far somebody has come on the walk through the pages that they work with."""

from django.db import models

from servewell.rooms.people.models.persons import Person


class Walk(models.Model):
    """One for each person, begun again or not. ``step`` counts from 0; ``ended_at`` once they left it or came to its
    end, or did not want it.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="walk")
    step = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"walk of {self.person_id} at step {self.step}"
