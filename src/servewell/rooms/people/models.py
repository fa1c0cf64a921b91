from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from servewell.base.words import WordsField
from servewell.rooms.people import terms


class SignIn(AbstractBaseUser):
    """The means to sign in. Thousands of persons are imported without one."""

    name = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    objects = BaseUserManager()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="a_name_signs_in_one_person"),
            models.UniqueConstraint(Lower("email"), name="an_email_signs_in_one_person", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who works or will work here. ``number`` is the staff number, as printed on the card."""

    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    sign_in = models.OneToOneField(SignIn, null=True, on_delete=models.PROTECT, related_name="person")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("number"), name="a_number_is_one_persons")]
        indexes = [models.Index(Lower("email"), name="person_by_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        return f"person:{self.pk}"


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
    """The dated closure of the tree: ``unit`` stood below ``ancestor`` (or is it) from a day until before another."""

    ancestor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lineages_below")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lineages")
    depth = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        indexes = [models.Index(fields=["ancestor", "until_on", "unit"], name="lineage_below")]
        constraints = [
            models.UniqueConstraint(fields=["ancestor", "unit", "from_on"], name="a_lineage_begins_once_a_day"),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="a_lineage_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} below {self.ancestor_id} from {self.from_on}"


class Posting(models.Model):
    """A person's work in a unit from a day until the day before another. Promised until it is started."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    job = WordsField()
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)
    started_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "from_on"], name="a_posting_begins_once_a_day"),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="a_posting_lasts_a_day"),
        ]
        indexes = [models.Index(fields=["unit", "until_on"], name="posting_by_unit")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id} from {self.from_on}"

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day < self.until_on


class Role(models.Model):
    """A named set of powers, readable by a manager."""

    code = models.SlugField(max_length=40, unique=True)
    title = WordsField()

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
    """A role that a person holds over a unit and everything below it, from a day until before another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "unit", "from_on"], name="a_grant_begins_once_a_day"),
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="a_grant_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} over {self.unit_id} for {self.person_id}"


class ActivationCode(models.Model):
    """A printed code that lets a person without e-mail choose a PIN. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="activation_codes")
    code_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"activation code of {self.person_id}"
