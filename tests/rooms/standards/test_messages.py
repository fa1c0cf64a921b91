"""The message of the year: published ahead or late, corrected, and asked for while nobody has written it."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from pytest_django import Settings

from servewell.base import today
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.words import Words
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as people_services
from servewell.rooms.people.models import Unit
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.models import Message, MessageAsked
from servewell.rooms.standards.terms import Kind
from tests.builders import a_company, a_person, a_unit, mail_settings, words
from tests.engines.mail.smtp_servers import Keeper, free_port, running

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
# in Shanghai, where builders' companies stand, it is 2027 already, and in Lisbon not yet
NEW_YEAR_IN_SHANGHAI = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 3, 9, 0, tzinfo=UTC)


def a_message(
    line: str | Words = "Listen first.", *, year: int = 2026, unit: Unit | None = None, text: str = "All year.",
    at: datetime = NOVEMBER, by: object = HOUSE,
) -> Message:  # fmt: skip
    said = line if isinstance(line, Words) else words(line)
    return services.publish_message(
        unit=unit or a_company(), year=year, line=said, text=words(text), by=by, at=at  # type: ignore[arg-type]
    )  # fmt: skip


def line_of(unit: Unit, at: datetime) -> str | None:
    held = selectors.message_for(unit=unit.pk, on=today.day_in(unit.zone, at=at))
    return str(held.line) if held else None


def asked(at: datetime) -> list[tuple[str, int, list[str]]]:
    found = selectors.messages_unwritten(at=at)
    return [(each.unit.code, each.year, [person.name for person in each.persons]) for each in found]


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOVEMBER)


def test_s4_published_ahead_it_holds_from_the_first_of_january_where_a_unit_is() -> None:
    lisbon = a_unit("lisbon", under=a_company(), zone="Europe/Lisbon")
    a_message("This year's.")
    a_message("Next year's.", year=2027)

    assert [line_of(unit, NOVEMBER) for unit in (a_company(), lisbon)] == ["This year's."] * 2
    assert [line_of(unit, NEW_YEAR_IN_SHANGHAI) for unit in (a_company(), lisbon)] == ["Next year's.", "This year's."]


def test_s4_a_late_one_holds_at_once_and_the_years_before_stay() -> None:
    a_message("The first.")
    a_message("Late.", year=2027, at=FEBRUARY)

    held = selectors.messages_held(unit=a_company().pk, on=FEBRUARY.date())
    assert [(each.year, str(each.line)) for each in held] == [(2027, "Late."), (2026, "The first.")]
    assert line_of(a_company(), NOVEMBER) == "The first."


@pytest.mark.parametrize("year", [2025, 2028])
def test_a_message_is_for_this_year_or_the_next(year: int) -> None:
    with pytest.raises(services.YearIsNotNow, match="2026 or 2027"):
        a_message(year=year)


def test_before_its_year_a_message_is_corrected_whole_and_its_versions_stay() -> None:
    a_message("Listen.", year=2027)
    a_message("Listen first.", year=2027, text="Before you act.")

    kept = [(one.version, str(one.line), str(one.text)) for one in Message.objects.order_by("version")]
    assert kept == [(1, "Listen.", "All year."), (2, "Listen first.", "Before you act.")]
    assert line_of(a_company(), NEW_YEAR_IN_SHANGHAI) == "Listen first."


def test_once_its_year_has_begun_anywhere_the_line_stands_and_the_rest_is_mended() -> None:
    lisbon = a_unit("lisbon", under=a_company(), zone="Europe/Lisbon")
    for unit in (a_company(), lisbon):
        a_message("Listen first.", year=2027, unit=unit)
    mended = Words(texts={"en": "Listen first.", "es": "Primero escucha."})
    a_message(mended, year=2027, text="Before you act.", at=NEW_YEAR_IN_SHANGHAI)

    refused = [("Act first.", a_company()), (Words(texts=mended.texts, source="es"), a_company()), ("Act!", lisbon)]
    for line, unit in refused:
        with pytest.raises(services.YearHasItsMessage, match="2027"):
            a_message(line, year=2027, unit=unit, at=NEW_YEAR_IN_SHANGHAI)
    held = selectors.message_for(unit=a_company().pk, on=date(2027, 1, 1))
    assert held is not None
    assert (held.version, held.line, str(held.text)) == (2, mended, "Before you act.")


def test_a_draft_of_a_message_is_published_by_whoever_publishes_there(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    wendy = a_person("Wendy", rules.PUBLISH, unit=west)
    writing = services.Writing(kind=Kind.MESSAGE, text=words("All year."), name=words("Be on time."), code="2027")
    draft = services.save_draft(unit=west, writing=writing, base=0, by=wendy, at=now)
    services.publish_draft(draft=draft, by=wendy, at=now)

    found = selectors.history(unit=west.pk, kind=Kind.MESSAGE, code="2027")
    assert [(one.number, str(one.name)) for one in found] == [(1, "Be on time.")]
    with pytest.raises(NotAllowed):
        a_message(unit=a_company(), by=wendy)


def test_a_draft_is_listed_until_its_year_is_over_where_its_unit_is(now: datetime) -> None:
    lisbon = a_unit("lisbon", under=a_company(), zone="Europe/Lisbon")
    kim = a_person("Kim", rules.PUBLISH)
    for unit in (a_company(), lisbon):
        for year in ("2026", "2027"):
            writing = services.Writing(kind=Kind.MESSAGE, text=words("All year."), name=words("Late."), code=year)
            services.save_draft(unit=unit, writing=writing, base=0, by=kim, at=now)

    found = selectors.drafts(viewer=kim, at=NEW_YEAR_IN_SHANGHAI)
    assert sorted((each.unit.code, each.code) for each in found) == [
        ("company", "2027"), ("lisbon", "2026"), ("lisbon", "2027"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 10, 31, 9, 0, tzinfo=UTC), []),
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), [("company", 2027, ["Kim"]), ("west", 2027, ["Wendy"])]),
        (datetime(2027, 1, 31, 9, 0, tzinfo=UTC), [("company", 2027, ["Kim"]), ("west", 2027, ["Wendy"])]),
        (FEBRUARY, [("company", 2027, ["Kim"])]),
    ],
)
def test_s4_the_next_message_is_asked_for_from_november_of_those_who_publish_nearest(
    at: datetime, expected: list[tuple[str, int, list[str]]]
) -> None:
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    a_message()
    for unit in (west, east):
        a_message(unit=unit)
    a_message(year=2027, unit=east)
    a_person("Kim", rules.PUBLISH)
    a_person("Wendy", rules.PUBLISH, unit=west)

    assert asked(at) == expected


def test_s4_it_stands_among_what_they_have_to_do_is_said_plainer_and_ends_by_itself() -> None:
    a_message()
    kim, wendy = (
        a_person("Kim", rules.PUBLISH),
        a_person("Wendy", rules.PUBLISH, unit=a_unit("west", under=a_company())),
    )

    services.ask_for_messages(at=NOVEMBER)

    def todo(at: datetime) -> list[tuple[str, str]]:
        return [(each.title, each.state) for each in selectors.todo_for(person=kim, at=at)]

    written = "Write the message of 2027 for Company"
    late = datetime(2027, 1, 21, 9, 0, tzinfo=UTC)
    assert [todo(at) for at in (NOVEMBER, NEW_YEAR_IN_SHANGHAI, late)] == [
        [(written, "open")], [(written, "overdue")], [("Company still has no message for 2027", "overdue")],
    ]  # fmt: skip
    assert selectors.todo_for(person=wendy, at=NOVEMBER) == []
    a_message(year=2027)
    assert todo(NOVEMBER) == []


def test_s4_of_a_unit_below_it_ends_with_january_or_when_they_publish_there_no_more() -> None:
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    for unit in (west, east):
        a_message(unit=unit)
    wendy, ella = (a_person(name, rules.PUBLISH, unit=unit) for name, unit in (("Wendy", west), ("Ella", east)))
    services.ask_for_messages(at=NOVEMBER)
    (grant,) = people.own_grants(person=ella)
    people_services.end_grant(grant=grant, on=NOVEMBER.date() - timedelta(days=1), by=HOUSE, at=NOVEMBER)

    days = (NOVEMBER, datetime(2027, 1, 31, 9, 0, tzinfo=UTC), FEBRUARY)
    assert [[each.path for each in selectors.todo_for(person=wendy, at=at)] for at in days] == [
        ["/promises/west/messages/2027"], ["/promises/west/messages/2027"], [],
    ]  # fmt: skip
    assert selectors.todo_for(person=ella, at=NOVEMBER) == []


def test_s4_each_is_asked_by_mail_once_in_their_own_language(settings: Settings) -> None:
    a_person("Kim", rules.PUBLISH, email="kim@example.com", language="es")
    a_person("Lee", rules.PUBLISH, email="")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        sent = [services.ask_for_messages(at=at) for at in (NOVEMBER, NOVEMBER, FEBRUARY)]

    letter = message_from_bytes(keeper.taken[0].content, policy=policy.default)
    assert (sent, len(keeper.taken), letter["To"]) == ([1, 0, 0], 1, "kim@example.com")
    assert letter["Subject"] == "El mensaje de 2027 de Company aún no está escrito"
    assert "si se publica más tarde, vale desde ese momento" in letter.get_content().replace("\n", " ")
    assert "/promises/company/messages/2027" in letter.get_content()


def test_whom_the_mail_server_could_not_take_is_asked_again(settings: Settings) -> None:
    a_person("Kim", rules.PUBLISH, email="kim@example.com")
    settings.MAIL = mail_settings(free_port(), timeout_seconds=1)

    assert services.ask_for_messages(at=NOVEMBER) == 0
    assert list(MessageAsked.objects.values_list("mailed_at", flat=True)) == [None]
