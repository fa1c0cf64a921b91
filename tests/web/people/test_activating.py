"""A printed card lets a person in for the first time."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse  # noqa: TID251  what a browser gets
from django.test import Client

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.people import services
from servewell.rooms.people.models import Person
from tests.builders import a_person
from tests.builders.signing_in import A_PIN

pytestmark = pytest.mark.django_db
NOTHING = "This number and this code open nothing."


def a_code_for(person: Person) -> str:
    return services.print_activation_code(person=person, by=HOUSE, at=today.now())


def activate(browser: Client, number: str, code: str, pin: str = A_PIN, **more: str) -> HttpResponse:
    typed = {"number": number, "code": code, "pin": pin, "pin_again": pin}
    return browser.post("/activate", {**typed, **more})  # type: ignore[return-value]


def is_signed_in(browser: Client) -> bool:
    return browser.get("/my-sign-in").status_code == 200


def test_the_card_and_a_pin_sign_in_at_once(client: Client) -> None:
    mei = a_person("Mei", number="H-1042")
    code = a_code_for(mei)

    answer = activate(client, "H-1042", f"{code[:4]} {code[4:8]} {code[8:]}")

    assert (answer.status_code, answer.headers["Location"], is_signed_in(client)) == (303, "/", True)


def test_the_picture_on_the_card_fills_in_the_number(client: Client) -> None:
    assert 'value="H-1042"' in client.get("/activate?number=H-1042").content.decode()


def test_an_unknown_number_and_a_wrong_used_or_old_code_read_the_same(client: Client) -> None:
    fresh, used, old = (a_person(name) for name in ("Mei", "Tom", "Rosa"))
    a_code_for(fresh)
    used_code = a_code_for(used)
    services.activate(number=used.number, code=used_code, pin=A_PIN, at=today.now())
    long_ago = today.now() - timedelta(days=15)
    old_code = services.print_activation_code(person=old, by=HOUSE, at=long_ago)

    tries = [("9999", "bcdf"), (fresh.number, "bcdf"), (used.number, used_code), (old.number, old_code)]
    answers = [activate(client, number, code) for number, code in tries]

    assert [(answer.status_code, NOTHING in answer.content.decode()) for answer in answers] == [(422, True)] * 4


@pytest.mark.parametrize(
    ("pin", "again", "words"),
    [
        ("123456", "123456", "Others would guess this PIN first."),
        (A_PIN, "402818", "The two are not the same."),
        ("", "", "This field is required."),
        ("x" * 200, "x" * 200, "at most 128 characters"),
    ],
)
def test_a_poor_pin_is_refused_in_words_and_the_code_stays_good(
    client: Client, pin: str, again: str, words: str
) -> None:
    mei = a_person("Mei")
    code = a_code_for(mei)

    answer = activate(client, mei.number, code, pin, pin_again=again)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert activate(client, mei.number, code).status_code == 303


def test_neither_code_nor_pin_is_sent_back(client: Client) -> None:
    mei = a_person("Mei")
    answer = activate(client, mei.number, a_code_for(mei), A_PIN, pin_again="402818")

    assert A_PIN not in answer.content.decode()


def test_the_sixth_wrong_code_is_refused_and_so_is_the_right_one(client: Client) -> None:
    mei = a_person("Mei")
    code = a_code_for(mei)
    for number in range(5):
        assert NOTHING in activate(client, mei.number.lower(), f"bcdf{number}").content.decode()

    answer = activate(client, mei.number, code)

    assert answer.status_code == 422
    assert "There were too many wrong tries. You can try again in 15 minutes." in answer.content.decode()


def test_choosing_poor_pins_locks_nobody_out(client: Client) -> None:
    mei = a_person("Mei")
    code = a_code_for(mei)
    for _ in range(6):
        activate(client, mei.number, code, "111111")

    assert activate(client, mei.number, code).status_code == 303


def test_of_two_phones_that_activate_at_once_one_wins(client: Client) -> None:
    mei = a_person("Mei")
    code = a_code_for(mei)

    answers = [activate(Client(), mei.number, code, pin) for pin in (A_PIN, "918273")]

    assert [answer.status_code for answer in answers] == [303, 422]


def test_strange_input_is_answered_in_words(client: Client) -> None:
    strange = ["\x00", "1' OR 1=1", "💐" * 10, "-" * 40, "٣٤٥"]
    answers = [activate(client, text, text, text) for text in strange]

    assert {answer.status_code for answer in answers} == {422}


def test_the_activation_page_has_a_label_for_each_field(client: Client) -> None:
    page = client.get("/activate").content.decode()
    named = set(re.findall(r'id="(id_\w+)"(?![^<]*type="hidden")', page))

    assert {name for name in named if f'for="{name}"' not in page and not name.endswith("_helptext")} == set()
