"""Roles: what they allow, who holds them where, and what would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, QuerySet

from servewell.base.permissions import HOUSE, Actor, Power, reaching_apart
from servewell.base.words import Words
from servewell.rooms.people import rules
from servewell.rooms.people.models import Grant, Person, Role
from servewell.rooms.people.selectors.apart import kept_by
from servewell.rooms.people.selectors.permitting import is_person, own_powers_over, require, units_with
from servewell.rooms.people.selectors.tree import days_on_earth, standing_between


class NoSuchRole(Exception):
    """No role has that code."""


class NoSuchGrant(Exception):
    """No grant has that key, or the viewer may not know it."""


@dataclass(frozen=True)
class Holding:
    """That a person holds a role over a unit and everything below it; ``lent_by`` is whose deputy they are in that."""

    key: int
    number: str
    name: str
    role: str
    title: Words
    powers: frozenset[str]
    unit_key: int
    unit_code: str
    unit: Words
    from_on: date
    until_on: date
    lent_by: str


@dataclass(frozen=True)
class RoleSeen:
    """``powers`` are codes, in order."""

    code: str
    title: Words
    powers: tuple[str, ...]


@dataclass(frozen=True)
class PowersChange:
    """Who would gain and lose what over a unit, by the codes of powers."""

    number: str
    name: str
    unit: Words
    gains: tuple[str, ...]
    loses: tuple[str, ...]


def roles() -> list[RoleSeen]:
    """Every role there is, by code: what roles allow is no secret in the company."""
    return [_role(role) for role in Role.objects.prefetch_related("powers").order_by("code")]


def role_by_code(*, code: str) -> Role:
    """Raises NoSuchRole."""
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NoSuchRole(code)
    return role


def role_seen(*, code: str) -> RoleSeen:
    """Raises NoSuchRole."""
    return _role(role_by_code(code=code))


def _role(role: Role) -> RoleSeen:
    return RoleSeen(code=role.code, title=role.title, powers=tuple(sorted(each.power for each in role.powers.all())))


def holdings(*, viewer: Actor, role: str = "") -> list[Holding]:
    """Who holds a role, or any, over units that the viewer manages: not yet ended, by number."""
    _, earliest = days_on_earth()
    there = units_with(viewer=viewer, power=rules.MANAGE).values("unit")
    found = _with_all(Grant.objects.filter(unit__in=there, until_on__gt=earliest))
    return _sorted(found.filter(role__code=role) if role else found)


def who_holds(*, powers: Sequence[Power], unit: int, viewer: Actor) -> list[list[Holding]]:
    """For each power everyone who holds it over the unit today, and by what.

    Told to whoever holds the first of them, for they see the thing it is about. Raises NotAllowed for others.
    """
    require(actor=viewer, power=powers[0], unit=unit)
    latest, earliest = days_on_earth()
    above = standing_between(latest, earliest).filter(unit=unit).values("ancestor")
    giving = Grant.objects.filter(
        unit__in=above,
        role__powers__power__in=[power.code for power in powers],
        from_on__lte=latest,
        until_on__gt=earliest,
    )
    held, apart = _sorted(_with_all(giving)), _kept_out_of(unit)
    return [
        [each for each in held if power.code in each.powers and (power.reaches_apart or each.unit_key not in apart)]
        for power in powers
    ]


def _kept_out_of(unit: int) -> frozenset[int]:
    """The units above from which this one is kept apart."""
    return frozenset(
        standing_between(*days_on_earth()).filter(unit=unit, is_apart=True).values_list("ancestor", flat=True)
    )


def held_by(*, person: Person) -> list[Holding]:
    """What the person holds today or will hold: for themselves, and for who may see their page."""
    _, earliest = days_on_earth()
    return _sorted(_with_all(Grant.objects.filter(person=person, until_on__gt=earliest)))


def lent_by(*, person: Person) -> list[Holding]:
    """What others hold or will hold as the person's deputies."""
    _, earliest = days_on_earth()
    return _sorted(_with_all(Grant.objects.filter(lent_from__person=person, until_on__gt=earliest)))


def stands_in_for(*, person: Person) -> list[Person]:
    """Those whose deputy the person is today, by staff number."""
    return list(Person.objects.filter(pk__in=_lending_to(person).values("person")).order_by("number"))


def is_deputy(*, person: Person) -> Exists:
    """As a condition to annotate: whether there are any."""
    return Exists(_lending_to(person))


def _lending_to(person: Person) -> QuerySet[Grant]:
    latest, earliest = days_on_earth()
    return Grant.objects.filter(lent__person=person, lent__from_on__lte=latest, lent__until_on__gt=earliest)


def own_grants(*, person: Person, keys: Iterable[int] | None = None) -> list[Grant]:
    """The grants that the person could lend: their own that have not ended."""
    _, earliest = days_on_earth()
    found = Grant.objects.filter(person=person, until_on__gt=earliest, lent_from__isnull=True)
    found = found if keys is None else found.filter(pk__in=list(keys))
    return list(found.select_related("role", "unit").order_by("pk"))


def lacking_to_lend(*, actor: Actor, grant: Grant) -> frozenset[str]:
    """The powers (codes) over powers for want of which the actor does not lend another person's grant."""
    if actor is HOUSE or is_person(actor=actor, among=(grant.person_id,)):
        return frozenset()
    ruling = {power.code for power in rules.OVER_POWERS}
    given = frozenset(grant.role.powers.filter(power__in=ruling).values_list("power", flat=True))
    own = own_powers_over(person=actor, unit=grant.unit_id) if isinstance(actor, Person) else frozenset[str]()
    return given - own


