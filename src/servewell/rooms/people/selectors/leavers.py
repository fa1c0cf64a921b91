"""Who has left, what they held, and whom and what nobody leads any more."""

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, StrIndex
from django.utils.translation import gettext as _

from servewell.base import holding, links, words
from servewell.base.permissions import Actor, NotAllowed
from servewell.base.words import Words
from servewell.rooms.people import rules
from servewell.rooms.people.models import Intake, Leadership, Person, Posting, Unit
from servewell.rooms.people.selectors.missing import held_over
from servewell.rooms.people.selectors.own_pages import NoSuchPerson
from servewell.rooms.people.selectors.permitting import units_with
from servewell.rooms.people.selectors.persons import person_by_number, persons_in
from servewell.rooms.people.selectors.tree import days_on_earth, top_unit
from servewell.rooms.people.terms import NOT_YET, IntakeState

LED = "people.led"
STAFF_FILE = "people.staff-file"


def leavers() -> QuerySet[Person]:
    """Everybody who worked here and neither works here now nor is promised to: to be asked within another query."""
    _latest, earliest = days_on_earth()
    theirs = Posting.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(theirs.exclude(until_on=NOT_YET)), ~Exists(_here_or_coming(theirs, earliest)))


def only(*, person: Person) -> QuerySet[Person]:
    return Person.objects.filter(pk=person.pk)


def _here_or_coming(postings: QuerySet[Posting], earliest: object) -> QuerySet[Posting]:
    return postings.filter(Q(until_on__gt=earliest) | Q(until_on=NOT_YET))


def done_by(*, persons: QuerySet[Person], column: str) -> Exists:
    """Whether one of the persons is the actor whose key stands in the column, as anybody's deputy or not."""
    keyed = persons.annotate(actor=Concat(Value("person:"), Cast("pk", CharField())))
    whole = ExpressionWrapper(OuterRef(column), output_field=CharField())
    placed = keyed.annotate(as_deputy=StrIndex(whole, Concat(F("actor"), Value(" for "))))
    return Exists(placed.filter(Q(actor=OuterRef(column)) | Q(as_deputy=1)))


def doer_in(*, actor: str) -> int | None:
    """The key of the person in the key of an actor; None for the house and for machines."""
    return next(iter(persons_in(actor)), None)


def managed_for(*, viewer: Actor, number: str) -> Person:
    """Somebody of the units whose people the viewer manages, or who worked there last. Raises NoSuchPerson."""
    person = person_by_number(number=number) if number.isprintable() else None
    if person is None or not _manages(viewer, person):
        raise NoSuchPerson(number)
    return person


def require_managed(*, actor: Actor, person: Person) -> None:
    """Raise NotAllowed unless the actor manages the people where the person works, or worked last."""
    if not _manages(actor, person):
        raise NotAllowed(f"{actor.actor_key} may not {rules.MANAGE.title} (person {person.pk})")


def _manages(viewer: Actor, person: Person) -> bool:
    _latest, earliest = days_on_earth()
    all_theirs = Posting.objects.filter(person=person).exclude(until_on=NOT_YET)
    theirs = [posting.unit_id for posting in all_theirs if posting.until_on > earliest]
    if not theirs:
        theirs = list(all_theirs.order_by("-until_on", "-pk").values_list("unit", flat=True)[:1])
    return units_with(viewer=viewer, power=rules.MANAGE).filter(unit__in=theirs).exists()


def has_left(*, person: Person) -> bool:
    return leavers().filter(pk=person.pk).exists()


def units_without_leader(*, viewer: Actor) -> list[Unit]:
    """Units that the viewer manages, in which people work and which nobody who works here leads, by code.

    Whoever leads the whole company leads no unit below it by that.
    """
    _latest, earliest = days_on_earth()
    managed = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    here = Posting.objects.filter(unit=OuterRef("pk"), until_on__gt=earliest)
    worked_in = list(Unit.objects.filter(Exists(here), pk__in=managed).order_by("code"))
    top = top_unit()
    led = held_over(units=[unit.pk for unit in worked_in], powers=(rules.SEE_TEAM,))[rules.SEE_TEAM.code]
    far_above = frozenset({top.pk} if top else ())
    return [unit for unit in worked_in if not _near(led.get(unit.pk, frozenset()), unit, far_above)]


def _near(leading: frozenset[int], unit: Unit, far_above: frozenset[int]) -> frozenset[int]:
    return leading if unit.pk in far_above else leading - far_above


def led_by_any(*, persons: QuerySet[Person], viewer: Actor, orphaned: bool) -> QuerySet[Any]:
    """The latest line of each person who works here. Orphaned are also those whose leader just leads them no more."""
    latest, earliest = days_on_earth()
    managed = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    works = Posting.objects.filter(person=OuterRef("person"), unit__in=managed, until_on__gt=earliest)
    newer = Leadership.objects.filter(person=OuterRef("person"), from_on__gt=OuterRef("from_on"))
    gone = Q(leader__in=leavers().values("pk"))
    ended = Q(until_on__lte=earliest)
    whose = Q(leader__in=persons.values("pk")) & (~ended | gone)
    return (
        Leadership.objects.filter((whose | ended) if orphaned else whose, from_on__lte=latest)
        .filter(~Exists(newer))
        .annotate(works_in=Subquery(works.order_by("from_on").values("unit")[:1]))
        .filter(works_in__isnull=False)
        .select_related("person")
        .order_by("person__number")
    )


def tell_led(line: Any) -> holding.Held:
    _latest, earliest = days_on_earth()
    name = {"name": line.person.name, "number": line.person.number}
    says = _("%(name)s (%(number)s)") % name
    if line.until_on <= earliest:
        says = _("%(name)s (%(number)s), led by nobody since %(day)s") % {**name, "day": words.day(line.until_on)}
    return holding.Held(
        kind=LED, key=line.person_id, says=says, path=links.PERSON.path(number=line.person.number),
        unit=line.works_in, holder=line.leader_id,
    )  # fmt: skip


def staff_files_of(*, persons: QuerySet[Person], viewer: Actor, orphaned: bool) -> QuerySet[Any]:
    """Those that wait for somebody to start them, or to say that so many may leave."""
    waiting = Intake.objects.filter(state__in=[IntakeState.PLANNED.value, IntakeState.ASKING.value])
    managed = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    return waiting.filter(done_by(persons=persons, column="brought_by"), unit__in=managed).order_by("pk")


def tell_staff_file(intake: Intake) -> holding.Held:
    return holding.Held(
        kind=STAFF_FILE, key=intake.pk, says=_("Staff file %(name)s") % {"name": intake.name},
        path=links.STAFF_FILE.path(number=intake.pk), unit=intake.unit_id, holder=doer_in(actor=intake.brought_by),
    )  # fmt: skip


def holders(*, keys: "set[int]") -> dict[int, Person]:
    return {person.pk: person for person in Person.objects.filter(pk__in=keys)}


def unit_names(*, keys: "set[int]") -> dict[int, Words]:
    return dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
