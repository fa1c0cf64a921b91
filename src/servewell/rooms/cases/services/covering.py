"""What a letter, or the end of a case, leaves open of the matters that the voice holds. Never without a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from servewell.rooms.cases import terms
from servewell.rooms.cases.models import Answer, Case, Point
from servewell.rooms.cases.services import ledger
from servewell.rooms.cases.services.owning import TooLong

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class PointsStillOpen(Exception):
    """Matters of the voice are neither answered, declined nor handed over; ``points`` are their numbers in the case."""

    def __init__(self, points: Sequence[int]) -> None:
        self.points = tuple(points)
        super().__init__(f"still open: point {', '.join(map(str, points))}. Deal with them, or say why they stay open")


@dataclass(frozen=True)
class Cover:
    answered: Sequence[Point]
    left: Sequence[Point]
    why: str


def covered(*, case: Case, answers: Sequence[int], why_open: str) -> Cover:
    """What a letter that ``answers`` these points (numbers) leaves open. For a case that is held.

    Raises PointsStillOpen where it leaves some and nobody says why, TooLong.
    """
    why = why_open.strip()
    if len(why) > terms.LONGEST_REASON:
        raise TooLong(f"{len(why)} characters; {terms.LONGEST_REASON} at most")
    open_ones = list(Point.objects.filter(case=case, state=terms.PointState.OPEN).order_by("number"))
    left = [point for point in open_ones if point.number not in set(answers)]
    if left and not why:
        raise PointsStillOpen([point.number for point in left])
    return Cover([point for point in open_ones if point not in left], left, why)


def write_down(*, cover: Cover, case: Case, answer: Answer | None, by: "Person", at: datetime) -> None:
    """One line for what the letter answers, one for what is left open and why."""
    if cover.answered:
        Point.objects.filter(pk__in=[point.pk for point in cover.answered]).update(
            state=terms.PointState.ANSWERED, answer=answer
        )
        ledger.add(case=case, stage=terms.POINTS_ANSWERED, by=by, at=at, points=_numbers(cover.answered))
    if cover.left:
        told = {"name": by.name, "points": _numbers(cover.left), "reason": cover.why}
        ledger.add(case=case, stage=terms.POINTS_LEFT, by=by, at=at, **told)


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


def _numbers(points: Sequence[Point]) -> str:
    return ", ".join(str(point.number) for point in points)
