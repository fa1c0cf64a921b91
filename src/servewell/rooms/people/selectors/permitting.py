"""Who may do what where, today."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import RawQuerySet

from servewell.base.permissions import HOUSE, Actor, NotAllowed, Power, reaching_apart
from servewell.rooms.people import rules
from servewell.rooms.people.models import Grant, Lineage, Person, Place, Posting, RolePower, Token, Unit
from servewell.rooms.people.selectors.tree import days_on_earth, standing_between, top_unit


class WouldGiveMore(NotAllowed):
    """Somebody would hand out powers that they do not hold themselves; ``powers`` are their codes."""

    def __init__(self, *, powers: tuple[str, ...]) -> None:
        super().__init__(f"nobody hands out more than they hold; lacking: {', '.join(powers)}")
        self.powers = powers


def require(*, actor: Actor, power: Power, unit: int) -> None:
    """Raise NotAllowed unless the actor holds the power over the unit (its key) today.

    Who holds it only as somebody's deputy goes on as "A for B": so the record has it.
    """
    lenders = _lenders(actor, power, unit)
    if lenders is None:
        raise NotAllowed(f"{actor.actor_key} may not {power.title} (unit {unit})")
    if lenders and isinstance(actor, Person):
        actor.stands_for |= lenders


def require_own(*, actor: Actor, powers: Iterable[str], unit: int) -> None:
    """Raise WouldGiveMore unless the actor holds each of these powers (codes) over the unit, and not as a deputy."""
    if actor is HOUSE:
        return
    own = own_powers_over(person=actor, unit=unit) if isinstance(actor, Person) else frozenset()
    lacking = sorted(set(powers) - own)
    if lacking:
        raise WouldGiveMore(powers=tuple(lacking))


def require_anywhere(*, actor: Actor, power: Power) -> None:
    """Raise NotAllowed unless the actor holds the power over some unit today. A token reads, it does no deeds here."""
    if isinstance(actor, Token) or not holds(actor=actor, power=power):
        raise NotAllowed(f"{actor.actor_key} may not {power.title}")


def require_over_all(*, actor: Actor, power: Power) -> None:
    """Raise NotAllowed unless the actor holds the power over the company: for what holds in every unit alike."""
    top = top_unit()
    if top is None:
        require_anywhere(actor=actor, power=power)
    else:
        require(actor=actor, power=power, unit=top.pk)


def is_over_all(*, viewer: Actor, power: Power) -> Exists:
    """For a query: whether the viewer holds the power over the company today. Not for the house."""
    latest, earliest = days_on_earth()
    tops = Place.objects.filter(parent=None, from_on__lte=latest, until_on__gt=earliest)
    return Exists(tops.filter(unit__in=unit_keys_with(viewer=viewer, power=power)))


def _lenders(actor: Actor, power: Power, unit: int) -> frozenset[int] | None:
    """Whose deputy the actor is in holding the power; empty where it is their own, None where they have it not."""
    if actor is HOUSE:
        return frozenset()
    if isinstance(actor, Token):
        return frozenset() if power.is_for_machines and may(actor=actor, power=power, unit=unit) else None
    if not isinstance(actor, Person):
        return None
    lenders = {row.lender_id for row in _powers_over(actor, unit) if row.power == power.code}
    return (frozenset() if None in lenders else frozenset(lenders)) if lenders else None


def may(*, actor: Actor, power: Power, unit: int) -> bool:
    if isinstance(actor, Token):
        return units_with(viewer=actor, power=power).filter(unit=unit).exists()
    return actor is HOUSE or (isinstance(actor, Person) and power.code in powers_over(person=actor, unit=unit))


def allowed(*, actor: Actor, powers: Iterable[Power], unit: int) -> frozenset[Power]:
    """Which of these powers the actor holds over a unit. One query; of a machine one for each power."""
    if isinstance(actor, Person):
        held = powers_over(person=actor, unit=unit)
        return frozenset(power for power in powers if power.code in held)
    return frozenset(power for power in powers if may(actor=actor, power=power, unit=unit))


def holds(*, actor: Actor, power: Power) -> bool:
    if isinstance(actor, Token):
        return _standing_with(actor, power).exists()
    return actor is HOUSE or (isinstance(actor, Person) and _grants(actor, power).exists())


def _standing_with(token: Token, power: Power) -> QuerySet[Token]:
    """The token itself, while it stands and its role has the power."""
    return Token.objects.filter(pk=token.pk, ended_at=None, role__powers__power=power.code)


def _grants(person: Person, power: Power) -> QuerySet[Grant]:
    latest, earliest = days_on_earth()
    return Grant.objects.filter(
        person=person, role__powers__power=power.code, from_on__lte=latest, until_on__gt=earliest
    )


def may_over(*, actor: Actor, power: Power, person: Person) -> bool:
    """Whether the actor holds the power over a unit where the person works or is promised to."""
    _, earliest = days_on_earth()
    theirs = Posting.objects.filter(person=person, until_on__gt=earliest).values("unit")
    return actor is HOUSE or units_with(viewer=actor, power=power).filter(unit__in=theirs).exists()


def is_person(*, actor: Actor, among: Iterable[int]) -> bool:
    """Whether the actor is one of the persons of these keys: the house and machines have keys of their own."""
    return isinstance(actor, Person) and actor.pk in set(among)


def is_deputy(*, actor: Actor, of: Iterable[int]) -> bool:
    """Whether the actor does what they do as the deputy of one of these persons."""
    return isinstance(actor, Person) and not actor.stands_for.isdisjoint(of)


def own_key(*, actor: Actor) -> tuple[int, ...]:
    """The actor's key among persons, to filter by; none for the house and machines."""
    return (actor.pk,) if isinstance(actor, Person) else ()


