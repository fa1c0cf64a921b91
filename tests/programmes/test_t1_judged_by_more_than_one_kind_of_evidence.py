"""T1: people are judged by at least two kinds of evidence, with a right to reply; it can be switched to teams only."""

from collections.abc import Callable

from servewell.base.permissions import HOUSE
from servewell.project.demo.company import Founded
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services
from servewell.rooms.people.models import Person
from servewell.rooms.voice.terms import Evidence
from tests.builders.served import a_personal_channel, a_voice_about
from tests.programmes.conftest import MONDAY
from tests.programmes.newcomers import LEADER
from tests.programmes.test_w3_everyone_answers_for_the_service_they_give import HOST, figures, letters, own_page
from tests.programmes.visitor import Visitor

NOT_ENOUGH = "Not enough yet: all of it is evidence of one kind"


def the_host() -> Person:
    person = people.person_by_number(number=HOST)
    assert person is not None
    return person


def test_t1_one_kind_of_evidence_is_not_enough_however_much_there_is(
    company: Founded, signed_in: Callable[[str], Visitor]
) -> None:
    hotel = company.units["harbour-hotel"]
    surveys = a_personal_channel(hotel)
    for _ in range(12):
        a_voice_about(the_host(), surveys, 5, at=MONDAY)
    page = own_page(signed_in(HOST))
    with_one = (figures(page), NOT_ENOUGH in page.text)

    a_voice_about(the_host(), a_personal_channel(hotel, evidence=Evidence.CALL), 5, at=MONDAY)
    page.open("/me")

    assert (with_one, figures(page), NOT_ENOUGH in page.text) == (([], True), ["100.0 %"], False)


def test_t1_the_one_whom_a_voice_is_about_replies_beside_it_and_nobody_else_can(
    company: Founded, signed_in: Callable[[str], Visitor]
) -> None:
    channel = a_personal_channel(company.units["harbour-hotel"])
    said = a_voice_about(the_host(), channel, 2, words="She was rude.", respect=5, at=MONDAY)
    page = own_page(signed_in(HOST)).send("text", text="The fire alarm had just gone off.")
    leader = signed_in(LEADER)

    leader.open(f"/voices/{said.pk}")
    others = signed_in("1103").post("/me/reply", {"voice": [str(said.pk)], "text": ["Nor was I."]}).status

    assert letters(page) == ["She was rude.", "The fire alarm had just gone off."]
    assert (letters(leader), others) == (["She was rude.", "The fire alarm had just gone off."], 404)


def test_t1_a_reply_without_words_is_asked_for_again(company: Founded, signed_in: Callable[[str], Visitor]) -> None:
    channel = a_personal_channel(company.units["harbour-hotel"])
    a_voice_about(the_host(), channel, 2, words="She was rude.", at=MONDAY)

    page = own_page(signed_in(HOST)).send("text", text="  ")

    assert (page.status, "This field is required." in page.text, letters(page)) == (422, True, ["She was rude."])


def test_t1_where_teams_only_are_told_of_the_figure_is_the_persons_alone(
    company: Founded, signed_in: Callable[[str], Visitor]
) -> None:
    hotel = company.units["harbour-hotel"]
    a_voice_about(the_host(), a_personal_channel(hotel), 5, words="She waited for us.", at=MONDAY)
    services.tell_of_teams_only(unit=company.units["east"], on=MONDAY.date(), by=HOUSE, at=MONDAY)
    leader = signed_in(LEADER)
    leader.open("/").send("language", button="English").open(f"/people/{HOST}")
    page = own_page(signed_in(HOST))

    assert "Here, what customers said is told of teams only." in leader.text
    assert (leader.client.post(f"/people/{HOST}/said").status_code, letters(page)) == (404, ["She waited for us."])

    services.tell_of_people_again(unit=company.units["east"], on=MONDAY.date(), by=HOUSE, at=MONDAY)
    assert letters(leader.open(f"/people/{HOST}").press("/said")) == ["She waited for us."]
