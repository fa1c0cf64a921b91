"""What people say happened at a unit, and which signals on its chart nobody has explained yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.engines.stats import Signal
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Annotation
from servewell.rooms.insight.selectors.asked.looking import Look
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.base.words import Words
    from servewell.rooms.people.models import Unit


class NoSuchAnnotation(Exception):
    """There is none of this key where the viewer may explain figures, or it was taken back."""


@dataclass(frozen=True)
class Happened:
    """``unit_name`` is None for what happened at the unit itself; else it names the unit above at which it happened."""

    key: int
    first_month: date
    last_month: date
    text: str
    rule: str
    side: str
    said_by: str
    said_on: date
    unit_name: "Words | None"


def happened(*, unit: "Unit", look: Look, shown: tuple[date, date], on: date) -> tuple[Happened, ...]:
    """What was said of the unit, and what happened at the units above it, in months of which at least one is shown.

    The causes of signals on other charts are not told, be they of the units above or of other aspects.
    """
    mine = Q(unit=unit.pk) & (Q(rule="") | Q(aspect=look.aspect or ""))
    rows = Annotation.objects.filter(
        mine | Q(unit__in=people.lineage(unit=unit.pk, on=on).values("ancestor"), rule=""),
        audience=look.audience.value,
        withdrawn_at__isnull=True,
        first_month__lt=shown[1],
        last_month__gte=shown[0].replace(day=1),
    ).select_related("unit", "written_by")
    found = [_told(row, unit) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.first_month, each.last_month, each.key)))


def _told(row: Annotation, unit: "Unit") -> Happened:
    return Happened(
        key=row.pk,
        first_month=row.first_month,
        last_month=row.last_month,
        text=row.text,
        rule=row.rule,
        side=row.side,
        said_by=row.written_by.name,
        said_on=today.day_in(row.unit.zone, at=row.written_at),
        unit_name=None if row.unit_id == unit.pk else row.unit.name,
    )


def causes_at(
    *, units: Iterable[int], audience: Audience, shown: tuple[date, date]
) -> dict[tuple[int, str], tuple[Happened, ...]]:
    """By unit (a key) and aspect, empty for the whole, the causes that were said of signals on its charts; one query
    for all of them.
    """
    rows = Annotation.objects.filter(
        unit__in=set(units), audience=audience.value, withdrawn_at__isnull=True, first_month__lt=shown[1],
        last_month__gte=shown[0],
    ).exclude(rule="").select_related("unit", "written_by").order_by("first_month", "last_month", "pk")  # fmt: skip
    found: dict[tuple[int, str], tuple[Happened, ...]] = {}
    for row in rows:
        key = (row.unit_id, row.aspect)
        found[key] = (*found.get(key, ()), _told(row, row.unit))
    return found


def unexplained(signals: Sequence[Signal], months: Sequence[date], told: Sequence[Happened]) -> tuple[Signal, ...]:
    """The signals of which no annotation of the unit itself says the cause."""
    causes = [each for each in told if each.rule and each.unit_name is None]
    return tuple(signal for signal in signals if not any(_explains(each, signal, months) for each in causes))


def _explains(cause: Happened, signal: Signal, months: Sequence[date]) -> bool:
    if (cause.rule, cause.side) != (signal.rule, signal.side):
        return False
    first, last = months[signal.points[0]], months[signal.points[-1]]
    return cause.first_month <= last and first <= cause.last_month


def annotation_for(*, viewer: Actor, unit: int, key: int) -> Annotation:
    """One of the unit's, to take back. Raises NoSuchAnnotation."""
    found = Annotation.objects.filter(pk=key, unit=unit, withdrawn_at__isnull=True).first()
    if found is None or not people.may(actor=viewer, power=rules.EXPLAIN, unit=found.unit_id):
        raise NoSuchAnnotation(str(key))
    return found
