"""E-mail addresses of persons that somebody else changed or would change."""

from django.db import models

from servewell.rooms.people import terms
from servewell.rooms.people.models.persons import Person


class AddressChange(models.Model):
    """From ``old`` to ``new``, empty where there is none. ``told`` is the state of which the person got a letter."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="address_changes")
    old = models.CharField(max_length=254, blank=True)
    new = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=9, default=terms.AddressState.WAITING.value)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=9, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="one_address_waits_for_a_person",
                condition=models.Q(state=terms.AddressState.WAITING.value),
            ),
            models.CheckConstraint(
                condition=models.Q(state=terms.AddressState.WAITING.value, decided_by="", decided_at=None)
                | (~models.Q(state=terms.AddressState.WAITING.value) & ~models.Q(decided_by="")),
                name="whoever_decided_on_an_address_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"address of {self.person_id}: {self.state}"