def grant_for(*, viewer: Actor, key: int) -> Grant:
    """One that is the viewer's, is lent by or to them, or is over a unit they manage or name deputies in.

    Raises NoSuchGrant.
    """
    found = Grant.objects.filter(pk=key).select_related("person", "role", "unit", "lent_from").first()
    if found is None or not (_is_theirs(found, viewer) or _is_over(found, viewer)):
        raise NoSuchGrant(str(key))
    return found


def _is_theirs(grant: Grant, viewer: Actor) -> bool:
    lender = grant.lent_from.person_id if grant.lent_from else grant.person_id
    return viewer is HOUSE or is_person(actor=viewer, among=(grant.person_id, lender))


def _is_over(grant: Grant, viewer: Actor) -> bool:
    powers = (rules.MANAGE, rules.DEPUTISE) if grant.lent_from_id else (rules.MANAGE,)
    return any(units_with(viewer=viewer, power=power).filter(unit=grant.unit_id).exists() for power in powers)


def lacking(*, actor: Actor, role: RoleSeen, unit: int) -> tuple[str, ...]:
    """The powers (codes) for want of which the actor may not give the role over the unit."""
    if actor is HOUSE:
        return ()
    own = own_powers_over(person=actor, unit=unit) if isinstance(actor, Person) else frozenset()
    return tuple(sorted(set(role.powers) - own))


def change_of_role(*, role: str, powers: Sequence[str]) -> list[PowersChange]:
    """Who would gain and lose what if the role gave just these powers; what another role gives them stays."""
    _, earliest = days_on_earth()
    held = _sorted(_with_all(Grant.objects.filter(role__code=role, until_on__gt=earliest)))
    others = _Beside({each.number for each in held}, role)
    changes = []
    for each in held:
        kept = others(each.number, each.unit_key)
        gains = sorted(set(powers) - each.powers - kept)
        loses = sorted(each.powers - set(powers) - kept)
        if gains or loses:
            changes.append(PowersChange(each.number, each.name, each.unit, tuple(gains), tuple(loses)))
    return changes


class _Beside:
    """What people hold over a unit by other roles than one."""

    def __init__(self, numbers: set[str], role: str) -> None:
        _, earliest = days_on_earth()
        held = Grant.objects.filter(person__number__in=numbers, until_on__gt=earliest).exclude(role__code=role)
        self._held = [
            (number, unit, power)
            for number, unit, power in held.values_list("person__number", "unit", "role__powers__power")
            if power
        ]
        below = standing_between(*days_on_earth()).filter(ancestor__in={unit for _, unit, _ in self._held})
        self._above: dict[int, set[int]] = {}
        for above, unit in below.values_list("ancestor", "unit"):
            self._above.setdefault(unit, set()).add(above)

    def __call__(self, number: str, unit: int) -> set[str]:
        return {power for who, over, power in self._held if who == number and over in self._above.get(unit, ())}


def change_of_place(*, unit: int, parent: int) -> list[PowersChange]:
    """Who would gain and lose what over a unit if it stood under another parent from today on."""
    latest, earliest = days_on_earth()
    standing = standing_between(latest, earliest)
    before = set(standing.filter(unit=unit, depth__gt=0).values_list("ancestor", flat=True))
    after = set(standing.filter(unit=parent).values_list("ancestor", flat=True))
    held = _with_all(Grant.objects.filter(unit__in=before ^ after, until_on__gt=earliest))
    kept = _with_all(Grant.objects.filter(unit__in=(before & after) | {unit}, until_on__gt=earliest))
    stays: dict[str, set[str]] = {}
    for each in _sorted(kept):
        stays.setdefault(each.number, set()).update(each.powers)
    changes, out, reaching = [], _kept_out_after(unit, parent), set(reaching_apart())
    for each in _sorted(held):
        powers = each.powers & reaching if each.unit_key in out else each.powers
        moved = tuple(sorted(powers - stays.get(each.number, set())))
        gains, loses = (moved, ()) if each.unit_key in after else ((), moved)
        if moved:
            changes.append(PowersChange(each.number, each.name, each.unit, gains, loses))
    return changes


def _kept_out_after(unit: int, parent: int) -> frozenset[int]:
    """From which units above, of where it stands or would stand, the unit is kept apart."""
    if kept_by(units=[unit]).get(unit) == unit:
        return _kept_out_of(unit) | _above(parent)
    return _kept_out_of(unit) | _kept_out_of(parent)


def _above(unit: int) -> frozenset[int]:
    return frozenset(standing_between(*days_on_earth()).filter(unit=unit).values_list("ancestor", flat=True))


def _with_all(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    return grants.select_related("person", "role", "unit", "lent_from__person").prefetch_related("role__powers")


def _sorted(grants: QuerySet[Grant]) -> list[Holding]:
    return [_holding(grant) for grant in grants.order_by("person__number", "from_on", "pk").distinct()]


def _holding(grant: Grant) -> Holding:
    return Holding(
        key=grant.pk,
        number=grant.person.number,
        name=grant.person.name,
        role=grant.role.code,
        title=grant.role.title,
        powers=frozenset(each.power for each in grant.role.powers.all()),
        unit_key=grant.unit_id,
        unit_code=grant.unit.code,
        unit=grant.unit.name,
        from_on=grant.from_on,
        until_on=grant.until_on,
        lent_by=grant.lent_from.person.name if grant.lent_from else "",
    )
