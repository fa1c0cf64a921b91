"""The matters of one voice, and how far each has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.base import links
from servewell.base.paging import counted_up_to
from servewell.base.permissions import HOUSE
from servewell.base.todo import Todo
from servewell.base.words import Words
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Point
from servewell.rooms.cases.selectors.asked import given_in_case, late_ones, seen_by, zone_of
from servewell.rooms.cases.selectors.passages import cut_out
from servewell.rooms.cases.selectors.sight import hidden_from
from servewell.rooms.cases.terms import PointState
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice import terms as voice_terms

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

# the number of the case in which a point is answered
ROOT = Coalesce(F("case__merged_into"), F("case"))


class NoSuchPoint(Exception):
    """No point has that number, or it was handed to others."""


@dataclass(frozen=True)
class SeenPoint:
    """``words`` are the customer's; empty where it is about an item (``title``, what the form asked, by language), and
    where they were erased or withdrawn.
    """

    point: Point
    words: str
    language: str

    @property
    def is_open(self) -> bool:
        return self.point.state == PointState.OPEN


@dataclass(frozen=True)
class Receivers:
    """To whom a point may be handed over: who answers in the case's unit, and every other unit that has such people."""

    writers: "Sequence[Person]"
    desks: "Sequence[Unit]"


@dataclass(frozen=True)
class HandedPoint:
    """One that the viewer got. ``number`` and ``due_at`` are those of the case in which it is answered, told by the
    clock of ``zone``; ``may_see`` that case.
    """

    seen: SeenPoint
    number: int
    unit: Words
    zone: str
    due_at: datetime
    may_see: bool


@dataclass(frozen=True)
class AtHand:
    """How many cases that the viewer sees are late, and how many points they got and have not done; each up to
    ``terms.MOST_COUNTED``.
    """

    overdue: int
    points: int


def low_items(*, case: Case) -> list[instruments.Given]:
    """What the customer answered low, in the order of the form."""
    return low_among(given=given_in_case(case))


def low_among(*, given: Sequence[instruments.Given]) -> list[instruments.Given]:
    at_least, below = voice_terms.BANDS[voice_terms.Band.LOW]
    return [each for each in given if each.position is not None and at_least <= each.position < below]


def points_of(*, case: Case, words: Sequence[voice.Spoken]) -> list[SeenPoint]:
    """For whoever sees the case; ``words`` are those that the reader may read. One query."""
    return points_together(case=case, words={case.pk: words})


def points_together(*, case: Case, words: Mapping[int, Sequence[voice.Spoken]]) -> list[SeenPoint]:
    """As ``points_of``, with those of the cases that were merged into it; ``words`` by the number of the case."""
    within = Q(case=case) | Q(case__merged_into=case)
    found = Point.objects.filter(within).select_related("handed_to", "desk").order_by("case", "number")
    points = sorted(found, key=lambda point: point.case_id != case.pk)
    return [_seen(point, words.get(point.case_id, ())) for point in points]


def with_open_points(*, cases: Sequence[int]) -> set[int]:
    """Those of these cases (numbers) in which a matter is open, or in what was merged into them."""
    within = Q(case__in=cases) | Q(case__merged_into__in=cases)
    return set(Point.objects.filter(within, state=PointState.OPEN).values_list(ROOT, flat=True))


def point_of(*, case: Case, number: int) -> SeenPoint:
    """For whoever sees the case and may read its words. Raises NoSuchPoint."""
    found = Point.objects.filter(case=case, number=number).select_related("handed_to", "desk").first()
    if found is None:
        raise NoSuchPoint(f"case {case.pk} has no point {number}")
    return _seen(found, _words_of({case.voice_id}).get(case.voice_id, ()))


