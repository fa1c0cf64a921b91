"""The team page: who works here, and who cannot sign in yet."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import rules, services
from servewell.rooms.people.models import Person, SignIn, Unit
from servewell.rooms.people.terms import ACTIVATION_CODE_LASTS
from servewell.web.kit.templatetags.kit import day
from tests.builders import a_company, a_person, a_unit, an_obligation
from tests.builders.signing_in import A_PASSWORD, with_a_password, with_a_pin

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel() -> Unit:
    return a_unit("hotel", under=a_company())


def a_leader(hotel: Unit) -> Person:
    return with_a_password(a_person("Lee", rules.SEE_TEAM, rules.ACTIVATE, unit=hotel))


def signed_in(person: Person) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": person.number, "password": A_PASSWORD})
    return browser


def shown(page: str) -> list[tuple[str, ...]]:
    rows = re.findall(
        r"people-name\"[^>]*>(.*?)</a>.*?kit-chip-\w+\">(.*?)</span>.*?type=\"submit\">(.*?)<span", page, re.S
    )
    return [tuple(part.strip() for part in row) for row in rows]


def owing(page: str) -> dict[str, list[str]]:
    rows = re.findall(r"people-name\"[^>]*>(.*?)</a>(.*?)</th>", page, re.S)
    return {
        name: [" ".join(re.sub("<.*?>", "", one).split()) for one in re.findall(r"people-owes\">(.*?</span>)", rest)]
        for name, rest in rows
    }


def test_a_leader_sees_who_can_sign_in_and_who_cannot(hotel: Unit) -> None:
    lee = a_leader(hotel)
    with_a_pin(a_person("Mei", unit=hotel))
    services.print_activation_code(person=a_person("Tom", unit=hotel), by=HOUSE, at=today.now())
    a_person("Rosa", unit=hotel)
    a_person("Elsewhere", unit=a_unit("sister", under=a_company()))

    page = signed_in(lee).get("/team").content.decode()

    assert shown(page) == [
        ("Rosa", "cannot sign in", "Print a code"),
        ("Tom", "has a code", "Print a code"),
        ("Mei", "can sign in", "Reset"),
        ("Lee", "signs in", "Reset"),
    ]
    assert "<h1>1 person at Hotel cannot sign in yet</h1>" in page


def test_who_has_a_code_is_not_counted_among_those_who_cannot_sign_in(hotel: Unit) -> None:
    browser = signed_in(a_leader(hotel))
    before = browser.get("/team").content.decode()
    services.print_activation_code(person=a_person("Tom", unit=hotel), by=HOUSE, at=today.now())

    assert "<h1>Everyone at Hotel can sign in</h1>" in before
    assert "<h1>Everyone at Hotel can sign in or has a code</h1>" in browser.get("/team").content.decode()


def test_a_card_is_good_until_a_day_by_the_clock_of_the_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    hotel = a_unit("hotel", under=a_company(), zone="Asia/Shanghai")
    a_person("Mei", unit=hotel, number="H-1042")
    browser = signed_in(a_leader(hotel))
    monkeypatch.setattr(today, "now", lambda: datetime(2026, 11, 21, 22, 51, tzinfo=UTC))

    card = browser.post("/people/H-1042/activation-code").content.decode()

    assert f"Good once, until {day(date(2026, 11, 22) + ACTIVATION_CODE_LASTS)}." in card


def test_a_sign_in_is_told_by_the_clock_of_the_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    lee = a_leader(a_unit("hotel", under=a_company(), zone="Asia/Shanghai"))
    monkeypatch.setattr(today, "now", lambda: datetime(2026, 11, 21, 22, 51, tzinfo=UTC))
    browser = signed_in(lee)
    SignIn.objects.filter(pk=lee.sign_in_id).update(last_login=today.now())

    assert "last on 22 Nov, 06:51" in browser.get("/team").content.decode()


def test_a_leader_sees_by_name_who_owes_what(hotel: Unit) -> None:
    browser = signed_in(a_leader(hotel))
    first_day = today.now().date() + timedelta(days=5)
    an_obligation("pledge")
    an_obligation("course", subject="course", due_days=30)
    a_person("Rosa", unit=hotel, from_on=first_day)
    a_person("Elsewhere", unit=a_unit("sister", under=a_company()))

    page = browser.get("/team").content.decode()

    assert owing(page)["Rosa"] == [
        f"Owes, before {day(first_day)}: Sign the service pledge",
        f"Owes, by {day(first_day + timedelta(days=30))}: Sign the service pledge",
    ]
    assert [says.rpartition(" ")[2] for says in owing(page)["Lee"]] == ["overdue", "overdue"]
    assert set(owing(page)) == {"Lee", "Rosa"}


@pytest.mark.parametrize("colleagues", [1, 3])
def test_the_team_page_costs_the_same_however_many_work_there(hotel: Unit, colleagues: int) -> None:
    browser = signed_in(a_leader(hotel))
    for number in range(colleagues):
        with_a_pin(a_person(f"Mei {number}", unit=hotel))
    an_obligation()
    browser.get("/team")

    with CaptureQueriesContext(connection) as seen:
        page = browser.get("/team").content.decode()

    assert len(shown(page)) == colleagues + 1
    assert len(seen) == 10


def test_a_long_team_is_walked_page_by_page(hotel: Unit) -> None:
    browser = signed_in(a_leader(hotel))
    for number in range(30):
        a_person(f"Mei {number}", unit=hotel)

    first = browser.get("/team").content.decode()
    older = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
    second = browser.get(older).content.decode()

    names = [row[0] for row in shown(first) + shown(second)]
    assert names == [*(f"Mei {number}" for number in range(29, -1, -1)), "Lee"]


def test_the_printed_card_opens_the_sign_in(hotel: Unit) -> None:
    mei = a_person("Mei", unit=hotel, number="H-1042", language="zh-Hant")
    card = signed_in(a_leader(hotel)).post("/people/H-1042/activation-code").content.decode()

    code = re.findall(r"people-card-code\">(.*?)<", card)[0]
    assert re.fullmatch(r"\w{4} \w{4} \w{4}", code)
    assert '<section class="card people-card" lang="zh-Hant">' in card
    assert services.activate(number=mei.number, code=code, pin="402817", at=today.now()).name == "H-1042"


def test_a_card_is_printed_by_post_only(hotel: Unit) -> None:
    a_person("Mei", unit=hotel, number="H-1042")

    assert signed_in(a_leader(hotel)).get("/people/H-1042/activation-code").status_code == 405


def test_somebody_of_another_unit_and_nobody_are_not_found_alike(hotel: Unit) -> None:
    stranger = a_person("Elsewhere", unit=a_unit("sister", under=a_company()))
    browser = signed_in(a_leader(hotel))

    answers = [browser.post(f"/people/{number}/activation-code") for number in (stranger.number, "nobody", "%00")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert re.sub(r'value="\S+"', "", answers[0].content.decode()) == re.sub(
        r'value="\S+"', "", answers[1].content.decode()
    )


def test_a_leader_reads_why_somebody_with_more_powers_stays_as_they_are(hotel: Unit) -> None:
    chief = a_person("Ann", rules.SEE_TEAM, rules.ACTIVATE, rules.MANAGE, unit=hotel)

    page = signed_in(a_leader(hotel)).post(f"/people/{chief.number}/activation-code", follow=True).content.decode()

    assert "Ann may do more than you." in page


def test_without_the_power_there_is_no_team_page(hotel: Unit) -> None:
    browser = signed_in(with_a_password(a_person("Mei", unit=hotel)))

    assert [browser.get("/team").status_code, browser.post("/people/1/activation-code").status_code] == [404, 404]


def test_a_unit_that_is_not_theirs_and_one_that_is_not_there_are_not_found(hotel: Unit) -> None:
    a_unit("sister", under=a_company())
    browser = signed_in(a_leader(hotel))

    assert [browser.get(f"/team?unit={code}").status_code for code in ("hotel", "sister", "nowhere")] == [200, 404, 404]


def test_strange_page_keys_show_the_first_page(hotel: Unit) -> None:
    browser = signed_in(a_leader(hotel))

    keys = ("x", "-1", "9" * 30, "٣", "")
    assert [browser.get(f"/team?before={key}&after={key}").status_code for key in keys] == [200] * 5


def test_whoever_is_not_signed_in_is_led_to_sign_in_and_back(client: Client) -> None:
    assert client.get("/team?unit=hotel").headers["Location"] == "/accounts/login/?next=%2Fteam%3Funit%3Dhotel"
