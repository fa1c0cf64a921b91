"""The company that the browser tests look at: as shipped, with two years of answers and a case in each language."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoDbBlocker

from servewell.base import today
from servewell.base.permissions import HOUSE, all_powers
from servewell.project.demo.company import Founded, found
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import services as insight
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person
from servewell.rooms.voice import services as voice
from servewell.rooms.voice import terms as kinds
from servewell.rooms.voice.models import Voice
from tests import emptied
from tests.builders import a_person, a_voice, some_answers
from tests.builders.causes import a_cause
from tests.builders.world import Stand, a_stand

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)  # ten in the morning at the desk in Shanghai
PASSWORD = "a quiet harbour"
HERE = "station-hotel"
EVERYTHING = "9999"
LETTERS = {
    "en": "We waited forty minutes and nobody looked up. The queue went out of the door.",
    "zh-Hans": "等了四十分钟，没有人抬头看我们一眼。队伍一直排到门外。",
    "zh-Hant": "等了四十分鐘，沒有人抬頭看我們一眼。隊伍一直排到門外。",
    "es": "Esperamos cuarenta minutos y nadie levantó la vista. La cola llegaba hasta la calle.",
}


@dataclass(frozen=True)
class Company:
    """``letters`` are the cases of this morning, by language; ``stand`` fills the parts of addresses."""

    founded: Founded
    letters: Mapping[str, int]
    stand: Stand
    address: str = ""

    def served_at(self, address: str) -> "Company":
        return replace(self, address=address)

    def sign_in_of(self, number: str) -> Person:
        """A person who has a password from now on."""
        person = people_asked.person_by_number(number=number)
        assert person is not None, f"the demo company has no {number}"
        if person.sign_in is None or not person.sign_in.has_usable_password():
            people.give_sign_in(person=person, password=PASSWORD, by=HOUSE, at=MONDAY)
        return person


@contextmanager
def a_lively_company(blocker: DjangoDbBlocker) -> Iterator[Company]:
    """On a clock that stands still. Its rows are committed, and taken away at the end."""
    with pytest.MonkeyPatch.context() as clock, blocker.unblock():
        clock.setattr(today, "now", lambda: MONDAY)
        try:
            yield _founded()
        finally:
            emptied.now()


def _founded() -> Company:
    founded = found(at=MONDAY - timedelta(days=800), today=MONDAY.date())
    for code in (HERE, "harbour-hotel"):
        voice.take_in_history(channel=founded.channels[code], voices=list(_two_years()), by=HOUSE, at=MONDAY)
    a_cause()
    letters = {language: _a_letter(founded, language, text) for language, text in LETTERS.items()}
    a_person("Ω Everything", *all_powers(), unit=founded.units["group"], number=EVERYTHING)
    insight.rebuild(at=MONDAY)
    return Company(founded=founded, letters=letters, stand=_stand(founded, letters["en"]))


def _two_years() -> Iterator[voice.PastVoice]:
    """A dozen answers a month, the last months worse than those before."""
    for number in range(23 * 12):
        worse = 2 if number > 20 * 12 else 0
        answers = some_answers(5 - (number * 7 + worse) % 4, respect=5, effective=4 - worse, communication=4)
        at = datetime(
            2024 + (number // 12 + 11) // 12, (number // 12 + 11) % 12 + 1, 2 + number % 12 * 2, 4, tzinfo=UTC
        )
        yield voice.PastVoice(submission=UUID(int=number + 1), posted=answers, language="en", at=at)


def _a_letter(founded: Founded, language: str, text: str) -> int:
    said = a_voice(
        founded.channels[HERE], 1, words=text, email=f"{language}@example.com", language=language, respect=2,
        effective=1, at=MONDAY - timedelta(hours=3),
    )  # fmt: skip
    return cases.case_of_voice(voice=said.pk, viewer=HOUSE).pk


def _stand(founded: Founded, case: int) -> Stand:
    channel = founded.channels[HERE]
    personal = voice.open_channel(
        unit=channel.unit, instrument=channel.instrument, kind=kinds.PERSONAL_LINK, slug="by-mail", language="en",
        by=HOUSE, at=MONDAY,
    )  # fmt: skip
    worker = people_asked.person_by_number(number="1502")
    assert worker is not None
    heard = Voice.objects.get(pk=cases.case_for(viewer=HOUSE, number=case).voice_id)
    return a_stand(channel, personal, person=worker, said=heard, at=MONDAY)
