"""Who works in the demo today: pledges signed, two not yet, and the means to sign in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from servewell.base import keys
from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import entries, words
from servewell.project.demo.sign_ins import ACTIVATION_CODE, DemoSignIn
from servewell.rooms.commitments import selectors as commitments_asked
from servewell.rooms.commitments import services as commitments
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.standards import selectors as standards_asked
from servewell.rooms.standards import services as standards

SIGNING_DAYS = 400  # so many people sign on days of their own, all after the company was founded


def message_of_the_year(*, founded: Founded, at: datetime) -> None:
    """This year's message, published on its first day."""
    (message,) = entries(shelf.book("four-aspects/messages")["messages"])
    standards.publish_message(
        unit=founded.units["group"],
        year=at.year,
        line=words(message["line"]),
        text=words(message["text"]),
        by=HOUSE,
        at=at.replace(month=1, day=1),
    )


def handbook_is_published(*, founded: Founded, founded_at: datetime, at: datetime) -> None:
    """The first edition a month after the founding; the next with this year's message, on its second day or today."""
    group = founded.units["group"]
    for moment in (founded_at + timedelta(days=30), min(at.replace(month=1, day=2), at)):
        passages = standards_asked.handbook_now(unit=group.pk, on=moment.date())
        seen = standards_asked.digest_of(passages=passages)
        standards.publish_edition(unit=group, seen=seen, by=HOUSE, at=moment)


def pledges_are_signed(*, founded: Founded, at: datetime) -> None:
    """Everyone who works here already has signed, on their first day; who starts next week has not."""
    written = shelf.book("demo/own_words")
    for number, posting in enumerate(founded.postings):
        if posting.from_on > at.date():
            continue
        person = posting.person
        signed_at = at - timedelta(days=300 + number % SIGNING_DAYS)
        choices: Sequence[str] = written[person.language]  # type: ignore[assignment]  # the YAML's shape
        version = commitments_asked.pledge_for(viewer=person, code="service-pledge")
        commitments.sign(
            version=version,
            language=person.language,
            own_words=choices[number % len(choices)],
            typed_name=person.name,
            by=person,
            at=signed_at,
        )


def sign_ins(*, home: Path, at: datetime) -> list[DemoSignIn]:
    """One of each kind of user gets the means to sign in; the new hire gets a printed code."""
    made = [
        _password("1001", "executive: is the promise kept, and where not", at),
        _password("1005", "writer: the letters that wait for an answer", at),
        _password("1501", "leader of Station Hotel Boston", at),
        _password("1101", "leader of Harbour Hotel Shanghai (简体中文)", at),
        _password("1006", "quality lead: files with what customers said elsewhere", at),
        _password("1002", "host: units, people, channels", at),
        _pin("1102", "front desk, no e-mail: signs in with staff number and PIN (简体中文)", at),
    ]
    newcomer = people_asked.person_by_number(number="1120")
    if newcomer is not None:
        code = people.print_activation_code(person=newcomer, by=HOUSE, at=at)
        made.append(DemoSignIn("starts next week, no e-mail: open /activate on a phone", "1120", code, ACTIVATION_CODE))
    return made


def _password(number: str, who: str, at: datetime) -> DemoSignIn:
    secret = keys.token(length=12)
    person = people_asked.person_by_number(number=number)
    if person is not None:
        people.give_sign_in(person=person, password=secret, by=HOUSE, at=at)
    return DemoSignIn(who, number, secret, "password")


def _pin(number: str, who: str, at: datetime) -> DemoSignIn:
    person = people_asked.person_by_number(number=number)
    secret = "".join(str(int(digit, 16) % 10) for digit in keys.digest(keys.token())[:6])
    if person is not None:
        code = people.print_activation_code(person=person, by=HOUSE, at=at)
        people.activate(number=number, code=code, pin=secret, at=at)
    return DemoSignIn(who, number, secret, "PIN")
