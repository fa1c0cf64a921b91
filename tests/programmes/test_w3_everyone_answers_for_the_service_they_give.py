"""W3: every employee answers for the service they give: their page has the voices that name them, with n and interval;
under ten, words only."""

from collections.abc import Callable

import pytest

from servewell.project.demo.company import Founded
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Person
from servewell.rooms.voice.models import Channel
from servewell.rooms.voice.terms import Evidence
from tests.builders.served import a_personal_channel, a_voice_about
from tests.programmes.conftest import MONDAY
from tests.programmes.newcomers import LEADER
from tests.programmes.visitor import Visitor

HOST = "1102"  # 陈立, at the desk of 李文博's hotel
TOO_FEW = "Fewer than ten voices: their words stand here, and no figure is told."


@pytest.fixture
def host(company: Founded) -> Person:
    person = people.person_by_number(number=HOST)
    assert person is not None
    return person


@pytest.fixture
def channels(company: Founded) -> list[Channel]:
    """Customers answer a survey, mystery shoppers a form."""
    hotel = company.units["harbour-hotel"]
    return [a_personal_channel(hotel, evidence=kind) for kind in (Evidence.SURVEY, Evidence.SHOP)]


def own_page(visitor: Visitor) -> Visitor:
    return visitor.open("/").send("language", button="English").open("/me")


def figures(visitor: Visitor) -> list[str]:
    return [
        each.text for each in visitor.page.all("p", "div") if "kit-figure-value" in each.attributes.get("class", "")
    ]


def letters(visitor: Visitor) -> list[str]:
    found = [each for each in visitor.page.all("div") if each.attributes.get("class") == "kit-letter-text"]
    return [each.text for each in found]


def test_w3_nine_voices_are_words_only_and_ten_are_a_share_with_its_interval(
    host: Person, channels: list[Channel], signed_in: Callable[[str], Visitor]
) -> None:
    for number in range(9):
        a_voice_about(host, channels[number % 2], 5, words=f"Kind {number}.", at=MONDAY)
    page = own_page(signed_in(HOST))
    nine = (figures(page), TOO_FEW in page.text, sorted(letters(page)))

    a_voice_about(host, channels[1], 2, words="Slow.", at=MONDAY)
    page.open("/me")

    assert nine == ([], True, [f"Kind {number}." for number in range(9)])
    assert figures(page) == ["90.0 %"]
    assert all(says in page.text for says in ("between 59.6 and 98.2", "10 answers"))


def test_w3_the_leader_sees_the_page_of_their_people_and_no_other(
    host: Person, channels: list[Channel], signed_in: Callable[[str], Visitor]
) -> None:
    leader = signed_in(LEADER)
    leader.open("/").send("language", button="English")

    seen = [leader.open(f"/people/{number}").status for number in (HOST, "1202", "0")]

    assert seen == [200, 404, 404]


def test_w3_who_looks_at_what_customers_said_about_somebody_is_told_to_them(
    host: Person, channels: list[Channel], signed_in: Callable[[str], Visitor]
) -> None:
    a_voice_about(host, channels[0], 5, words="She waited for us.", at=MONDAY)
    leader = signed_in(LEADER)
    leader.open("/").send("language", button="English").open("/team").follow(host.name)
    before = letters(leader)
    leader.press("/said")
    shown = letters(leader)

    page = own_page(signed_in(HOST))

    assert (before, shown) == ([], ["She waited for us."])
    assert "李文博 16 November 2026" in page.text
