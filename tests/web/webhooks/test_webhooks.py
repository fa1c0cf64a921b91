"""Who keeps webhooks makes, tries and changes them on one page, and reads what came of each message."""

import json
import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.engines import hooks
from servewell.rooms.people import rules as people
from servewell.rooms.people.models import Unit
from servewell.rooms.webhooks import rules, services, terms
from servewell.rooms.webhooks.models import Message, Webhook
from servewell.rooms.webhooks.services import sending
from tests.builders import a_browser, a_company, a_person, a_unit
from tests.builders.machines import a_machine, a_token
from tests.builders.webhooks import a_keeper, a_webhook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
ADDRESS = "https://93.184.215.14/in"


@pytest.fixture
def hotel() -> Unit:
    return a_unit("hotel", under=a_company(zone="UTC"))


@pytest.fixture
def browser(hotel: Unit) -> Client:
    return a_browser(a_keeper(hotel))


def sent(webhook: Webhook, answered: hooks.Answered, at: datetime) -> Message:
    test = services.send_test(webhook=webhook, by=HOUSE, at=at)
    marked = Message.objects.select_related("webhook").get(pk=test.pk)
    sending._write_down(marked, answered, at)
    return test


def test_a_secret_is_shown_once(browser: Client) -> None:
    made = browser.post(
        "/webhooks/new",
        {"name": "Chat", "unit": "hotel", "url": ADDRESS, "events": ["case.opened", "case.overdue"]},
    )

    webhook = Webhook.objects.get()
    page = made.content.decode()
    assert made.status_code == 200
    assert re.findall(r"whsec_[A-Za-z0-9+/]{43}=", page) == [webhook.secret]
    assert made.headers["Cache-Control"] == "no-store, private"
    assert webhook.secret not in browser.get(f"/webhooks/{webhook.pk}").content.decode()
    assert webhook.events == ["case.opened", "case.overdue"]

    again = browser.post(f"/webhooks/{webhook.pk}/secret").content.decode()
    webhook.refresh_from_db()
    assert webhook.secret in again
    assert "by the earlier secret as well until" in again


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"url": "http://93.184.215.14/in"}, "must begin with https://"),
        ({"url": "https://10.0.0.1/in"}, "network of one&#x27;s own"),
        ({"url": "nowhere"}, "This is no address"),
        ({"events": []}, "This field is required"),
        ({"events": ["all"]}, "all is not one of the available choices"),
        ({"unit": "company"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(browser: Client, changed: dict[str, object], says: str) -> None:
    typed = {"name": "Chat", "unit": "hotel", "url": ADDRESS, "events": ["case.opened"], **changed}

    refused = browser.post("/webhooks/new", typed)

    assert (refused.status_code, Webhook.objects.count()) == (422, 0)
    assert says in refused.content.decode()


def test_the_list_says_whether_all_are_reached(browser: Client, hotel: Unit, now: datetime) -> None:
    assert "<h1>No webhook yet</h1>" in browser.get("/webhooks").content.decode()
    webhook = a_webhook(hotel)
    assert "<h1>1 webhook is told</h1>" in browser.get("/webhooks").content.decode()

    sent(webhook, hooks.Answered(500, 12), now)

    assert "<h1>1 of 1 webhook is not reached</h1>" in browser.get("/webhooks").content.decode()


def test_the_log_says_what_was_sent_and_what_was_answered(browser: Client, hotel: Unit, now: datetime) -> None:
    webhook = a_webhook(hotel)
    taken = sent(webhook, hooks.Answered(204, 41), now)
    failed = sent(webhook, hooks.Answered(500, 1300, body="<b>out of order</b>"), now)
    sent(webhook, hooks.Answered(None, 9, trouble=hooks.UNKNOWN_HOST), now)

    page = browser.get(f"/webhooks/{webhook.pk}").content.decode()

    assert "<h1>Chat takes no messages now</h1>" in page
    for words in ("answer 204 after 41 ms", "answer 500 after 1300 ms", "This host is not found", "tried again soon",
                  "&lt;b&gt;out of order&lt;/b&gt;", taken.code, "webhook.test"):  # fmt: skip
        assert words in page
    assert f"/messages/{taken.pk}/again" in page
    assert f"/messages/{failed.pk}/again" not in page  # it is tried again by itself


def test_a_test_is_sent_a_message_sent_again_and_all_is_switched_off_and_on(
    browser: Client, hotel: Unit, now: datetime
) -> None:
    webhook = a_webhook(hotel)
    one = f"/webhooks/{webhook.pk}"

    assert browser.post(f"{one}/test").headers["Location"] == one
    message = Message.objects.get()
    assert (message.event, message.state) == (terms.TEST, terms.State.WAITING)
    assert "on its way already" in browser.post(f"{one}/messages/{message.pk}/again", follow=True).content.decode()
    assert browser.post(f"{one}/messages/9{message.pk}/again").status_code == 404
    browser.post(f"{one}/off")
    assert "<h1>Chat is told nothing</h1>" in browser.get(one).content.decode()
    assert Message.objects.get().state == terms.State.GIVEN_UP
    browser.post(f"{one}/on")
    browser.post(f"{one}/messages/{message.pk}/again")
    assert Message.objects.get().state == terms.State.WAITING


def test_a_webhook_is_changed(browser: Client, hotel: Unit) -> None:
    webhook = a_webhook(hotel)

    browser.post(f"/webhooks/{webhook.pk}/change", {"name": "New", "url": ADDRESS, "events": ["case.lost"]})
    refused = browser.post(f"/webhooks/{webhook.pk}/change", {"name": "N", "url": "http://x/", "events": ["case.lost"]})

    webhook.refresh_from_db()
    assert (webhook.name, webhook.events, refused.status_code) == ("New", ["case.lost"], 422)


@pytest.mark.parametrize("messages", [1, 3])
def test_the_log_costs_as_many_queries_however_long(browser: Client, hotel: Unit, now: datetime, messages: int) -> None:
    webhook = a_webhook(hotel)
    for _ in range(messages):
        sent(webhook, hooks.Answered(204, 41), now)
    browser.get(f"/webhooks/{webhook.pk}")

    with CaptureQueriesContext(connection) as seen:
        browser.get(f"/webhooks/{webhook.pk}")

    assert len(seen) <= 9


def test_the_list_and_the_host_say_that_a_webhook_was_switched_off(hotel: Unit, now: datetime) -> None:
    keeper = a_keeper(hotel, "Own")
    webhook = a_webhook(hotel, by=keeper)
    sent(webhook, hooks.Answered(410, 3), now)

    assert "switched off" in a_browser(keeper).get("/webhooks").content.decode()
    host = a_browser(a_person("Host", people.SEE_RUNNING, unit=a_company()))
    assert "1 webhook was switched off because it failed." in host.get("/host").content.decode()


@pytest.mark.parametrize("field", ["name", "unit", "url"])
def test_signs_that_no_database_keeps_are_a_fault(hotel: Unit, field: str) -> None:
    _token, secret = a_token(hotel, rules.MANAGE)
    body = {"name": "Chat", "unit": "hotel", "url": ADDRESS, "events": ["voice.received"], field: "a\u0000"}

    said = Client().post("/api/webhooks", body, "application/json", headers={"Authorization": f"Bearer {secret}"})

    assert (said.status_code, [each["where"] for each in said.json()["faults"]]) == (422, [field])


def test_the_highest_unit_of_whoever_chooses_is_chosen_first(hotel: Unit) -> None:
    a_unit("annex", under=hotel)

    assert 'value="hotel" selected' in a_browser(a_keeper(hotel, "Head")).get("/webhooks").content.decode()


def test_a_token_makes_and_reads_webhooks(hotel: Unit, now: datetime) -> None:
    _token, secret = a_token(hotel, rules.MANAGE)
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"name": "Chat", "unit": "hotel", "url": ADDRESS, "events": ["voice.received"]}

    made = Client().post("/api/webhooks", body, "application/json", headers=headers)
    refused = Client().post(
        "/api/webhooks", {**body, "url": "https://10.0.0.1/", "unit": "company"}, "application/json", headers=headers
    )

    told = made.json()
    assert (made.status_code, told["secret"], told["events"]) == (
        201, Webhook.objects.get().secret, ["voice.received"],
    )  # fmt: skip
    listed = Client().get("/api/webhooks", headers=headers).json()["webhooks"]
    assert listed == [{key: value for key, value in told.items() if key != "secret"}]
    assert (refused.status_code, [each["where"] for each in refused.json()["faults"]]) == (422, ["unit"])
    assert a_machine(a_company(), rules.MANAGE).told("webhooks")["webhooks"] == listed
    assert json.dumps(listed).count("whsec_") == 0
