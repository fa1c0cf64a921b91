"""What a letter, or the end of a case, leaves open of the matters that the voice holds. Never without a word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Answer, Case, Point
from servewell.rooms.cases.services import ledger
from servewell.rooms.cases.services.owning import TooLong

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


# a point of the case by its number; one of a case that was merged into it, with that case's number before its own
Which = int | tuple[int, int]


class PointsStillOpen(Exception):
    """Matters of the voice are neither answered, declined nor handed over; ``points`` says which of them."""

    def __init__(self, points: Sequence[Which]) -> None:
        self.points = tuple(points)
        named = ", ".join(str(each) if isinstance(each, int) else f"{each[1]} of case {each[0]}" for each in points)
        super().__init__(f"still open: point {named}. Deal with them, or say why they stay open")


@dataclass(frozen=True)
class Cover:
    answered: Sequence[Point]
    left: Sequence[Point]
    why: str


def covered(*, case: Case, answers: Sequence[Which], why_open: str) -> Cover:
    """What a letter that ``answers`` these points leaves open, of merged cases too. For a case that is held.

    Raises PointsStillOpen where it leaves some and nobody says why, TooLong.
    """
    why = why_open.strip()
    if len(why) > terms.LONGEST_REASON:
        raise TooLong(f"{len(why)} characters; {terms.LONGEST_REASON} at most")
    within = Q(case=case) | Q(case__merged_into=case)
    open_ones = list(Point.objects.filter(within, state=terms.PointState.OPEN).select_related("case"))
    open_ones.sort(key=lambda point: (point.case_id != case.pk, point.case_id, point.number))
    left = [point for point in open_ones if _which(point, case) not in set(answers)]
    if left and not why:
        raise PointsStillOpen([_which(point, case) for point in left])
    return Cover([point for point in open_ones if point not in left], left, why)


def write_down(*, cover: Cover, answer: Answer | None, by: "Person", at: datetime) -> None:
    """One line for what the letter answers, one for what is left open and why, in the ledger of each case it is of."""
    if cover.answered:
        Point.objects.filter(pk__in=[point.pk for point in cover.answered]).update(
            state=terms.PointState.ANSWERED, answer=answer
        )
        for each, points in _by_case(cover.answered):
            ledger.add(case=each, stage=terms.POINTS_ANSWERED, by=by, at=at, points=_numbers(points))
    for each, points in _by_case(cover.left):
        told = {"name": by.name, "points": _numbers(points), "reason": cover.why}
        ledger.add(case=each, stage=terms.POINTS_LEFT, by=by, at=at, **told)


def letter_lost(*, answer: int) -> None:
    """What a refused letter (its key) was to answer is open again, and still knows by which letter it was answered."""
    Point.objects.filter(answer=answer, state=terms.PointState.ANSWERED).update(state=terms.PointState.OPEN)


def letter_leaves_again(*, answer: int) -> None:
    """The same words leave once more: what they answered and nobody has dealt with since is answered by them."""
    Point.objects.filter(answer=answer, state=terms.PointState.OPEN).update(state=terms.PointState.ANSWERED)


def end_points(points: QuerySet[Point]) -> None:
    """The words are gone, so nobody need deal with what they were about any more."""
    waiting = points.filter(state__in=(terms.PointState.OPEN, terms.PointState.HANDED_OVER))
    waiting.update(state=terms.PointState.GONE, handed_to=None, desk=None)


def _which(point: Point, case: Case) -> Which:
    return point.number if point.case_id == case.pk else (point.case_id, point.number)


def _by_case(points: Sequence[Point]) -> Iterator[tuple[Case, Sequence[Point]]]:
    for case, its_own in groupby(points, key=lambda point: point.case):
        yield case, list(its_own)


def _numbers(points: Sequence[Point]) -> str:
    return ", ".join(str(point.number) for point in points)
