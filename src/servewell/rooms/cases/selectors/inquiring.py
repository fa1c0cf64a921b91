"""Questions to departments: beside their case for its writers, and alone for whoever was asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import Case, Inquiry, InquiryReader, LedgerLine
from servewell.rooms.cases.selectors.asked import title_of
from servewell.rooms.cases.selectors.passages import cut_out
from servewell.rooms.cases.selectors.sight import hidden_from
from servewell.rooms.cases.selectors.who import Who, behind
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

SAID_BETWEEN = (
    terms.INQUIRY_ASKED_BACK, terms.INQUIRY_REPLIED, terms.INQUIRY_HANDED_ON, terms.INQUIRY_PASSED,
    terms.INQUIRY_EXTENDED, terms.INQUIRY_WITHDRAWN,
)  # fmt: skip
MOST_LISTED = 50


class NoSuchInquiry(Exception):
    """No question has that number, or others were asked."""


@dataclass(frozen=True)
class SeenInquiry:
    """``is_read``: somebody who works here has it before them today."""

    inquiry: Inquiry
    is_read: bool


@dataclass(frozen=True)
class AskedInquiry:
    """As whoever was asked reads it. ``said`` is what was written between them and the writer, in its order.

    ``who`` is the customer, where they are shown and as far as whoever asks may know them.
    """

    inquiry: Inquiry
    words: Sequence[voice.Spoken]
    who: Who
    said: Sequence[LedgerLine]
    draft: str


def inquiries_in(*, ledger: Sequence[LedgerLine]) -> list[SeenInquiry]:
    """For whoever sees the case and its ``ledger``, as ``story_for`` has it. No query of its own."""
    made = [line for line in ledger if line.stage == terms.INQUIRY_MADE and line.inquiry is not None]
    return [SeenInquiry(line.inquiry, bool(vars(line)["is_read"])) for line in made if line.inquiry is not None]


def inquiry_of(*, case: Case, number: int) -> Inquiry:
    """For whoever sees the case. Raises NoSuchInquiry."""
    found = _whole(Inquiry.objects.filter(case=case, number=number)).first()
    if found is None:
        raise NoSuchInquiry(f"case {case.pk} has no inquiry {number}")
    return found


def is_due_after(*, inquiry: Inquiry, case: Case) -> bool:
    """Whether nobody need answer it before its case is due.

    So it is where whoever was asked is closed until then. They keep their own time all the same: with the case's they
    would be late, and called on, for hours in which nobody was there. Its writer is told, and may ask somebody else.
    """
    return inquiry.state in terms.STANDING_INQUIRIES and inquiry.due_at > case.due_at


def words_shown(*, inquiry: Inquiry, words: Sequence[voice.Spoken]) -> list[voice.Spoken]:
    if inquiry.shows_whole:
        return list(words)
    cut = (cut_out(words=words, text=text, begins=begins, ends=ends) for text, begins, ends in inquiry.passages)
    return [each for each in cut if each is not None]


def said_between(*, inquiry: Inquiry) -> list[LedgerLine]:
    """What the case's ledger holds of one question: asked back, replied, handed on, given more time."""
    return list(LedgerLine.objects.filter(inquiry=inquiry, stage__in=SAID_BETWEEN).order_by("pk"))


def said_among(*, lines: Iterable[LedgerLine], inquiry: Inquiry) -> list[LedgerLine]:
    """As ``said_between``, of the lines of a case that are there already."""
    return [line for line in lines if line.stage in SAID_BETWEEN and line.inquiry_id == inquiry.pk]


def inquiry_read_by(*, viewer: "Person", key: int, at: datetime) -> InquiryReader:
    """Raises NoSuchInquiry, also where others were asked."""
    row = _rows_of(viewer).filter(inquiry__in=Inquiry.objects.filter(pk=key)).first()
    if row is None:
        raise NoSuchInquiry(f"inquiry {key} was not put to {viewer.name}")
    return row


def inquiry_asked(*, viewer: "Person", key: int, at: datetime) -> AskedInquiry:
    """Raises NoSuchInquiry."""
    row = inquiry_read_by(viewer=viewer, key=key, at=at)
    inquiry = row.inquiry
    is_sealed = bool(voice.are_sealed(voices=[inquiry.case.voice_id]))
    words = () if is_sealed else voice.spoken(voice=inquiry.case.voice_id, viewer=HOUSE)
    shows_customer = inquiry.shows_customer and not is_sealed
    return AskedInquiry(
        inquiry=inquiry,
        words=words_shown(inquiry=inquiry, words=words),
        who=behind(viewer=inquiry.asked_by, case=inquiry.case) if shows_customer else Who(),
        said=said_between(inquiry=inquiry),
        draft=row.draft,
    )


def inquiries_read_by(*, viewer: "Person", at: datetime) -> list[Inquiry]:
    """What the viewer is asked and nobody has answered yet, due first."""
    rows = _rows_of(viewer).filter(inquiry__state__in=terms.STANDING_INQUIRIES).order_by("inquiry__due_at", "inquiry")
    return [row.inquiry for row in rows[:MOST_LISTED]]


def question_in_short(*, text: str) -> str:
    """As a case is called by its first sentence, with the sign of a question where it is one."""
    title = title_of(text=text)
    return title + next((sign for sign in "?？" if f"{title}{sign}" in text), "")


def knows_customer(*, viewer: "Person", case: Case) -> bool:
    """Whether the viewer may know who wrote, or how to reach them."""
    who = behind(viewer=viewer, case=case)
    return bool(who.name or who.address)


def units_to_ask() -> "list[Unit]":
    """Every unit that stands today, by code."""
    return people.units_seen(viewer=HOUSE, power=rules.ANSWER)


def rows_told(viewer: Actor, at: datetime) -> QuerySet[InquiryReader]:
    """For this room: what waits for the viewer, and what was just withdrawn."""
    just_ended = Q(inquiry__state=terms.InquiryState.WITHDRAWN, inquiry__ended_at__gt=at - terms.WITHDRAWN_IS_TOLD_FOR)
    return _mine(viewer).filter(Q(inquiry__state=terms.InquiryState.OPEN) | just_ended)


def _rows_of(viewer: "Person") -> QuerySet[InquiryReader]:
    related = ("case__voice__customer", "case__unit", "unit", "person", "asked_by", "ended_by", "policy")
    return _mine(viewer).select_related(*(f"inquiry__{each}" for each in related))


def _mine(viewer: Actor) -> QuerySet[InquiryReader]:
    """Without those asked before their voice was sealed, of which the viewer may not know."""
    mine = InquiryReader.objects.filter(person__in=people.own_key(actor=viewer), until_at__isnull=True)
    known = ~Q(inquiry__case__voice__in=hidden_from(viewer=viewer))
    return mine.filter(Q(inquiry__is_of_harm=True) | known)


def _whole(inquiries: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    return inquiries.select_related("unit", "person", "asked_by", "ended_by", "policy")


def waiting_in(*, cases: Sequence[int]) -> Mapping[int, int]:
    """How many questions of each of these cases (numbers) nobody has answered yet; those without are left out."""
    standing = Inquiry.objects.filter(case__in=cases, state__in=terms.STANDING_INQUIRIES)
    counts: dict[int, int] = {}
    for case in standing.values_list("case", flat=True):
        counts[case] = counts.get(case, 0) + 1
    return counts
