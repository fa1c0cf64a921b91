"""Cases, and what becomes of their answers."""

from collections.abc import Mapping
from datetime import date, datetime, time

from servewell.base.permissions import HOUSE
from servewell.engines.clocks import Calendar, Opening
from servewell.rooms.cases import rules, selectors, services, terms
from servewell.rooms.cases.models import Case, Delivery, Inquiry, LedgerLine, Point, Policy, SavedView
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice.models import Channel
from tests.builders.company import LONG_AGO, a_company, a_person
from tests.builders.voice import a_channel, a_voice


def a_calendar(*, zone: str = "UTC", holidays: frozenset[date] = frozenset()) -> Calendar:
    """Monday to Friday from nine to five."""
    openings = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(5))
    return Calendar(code="desk", version=1, zone=zone, openings=openings, holidays=holidays)


def a_policy(
    unit: Unit | None = None, *, calendar: Calendar | None = None, answer_minutes: int = 480, bar: float = 0.25,
    at: datetime = LONG_AGO,
) -> Policy:  # fmt: skip
    return services.set_policy(
        unit=unit or a_company(), calendar=calendar or a_calendar(), answer_minutes=answer_minutes, obligation_days=14,
        bar=bar, by=HOUSE, at=at,
    )  # fmt: skip


def a_writer(name: str = "Ann", *, unit: Unit | None = None, language: str = "en") -> Person:
    return a_person(name, rules.SEE, rules.ANSWER, rules.ASSIGN, unit=unit, language=language)


def an_open_case(
    channel: Channel | None = None, *, at: datetime, words: str = "Forty minutes in the line. Nobody looked up.",
    email: str = "elena@example.com", language: str = "en",
) -> Case:  # fmt: skip
    """The case of a customer who had a bad time; without ``email`` they cannot be reached."""
    voice = a_voice(channel or a_channel(), 1, at=at, words=words, email=email, language=language)
    return selectors.case_of_voice(voice=voice.pk, viewer=HOUSE)


def a_shared_view(unit: Unit, *, name: str = "Late ones", query: str = "due=overdue", at: datetime) -> SavedView:
    """A list that who leads the unit's writers keeps for all who see its cases."""
    lead = a_person(f"Lead of {unit.code}", rules.SEE, rules.ASSIGN, unit=unit, number=f"lead-{unit.code}"[:20])
    return services.save_view(name=name, query=query, unit=unit.pk, by=lead, at=at)


def a_point(
    case: Case, passage: str = "Nobody looked up", *, kind: terms.PointKind = terms.PointKind.COMPLAINT, by: Person,
    at: datetime,
) -> Point:  # fmt: skip
    """One matter that a writer marks in the customer's words."""
    return services.mark_point(case=case, kind=kind, passage=passage, by=by, at=at)


def a_leader(name: str, unit: Unit, *, at: datetime = LONG_AGO) -> Person:
    """Somebody who leads the unit and may see no case."""
    return a_person(name, people_rules.SEE_TEAM, unit=unit, at=at)


def an_inquiry(
    case: Case, unit: Unit | None = None, *, by: Person, at: datetime, question: str = "Since when is the shower cold?",
    shows: services.Shown = services.NOTHING, person: Person | None = None, minutes: int | None = None,
) -> Inquiry:  # fmt: skip
    """What a writer asks a unit, or one person."""
    return services.inquire(
        case=case, unit=unit, person=person, question=question, shows=shows, minutes=minutes, by=by, at=at
    )


def a_waiting_answer(by: Person, *, at: datetime, text: str = "You asked why, so I went to find out.") -> Delivery:
    """An answer that is written and has not left; no mail server is set in tests unless they set one."""
    case = an_open_case(at=at)
    services.answer(case=case, text=text, by=by, at=at)
    found = selectors.delivery_of(viewer=HOUSE, case=case)
    assert found is not None
    return found


def mail_settings(port: int, *, timeout_seconds: float = 5) -> Mapping[str, object]:
    """For ``settings.MAIL``: a server on loopback."""
    return {
        "host": "127.0.0.1", "port": port, "user": "", "password": "", "security": "none",
        "timeout_seconds": timeout_seconds, "sender": "care@example.com",
    }  # fmt: skip


def how_it_stands(delivery: Delivery) -> tuple[str, str, list[str]]:
    """The case's state, the delivery's, and what the ledger says since the answer was written."""
    now = Delivery.objects.select_related("case").get(pk=delivery.pk)
    stages = list(LedgerLine.objects.filter(case=now.case_id).order_by("pk").values_list("stage", flat=True))
    return now.case.state, now.state, stages[stages.index(terms.ANSWER_WRITTEN) + 1 :]
