"""Persons as an identity provider names them, and the tokens by which it may."""

from django.db import models
from django.db.models.functions import Lower

from servewell.base.words import ReadableJSON
from servewell.rooms.people.models.persons import Person
from servewell.rooms.people.models.roles import Role
from servewell.rooms.people.models.units import Unit


class Token(models.Model):
    """Lets a machine do what the role allows over the unit and below. Only its digest is kept."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        return f"token:{self.pk}"


class Account(models.Model):
    """One person as an identity provider keeps them. ``document`` is the whole of it, also what no room needs.

    ``unit`` is the one of the token that brought it: who never worked here has no other.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, blank=True)
    document = models.JSONField(encoder=ReadableJSON)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("user_name"), name="a_user_name_is_one_accounts")]
        indexes = [
            models.Index(fields=["external_id"], name="account_by_external_id", condition=~models.Q(external_id=""))
        ]

    def __str__(self) -> str:
        return self.user_name