def may_at_least_as_much(*, actor: Actor, person: Person) -> bool:
    """Whether the actor holds every power that the person has or is promised, or manages the unit of it.

    Enough to end what the person holds; to be let in as them takes ``may_act_as``.
    """
    if not isinstance(actor, Person):
        return actor is HOUSE
    return not beyond(actor=actor, persons=(person.pk,), to_end=True)


def may_act_as(*, actor: Actor, person: Person) -> bool:
    """Whether the actor holds every power that the person has or is promised, and none of it as a deputy.

    Whoever hands out a person's way in could use it: so it takes what handing out their powers takes. A token holds
    what its role gives over its unit and below.
    """
    if actor is HOUSE or actor == person:
        return True
    return isinstance(actor, Person | Token) and not beyond(actor=actor, persons=(person.pk,))


def beyond(*, actor: Actor, persons: Iterable[int], to_end: bool = False) -> frozenset[int]:
    """As which of these persons (keys) the actor may not act, or ``to_end`` whose roles the actor may not end.

    Two queries; one where none of them holds a role.
    """
    if actor is HOUSE:
        return frozenset()
    theirs = _promised_to(persons)
    if not theirs:
        return frozenset()
    units = {unit for promised in theirs.values() for unit, _ in promised}
    if to_end:
        held = _held_over(actor, units) if isinstance(actor, Person) else set()
        managed = {unit for unit, power in held if power == rules.MANAGE.code}
        return frozenset(
            person for person, promised in theirs.items() if any(unit not in managed for unit, _ in promised - held)
        )
    own = {actor.pk} if isinstance(actor, Person) else set()
    held = _to_act_with(actor, units)
    return frozenset(person for person, promised in theirs.items() if not promised <= held) - own


def _to_act_with(actor: Actor, units: set[int]) -> set[tuple[int, str]]:
    if isinstance(actor, Token):
        return _given_to(actor, units)
    return _held_over(actor, units, ancestor__grants__lent_from=None) if isinstance(actor, Person) else set()


def _given_to(token: Token, units: set[int]) -> set[tuple[int, str]]:
    """Which of these units the token stands for with which powers today."""
    inside = standing_between(*days_on_earth()).filter(ancestor=token.unit_id, unit__in=units)
    powers, reaching = list(token.role.powers.values_list("power", flat=True)), reaching_apart()
    return {
        (unit, power)
        for unit, is_apart in inside.values_list("unit", "is_apart")
        for power in powers
        if not is_apart or power in reaching
    }


def _promised_to(persons: Iterable[int]) -> dict[int, set[tuple[int, str]]]:
    """Units and codes of powers that these persons (keys) have today or later; who has none is left out."""
    _, earliest = days_on_earth()
    granted = Grant.objects.filter(person__in=list(persons), until_on__gt=earliest, role__powers__isnull=False)
    promised: dict[int, set[tuple[int, str]]] = {}
    for person, unit, power in granted.values_list("person", "unit", "role__powers__power"):
        promised.setdefault(person, set()).add((unit, power))
    return promised


