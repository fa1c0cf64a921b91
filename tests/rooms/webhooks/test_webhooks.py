"""What happens is told once to whoever asked for it, as far as they may see it, and until it is taken."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base.permissions import HOUSE, NotAllowed, all_powers
from servewell.engines import hooks
from servewell.rooms.cases import services as answering
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.terms import Harm
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Unit
from servewell.rooms.webhooks import rules, selectors, services, terms
from servewell.rooms.webhooks.models import Announced, Message, Webhook
from servewell.rooms.webhooks.terms import State
from tests.builders import a_channel, a_company, a_person, a_policy, a_unit, a_voice, a_writer
from tests.builders.webhooks import Listener, a_keeper, a_webhook, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("the_clock_stands", "queue")]


@pytest.fixture
def hotel() -> Unit:
    hotel = a_unit("hotel", under=a_company(zone="UTC"))
    a_policy()
    return hotel


def told(listener: Listener) -> list[Any]:
    return [json.loads(body) for _headers, body in listener.came]


def test_what_happens_to_a_voice_is_told_by_keys_and_codes(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    a_webhook(hotel, url=listener.url)
    voice = a_voice(a_channel(hotel, slug="desk"), 1, words="Nobody came.", email="kim@example.com", at=now)
    case = Case.objects.get()
    writer = a_writer()
    answering.assign(case=case, to=writer, by=writer, at=now)
    answering.answer(case=case, text="We are sorry.", by=writer, at=now)

    work(queue)

    assert [each["type"] for each in told(listener)] == [
        "case.opened", "voice.received", "case.assigned", "case.answered",
    ]  # fmt: skip
    assert told(listener)[1] == {
        "type": "voice.received",
        "timestamp": now.isoformat(),
        "data": {"voices": [{"number": voice.pk, "unit": "hotel", "channel": "desk", "on": "2026-11-16",
                             "language": "en"}]},
    }  # fmt: skip
    assert told(listener)[0]["data"]["cases"][0] | {"due_at": ""} == {
        "number": case.pk, "voice": voice.pk, "unit": "hotel", "reason": "asks-for-answer", "state": "open",
        "into": None, "opened_at": now.isoformat(), "due_at": "",
    }  # fmt: skip
    everything = b"".join(body for _, body in listener.came).decode()
    assert not any(word in everything for word in ("Nobody", "kim", "sorry"))
    assert set(Message.objects.values_list("state", "status", "tries")) == {(State.TAKEN, 204, 1)}
    assert Announced.objects.count() == 0


def test_a_message_is_signed_by_the_secret_and_while_it_is_exchanged_by_both(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    keeper = a_keeper(hotel)
    webhook, first = services.subscribe(
        unit=hotel, name="Chat", url=listener.url, events=["voice.received"], by=keeper, at=now
    )
    second = services.exchange_secret(webhook=webhook, by=keeper, at=now)
    for _ in range(2):
        services.send_test(webhook=webhook, by=keeper, at=now)

    services.send(message=queue.pop(0)[1], at=now + timedelta(hours=23))
    services.send(message=queue.pop(0)[1], at=now + timedelta(hours=25))

    for (headers, body), secrets in zip(listener.came, ([second, first], [second]), strict=True):
        name, at = headers["webhook-id"], int(headers["webhook-timestamp"])
        assert headers["webhook-signature"].split(" ") == [
            hooks.signature(hooks.key_of(each), message=name, timestamp=at, body=body) for each in secrets
        ]


def test_one_is_told_of_ones_own_unit_and_only_what_its_maker_may_see(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    other = a_unit("other", under=a_company())
    blind = a_person("Blind", rules.MANAGE, unit=a_company())
    a_webhook(hotel, url=listener.url, events=("voice.received",), by=a_keeper())
    a_webhook(hotel, url=listener.url, by=blind, name="Blind")
    a_webhook(hotel, url=listener.url, events=("finding.published",), name="Else")
    for unit in (hotel, other):
        a_voice(a_channel(unit, slug=unit.code), 5, at=now)

    work(queue)

    assert [each["data"]["voices"][0]["unit"] for each in told(listener)] == ["hotel"]


def test_without_a_webhook_a_voice_costs_one_question_more_for_each_thing_that_happens(
    hotel: Unit, now: datetime
) -> None:
    channel = a_channel(hotel, slug="desk")
    a_voice(channel, 5, at=now)

    with CaptureQueriesContext(connection) as seen:
        a_voice(channel, 5, at=now)

    assert sum("webhooks_" in each["sql"] for each in seen) == 1
    assert Announced.objects.count() == 0


def test_what_did_not_happen_is_not_told(hotel: Unit, listener: Listener, now: datetime) -> None:
    a_webhook(hotel, url=listener.url)

    channel = a_channel(hotel, slug="desk")
    with transaction.atomic():
        a_voice(channel, 1, at=now)
        assert Announced.objects.count() == 2
        transaction.set_rollback(True)

    assert Announced.objects.count() == 0


def test_a_note_becomes_messages_once_however_often_the_worker_comes_to_it(
    hotel: Unit, listener: Listener, now: datetime
) -> None:
    a_webhook(hotel, url=listener.url, events=("voice.received",))
    a_voice(a_channel(hotel, slug="desk"), 5, at=now)
    [noted] = Announced.objects.values_list("pk", flat=True)

    assert [services.spread(announced=noted, at=now) for _ in range(3)] == [1, 0, 0]
    assert Message.objects.count() == 1


def test_many_things_that_happen_at_once_are_told_in_messages_of_a_hundred(
    hotel: Unit, listener: Listener, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "MOST_IN_A_MESSAGE", 2)
    webhook = a_webhook(hotel, url=listener.url, events=("voice.received",))
    channel = a_channel(hotel, slug="desk")
    keys = [a_voice(channel, 5, at=now).pk for _ in range(3)]

    made = [json.loads(each) for each in selectors.bodies(
        webhook=webhook, event=terms.Told.VOICE_RECEIVED, keys=keys, at=now
    )]  # fmt: skip

    assert [[each["number"] for each in body["data"]["voices"]] for body in made] == [keys[:2], keys[2:]]


def test_an_address_is_looked_at_whenever_something_is_sent(
    hotel: Unit, listener: Listener, settings: Settings, now: datetime
) -> None:
    test = services.send_test(webhook=a_webhook(hotel, url=listener.url), by=HOUSE, at=now)
    settings.WEBHOOKS_OWN_NETWORKS = ()

    services.send(message=test.pk, at=now)

    assert listener.came == []
    assert (Message.objects.get().trouble, Message.objects.get().state) == (hooks.PRIVATE, State.WAITING)


def test_what_is_finished_is_sent_again_under_its_own_code_and_what_is_on_its_way_is_not(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    test = services.send_test(webhook=a_webhook(hotel, url=listener.url), by=HOUSE, at=now)
    with pytest.raises(services.StillOnItsWay):
        services.send_again(message=test, by=HOUSE, at=now)
    work(queue)

    services.send_again(message=test, by=HOUSE, at=now)
    work(queue)

    assert [headers["webhook-id"] for headers, _ in listener.came] == [test.code] * 2


def test_no_other_system_is_told_of_harm_whoever_made_the_webhook(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    """Neither of what happens after the mark nor of what waited at the time; and the log names it no more."""
    keeper = a_person("Eve", *all_powers(), unit=hotel)
    webhook = a_webhook(hotel, url=listener.url, by=keeper)
    channel, writer = a_channel(hotel, slug="desk"), a_writer()
    hurt, other = (a_voice(channel, 1, words="Nobody came.", email=f"{n}@example.com", at=now) for n in range(2))
    case = Case.objects.get(voice=hurt)
    services.note(event=terms.Told.CASE_LOST, keys=lambda: list(Case.objects.values_list("pk", flat=True)), at=now)
    for noted in Announced.objects.order_by("pk"):
        services.spread(announced=noted.pk, at=now)
    queue.clear()

    answering.mark_harm(voice=hurt.pk, kind=Harm.INJURY, by=keeper, at=now)
    answering.assign(case=case, to=writer, by=writer, at=now)
    gone = next(each for each in Message.objects.order_by("pk") if f'"voice":{hurt.pk},' in each.body)
    with pytest.raises(selectors.NoSuchMessage):
        selectors.message_for(webhook=webhook, number=gone.pk)
    shown = [json.loads(each.body) for each in selectors.messages_of(webhook=webhook).items]
    work(queue)
    for message in Message.objects.order_by("pk"):
        services.send(message=message.pk, at=now)

    assert sorted((each["type"], voices_in(each)) for each in told(listener)) == [
        ("case.lost", [other.pk]),
        ("case.opened", [other.pk]),
        ("voice.received", [other.pk]),
    ]
    assert shown == told(listener)[::-1]
    assert Message.objects.count() == 3


def voices_in(body: Any) -> list[int]:
    [(_named, items)] = body["data"].items()
    return [item.get("voice", item["number"]) for item in items]


def test_cases_that_fall_due_are_told_once(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    a_webhook(hotel, url=listener.url, events=("case.overdue",))
    a_voice(a_channel(hotel, slug="desk"), 1, words="Nobody came.", at=now)
    due = Case.objects.get().due_at
    for at in (now, due - timedelta(minutes=1), due, due + timedelta(minutes=1), due):
        services.watch(at=at)

    work(queue)

    assert [(each["type"], len(each["data"]["cases"])) for each in told(listener)] == [("case.overdue", 1)]


@pytest.mark.parametrize("url", ["https://10.0.0.1/in", "http://93.184.215.14/in", "nowhere"])
def test_an_address_that_may_not_be_reached_is_refused_when_it_is_given(hotel: Unit, url: str, now: datetime) -> None:
    keeper = a_keeper(hotel)

    with pytest.raises(services.WebhookHasFaults):
        services.subscribe(unit=hotel, name="Chat", url=url, events=["case.opened"], by=keeper, at=now)
    with pytest.raises(services.EventIsUnknown):
        services.subscribe(unit=hotel, name="Chat", url="https://93.184.215.14/", events=["all"], by=keeper, at=now)
    assert Webhook.objects.count() == 0


def test_who_does_not_keep_webhooks_of_the_unit_changes_none(hotel: Unit, now: datetime) -> None:
    webhook = a_webhook(hotel)
    stranger = a_keeper(a_unit("other", under=a_company()), "Stranger")

    for deed in (services.switch_off, services.exchange_secret, services.send_test, services.switch_on):
        with pytest.raises(NotAllowed):
            deed(webhook=webhook, by=stranger, at=now)
    with pytest.raises(NotAllowed):
        services.subscribe(
            unit=hotel, name="Mine", url="https://93.184.215.14/", events=["case.opened"], by=stranger, at=now
        )
    with pytest.raises(selectors.NoSuchWebhook):
        selectors.webhook_for(viewer=stranger, number=webhook.pk)
    assert selectors.webhooks(viewer=stranger) == []


def test_whoever_changes_a_webhook_lends_it_their_own_eyes(hotel: Unit, now: datetime) -> None:
    webhook = a_webhook(hotel, by=a_keeper(hotel))
    other = a_keeper(hotel, "Other")

    services.change(
        webhook=webhook, name="Mine", url="https://93.184.215.14/", events=["case.opened"], by=other, at=now
    )

    webhook.refresh_from_db()
    assert (webhook.name, webhook.person, webhook.token) == ("Mine", other, None)


def test_who_has_left_hears_nothing_any_more(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    keeper = a_keeper(hotel)
    a_webhook(hotel, url=listener.url, by=keeper)
    people.leave(person=keeper, on=now.date() - timedelta(days=2), by=HOUSE, at=now)
    a_voice(a_channel(hotel, slug="desk"), 5, at=now)

    work(queue)

    assert listener.came == []
