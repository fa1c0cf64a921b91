"""A writer asks a department, or somebody in it, about a case: what, with which of the customer's words, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from servewell.base import bus, record, today
from servewell.base.permissions import HOUSE
from servewell.engines import clocks
from servewell.rooms.cases import rules, selectors, terms
from servewell.rooms.cases.events import InquiryMade
from servewell.rooms.cases.models import Case, Inquiry, Policy
from servewell.rooms.cases.selectors.passages import Span
from servewell.rooms.cases.services import inquiry_ending, inquiry_reading, ledger, passages, policies
from servewell.rooms.cases.services.answering import NothingWritten, demand_reason
from servewell.rooms.cases.services.owning import CaseIsDone, TooLong, locked
from servewell.rooms.cases.terms import InquiryState, ReadsAs
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


class NobodyToAsk(Exception):
    """The unit is closed or nobody leads it, or the person works here no more."""


class AskingOneself(Exception):
    """Whoever asks would be the only one to answer."""


class AskByName(Exception):
    """A desk that is kept apart asks others by name alone: whoever leads a unit does not read what is said there."""


class CannotShow(Exception):
    """No words of a sealed voice go to others, and nobody shows a customer whom they may not know."""


class TooManyInquiries(Exception):
    """One case has so many questions already that nobody would read one more."""


class TimeOutOfReach(Exception):
    """They get less than a quarter of an hour, or longer than the case can wait; ``longest`` is what they may get."""

    def __init__(self, longest: timedelta) -> None:
        self.longest = longest
        super().__init__(f"from {terms.SHORTEST_TO_REPLY} to {longest} of opening hours")


class InquiryIsSettled(Exception):
    """The question was answered or withdrawn a moment ago; ``by`` is the name of whoever did it."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(f"settled by {by}")


@dataclass(frozen=True)
class Shown:
    """Which of the customer's words go along: points (numbers), passages just as they stand, or all of them."""

    points: Sequence[int] = ()
    passages: Sequence[str] = ()
    whole: bool = False
    customer: bool = False

    @property
    def is_nothing(self) -> bool:
        return not (self.points or self.passages or self.whole or self.customer)


NOTHING = Shown()


@dataclass(frozen=True)
class _Clock:
    policy: Policy
    calendar: clocks.Calendar


@transaction.atomic
def inquire(
    *, case: Case, question: str, by: "Person", at: datetime, unit: "Unit | None" = None,
    person: "Person | None" = None, shows: Shown = NOTHING, minutes: int | None = None,
) -> Inquiry:  # fmt: skip
    """Ask a unit, or one person, who need not be able to read the case.

    They get ``minutes`` of their own opening hours, or half of those that the case has left; where they are closed
    until it is due, an hour that ends after it, of which ``selectors.is_due_after`` tells. Raises NotAllowed,
    NothingWritten, TooLong, CaseIsDone, NobodyToAsk, AskingOneself, AskByName, CannotShow, NotInTheLetter,
    TooManyInquiries, TimeOutOfReach.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    _demand_question(question)
    where = _where(unit, person, at)
    readers = _readers(case, where, person, by)
    held = _open(case)
    number = (Inquiry.objects.filter(case=held).aggregate(last=Max("number"))["last"] or 0) + 1
    if number > terms.MOST_INQUIRIES:
        raise TooManyInquiries(f"case {held.pk} has {terms.MOST_INQUIRIES} already")
    is_of_harm = voice.are_sealed(voices=[held.voice_id]) != set()
    spans = _spans(held, shows, by, is_of_harm=is_of_harm)
    clock = _clock(where.pk, at)
    deadline = _deadline(clock.calendar, at, _budget(clock.calendar, held, minutes, at))

    inquiry = Inquiry.objects.create(
        case=held, number=number, unit=where, person=person, question=question.strip(), passages=spans,
        shows_whole=shows.whole, shows_customer=shows.customer, is_of_harm=is_of_harm, asked_by=by, asked_at=at,
        policy=clock.policy, clock=_stored(clock.calendar, deadline), due_at=_due(deadline),
    )  # fmt: skip
    if held.owner_id is None and not is_of_harm:
        Case.objects.filter(pk=held.pk).update(owner=by)
        ledger.add(case=held, stage=terms.ASSIGNED, by=by, at=at, owner=by.pk, name=by.name)
    ledger.add_about(inquiry, stage=terms.INQUIRY_MADE, by=by, at=at, name=by.name, to=named(inquiry, by))
    record.write(deed="cases.inquire", thing=inquiry, by=by, at=at, detail={"case": held.pk, "unit": where.pk})
    inquiry_reading.let_read(inquiry, readers, at=at)

    bus.announce(InquiryMade(at=at, inquiries=(inquiry.pk,)))
    return inquiry


@transaction.atomic
def reply_to_inquiry(*, case: Case, number: int, text: str, by: "Person", at: datetime) -> Inquiry:
    """Answer what was asked back: whoever was asked has the word again, and their clock went on meanwhile.

    Raises NotAllowed, NothingWritten, TooLong, NoSuchInquiry, InquiryIsSettled.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    demand_reason(text)
    inquiry = _standing(locked(case), number)

    Inquiry.objects.filter(pk=inquiry.pk).update(state=InquiryState.OPEN)
    ledger.add_about(inquiry, stage=terms.INQUIRY_REPLIED, by=by, at=at, name=by.name, reason=text.strip())
    record.write(deed="cases.reply_to_inquiry", thing=inquiry, by=by, at=at)
    return inquiry