def _held_over(actor: Person, units: set[int], **which: None) -> set[tuple[int, str]]:
    """Which of these units the actor holds which powers over today."""
    latest, earliest = days_on_earth()
    held = standing_between(latest, earliest).filter(
        unit__in=units, ancestor__grants__person=actor, ancestor__grants__from_on__lte=latest,
        ancestor__grants__until_on__gt=earliest, **which,
    )  # fmt: skip
    rows, reaching = held.values_list("unit", "ancestor__grants__role__powers__power", "is_apart"), reaching_apart()
    return {(unit, power) for unit, power, is_apart in rows if not is_apart or power in reaching}


def powers_of(*, person: Person) -> frozenset[str]:
    """The codes of every power the person holds somewhere today."""
    return frozenset(row.power for row in RolePower.objects.raw(POWERS_OF, [person.pk, *days_on_earth()]))


def powers_over(*, person: Person, unit: int) -> frozenset[str]:
    """The codes of every power the person holds over a unit today, as anybody's deputy or not."""
    return frozenset(row.power for row in _powers_over(person, unit))


def own_powers_over(*, person: Person, unit: int) -> frozenset[str]:
    """As ``powers_over``, without what is lent to the person: that they may not hand on."""
    return frozenset(row.power for row in _powers_over(person, unit) if row.lender_id is None)


def _powers_over(person: Person, unit: int) -> "RawQuerySet[Any]":
    reaching = reaching_apart()
    sql = POWERS_OVER.format(reaching=", ".join(["%s"] * len(reaching)))
    return RolePower.objects.raw(sql, [person.pk, *days_on_earth(), unit, *days_on_earth(), *reaching])


def who_may(*, power: Power, unit: int, viewer: Actor) -> list[Person]:
    """Everyone who holds the power over the unit today, by staff number. For the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks who may do what")
    sql = WHO_MAY.format(kept=_kept_from_above(power))
    return list(Person.objects.raw(sql, [power.code, unit, *days_on_earth(), *days_on_earth()]))


def nearest_who_may(*, power: Power, units: Iterable[int], viewer: Actor) -> dict[int, list[Person]]:
    """For each unit whoever holds the power nearest: over it, or else over the nearest unit above where anybody does.

    By staff number. For the house only. Two queries.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks who may do what")
    latest, earliest = days_on_earth()
    held = standing_between(latest, earliest).filter(
        unit__in=list(units), ancestor__grants__role__powers__power=power.code,
        ancestor__grants__from_on__lte=latest, ancestor__grants__until_on__gt=earliest,
    ).filter(_reached(power))  # fmt: skip
    nearest: dict[int, tuple[int, set[int]]] = {}
    for unit, depth, person in held.order_by("depth").values_list("unit", "depth", "ancestor__grants__person"):
        at_depth, persons = nearest.setdefault(unit, (depth, set()))
        if depth == at_depth:
            persons.add(person)
    known = list(Person.objects.filter(pk__in={key for _, keys in nearest.values() for key in keys}).order_by("number"))
    return {unit: [person for person in known if person.pk in keys] for unit, (_, keys) in nearest.items()}


