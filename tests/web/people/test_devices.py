"""What stays on a device, and what must not."""

import pytest
from django.db import connection
from django.http import HttpResponse  # noqa: TID251  what a browser gets
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.web.people import middleware
from tests.builders import a_company, a_person
from tests.builders.signing_in import A_PIN, with_a_pin

pytestmark = pytest.mark.django_db


def sign_in(browser: Client, login: str, **more: str) -> HttpResponse:
    return browser.post("/accounts/login/", {"login": login, "password": A_PIN, **more})  # type: ignore[return-value]


def test_pages_of_signed_in_people_are_kept_nowhere(client: Client) -> None:
    sign_in(client, with_a_pin(a_person("Mei")).number)

    assert client.get("/my-sign-in").headers["Cache-Control"] == "no-store, private"


def test_on_a_shared_device_the_session_ends_with_the_browser(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    shared, own = Client(), Client()
    sign_in(shared, mei.number, is_shared="on")
    sign_in(own, mei.number)

    assert [each.cookies["sessionid"]["max-age"] for each in (shared, own)] == ["", 14 * 24 * 60 * 60]


def test_on_a_shared_device_five_idle_minutes_sign_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, with_a_pin(a_person("Mei")).number, is_shared="on")
    started = middleware.time.time()
    seen = []
    for seconds in (200, 499, 798, 1100):
        monkeypatch.setattr(middleware.time, "time", lambda moment=started + seconds: moment)
        seen.append(client.get("/my-sign-in").status_code)

    assert seen == [200, 200, 200, 302]


def test_on_a_shared_device_the_screen_turns_away_by_itself(client: Client) -> None:
    sign_in(client, with_a_pin(a_person("Mei")).number, is_shared="on")

    assert client.get("/my-sign-in").headers["Refresh"] == "302; url=/accounts/login/?idle"


def test_on_ones_own_device_nothing_turns_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client, with_a_pin(a_person("Mei")).number)
    later = middleware.time.time() + 3600
    monkeypatch.setattr(middleware.time, "time", lambda: later)
    answer = client.get("/my-sign-in")

    assert (answer.status_code, "Refresh" in answer.headers, "Next person" in answer.content.decode()) == (
        200,
        False,
        False,
    )


def test_next_person_is_one_tap_on_every_page(client: Client) -> None:
    sign_in(client, with_a_pin(a_person("Mei")).number, is_shared="on")
    pages = [client.get(address).content.decode() for address in ("/my-sign-in", "/accounts/password/change/")]
    assert ["Next person" in page for page in pages] == [True, True]

    answer = client.post("/accounts/logout/")

    assert (answer.headers["Location"], answer.headers["Clear-Site-Data"]) == ("/accounts/login/", '"cache"')
    assert client.get("/my-sign-in").status_code == 302


def test_a_shared_device_is_remembered_until_somebody_says_otherwise(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    ticked = []
    for said in ({"is_shared": "on"}, {}):
        sign_in(client, mei.number, **said)
        client.post("/accounts/logout/")
        ticked.append('id="id_is_shared" checked' in client.get("/accounts/login/").content.decode())

    assert ticked == [True, False]


def test_on_sign_in_the_language_follows_the_person(client: Client) -> None:
    sign_in(client, with_a_pin(a_person("林美玲", language="zh-Hant")).number)

    assert client.cookies["servewell_language"].value == "zh-hant"


def test_a_language_chosen_a_moment_ago_stays(client: Client) -> None:
    a_company()
    answer = client.post("/language", {"language": "es", "next": "/accounts/login/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/accounts/login/")
    sign_in(client, with_a_pin(a_person("Mei", language="zh-Hant")).number)

    assert client.cookies["servewell_language"].value == "es"


def test_a_language_chosen_for_one_person_does_not_stay_for_the_next(client: Client) -> None:
    client.post("/language", {"language": "es"})
    sign_in(client, with_a_pin(a_person("Ann")).number)
    client.post("/accounts/logout/")
    sign_in(client, with_a_pin(a_person("Mei", language="zh-Hant")).number)

    assert client.cookies["servewell_language"].value == "zh-hant"


def test_a_language_chosen_while_signed_in_is_the_persons_from_then_on(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    sign_in(client, mei.number)
    client.post("/language", {"language": "zh-hant"})
    elsewhere = Client()
    sign_in(elsewhere, mei.number)

    mei.refresh_from_db()
    assert (mei.language, elsewhere.cookies["servewell_language"].value) == ("zh-Hant", "zh-hant")


def test_a_language_that_nobody_speaks_changes_nothing(client: Client) -> None:
    mei = with_a_pin(a_person("Mei"))
    sign_in(client, mei.number)

    answers = [client.post("/language", {"language": name}).status_code for name in ("xx", "", "\x00")]

    mei.refresh_from_db()
    assert (answers, mei.language, client.get("/language").status_code) == ([303, 303, 303], "en", 405)


def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/language", {"language": "es", "next": "https://elsewhere.example/"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_on_a_shared_device_the_session_is_written_at_most_every_thirty_seconds(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, with_a_pin(a_person("Mei")).number, is_shared="on")
    started = middleware.time.time()
    written = []
    for seconds in (1, 29, 31, 45, 62):
        monkeypatch.setattr(middleware.time, "time", lambda moment=started + seconds: moment)
        with CaptureQueriesContext(connection) as seen:
            client.get("/my-sign-in")
        written.append(any(query["sql"].startswith('UPDATE "django_session"') for query in seen))

    assert written == [False, False, True, False, True]
