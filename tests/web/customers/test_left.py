"""Pages about contacts that were only typed, about campaigns that asked, and titles that say what is known."""

from datetime import datetime

import pytest
from django.test import Client

from servewell.base import jobs as queue
from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules as cases
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.customers import rules, services
from servewell.rooms.customers.models import Customer, KnownAt
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules as voices
from servewell.rooms.voice import services as asking
from servewell.rooms.voice.models import Campaign
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, a_voice
from tests.builders.asking import a_campaign, a_guest, a_list, draw_up
from tests.builders.customers import a_customer

pytestmark = pytest.mark.django_db
LEADER = (rules.SEE, voices.READ, voices.ASK, cases.SEE)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(today, "now", lambda: now)
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)


@pytest.fixture
def inn() -> Unit:
    return a_unit("inn", under=a_company())


@pytest.fixture
def lea(inn: Unit) -> Client:
    return a_browser(a_person("Lea", *LEADER, unit=inn))


@pytest.fixture
def elena() -> Customer:
    """A guest of the hotel, who never came to the inn."""
    return a_guest("elena", unit=a_unit("hotel", under=a_company()))


def asked_by_list(unit: Unit, *addresses: str, at: datetime) -> Campaign:
    campaign = a_campaign(at=at, unit=unit, listed=a_list("email", *addresses))
    draw_up(campaign, at=at)
    return campaign


def page_of(browser: Client, path: str):
    response = browser.get(path)
    assert response.status_code == 200
    return response.context["page"]


def test_a_contact_that_was_left_is_found_with_what_came_by_it_and_without_a_name(
    inn: Unit, lea: Client, elena: Customer, now: datetime
) -> None:
    a_voice(
        a_channel(a_unit("bar", under=a_company()), slug="bar"),
        1,
        at=now,
        words="At the bar.",
        email="elena@example.com",
    )
    said = a_voice(a_channel(inn), 1, at=now, words="Cold.", email="elena@example.com")
    case = cases_asked.case_of_voice(voice=said.pk, viewer=HOUSE)
    campaign = asked_by_list(inn, "elena@example.com", at=now)

    found = page_of(lea, "/customers?q=elena@example.com")
    left = page_of(lea, found.left[0].url)

    assert (found.title, list(found.rows), [link.label for link in found.left]) == (
        "1 is found by “elena@example.com”", [], ["elena@example.com, left at Inn"],
    )  # fmt: skip
    assert (left.title, left.unit) == ("elena@example.com", "Inn")
    assert [(each.text, each.case.label) for each in left.said] == [("Cold.", f"Case {case.pk}")]
    assert [(each.name, each.chip.word, each.url) for each in left.campaigns] == [
        ("November", "Their letter waits", f"/asking/{campaign.pk}")
    ]
    body = lea.get(found.left[0].url).content.decode()
    assert "At the bar." not in body
    assert f"/customers/{elena.pk}" not in body


def test_what_was_left_elsewhere_or_nowhere_is_not_there(lea: Client, elena: Customer, now: datetime) -> None:
    asked_by_list(a_unit("bar", under=a_company()), "elena@example.com", at=now)
    left = KnownAt.objects.get(how="left")

    assert [lea.get(f"/customers/left/{number}").status_code for number in (left.pk, 987654321)] == [404, 404]
    assert list(page_of(lea, "/customers?q=elena@example.com").left) == []


def test_once_they_are_known_the_old_address_leads_to_their_page(
    inn: Unit, lea: Client, elena: Customer, now: datetime
) -> None:
    asked_by_list(inn, "elena@example.com", at=now)
    path = page_of(lea, "/customers?q=elena@example.com").left[0].url
    services.know_at(pairs=[(elena.pk, inn.pk)])

    led = lea.get(path)

    assert (led.status_code, led["Location"]) == (303, f"/customers/{elena.pk}")


def test_a_list_says_no_more_about_its_addresses_than_was_typed(
    inn: Unit, lea: Client, elena: Customer, now: datetime
) -> None:
    ours = a_customer("ours@example.com", name="Olga", unit=inn)
    campaign = asked_by_list(inn, "elena@example.com", "ours@example.com", at=now)
    ida = a_browser(a_person("Ida", *LEADER))

    def rows(browser: Client) -> list[tuple[str, str]]:
        return [(row.name, row.address) for row in page_of(browser, f"/asking/{campaign.pk}").rows]

    assert rows(lea) == [("Olga", "ours@example.com"), ("elena@example.com", "")]
    assert rows(ida) == [("Olga", "ours@example.com"), ("elena", "elena@example.com")]
    assert f"Customer {elena.pk}" not in lea.get(f"/asking/{campaign.pk}").content.decode()
    assert ours.pk