@transaction.atomic
def extend_inquiry(*, case: Case, number: int, minutes: int, reason: str, by: "Person", at: datetime) -> Inquiry:
    """Give so many more of their opening hours, from when it is due, or from now where that is over.

    Raises NotAllowed, NothingWritten, TooLong, NoSuchInquiry, InquiryIsSettled, TimeOutOfReach.
    """
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    demand_reason(reason)
    inquiry = _standing(locked(case), number)
    calendar = clocks.Calendar.from_json(inquiry.policy.calendar)
    begins = inquiry.asked_at
    ends = max(at, inquiry.due_at)
    counted = clocks.elapsed(calendar=calendar, started_at=begins, until_at=ends)
    deadline = _deadline(calendar, begins, counted + timedelta(minutes=minutes))
    longest = _longest(calendar, inquiry.case, at)
    left = clocks.elapsed(calendar=calendar, started_at=at, until_at=max(at, _due(deadline)))
    if minutes * timedelta(minutes=1) < terms.SHORTEST_TO_REPLY or left > longest:
        raise TimeOutOfReach(longest)

    Inquiry.objects.filter(pk=inquiry.pk).update(
        due_at=deadline.due_at, clock=_stored(calendar, deadline), called_at=None
    )
    told = {"name": by.name, "reason": reason.strip()}
    ledger.add_about(inquiry, stage=terms.INQUIRY_EXTENDED, by=by, at=at, **told)
    record.write(deed="cases.extend_inquiry", thing=inquiry, by=by, at=at, detail={"minutes": minutes})
    return inquiry


@transaction.atomic
def withdraw_inquiry(*, case: Case, number: int, by: "Person", at: datetime, reason: str = "") -> Inquiry:
    """Nobody need answer it any more. Raises NotAllowed, TooLong, NoSuchInquiry, InquiryIsSettled."""
    people.require(actor=by, power=rules.ANSWER, unit=case.unit_id)
    if len(reason) > terms.LONGEST_REASON:
        raise TooLong(f"{len(reason)} characters; {terms.LONGEST_REASON} at most")
    inquiry = _standing(locked(case), number)

    inquiry_ending.end(inquiries=[inquiry], by=by, at=at, name=by.name, reason=reason.strip())
    return inquiry


def _demand_question(question: str) -> None:
    if not question.strip():
        raise NothingWritten("say what you want to know")
    if len(question) > terms.LONGEST_QUESTION:
        raise TooLong(f"{len(question)} characters; {terms.LONGEST_QUESTION} at most")


def _where(unit: "Unit | None", person: "Person | None", at: datetime) -> "Unit":
    if (unit is None) == (person is None):
        raise NobodyToAsk("a question goes to one unit or to one person")
    if person is not None:
        posting = (
            None if person.pk in people.gone(persons=[person.pk]) else people.posting_on(person=person, on=at.date())
        )
        if posting is None:
            raise NobodyToAsk(f"{person.name} works here no more")
        return posting.unit
    if unit is None or not people.above(unit=unit.pk, on=today.day_in(unit.zone, at=at)):
        raise NobodyToAsk("the unit is closed")
    return unit


def _readers(case: Case, unit: "Unit", person: "Person | None", by: "Person") -> "list[tuple[Person, ReadsAs]]":
    """Raises NobodyToAsk, AskByName, AskingOneself."""
    found = [person] if person else leaders_to_ask(unit=unit.pk, about=case.unit_id)
    others = [each for each in found if each.pk != by.pk]
    if not others:
        raise AskingOneself("you would ask yourself")
    return [(each, ReadsAs.ASKED if person else ReadsAs.LEADS) for each in others]


