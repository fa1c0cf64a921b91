"""Letters of the last days that ask for an answer: half are answered, one is overdue, two are due next, one is new."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.conf import settings

from servewell.base.permissions import HOUSE
from servewell.engines.clocks import service_deadline
from servewell.project.demo import asked_within, mailbox, shelf
from servewell.project.demo.company import ANSWER_WITHIN, Founded, calendar
from servewell.project.demo.history import ITEMS
from servewell.project.demo.shelf import Entry, entries, text
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.cases import services as cases
from servewell.rooms.cases.terms import PointKind
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import services as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

WRITERS = {"en": "1005", "es": "1005", "zh-Hans": "1004", "zh-Hant": "1004"}
LONGEST_HOLIDAY_DAYS = 12
LOOKED_AT_AFTER, ASKED_AFTER = timedelta(minutes=4), timedelta(minutes=12)


@dataclass(frozen=True)
class Letter:
    """``answer`` is empty where the customer still waits; ``points`` are marked in it, each a kind and its words, and
    ``asks`` is what a department is asked.

    ``kind`` is what its writer says that it is; empty where nobody has said so yet.
    """

    code: str
    unit: str
    language: str
    posted: Mapping[str, Sequence[str]]
    arrived_at: datetime
    answer: str
    points: Sequence[tuple[str, str]]
    asks: Entry | None
    kind: str = ""


def arrive(*, founded: Founded, home: Path, at: datetime) -> None:
    """Each comes in through its unit's survey and becomes a case; answers leave by SMTP, into the demo's mailbox."""
    with mail_goes_to(home / "demo-mail"):
        for letter in drawn_up(at=at):
            heard = voice.receive_survey(
                channel=founded.channels[letter.unit],
                invitation=None,
                submission=uuid.uuid5(uuid.NAMESPACE_URL, letter.code),
                posted=letter.posted,
                language=letter.language,
                at=letter.arrived_at,
            )
            if letter.kind:
                _say_kind(letter, heard.pk)
            if letter.answer:
                _answer(letter, heard.pk, at)
            else:
                _look_into(letter, heard.pk, founded)


def _say_kind(letter: Letter, heard: int) -> None:
    """Where a receipt is owed it has left by now."""
    case = cases_asked.case_of_voice(voice=heard, viewer=HOUSE)
    looked_at = letter.arrived_at + LOOKED_AT_AFTER
    cases.set_kind(case=case, kind=letter.kind, by=writer_of(letter.language), at=looked_at)
    receipt = cases_asked.receipt_of(viewer=HOUSE, case=case)
    if receipt is not None:
        cases.hand_over(delivery=receipt.pk, at=looked_at + timedelta(minutes=1))


def _look_into(letter: Letter, heard: int, founded: Founded) -> None:
    """Somebody has read it, marked what it is about and asked who knows more."""
    case = cases_asked.case_of_voice(voice=heard, viewer=HOUSE)
    looked_at, writer = letter.arrived_at + LOOKED_AT_AFTER, writer_of(letter.language)
    for kind, words in letter.points:
        cases.mark_point(
            case=case,
            kind=PointKind(kind),
            passage=words,
            by=writer,
            at=looked_at,
        )
    if letter.asks:
        asked_within.ask(case, letter.asks, units=founded.units, writer=writer, at=letter.arrived_at + ASKED_AFTER)


def _answer(letter: Letter, heard: int, at: datetime) -> None:
    case = cases_asked.case_of_voice(voice=heard, viewer=HOUSE)
    writer = writer_of(letter.language)
    cases.assign(case=case, to=writer, by=HOUSE, at=letter.arrived_at)
    answered_at = min(case.due_at - timedelta(minutes=95), at - timedelta(minutes=40))
    cases.answer(case=case, text=letter.answer, by=writer, at=answered_at)
    delivery = cases_asked.delivery_of(viewer=HOUSE, case=case)
    if delivery is not None:
        cases.hand_over(delivery=delivery.pk, at=answered_at + timedelta(minutes=1))


def writer_of(language: str) -> "Person":
    """Who answers in this language. Raises LookupError."""
    writer = people.person_by_number(number=WRITERS[language])
    if writer is None:
        raise LookupError(f"the demo company has no writer for {language}")
    return writer


@contextmanager
def mail_goes_to(folder: Path) -> Iterator[None]:
    """Until the demo is made its mailbox is not in the settings."""
    kept = dict(settings.MAIL)
    with mailbox.open_for_a_while(folder) as port:
        settings.MAIL.update(host="127.0.0.1", port=port, user="", password="", security="none")
        try:
            yield
        finally:
            settings.MAIL.update(kept)


def drawn_up(*, at: datetime) -> list[Letter]:
    """The letters in the order in which they arrived."""
    answers = {text(one["letter"]): text(one["text"]) for one in entries(shelf.book("demo/words")["answers"])}
    written = entries(shelf.book("demo/words")["letters"])
    answered = [one for one in written if text(one["code"]) in answers]
    waiting = [one for one in written if text(one["code"]) not in answers]
    arrivals = dict(zip([text(one["code"]) for one in answered], _long_enough_ago(at), strict=False))
    arrivals |= dict(zip([text(one["code"]) for one in waiting], _for_the_first_screen(at), strict=False))
    letters = [
        Letter(
            code=text(one["code"]),
            unit=text(one.get("unit")) or _unit_that_speaks(text(one["language"])),
            language=text(one["language"]),
            posted=_posted(one),
            arrived_at=arrivals[text(one["code"])],
            answer=answers.get(text(one["code"]), ""),
            kind=text(one.get("letter_kind")),
            points=[(text(point["kind"]), text(point["text"])) for point in entries(one.get("points", []))],
            asks=cast("Entry | None", one.get("asks")),
        )
        for one in written
        if text(one["code"]) in arrivals
    ]
    return sorted(letters, key=lambda letter: letter.arrived_at)


def _long_enough_ago(at: datetime) -> Iterator[datetime]:
    """Arrivals whose answers were due on the last days, one after the other."""
    for days in range(1, 20):
        yield _latest_arrival(at, due_until=at - timedelta(days=days), minute=11 * days % 60)


def _for_the_first_screen(at: datetime) -> Iterator[datetime]:
    """Due next, new, overdue, due next; and then further new ones."""
    due_next = _arrival_due_next(at)
    yield due_next
    yield at - timedelta(hours=2, minutes=10)
    yield _latest_arrival(at, due_until=at - timedelta(days=1), minute=25)
    yield due_next - timedelta(minutes=50)
    for hours in range(3, 20):
        yield at - timedelta(hours=hours, minutes=35)


def _arrival_due_next(at: datetime) -> datetime:
    """When a letter came in whose answer is due today, or on the next day on which the desk is open."""
    zone = calendar().zone_info()
    midnight = datetime.combine(at.astimezone(zone).date(), time(), zone)
    for days in range(1, LONGEST_HOLIDAY_DAYS):
        arrived_at = _latest_arrival(at, due_until=midnight + timedelta(days=days), minute=5)
        if _due_at(arrived_at) > at + timedelta(minutes=50):
            return arrived_at
    raise LookupError(f"the demo's customer desk does not open within {LONGEST_HOLIDAY_DAYS} days")


def _latest_arrival(at: datetime, *, due_until: datetime, minute: int) -> datetime:
    arrived_at = (at - timedelta(hours=1)).replace(minute=minute, second=0, microsecond=0)
    while _due_at(arrived_at) > due_until:
        arrived_at -= timedelta(hours=1)
    return arrived_at


def _due_at(arrived_at: datetime) -> datetime:
    due_at = service_deadline(calendar=calendar(), started_at=arrived_at, budget=ANSWER_WITHIN).due_at
    if due_at is None:
        raise AssertionError("a clock that is not paused comes to an end")
    return due_at


def _unit_that_speaks(language: str) -> str:
    units = entries(shelf.book("demo/company")["units"])
    return next(text(unit["code"]) for unit in units if unit["language"] == language and "stays_per_month" in unit)


def _posted(letter: shelf.Entry) -> dict[str, Sequence[str]]:
    """The aspect that the letter is about gets the worst answer."""
    marks = {item: ["1" if aspect == letter["aspect"] else "3"] for aspect, item in ITEMS.items()}
    name = text(letter["name"]).lower().replace(" ", ".")
    address = name if name.isascii() else text(letter["code"])
    return {
        "overall": ["2"],
        **marks,
        "words": [text(letter["text"])],
        "answer": ["true"],
        "email": [f"{address}@example.com"],
    }