def points_handed_to(*, viewer: "Person") -> list[HandedPoint]:
    """Of those not yet done, due first; at most ``terms.MOST_HANDED_OVER``. A fixed number of queries."""
    handed = _handed_to(viewer).select_related("case__unit", "case__voice", "case__merged_into", "desk")
    found = list(handed.order_by(Coalesce("case__merged_into__due_at", "case__due_at"), "pk"))
    found = found[: terms.MOST_HANDED_OVER]
    said = _words_of({point.case.voice_id for point in found})
    counts_for = {point.pk: point.case.merged_into or point.case for point in found}
    numbers = [case.pk for case in counts_for.values()]
    seen = set(seen_by(viewer, rules.SEE).filter(pk__in=numbers).values_list("pk", flat=True))
    return [
        HandedPoint(
            seen=_seen(point, said.get(point.case.voice_id, ())),
            number=counts_for[point.pk].pk,
            unit=point.case.unit.name,
            zone=zone_of(case=point.case),
            due_at=counts_for[point.pk].due_at,
            may_see=counts_for[point.pk].pk in seen,
        )
        for point in found
    ]


def at_hand(*, viewer: "Person", at: datetime) -> AtHand:
    """One query, for every page."""
    lists = [late_ones(viewer=viewer, at=at), _handed_to(viewer)]
    return AtHand(*counted_up_to(most=terms.MOST_COUNTED, lists=lists))


def todo_points(*, waiting: int) -> list[Todo]:
    """What ``AtHand.points`` has somebody do."""
    if not waiting:
        return []
    says = points_waiting(many=waiting, most=terms.MOST_COUNTED)
    action = pgettext("what to do with a point", "Deal with it")
    return [Todo(title=says, detail="", due_on=None, state="open", path=links.CASE_POINTS.path(), action=action)]


def points_waiting(*, many: int, most: int) -> str:
    """``most`` stands for as many or more."""
    if many >= most:
        return _("%(number)s points or more wait for you") % {"number": many}
    return ngettext("%(number)s point waits for you", "%(number)s points wait for you", many) % {"number": many}


def point_handed_to(*, viewer: "Person", key: int) -> Point:
    """Raises NoSuchPoint, also where others got it."""
    mine = _received_by(viewer).filter(pk=key).select_related("case").first()
    if mine is None:
        raise NoSuchPoint(f"no point {key} was handed to {viewer.name}")
    return mine


def _handed_to(viewer: "Person") -> QuerySet[Point]:
    return _received_by(viewer).filter(state=PointState.HANDED_OVER)


def _words_of(voices: set[int]) -> dict[int, tuple[voice.Spoken, ...]]:
    """What few may read is read behind one door alone, where it is written down."""
    return voice.spoken_in(voices=[*voices - voice.are_sealed(voices=voices)], viewer=HOUSE)


def _received_by(viewer: "Person") -> QuerySet[Point]:
    """Without those of voices of which the viewer may not know; a desk kept apart hands none of its own out."""
    got = Q(handed_to=viewer) | Q(desk__in=people.unit_keys_with(viewer=viewer, power=rules.ANSWER))
    closed = people.unit_keys_closed_to(viewer=viewer, power=rules.ANSWER)
    return Point.objects.filter(got).exclude(case__voice__in=hidden_from(viewer=viewer)).exclude(case__unit__in=closed)


def _seen(point: Point, words: Sequence[voice.Spoken]) -> SeenPoint:
    if point.text is None:
        return SeenPoint(point, "", "")
    said = cut_out(words=words, text=point.text, begins=point.begins or 0, ends=point.ends or 0)
    return SeenPoint(point, said.text, said.language) if said else SeenPoint(point, "", "")


def receivers_of_points(*, case: Case) -> Receivers:
    """For who may answer the case, also those whom they see nowhere else. What is kept apart stays there."""
    desks = desks_reached(unit=case.unit_id, desks=people.units_given(power=rules.ANSWER, viewer=HOUSE))
    return Receivers(
        writers=people.who_may(power=rules.ANSWER, unit=case.unit_id, viewer=HOUSE),
        desks=[unit for unit in desks if unit.pk != case.unit_id],
    )


def desks_reached(*, unit: int, desks: "Sequence[Unit]") -> "Sequence[Unit]":
    """Those of the desks to which a part of what is said at the unit may go. What is kept apart stays there."""
    kept = people.kept_by(units=[unit]).get(unit)
    if kept is None:
        return desks
    by = people.kept_by(units=[each.pk for each in desks])
    return [each for each in desks if by.get(each.pk) == kept]
