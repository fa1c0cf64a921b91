"""The matters of one voice: marked in the customer's words, then answered, declined or handed over, each of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import record
from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.models import Case, Point
from servewell.rooms.cases.services import ledger
from servewell.rooms.cases.services.answering import AlreadyAnswered, NothingWritten, demand_reason
from servewell.rooms.cases.services.ledger import Told
from servewell.rooms.cases.services.owning import CannotAnswerHere, CaseIsDone, locked
from servewell.rooms.cases.services.passages import NotInTheLetter, places
from servewell.rooms.cases.terms import PointKind, PointState
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


class MarkedAlready(Exception):
    """The passage, or the item, is a point of its case already."""


class TooManyPoints(Exception):
    """Nobody deals with so many matters of one letter one by one."""


class PointIsSettled(Exception):
    """Somebody dealt with the point, or took it up again, a moment ago."""


@transaction.atomic
def mark_point(*, case: Case, kind: PointKind, by: "Person", at: datetime, passage: str = "", item: str = "") -> Point:
    """Mark one matter of the voice: a ``passage`` of it as it stands there, bar white space, or a low ``item``.

    A passage of a letter that was merged into the case is a point of the case that letter came with.

    Raises NotAllowed, NoSuchCase, CaseIsDone, AlreadyAnswered, NothingWritten, NotInTheLetter, MarkedAlready,
    TooManyPoints.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    held = _open(case, by) if item else _whose(passage, _open(case, by))
    taken = list(Point.objects.filter(case=held))
    if len(taken) >= terms.MOST_POINTS:
        raise TooManyPoints(f"there are {terms.MOST_POINTS} already")
    number = max((point.number for point in taken), default=0) + 1
    point = Point(case=held, number=number, kind=kind, marked_by=by, marked_at=at)
    if item:
        _bind_to_item(point, item, taken)
    else:
        _bind_to_words(point, passage, taken)

    point.save(force_insert=True)
    ledger.add(case=held, stage=terms.POINT_MARKED, by=by, at=at, name=by.name, point=number)
    record.write(deed="cases.mark_point", thing=point, by=by, at=at, detail={"case": held.pk, "kind": kind.value})
    return point


def _open(case: Case, by: "Person") -> Case:
    """Held, and as it stands now: it may have been answered, or marked as harm, since its page was opened."""
    held = locked(case)
    if not selectors.known_to(viewer=by, cases=Case.objects.filter(pk=held.pk)).exists():
        raise selectors.NoSuchCase(held.pk)
    owed = held.merged_into or held
    if owed.state != terms.OPEN:
        raise CaseIsDone(f"case {owed.pk} is {owed.state}")
    if selectors.is_on_its_way(case=owed):
        raise AlreadyAnswered(f"an answer to case {owed.pk} is on its way: mark its points first, or send it anew")
    return held


def _whose(passage: str, held: Case) -> Case:
    """The first of the cases answered together in whose letter these words stand; where they stand in none, this."""
    words = passage.split()
    others = list(selectors.answered_with(case=held)) if words else []
    if not others:
        return held
    said = voice.spoken_in(voices=[held.voice_id, *(each.voice_id for each in others)], viewer=HOUSE)
    texts = {each.pk: [spoken.text for spoken in said.get(each.voice_id, ())] for each in (held, *others)}
    found = next((each for each in (held, *others) if any(places(words, texts[each.pk]))), held)
    return held if found is held else locked(found)


def _bind_to_item(point: Point, name: str, taken: Iterable[Point]) -> None:
    low = {given.item.name: given.item for given in selectors.low_items(case=point.case)}
    if name not in low:
        raise NotInTheLetter(f"the customer answered no item {name!r} low")
    if name in {other.item for other in taken}:
        raise MarkedAlready(f"the item {name!r} is a point already")
    point.item, point.title = name, dict(low[name].title)


def _bind_to_words(point: Point, passage: str, taken: Iterable[Point]) -> None:
    words = passage.split()
    if not words:
        raise NothingWritten("a point is about words of the customer's")
    texts = [each.text for each in voice.spoken(voice=point.case.voice_id, viewer=HOUSE)]
    found = list(places(words, texts))
    if not found:
        raise NotInTheLetter("these words do not stand in the letter")
    marked = {(other.text, other.begins, other.ends) for other in taken}
    free = next((span for span in found if span not in marked), None)
    if free is None:
        raise MarkedAlready("this passage is a point already")
    point.text, point.begins, point.ends = free


@transaction.atomic
def unmark_point(*, case: Case, number: int, by: "Person", at: datetime) -> None:
    """It is no matter of its own after all. Raises NotAllowed, NoSuchPoint, PointIsSettled."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    point = _point(case, number, PointState.OPEN)

    ledger.add(case=point.case, stage=terms.POINT_UNMARKED, by=by, at=at, name=by.name, point=number)
    record.write(deed="cases.unmark_point", thing=point, by=by, at=at, detail={"case": case.pk})
    point.delete()


@transaction.atomic
def decline_point(*, case: Case, number: int, reason: str, by: "Person", at: datetime) -> Point:
    """No letter answers it, for a reason. Raises NotAllowed, NoSuchPoint, PointIsSettled, NothingWritten, TooLong."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    demand_reason(reason)
    point = _point(case, number, PointState.OPEN)

    told: Told = {"name": by.name, "point": number, "reason": reason.strip()}
    return _settle(point, PointState.DECLINED, terms.POINT_DECLINED, by, at, reason=reason.strip(), told=told)


