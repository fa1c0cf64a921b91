"""What was handed to somebody who can no longer deal with it is open again, and the ledger says why."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.models import Case, Point
from servewell.rooms.cases.services.ledger import Told
from servewell.rooms.cases.services.owning import locked
from servewell.rooms.cases.services.pointing import PointIsSettled, as_it_stands, take_back
from servewell.rooms.cases.terms import PointState
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice


@transaction.atomic
def bring_points_back(*, by: Actor, at: datetime, people_left: Sequence[int] | None = None) -> int:
    """What was handed to somebody who may answer there no more, to a desk where nobody does, or to who may not know
    of its voice any more. Returns how many. Twice does no harm.

    ``people_left`` are keys of persons; None looks at everybody.
    """
    handed = _handed_over()
    if people_left is not None:
        handed = handed.filter(Q(handed_to__in=people_left) | Q(desk__isnull=False))
    return _bring_back(handed, by, at)


def bring_points_of_harm_back(*, voice: int, by: Actor, at: datetime) -> None:
    """Within the deed that seals the voice: no part of it stays with who may not know of it."""
    _bring_back(_handed_over().filter(case__voice=voice), by, at)


def _handed_over() -> "QuerySet[Point]":
    handed = Point.objects.filter(state=PointState.HANDED_OVER)
    return handed.select_related("handed_to", "desk", "case").order_by("case", "number")


def _bring_back(handed: "QuerySet[Point]", by: Actor, at: datetime) -> int:
    found = list(handed)
    sealed = voice.are_sealed(voices={each.case.voice_id for each in found}) if found else frozenset()
    units = {key for each in found for key in (each.case.unit_id, each.desk_id) if key is not None}
    answering, brought = _Answering(people.kept_by(units=units) if units else {}), 0
    for each in found:
        stage = _why_back(each, answering, is_sealed=each.case.voice_id in sealed)
        if stage is None:
            continue
        told: Told = {"desk" if each.desk else "name": _holder(each), "point": each.number}
        with suppress(PointIsSettled, selectors.NoSuchPoint):  # somebody was faster
            point = as_it_stands(locked(each.case), (PointState.HANDED_OVER,), number=each.number)
            take_back(point, by, at, told, stage=stage)
            brought += 1
    return brought


def _holder(point: Point) -> str:
    return point.handed_to.name if point.handed_to else str(point.desk.name) if point.desk else ""


@dataclass
class _Answering:
    """Who answers customers of a unit, each unit asked once: keys of persons. ``kept_by``: what keeps units apart."""

    kept_by: Mapping[int, int]
    _known: dict[int, frozenset[int]] = field(default_factory=dict)

    def takes(self, unit: int, desk: int) -> bool:
        """Whether a desk deals with what was said at the unit: what is kept apart goes to no other."""
        is_beside = unit not in self.kept_by or self.kept_by.get(desk) == self.kept_by[unit]
        return is_beside and bool(self.over(desk))

    def over(self, unit: int) -> frozenset[int]:
        if unit not in self._known:
            writers = people.who_may(power=rules.ANSWER, unit=unit, viewer=HOUSE)
            self._known[unit] = frozenset(each.pk for each in writers)
        return self._known[unit]


def _why_back(point: Point, answering: _Answering, *, is_sealed: bool) -> str | None:
    """The stage to write down; None where whoever got it can deal with it."""
    if point.handed_to is None:
        here = point.desk_id is not None and answering.takes(point.case.unit_id, point.desk_id)
    else:
        here = point.handed_to_id in answering.over(point.case.unit_id)
    if not here:
        return terms.POINT_LEFT_BEHIND
    if is_sealed and (point.handed_to is None or not _knows(point)):
        return terms.POINT_BROUGHT_BACK
    return None


def _knows(point: Point) -> bool:
    of_it = Case.objects.filter(pk=point.case_id)
    return point.handed_to is not None and selectors.known_to(viewer=point.handed_to, cases=of_it).exists()
