"""Whoever is asked about a case answers, asks back, hands it on or lets somebody else answer; they see no case."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from servewell.base import bus, record, today
from servewell.engines import clocks
from servewell.rooms.cases import selectors, terms
from servewell.rooms.cases.events import InquiryAnswered
from servewell.rooms.cases.models import Inquiry, InquiryReader
from servewell.rooms.cases.services import inquiry_reading, ledger
from servewell.rooms.cases.services.answering import NothingWritten, demand_reason
from servewell.rooms.cases.services.inquiring import AskingOneself, NobodyToAsk, demand_standing, leaders_to_ask, named
from servewell.rooms.cases.services.owning import TooLong, locked
from servewell.rooms.cases.terms import InquiryState, ReadsAs
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


@transaction.atomic
def answer_inquiry(*, key: int, text: str, by: "Person", at: datetime) -> Inquiry:
    """The first answer stands; whoever comes second keeps their words as their draft.

    Raises NoSuchInquiry, NothingWritten, TooLong, InquiryIsSettled.
    """
    words = text.strip()
    if not words:
        raise NothingWritten("an answer has words")
    if len(words) > terms.LONGEST_REPLY:
        raise TooLong(f"{len(words)} characters; {terms.LONGEST_REPLY} at most")
    inquiry = _read(key, by, at)

    calendar = clocks.Calendar.from_json(inquiry.policy.calendar)
    took = clocks.elapsed(calendar=calendar, started_at=inquiry.asked_at, until_at=max(at, inquiry.asked_at))
    Inquiry.objects.filter(pk=key).update(
        state=InquiryState.ANSWERED, answer=words, ended_by=by, ended_at=at, took_minutes=took // timedelta(minutes=1)
    )
    InquiryReader.objects.filter(inquiry=inquiry, person=by).update(draft="")
    told = {"name": by.name}
    ledger.add_about(inquiry, stage=terms.INQUIRY_ANSWERED, by=by, at=at, **told)
    record.write(deed="cases.answer_inquiry", thing=inquiry, by=by, at=at)

    bus.announce(InquiryAnswered(at=at, inquiries=(key,)))
    return inquiry


@transaction.atomic
def ask_back(*, key: int, text: str, by: "Person", at: datetime) -> Inquiry:
    """Ask the writer something first; the clock goes on. Raises as ``answer_inquiry``."""
    demand_reason(text)
    inquiry = _read(key, by, at)

    Inquiry.objects.filter(pk=key).update(state=InquiryState.ASKED_BACK)
    told = {"name": by.name, "reason": text.strip()}
    ledger.add_about(inquiry, stage=terms.INQUIRY_ASKED_BACK, by=by, at=at, **told)
    record.write(deed="cases.ask_back", thing=inquiry, by=by, at=at)
    return inquiry


@transaction.atomic
def hand_inquiry_on(*, key: int, unit: "Unit", reason: str, by: "Person", at: datetime) -> Inquiry:
    """It is not theirs but another unit's, whose leaders answer from now on; the clock goes on.

    Raises NoSuchInquiry, NothingWritten, TooLong, InquiryIsSettled, NobodyToAsk, AskByName, AskingOneself.
    """
    demand_reason(reason)
    inquiry = _read(key, by, at)
    if unit.pk == inquiry.unit_id and inquiry.person_id is None:
        raise AskingOneself("that unit has it already")
    if not people.above(unit=unit.pk, on=today.day_in(unit.zone, at=at)):
        raise NobodyToAsk("the unit is closed")
    leaders = leaders_to_ask(unit=unit.pk, about=inquiry.case.unit_id)
    others = [each for each in leaders if each.pk != inquiry.asked_by_id]
    if not others:
        raise NobodyToAsk("nobody else leads that unit")

    inquiry.unit, inquiry.person, inquiry.called_at = unit, None, None
    inquiry.save(update_fields=["unit", "person", "called_at"])
    inquiry_reading.end_reading(inquiry, at=at)
    inquiry_reading.let_read(inquiry, [(each, ReadsAs.LEADS) for each in others], at=at)
    told = {"name": by.name, "to": named(inquiry, by), "reason": reason.strip()}
    ledger.add_about(inquiry, stage=terms.INQUIRY_HANDED_ON, by=by, at=at, **told)
    record.write(deed="cases.hand_inquiry_on", thing=inquiry, by=by, at=at, detail={"unit": unit.pk})
    return inquiry


@transaction.atomic
def let_answer(*, key: int, person: "Person", by: "Person", at: datetime) -> Inquiry:
    """Somebody else may answer it as well. Raises NoSuchInquiry, InquiryIsSettled, NobodyToAsk, AskingOneself."""
    inquiry = _read(key, by, at)
    if person.pk == inquiry.asked_by_id:
        raise AskingOneself("whoever asks does not answer")
    if people.gone(persons=[person.pk]):
        raise NobodyToAsk(f"{person.name} works here no more")

    if inquiry_reading.let_read(inquiry, [(person, ReadsAs.NAMED)], at=at):
        told = {"name": by.name, "to": person.name}
        ledger.add_about(inquiry, stage=terms.INQUIRY_PASSED, by=by, at=at, **told)
        record.write(deed="cases.let_answer", thing=inquiry, by=by, at=at, detail={"person": person.pk})
    return inquiry


@transaction.atomic
def keep_inquiry_draft(*, key: int, text: str, by: "Person", at: datetime) -> None:
    """What somebody has written so far, also once another was faster. Raises NoSuchInquiry, TooLong.

    Not in the audit record: it is saved every few seconds, and nothing has been done yet.
    """
    if len(text) > terms.LONGEST_REPLY:
        raise TooLong(f"{len(text)} characters; {terms.LONGEST_REPLY} at most")
    row = selectors.inquiry_read_by(viewer=by, key=key, at=at)
    InquiryReader.objects.filter(pk=row.pk).update(draft=text)


def _read(key: int, by: "Person", at: datetime) -> Inquiry:
    """One that the person reads, with its case held. Raises NoSuchInquiry, InquiryIsSettled."""
    held = locked(selectors.inquiry_read_by(viewer=by, key=key, at=at).inquiry.case)
    inquiry = selectors.inquiry_read_by(viewer=by, key=key, at=at).inquiry
    return demand_standing(inquiry, held)
