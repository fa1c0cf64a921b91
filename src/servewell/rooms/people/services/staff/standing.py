"""Who is where as it stands, in one reading for a whole company."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from servewell.rooms.people import terms
from servewell.rooms.people.models import Leadership, Lineage, Person, Posting, Unit


@dataclass(frozen=True, slots=True)
class Span:
    """A posting. ``key`` is None for one that is only wanted; ``job`` is its title in its own language."""

    key: int | None
    unit: str
    job: str
    from_on: date
    until_on: date

    def meets(self, other: "Span") -> bool:
        return self.from_on < other.until_on and other.from_on < self.until_on

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day < self.until_on


@dataclass(slots=True)
class Known:
    """A person as they stand. ``leader`` is the staff number, in small letters, of who leads them on the day."""

    key: int
    number: str
    name: str
    email: str
    language: str
    spans: list[Span] = field(default_factory=list)
    leader: str = ""

    def works_on(self, day: date) -> bool:
        return any(span.holds_on(day) for span in self.spans)

    def works_from(self, day: date) -> bool:
        """Works on that day or is promised to later."""
        return any(span.until_on > day for span in self.spans)


@dataclass(frozen=True)
class Standing:
    """``people`` by number in small letters; ``units`` are all codes with their language.

    ``scope`` are the codes that the file may speak of; ``staged`` are numbers that came in and are not seen yet.
    """

    on: date
    people: Mapping[str, Known]
    units: Mapping[str, str]
    scope: frozenset[str]
    staged: frozenset[str] = frozenset()


def standing(*, scope: int, on: date) -> Standing:
    """``scope`` is the key of the unit of which, and of all below it, the file speaks."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    below = Lineage.objects.filter(ancestor=scope, from_on__lte=on, until_on__gt=on).values_list("unit", flat=True)
    people = {
        key: Known(key, number.lower(), name, email, language)
        for key, number, name, email, language in Person.objects.values_list(
            "pk", "number", "name", "email", "language"
        ).iterator(chunk_size=5000)
    }
    staged = _add_spans(people, codes)
    _add_leaders(people, on)
    return Standing(
        on=on,
        people={known.number: known for key, known in people.items() if key not in staged},
        units=dict(Unit.objects.values_list("code", "language")),
        scope=frozenset(codes[key] for key in below),
        staged=frozenset(people[key].number for key in staged),
    )


def _add_spans(people: Mapping[int, Known], codes: Mapping[int, str]) -> set[int]:
    """Returns the keys of those whose postings are not seen yet."""
    rows = Posting.objects.order_by("from_on", "pk").values_list("pk", "person", "unit", "job", "from_on", "until_on")
    staged = set()
    for key, person, unit, job, from_on, until_on in rows.iterator(chunk_size=5000):
        if until_on == terms.NOT_YET:
            staged.add(person)
        else:
            people[person].spans.append(Span(key, codes[unit], job.texts[job.source], from_on, until_on))
    return staged


def _add_leaders(people: Mapping[int, Known], on: date) -> None:
    lines = Leadership.objects.filter(from_on__lte=on, until_on__gt=on).values_list("person", "leader")
    for person, leader in lines.iterator(chunk_size=5000):
        people[person].leader = people[leader].number
