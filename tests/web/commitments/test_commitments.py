"""The pledge on a phone: read in one's language, signed once, shown as it was signed."""

import re
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from servewell.base.words import Words
from servewell.rooms.commitments.models import Signature
from tests.builders import a_browser, a_company, a_person, a_pledge, a_unit, an_obligation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
PAGE = "/pledges/service-pledge"
IN_TWO = Words(texts={"en": "I respect people.", "zh-Hans": "我尊重人。"})
SAID = {"version": "1", "language": "en", "own_words": "They will be heard.", "typed_name": "Ann"}


@pytest.fixture
def ann() -> Client:
    """A browser in which Ann is signed in; a pledge waits for her."""
    a_pledge(IN_TWO)
    an_obligation()
    return a_browser(a_person("Ann"))


def text(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_the_pledge_is_read_in_the_language_of_the_reader(ann: Client) -> None:
    page = ann.get(PAGE, headers={"accept-language": "zh-hans"})

    assert "我尊重人。" in text(page)
    assert "I respect people." not in text(page)
    assert 'name="language" value="zh-Hans"' in text(page)


def test_the_language_of_the_letter_can_be_switched(ann: Client) -> None:
    page = text(ann.get(PAGE, {"language": "zh-Hans"}))

    assert "我尊重人。" in page
    assert 'lang="zh-Hans" aria-current="true"' in page


def test_what_was_typed_stays_when_the_language_is_switched(ann: Client) -> None:
    answer = ann.post(f"{PAGE}/language", {**SAID, "typed_name": "An", "to": "zh-Hans"})

    assert answer.status_code == 200
    for shown in ("我尊重人。", 'name="language" value="zh-Hans"', "They will be heard.", 'value="An"'):
        assert shown in text(answer)
    assert "aria-invalid" not in text(answer)
    assert Signature.objects.count() == 0


def test_the_enter_key_signs(ann: Client) -> None:
    buttons = re.findall(r'<button[^>]*form="sign"[^>]*>', text(ann.get(PAGE)))

    assert ["formaction" in button for button in buttons] == [False, True, True]


def test_the_pledge_of_another_unit_is_read_in_no_language() -> None:
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    a_pledge(unit=west)

    assert a_browser(a_person("Eve", unit=east)).post(f"{PAGE}/language", {"to": "en"}).status_code == 404


def test_a_language_that_is_not_there_falls_back_and_says_so(ann: Client) -> None:
    page = ann.get(PAGE, headers={"accept-language": "es"})

    assert "I respect people." in text(page)
    assert "English</span>" in text(page)
    assert 'name="language" value="en"' in text(page)


def test_reading_signs_nothing(ann: Client) -> None:
    ann.get(PAGE, SAID)

    assert Signature.objects.count() == 0


def test_who_signs_sees_what_was_signed_and_owes_it_no_longer(ann: Client) -> None:
    assert PAGE in text(ann.get("/"))

    answer = ann.post(PAGE, SAID)

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    signature = Signature.objects.get()
    assert (signature.own_words, signature.language, signature.version.number) == ("They will be heard.", "en", 1)
    page = text(ann.get(PAGE))
    for shown in ("You signed “My pledge”", "They will be heard.", signature.digest[:4], "Unchanged since", "17:00"):
        assert shown in page
    assert PAGE not in text(ann.get("/"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"own_words": " "}, "Write at least one sentence of your own."),
        ({"own_words": "x" * 2001}, "at most 2000 characters"),
        ({"own_words": "a\x00b"}, "Null characters are not allowed."),
        ({"typed_name": ""}, "Type your name: it is your signature."),
        ({"typed_name": "Bob"}, "This is not the name you are signed in with."),
        ({"language": "tlh"}, "The text is not there in that language."),
        ({"language": "way-too-long-a-code"}, "Read it below, then sign."),
        ({"version": "one"}, "Read it below, then sign."),
        ({"version": ""}, "Read it below, then sign."),
    ],
)
def test_what_cannot_be_signed_is_said_and_the_words_stay(changed: dict[str, str], words: str, ann: Client) -> None:
    answer = ann.post(PAGE, {"own_words": "My dear words.", **SAID, **changed, "extra": "field"})

    assert answer.status_code == 422
    for shown in (words, "What will a customer notice?", "Type your name as it stands here: Ann"):
        assert shown in text(answer)
    assert (changed.get("own_words") or SAID["own_words"]).strip().split("\x00")[0][:20] in text(answer)
    assert Signature.objects.count() == 0


def test_a_version_that_never_was_is_not_found(ann: Client) -> None:
    assert ann.post(PAGE, {**SAID, "version": "99"}).status_code == 404


def test_a_text_published_anew_while_it_was_read_is_shown_before_it_is_signed(ann: Client, now: datetime) -> None:
    ann.get(PAGE)
    a_pledge("I respect everyone.", at=now)

    answer = ann.post(PAGE, SAID)

    assert answer.status_code == 422
    for shown in ("published anew", "I respect everyone.", "They will be heard.", 'name="version" value="2"'):
        assert shown in text(answer)
    assert ann.post(PAGE, {**SAID, "version": "2"}).status_code == 303


def test_the_same_words_sent_twice_are_one_signature(ann: Client) -> None:
    ann.post(PAGE, SAID)

    answer = ann.post(PAGE, SAID, follow=True)

    assert answer.redirect_chain == [(PAGE, 303)]
    assert "You have signed this already." in text(answer)


def test_the_second_of_two_phones_is_shown_the_first_signature_and_keeps_its_words(ann: Client) -> None:
    ann.post(PAGE, SAID)

    answer = ann.post(PAGE, {**SAID, "own_words": "Other words."})

    assert answer.status_code == 409
    for shown in ("You have signed this already, in other words.", "Other words.", "They will be heard."):
        assert shown in text(answer)
    assert list(Signature.objects.values_list("own_words", flat=True)) == ["They will be heard."]
    assert "Other words." not in text(ann.get(PAGE))


def test_who_signed_an_earlier_text_sees_it_and_may_sign_the_newer_one(ann: Client, now: datetime) -> None:
    ann.post(PAGE, SAID)
    a_pledge("I respect everyone.", at=now)

    assert "They will be heard." in text(ann.get(PAGE))
    assert "published anew since" in text(ann.get(PAGE))
    assert "I respect everyone." in text(ann.get(PAGE, {"read": "newest"}))
    ann.post(PAGE, {**SAID, "version": "2", "own_words": "And more."})
    assert "And more." in text(ann.get(PAGE))
    assert Signature.objects.count() == 2


def test_whose_text_was_changed_behind_the_signature_sees_it(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ann.post(PAGE, SAID)
    monkeypatch.setattr("servewell.rooms.commitments.selectors.digest_of", lambda signature: "another")

    assert "Changed since it was signed" in text(ann.get(PAGE))


def test_a_pledge_of_another_unit_and_one_that_is_not_there_look_alike() -> None:
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    a_pledge(unit=west)
    eve = a_browser(a_person("Eve", unit=east))

    answers = [ask(f"/pledges/{code}") for ask in (eve.get, eve.post) for code in ("service-pledge", "none")]
    posted = [eve.post(f"/pledges/{code}", SAID) for code in ("service-pledge", "none")]
    assert [answer.status_code for answer in (*answers, *posted)] == [404] * 6
    assert text(posted[0]) == text(posted[1])


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == "/accounts/login/?next=%2Fpledges%2Fservice-pledge"
    assert client.post(PAGE, SAID).status_code == 302
