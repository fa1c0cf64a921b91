"""Roles on pages: what they allow in words, who holds them, who would gain and lose, and who stands in for whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE, all_powers
from servewell.rooms.cases import rules as cases
from servewell.rooms.cases import selectors as selectors_of_cases
from servewell.rooms.cases import services as services_of_cases
from servewell.rooms.cases.models import Case
from servewell.rooms.people import rules, selectors, services
from servewell.rooms.people.models import Grant, Person
from servewell.rooms.voice import rules as voice
from tests.builders import a_browser, a_channel, a_company, a_person, a_policy, a_survey, a_unit, a_voice, words
from tests.builders.company import LONG_AGO
from tests.programmes.visitor import read

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TODAY, LAST = NOON.date(), NOON.date() + timedelta(days=6)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


def a_role(code: str, *powers: str) -> None:
    draft = services.RoleDraft(code=code, title=words(code.title()), powers=powers)
    services.define_roles(roles=[draft], by=HOUSE, at=LONG_AGO)


def titled(html: bytes) -> str:
    return next(read(html.decode()).all("h1")).text


def rows(html: bytes) -> list[str]:
    """The lines of who holds what, gains or loses."""
    found = [one for one in read(html.decode()).all("ul") if one.attributes.get("class") == "kit-todo"]
    return [each.text for one in found for each in one.all("li")]


def test_a_role_says_in_words_what_it_allows_and_who_holds_it_since_when() -> None:
    hotel = a_unit("hotel", under=a_company())
    browser = a_browser(a_person("Mae", rules.MANAGE, voice.READ, unit=hotel, number="1"))
    a_role("reader", voice.READ.code)
    role = selectors.role_by_code(code="reader")
    reader = a_person("Ray", unit=hotel, number="2")
    services.grant(person=reader, role=role, unit=hotel, from_on=TODAY, until_on=LAST, by=HOUSE, at=NOON)
    elsewhere = a_person("Out of sight", number="3")
    services.grant(person=elsewhere, role=role, unit=a_company(), from_on=TODAY, by=HOUSE, at=NOON)

    response = browser.get("/roles/reader")

    main = read(response.content.decode())
    powers = next(one for one in next(main.all("main")).all("ul"))
    assert (titled(response.content), [each.text for each in powers.all("li")]) == (
        "Reader",
        ["read what customers of the unit said"],
    )
    assert rows(response.content) == ["Ray 2 · Hotel · 16 November 2026 to 21 November 2026 " + END]


END = "End it : Ray Last day End it"


def test_a_manager_gives_a_role_until_a_last_day() -> None:
    browser = a_browser(a_person("Mae", rules.MANAGE, voice.READ))
    a_role("reader", voice.READ.code)
    reader = a_person("Ray", number="2222")

    response = browser.post(
        "/roles/grant",
        {"role": "reader", "number": "2222", "unit": "company", "from_on": TODAY, "last_on": LAST},
    )

    held = Grant.objects.get(person=reader)
    assert (response.status_code, response.headers["Location"]) == (303, "/roles/reader")
    assert (held.role.code, held.from_on, held.until_on) == ("reader", TODAY, LAST + timedelta(days=1))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"number": "0"}, "Nobody has the staff number 0."),
        ({"last_on": TODAY - timedelta(days=1)}, "The last day comes before the first."),
        (
            {"role": "writer"},
            "You may not give this away, for you do not have it yourself: answer customers of the unit.",
        ),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused_in_words(typed: dict[str, object], fault: str) -> None:
    browser = a_browser(a_person("Mae", rules.MANAGE, voice.READ))
    a_role("reader", voice.READ.code)
    a_role("writer", cases.ANSWER.code)
    a_person("Ray", number="2222")
    asked = {"role": "reader", "number": "2222", "unit": "company", "from_on": TODAY} | typed

    response = browser.post("/roles/grant", asked)

    assert (response.status_code, fault in read(response.content.decode()).text) == (422, True)
    assert Grant.objects.filter(person__number="2222").count() == 0


def test_a_manager_ends_a_grant_on_a_last_day() -> None:
    browser = a_browser(a_person("Mae", rules.MANAGE, voice.READ))
    reader = a_person("Ray", voice.READ)
    held = Grant.objects.get(person=reader)

    browser.post(f"/grants/{held.pk}/end", {"last_on": LAST})

    held.refresh_from_db()
    assert held.until_on == LAST + timedelta(days=1)


def test_the_last_day_of_a_role_is_offered_as_today_or_as_it_stands() -> None:
    browser = a_browser(a_person("Mae", rules.MANAGE, voice.READ))
    a_role("reader", voice.READ.code)
    role = selectors.role_by_code(code="reader")
    for name, days in [
        ("Ray", {"from_on": TODAY - timedelta(days=9)}),
        ("Soon", {"from_on": LAST}),
        ("Till", {"from_on": TODAY, "until_on": LAST}),
    ]:
        services.grant(person=a_person(name), role=role, unit=a_company(), by=HOUSE, at=NOON, **days)

    page = read(browser.get("/roles/reader").content.decode())

    offered = {one.attributes["value"] for one in page.all("input") if one.attributes.get("id", "").startswith("last-")}
    assert offered == {TODAY.isoformat(), LAST.isoformat(), (LAST - timedelta(days=1)).isoformat()}


def test_a_changed_role_is_shown_before_it_is_done() -> None:
    browser = a_browser(a_person("Mae", rules.MANAGE, voice.READ))
    reader = a_person("Ray", voice.READ, number="2222")
    code = Grant.objects.get(person=reader).role.code
    asked = {"code": code, "title-en": "Nobody much", "powers": []}

    foretold = browser.post("/roles/define", asked)
    before = selectors.role_seen(code=code).powers
    done = browser.post("/roles/define", asked | {"sure": "yes"})

    assert rows(foretold.content) == ["Ray 2222 · Company Loses: read what customers of the unit said"]
    assert (before, selectors.role_seen(code=code).powers, done.status_code) == ((voice.READ.code,), (), 303)
    assert str(selectors.role_seen(code=code).title) == "Nobody much"


def test_only_who_manages_the_whole_company_changes_a_role() -> None:
    browser = a_browser(a_person("Mae", rules.MANAGE, unit=a_unit("hotel", under=a_company())))
    a_role("reader")

    response = browser.post("/roles/define", {"code": "reader", "title-en": "Mine", "powers": [], "sure": "yes"})

    assert response.status_code == 422
    assert "only who manages the whole company changes it" in read(response.content.decode()).text
    assert str(selectors.role_seen(code="reader").title) == "Reader"


def test_somebody_sees_what_they_may_do_and_why() -> None:
    person = a_person("Ray", voice.READ)

    response = a_browser(person).get("/what-i-may")

    main = next(read(response.content.decode()).all("main"))
    assert titled(response.content) == "You may do 1 thing here"
    assert [each.text for each in main.all("p")] == ["Company · since 1 January 2020", "Whoever has it may:"]
    assert [each.text for each in main.all("li")] == ["read what customers of the unit said"]


def named(browser: Client, **typed: object) -> int:
    asked = {"number": "2222", "from_on": TODAY, "last_on": LAST} | typed
    return browser.post("/deputies", asked).status_code


def lent() -> list[tuple[str, str]]:
    found = Grant.objects.filter(lent_from__isnull=False).order_by("pk")
    return [(each.person.name, each.until_on.isoformat()) for each in found]


def test_a_person_names_a_deputy_until_a_day_and_takes_it_back() -> None:
    person = a_person("Ray", voice.READ)
    a_person("Dee", number="2222")
    browser = a_browser(person)
    own = Grant.objects.get(person=person)

    status = named(browser, grants=[own.pk])
    standing_in = lent()
    page = browser.get("/deputies")
    browser.post("/deputies/end", {"grant": Grant.objects.get(lent_from=own).pk})

    assert (status, standing_in, lent()) == (303, [("Dee", "2026-11-23")], [])
    assert rows(page.content)[0].startswith("Dee, in the role Role Company · 16 November 2026 to 22 November 2026")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"number": "1111"}, "nobody stands in for themselves"),
        ({"last_on": ""}, "This field is required."),
        ({"grants": []}, "This field is required."),
        ({"from_on": "2019-01-01"}, "A deputy holds a role no longer than it is held."),
        ({"from_on": "tomorrow"}, "Enter a valid date."),
    ],
)
def test_a_deputy_that_cannot_be_is_refused_in_words(typed: dict[str, object], fault: str) -> None:
    person = a_person("Ray", voice.READ, number="1111")
    a_person("Dee", number="2222")
    own = Grant.objects.get(person=person)
    asked = {"number": "2222", "from_on": TODAY, "last_on": LAST, "grants": [own.pk]} | typed

    response = a_browser(person).post("/deputies", asked)

    assert (response.status_code, fault in read(response.content.decode()).text, lent()) == (422, True, [])


def test_the_cases_of_an_absent_person_stand_on_the_day_of_their_deputy_and_the_answer_names_both() -> None:
    company = a_company()
    a_survey()
    a_policy(company)
    said = a_voice(
        a_channel(a_unit("hotel", under=company)), 1, words="Cold.", email="a@example.com", respect=2, at=NOON
    )
    case = selectors_of_cases.case_of_voice(voice=said.pk, viewer=HOUSE)
    absent, deputy = a_person("Ray", cases.SEE, cases.ANSWER), a_person("Dee", number="2222")
    services_of_cases.assign(case=case, to=absent, by=HOUSE, at=NOON)
    browser = a_browser(deputy)
    before = "for Ray" in read(browser.get("/").content.decode()).text
    named(a_browser(absent), grants=[Grant.objects.get(person=absent).pk])

    after = "for Ray" in read(browser.get("/").content.decode()).text
    services_of_cases.answer(case=case, text="Sorry.", by=Person.objects.get(pk=deputy.pk), at=NOON)

    wrote = selectors_of_cases.ledger_of(viewer=HOUSE, case=case)[-1].actor
    assert (before, after, selectors.names_of(actors=[wrote])) == (False, True, {wrote: "Dee for Ray"})


def test_a_leader_names_a_deputy_for_an_absent_person_of_the_unit() -> None:
    hotel = a_unit("hotel", under=a_company())
    leader = a_person("Lee", rules.DEPUTISE, unit=hotel)
    absent = a_person("Ray", voice.READ, unit=hotel, number="1111")
    a_person("Dee", number="2222")
    asked = {
        "number": "2222", "from_on": TODAY, "last_on": LAST, "grants": [Grant.objects.get(person=absent).pk],
    }  # fmt: skip

    response = a_browser(leader).post("/people/1111/deputy", asked)

    assert (response.status_code, lent()) == (303, [("Dee", "2026-11-23")])


def test_a_leader_is_not_offered_to_lend_what_rules_over_powers_and_they_lack() -> None:
    hotel = a_unit("hotel", under=a_company())
    leader = a_person("Lee", rules.DEPUTISE, unit=hotel)
    absent = a_person("Ray", voice.READ, rules.MANAGE, unit=hotel, number="1111")
    a_person("Dee", number="2222")
    asked = {
        "number": "2222", "from_on": TODAY, "last_on": LAST, "grants": [Grant.objects.get(person=absent).pk],
    }  # fmt: skip
    browser = a_browser(leader)

    page, answer = browser.get("/people/1111/deputy"), browser.post("/people/1111/deputy", asked)

    assert "There is no role to stand in for." in page.content.decode()
    assert (answer.status_code, lent()) == (422, [])


def who(response: object) -> list[list[str]]:
    main = next(read(response.content.decode()).all("main"))  # type: ignore[attr-defined]
    return [[next(one.all("h2")).text, *(each.text for each in one.all("li"))] for one in main.all("section")]


def test_a_case_and_its_voice_tell_who_may_see_them_and_why() -> None:
    company = a_company()
    a_survey()
    a_policy(company)
    hotel = a_unit("hotel", under=company)
    said = a_voice(a_channel(hotel), 1, words="Cold.", email="ann@example.com", respect=2, at=NOON)
    writer = a_person("Wen", cases.SEE, voice.READ, number="7")
    a_person("Ray", voice.READ, unit=hotel, number="8")
    a_person("Next door", voice.READ, cases.SEE, unit=a_unit("lodge", under=company))
    browser = a_browser(writer)

    voices, case = browser.get(f"/voices/{said.pk}/who"), browser.get(f"/cases/{Case.objects.get().pk}/who")

    wen = "Wen 7 · Role · Company · since 1 January 2020"
    assert who(voices) == [
        ["May read it among the voices of the unit", wen, "Ray 8 · Role · Hotel · since 1 January 2020"],
        ["May read it with the case that it opened", wen],
    ]
    assert who(case) == [["May see this case, and the words it is about", wen], ["May answer it"]]


@pytest.mark.parametrize("path", ["/roles", "/roles/reader", "/what-i-may", "/deputies", "/units/company/who"])
def test_pages_about_roles_cost_the_same_however_many_hold_them(path: str) -> None:
    a_company()
    a_role("reader", voice.READ.code)
    manager = a_person("Mae", *all_powers())
    browser = a_browser(manager)
    costs = []
    for number in range(3):
        _held_by_one_more(number)
        if number in (0, 2):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 20


def _held_by_one_more(number: int) -> None:
    person: Person = a_person(f"Ray {number}")
    role = selectors.role_by_code(code="reader")
    services.grant(person=person, role=role, unit=a_company(), from_on=TODAY, by=HOUSE, at=NOON)
    for each in (person, Person.objects.get(name="Mae")):
        other = a_unit(f"unit-{number}-{each.pk}", under=a_company())
        services.grant(person=each, role=role, unit=other, from_on=TODAY, by=HOUSE, at=NOON)
