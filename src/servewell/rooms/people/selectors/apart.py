"""Units kept apart: what is said there is read by those alone who hold a power there, and not from above."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from servewell.base.permissions import reaching_apart
from servewell.rooms.people.models import Grant, KeptApart, Lineage, Token
from servewell.rooms.people.selectors.tree import days_on_earth, standing_between


def kept_apart(*, unit: int) -> KeptApart | None:
    """What keeps the unit apart today: of its own, or else of the nearest unit above."""
    nearest = kept_by(units=[unit]).get(unit)
    return None if nearest is None else own_apart(unit=nearest)


def own_apart(*, unit: int) -> KeptApart | None:
    """What keeps just this unit apart, if anything does."""
    return _standing().filter(unit=unit).first()


def codes_apart() -> frozenset[str]:
    """The codes of the units that are kept apart by a word of their own."""
    return frozenset(_standing().values_list("unit__code", flat=True))


def kept_by(*, units: Iterable[int]) -> dict[int, int]:
    """By unit, the nearest one at or above it that is kept apart; units that nothing keeps apart are left out."""
    rows = _lines(units).filter(ancestor__kept_apart__ended_at=None, ancestor__kept_apart__isnull=False)
    return dict(rows.order_by("-depth").values_list("unit", "ancestor"))


def are_one_side(*, units: Iterable[int]) -> bool:
    """Whether nothing that is kept apart stands between any of these units: who reads one may be told of the others."""
    asked = set(units)
    kept = kept_by(units=asked) if len(asked) > 1 else {}
    return len({kept.get(unit, 0) for unit in asked}) <= 1


def codes_apart_from(*, units: Iterable[int]) -> dict[int, frozenset[str]]:
    """For each of these units, the codes of those below it that are kept apart from it. One query."""
    rows = standing_between(*days_on_earth()).filter(ancestor__in=set(units), is_apart=True)
    found: dict[int, frozenset[str]] = {}
    for above, code in rows.values_list("ancestor", "unit__code"):
        found[above] = found.get(above, frozenset()) | {code}
    return found


def near(*, unit: int, above: Iterable[int]) -> list[int]:
    """Of the unit and those above it (as ``above`` has them) those from which it is not kept apart, in their order."""
    kept = set(_lines([unit]).filter(is_apart=True).values_list("ancestor", flat=True))
    return [each for each in above if each not in kept]


def kept_powers_at(*, units: Iterable[int]) -> frozenset[str]:
    """The powers (codes) that do not reach into units kept apart, and that somebody or some machine was given over one
    of these units itself, today or later."""
    _, earliest = days_on_earth()
    given = Grant.objects.filter(unit__in=list(units), until_on__gt=earliest, role__powers__isnull=False)
    machines = Token.objects.filter(unit__in=list(units), ended_at__isnull=True, role__powers__isnull=False)
    codes = {code for held in (given, machines) for code in held.values_list("role__powers__power", flat=True)}
    return frozenset(codes - set(reaching_apart()))


def apart_with(*, role: int) -> list[int]:
    """The keys of the units kept apart from the company over which somebody or some machine holds the role."""
    _, earliest = days_on_earth()
    given = Grant.objects.filter(role=role, until_on__gt=earliest).values("unit")
    machines = Token.objects.filter(role=role, ended_at__isnull=True).values("unit")
    apart = standing_between(*days_on_earth()).filter(Q(unit__in=given) | Q(unit__in=machines), is_apart=True)
    return sorted(set(apart.values_list("unit", flat=True)))


def kept_out(*, unit: int) -> frozenset[str]:
    """The powers (codes) that would come down on the unit from above, if nothing kept it apart."""
    return kept_powers_at(units=_lines([unit]).filter(depth__gt=0).values_list("ancestor", flat=True))


def _standing() -> QuerySet[KeptApart]:
    return KeptApart.objects.filter(ended_at__isnull=True)


def _lines(units: Iterable[int]) -> QuerySet[Lineage]:
    return standing_between(*days_on_earth()).filter(unit__in=list(units))