@transaction.atomic
def hand_point_over(
    *, case: Case, number: int, word: str, by: "Person", at: datetime, to: "Person | None" = None,
    desk: "Unit | None" = None,
) -> Point:  # fmt: skip
    """Hand it to a writer of the case's unit, or to all who answer customers of another. The case keeps its clock.

    Raises NotAllowed, NoSuchPoint, PointIsSettled, NothingWritten, TooLong, CannotAnswerHere.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    demand_reason(word)
    _demand_receiver(case, to, desk)
    point = _point(case, number, PointState.OPEN)

    point.handed_to, point.desk = to, desk
    got_it = to.name if to else desk.name.said(by.language).text if desk else ""
    told: Told = {"name": by.name, "point": number, "to": got_it, "reason": word.strip()}
    return _settle(point, PointState.HANDED_OVER, terms.POINT_HANDED_OVER, by, at, reason=word.strip(), told=told)


def _demand_receiver(case: Case, to: "Person | None", desk: "Unit | None") -> None:
    if (to is None) == (desk is None):
        raise CannotAnswerHere("a point goes to one writer or to one desk")
    if voice.are_sealed(voices=[case.voice_id]):
        raise CannotAnswerHere("few may read this voice: no part of it goes to others")
    if to is not None and not people.may(actor=to, power=rules.ANSWER, unit=case.unit_id):
        raise CannotAnswerHere(f"{to.name} may not answer customers of this unit")
    if desk is not None:
        if desk.pk == case.unit_id:
            raise CannotAnswerHere("the case stands at this desk already")
        if not people.who_may(power=rules.ANSWER, unit=desk.pk, viewer=HOUSE):
            raise CannotAnswerHere("nobody may answer customers of that unit")
        if not selectors.desks_reached(unit=case.unit_id, desks=[desk]):
            raise CannotAnswerHere("this desk is kept apart: no part of what is said there goes to others")


@transaction.atomic
def reopen_point(*, case: Case, number: int, by: "Person", at: datetime) -> Point:
    """Take up again what was declined or handed over, also where it is done. Raises as ``unmark_point``."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    point = _point(case, number, PointState.DECLINED, PointState.HANDED_OVER, PointState.DONE)

    return take_back(point, by, at, {"name": by.name, "point": number})


@transaction.atomic
def finish_point(*, key: int, outcome: str, by: "Person", at: datetime) -> Point:
    """Who got it says what they did. ``key`` is the point's own.

    Raises NoSuchPoint, PointIsSettled, NothingWritten, TooLong.
    """
    demand_reason(outcome)
    point = _received(key, by)

    point.outcome = outcome.strip()
    told: Told = {"name": by.name, "point": point.number, "reason": outcome.strip()}
    return _settle(point, PointState.DONE, terms.POINT_DONE, by, at, reason=point.reason, told=told)


@transaction.atomic
def give_point_back(*, key: int, reason: str, by: "Person", at: datetime) -> Point:
    """Who got it cannot deal with it: it is open again. Raises as ``finish_point``."""
    demand_reason(reason)
    point = _received(key, by)

    return take_back(point, by, at, {"name": by.name, "point": point.number, "reason": reason.strip()})


def _point(case: Case, number: int, *states: PointState) -> Point:
    """Of a case that is held from now on. Raises NoSuchPoint, PointIsSettled."""
    return as_it_stands(locked(case), states, number=number)


def _received(key: int, by: "Person") -> Point:
    point = selectors.point_handed_to(viewer=by, key=key)
    return as_it_stands(locked(point.case), (PointState.HANDED_OVER,), number=point.number)


def as_it_stands(held: Case, states: Sequence[PointState], *, number: int) -> Point:
    """As it stands now that its case is held. Raises NoSuchPoint, PointIsSettled."""
    point = Point.objects.filter(case=held, number=number).first()
    if point is None:
        raise selectors.NoSuchPoint(f"case {held.pk} has no point {number}")
    if point.state not in states:
        raise PointIsSettled(f"point {number} of case {held.pk} is {point.state}")
    point.case = held
    return point


def take_back(point: Point, by: Actor, at: datetime, told: Told, *, stage: str = terms.POINT_OPEN_AGAIN) -> Point:
    """Within the other deed's transaction."""
    point.handed_to = point.desk = None
    point.outcome = ""
    return _settle(point, PointState.OPEN, stage, by, at, reason="", told=told)


def _settle(point: Point, state: PointState, stage: str, by: Actor, at: datetime, *, reason: str, told: Told) -> Point:
    point.state, point.reason = state, reason
    point.save(update_fields=["state", "reason", "outcome", "handed_to", "desk"])
    ledger.add(case=point.case, stage=stage, by=by, at=at, **told)
    record.write(deed="cases.settle_point", thing=point, by=by, at=at, detail={"state": state.value})
    return point