def test_a_case_says_no_more_about_its_customer_than_was_typed(
    inn: Unit, lea: Client, elena: Customer, now: datetime
) -> None:
    said = a_voice(a_channel(inn), 1, at=now, words="Cold.", email="elena@example.com")
    case = cases_asked.case_of_voice(voice=said.pk, viewer=HOUSE)

    def facts(browser: Client) -> dict[str, str]:
        return {fact.term: fact.says for fact in page_of(browser, f"/cases/{case.pk}").facts}

    assert (facts(lea).get("Name"), facts(lea)["E-mail"]) == (None, "elena@example.com")
    services.correct_contact(contact=elena.contacts.get(), value="new@example.com", by=HOUSE, at=now)
    assert facts(lea)["E-mail"] == "Not shown to your unit; your answer reaches them"
    assert "new@example.com" not in lea.get(f"/cases/{case.pk}").content.decode()
    assert facts(a_browser(a_person("Ida", *LEADER)))["E-mail"] == "new@example.com"


def test_a_customers_page_tells_when_campaigns_of_the_viewers_units_asked_them_and_why_not(now: datetime) -> None:
    hotel, inn = a_unit("hotel", under=a_company()), a_unit("inn", under=a_company())
    elena = a_guest("elena", unit=hotel)
    asked = asked_by_list(hotel, "elena@example.com", at=now)
    asked_by_list(inn, "elena@example.com", at=now)
    asking.set_asking_rule(unit=a_company(), at_most=2, days=30, by=HOUSE, at=now)
    asked_by_list(hotel, "elena@example.com", at=now)
    services.opt_out(kind="email", value="elena@example.com", purpose="survey", how="phone", by=HOUSE, at=now)
    asked_by_list(hotel, "elena@example.com", at=now)
    hal, who_sees_only = (a_browser(a_person(name, *powers, unit=hotel))
                          for name, powers in (("Hal", LEADER), ("Vi", (rules.SEE,))))  # fmt: skip

    told = page_of(hal, f"/customers/{elena.pk}").campaigns

    assert [(each.unit, each.survey, each.chip.word, each.why) for each in told] == [
        ("Hotel", "How did we do?", "Not asked", "The customer has withdrawn their consent."),
        ("Hotel", "How did we do?", "Not asked", "They were asked as often as your company allows."),
        ("Hotel", "How did we do?", "Their letter waits", ""),
    ]
    assert told[-1].url == f"/asking/{asked.pk}"
    assert {each.url for each in page_of(who_sees_only, f"/customers/{elena.pk}").campaigns} == {""}
    assert len(page_of(a_browser(a_person("Ida", *LEADER)), f"/customers/{elena.pk}").campaigns) == 4


def test_titles_say_what_is_known(now: datetime) -> None:
    ida = a_browser(a_person("Ida", *LEADER, rules.MERGE))

    def titles() -> list[str]:
        return [page_of(ida, path).title for path in ("/customers", "/customers?q=elena", "/customers/alike")]

    assert titles() == [
        "No customer is known to your units yet", "Nobody is found by “elena”",
        "No two customers wait for your decision",
    ]  # fmt: skip
    one, other = a_customer("a@x.org", name="Elena"), a_customer("b@x.org", name="Elena V.")
    services.propose(pairs={(one.pk, other.pk): ["same-phone"]}, at=now)
    assert titles() == [
        "2 customers are known to your units", "2 are found by “elena”", "1 pair may be one person",
    ]  # fmt: skip
    for number in range(30):
        a_customer(f"elena{number}@x.org", name=f"Elena {number}")
    assert titles()[:2] == ["More than 25 customers are known to your units", "More than 25 are found by “elena”"]


def test_whoever_decides_that_two_are_one_is_shown_the_way_to_them(now: datetime) -> None:
    ida = a_browser(a_person("Ida", *LEADER, rules.MERGE))
    one, other = a_customer("a@x.org", name="Elena"), a_customer("b@x.org", name="Elena")
    services.propose(pairs={(one.pk, other.pk): ["same-phone"]}, at=now)

    decided = ida.post(page_of(ida, "/customers/alike").pairs[0].accept_url)
    shown = page_of(ida, decided["Location"]).merged

    assert (shown.label, shown.url) == (
        f"See Elena (number {one.pk}), who is one person with Elena (number {other.pk}) now", f"/customers/{one.pk}",
    )  # fmt: skip
    assert [page_of(ida, f"/customers/alike?merged={odd}").merged for odd in ("", "x", "0", "9" * 40)] == [None] * 4
