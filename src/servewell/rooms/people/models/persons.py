"""People and where they work."""

from datetime import date

from django.db import models
from django.db.models.functions import Lower

from servewell.base.words import WordsField
from servewell.rooms.people import terms
from servewell.rooms.people.models.signing_in import SignIn
from servewell.rooms.people.models.units import Unit


class Person(models.Model):
    """Somebody who works or will work here. ``number`` is the staff number, as printed on the card.

    ``stands_for`` are the keys of those as whose deputy they do what they do, filled in where a power is demanded.
    """

    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    sign_in = models.OneToOneField(SignIn, null=True, on_delete=models.PROTECT, related_name="person")
    joined_at = models.DateTimeField()

    stands_for: frozenset[int] = frozenset()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("number"), name="a_number_is_one_persons")]
        indexes = [models.Index(Lower("email"), name="person_by_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        """``person:5``, or ``person:5 for person:7`` for what a deputy does with powers that are lent to them."""
        return " for ".join(f"person:{key}" for key in (self.pk, *sorted(self.stands_for)))


class Posting(models.Model):
    """A person's work in a unit from a day until the day before another. Promised until it is started.

    One that came in a file ends NOT_YET until the whole file is in: whoever asks what holds on a day does not see it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    job = WordsField()
    from_on = models.DateField()
    until_on = models.DateField(default=terms.FOR_EVER)
    started_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "from_on"], name="a_posting_begins_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(until_on__gt=models.F("from_on")) | models.Q(until_on=terms.NOT_YET),
                name="a_posting_lasts_a_day",
            ),
        ]
        indexes = [models.Index(fields=["unit", "until_on", "from_on", "person"], name="posting_by_unit")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.unit_id} from {self.from_on}"

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day < self.until_on