def units_given(*, power: Power, viewer: Actor) -> list[Unit]:
    """The units over which somebody was given the power itself, and not from above, today; by code. For the house only.

    Where it is the power to answer, these are the company's desks.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks who may do what")
    latest, earliest = days_on_earth()
    given = Grant.objects.filter(role__powers__power=power.code, from_on__lte=latest, until_on__gt=earliest)
    return list(Unit.objects.filter(pk__in=given.values("unit")).order_by("code"))


def who_may_within(*, power: Power, viewer: Actor, seen: Power) -> list[Person]:
    """Everyone who holds ``power`` today over some unit of those over which the viewer holds ``seen``, by number."""
    values = [power.code, *days_on_earth(), *days_on_earth(), _key(viewer), seen.code, *days_on_earth()]
    sql = WHO_MAY_WITHIN.format(kept=_kept_from_above(power), seen=UNIT_KEYS_WITH + _kept_from_above(seen))
    return list(Person.objects.raw(sql, [*values, *days_on_earth()]))


def _key(viewer: Actor) -> int | None:
    return viewer.pk if isinstance(viewer, Person) else None


def units_with(*, viewer: Actor, power: Power) -> QuerySet[Lineage]:
    """The units over which the viewer holds the power today, as lineage rows: use ``.values("unit")`` in a subquery."""
    standing = standing_between(*days_on_earth()).filter(_reached(power))
    if viewer is HOUSE:
        return standing.filter(depth=0)
    if isinstance(viewer, Token):
        return standing.filter(ancestor__in=_standing_with(viewer, power).values("unit"))
    if not isinstance(viewer, Person):
        return standing.none()
    return standing.filter(ancestor__in=_grants(viewer, power).values("unit"))


def unit_keys_with(*, viewer: Actor, power: Power) -> RawSQL:
    """The keys of the units that ``units_with`` finds, for ``unit__in=`` where every page waits. Not for the house."""
    kept = _kept_from_above(power)
    if isinstance(viewer, Token):
        values: tuple[object, ...] = (viewer.pk, power.code, *days_on_earth())
        return RawSQL(UNIT_KEYS_OF_MACHINE + kept, values)  # noqa: S611 - the words are fixed
    values = (_key(viewer), power.code, *days_on_earth(), *days_on_earth())
    return RawSQL(UNIT_KEYS_WITH + kept, values)  # noqa: S611 - the words are fixed


def unit_keys_closed_to(*, viewer: Actor, power: Power) -> RawSQL:
    """The keys of the units kept apart over which the viewer does not hold the power: to leave out what is somebody's
    own otherwise than by a power. Not for the house.
    """
    held = unit_keys_with(viewer=viewer, power=power)
    return RawSQL(CLOSED.format(held=held.sql), (*days_on_earth(), *held.params))  # noqa: S611 - the words are fixed


def _reached(power: Power) -> Q:
    """Of lineages: those by which the power comes down from above."""
    return Q() if power.reaches_apart else Q(is_apart=False)


def _kept_from_above(power: Power) -> str:
    return "" if power.reaches_apart else KEPT_FROM_ABOVE


# these are written out because every post or page waits for them: the ORM takes five times as long to build them anew
KEPT_FROM_ABOVE = "   AND NOT place.is_apart\n"
CLOSED = """
SELECT place.unit_id
  FROM people_lineage AS place
 WHERE place.is_apart AND place.from_on <= %s AND place.until_on > %s AND place.unit_id NOT IN ({held})
"""
WHO_MAY = """
SELECT person.*
  FROM people_person AS person
 WHERE person.id IN (SELECT held.person_id
                       FROM people_grant AS held
                       JOIN people_rolepower AS given ON given.role_id = held.role_id AND given.power = %s
                       JOIN people_lineage AS place ON place.ancestor_id = held.unit_id AND place.unit_id = %s
                      WHERE held.from_on <= %s AND held.until_on > %s AND place.from_on <= %s AND place.until_on > %s
                      {kept})
 ORDER BY person.number
"""
UNIT_KEYS_WITH = """
SELECT place.unit_id
  FROM people_grant AS held
  JOIN people_rolepower AS given ON given.role_id = held.role_id
  JOIN people_lineage AS place ON place.ancestor_id = held.unit_id
 WHERE held.person_id = %s AND given.power = %s AND held.from_on <= %s AND held.until_on > %s
   AND place.from_on <= %s AND place.until_on > %s
"""
WHO_MAY_WITHIN = """
SELECT person.*
  FROM people_person AS person
 WHERE person.id IN (SELECT held.person_id
                       FROM people_grant AS held
                       JOIN people_rolepower AS given ON given.role_id = held.role_id AND given.power = %s
                       JOIN people_lineage AS place ON place.ancestor_id = held.unit_id
                      WHERE held.from_on <= %s AND held.until_on > %s AND place.from_on <= %s AND place.until_on > %s
                        AND place.unit_id IN ({seen})
                      {kept})
 ORDER BY person.number
"""
UNIT_KEYS_OF_MACHINE = """
SELECT place.unit_id
  FROM people_token AS token
  JOIN people_rolepower AS given ON given.role_id = token.role_id
  JOIN people_lineage AS place ON place.ancestor_id = token.unit_id
 WHERE token.id = %s AND token.ended_at IS NULL AND given.power = %s AND place.from_on <= %s AND place.until_on > %s
"""
POWERS_OF = """
SELECT DISTINCT given.id, given.power
  FROM people_grant AS held
  JOIN people_rolepower AS given ON given.role_id = held.role_id
 WHERE held.person_id = %s AND held.from_on <= %s AND held.until_on > %s
"""
POWERS_OVER = """
SELECT DISTINCT given.id, given.power, lent.person_id AS lender_id
  FROM people_grant AS held
  JOIN people_rolepower AS given ON given.role_id = held.role_id
  JOIN people_lineage AS place ON place.ancestor_id = held.unit_id
  LEFT JOIN people_grant AS lent ON lent.id = held.lent_from_id
 WHERE held.person_id = %s AND held.from_on <= %s AND held.until_on > %s
   AND place.unit_id = %s AND place.from_on <= %s AND place.until_on > %s
   AND (NOT place.is_apart OR given.power IN ({reaching}))
"""
