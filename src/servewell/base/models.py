"""Two tables below all rooms: what still has to follow from an event, and the record of every deed."""

from django.db import models


class FollowUp(models.Model):
    """Work that an announced event still owes. Written with the event; the queue's job carries only its key."""

    announcement = models.UUIDField()
    event = models.CharField(max_length=120)
    listener = models.CharField(max_length=160)
    payload = models.JSONField()
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "listener"], name="a_listener_follows_an_announcement_once")
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="follow_up_waiting", condition=models.Q(done_at__isnull=True)),
            models.Index(fields=["done_at"], name="follow_up_done", condition=models.Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.listener} after {self.event}"


class Entry(models.Model):
    """One deed in the audit record. The actor is a plain key, so the record outlives people and erasures."""

    deed = models.CharField(max_length=80)
    thing = models.CharField(max_length=120)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["thing", "id"], name="entry_by_thing")]

    def __str__(self) -> str:
        return f"{self.deed} {self.thing} by {self.actor}"