def leaders_to_ask(*, unit: int, about: int) -> "list[Person]":
    """Who leads a unit, for a question about a case of the unit ``about``. Raises NobodyToAsk, AskByName."""
    led = inquiry_reading.leaders_of(units=[unit]).get(unit, [])
    if not led:
        raise NobodyToAsk("nobody leads that unit")
    told = inquiry_reading.may_be_told(led, about=about)
    if not told:
        raise AskByName("whoever leads that unit does not read what is said at this desk")
    return told


def _open(case: Case) -> Case:
    held = locked(case)
    if held.state != terms.OPEN or selectors.is_on_its_way(case=held):
        raise CaseIsDone(f"case {held.pk} is answered or closed")
    return held


def _spans(case: Case, shows: Shown, by: "Person", *, is_of_harm: bool) -> list[Span]:
    if is_of_harm and not shows.is_nothing:
        raise CannotShow("few may read this voice: no part of it goes to others")
    if shows.customer and not selectors.knows_customer(viewer=by, case=case):
        raise CannotShow("you may not know who this customer is")
    texts = [each.text for each in voice.spoken(voice=case.voice_id, viewer=HOUSE)]
    spans = [*selectors.spans_of_points(case=case, numbers=shows.points)]
    for passage in filter(str.strip, shows.passages):
        place = next(iter(passages.places(passage.split(), texts)), None)
        if place is None:
            raise passages.NotInTheLetter("these words do not stand in the letter")
        spans.append(place)
    return sorted(set(spans))


def _clock(unit: int, at: datetime) -> _Clock:
    policy = policies.policy_for(unit=unit, at=at)
    return _Clock(policy, clocks.Calendar.from_json(policy.calendar))


def _budget(calendar: clocks.Calendar, case: Case, minutes: int | None, at: datetime) -> timedelta:
    longest = _longest(calendar, case, at)
    if minutes is None:
        left = _left(calendar, case, at)
        is_late = left - terms.TIME_TO_WRITE < terms.SHORTEST_TO_REPLY
        half = terms.TO_REPLY_WHEN_LATE if is_late else min(left * terms.SHARE_OF_THE_TIME_LEFT, longest)
        return max(timedelta(minutes=half // timedelta(minutes=1)), terms.SHORTEST_TO_REPLY)
    asked = timedelta(minutes=minutes)
    if not terms.SHORTEST_TO_REPLY <= asked <= longest:
        raise TimeOutOfReach(longest)
    return asked


def _left(calendar: clocks.Calendar, case: Case, at: datetime) -> timedelta:
    return clocks.elapsed(calendar=calendar, started_at=at, until_at=max(at, case.due_at))


def _longest(calendar: clocks.Calendar, case: Case, at: datetime) -> timedelta:
    """What the case has left by their opening hours, but for the time to write."""
    longest = _left(calendar, case, at) - terms.TIME_TO_WRITE
    return longest if longest >= terms.SHORTEST_TO_REPLY else terms.LONGEST_WHEN_LATE


def _deadline(calendar: clocks.Calendar, at: datetime, budget: timedelta) -> clocks.Deadline:
    return clocks.service_deadline(calendar=calendar, started_at=at, budget=budget)


def _due(deadline: clocks.Deadline) -> datetime:
    if deadline.due_at is None:
        raise AssertionError("a clock that is not paused comes to an end")
    return deadline.due_at


def _stored(calendar: clocks.Calendar, deadline: clocks.Deadline) -> dict[str, object]:
    return {"calendar": calendar.without_days().to_json(), "service": deadline.to_json()}


def _standing(held: Case, number: int) -> Inquiry:
    """As it stands now that its case is held. Raises NoSuchInquiry, InquiryIsSettled."""
    return demand_standing(selectors.inquiry_of(case=held, number=number), held)


def demand_standing(inquiry: Inquiry, held: Case) -> Inquiry:
    if inquiry.state not in terms.STANDING_INQUIRIES:
        raise InquiryIsSettled(inquiry.ended_by.name if inquiry.ended_by else "")
    inquiry.case = held
    return inquiry


def named(inquiry: Inquiry, by: "Person") -> str:
    """Who has it, as the ledger says it."""
    return inquiry.person.name if inquiry.person else inquiry.unit.name.said(by.language).text
