"""A server that is away or slow is waited for, and holds up nobody else; what fails here keeps nothing waiting."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.people.models import Unit
from servewell.rooms.webhooks import jobs as room_jobs
from servewell.rooms.webhooks import selectors, services, terms
from servewell.rooms.webhooks.models import Announced, Message, Webhook
from servewell.rooms.webhooks.services import noting, sending
from servewell.rooms.webhooks.terms import State
from tests.builders import a_channel, a_company, a_unit, a_voice
from tests.builders.webhooks import Listener, a_keeper, a_webhook, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("the_clock_stands", "queue")]


class Earlier(StrEnum):
    """What an earlier edition told."""

    RENAMED = "voice.renamed"


@pytest.fixture
def hotel() -> Unit:
    return a_unit("hotel", under=a_company(zone="UTC"))


def test_what_is_not_taken_is_tried_again_after_longer_and_longer_for_a_day(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    listener.status, listener.body = 503, b"later"
    webhook = a_webhook(hotel, url=listener.url)
    services.send_test(webhook=webhook, by=HOUSE, at=now)
    [(_, key)] = queue
    at, waits = now, []

    while (message := Message.objects.get(pk=key)).state == State.WAITING:
        at = message.next_try_at or at
        services.send(message=key, at=at)
        after = Message.objects.get(pk=key).next_try_at
        waits.append((after - at) if after else None)

    assert (message.state, message.status, message.answer) == (State.GIVEN_UP, 503, "later")
    assert timedelta(hours=18) < at - now <= timedelta(days=1)
    assert len(listener.came) == message.tries == len(waits) > 10
    assert {headers["webhook-id"] for headers, _ in listener.came} == {message.code}
    known = [each for each in waits if each]
    assert timedelta(seconds=24) <= known[0] <= timedelta(seconds=36)
    assert all(1.2 < later / earlier < 3.1 for earlier, later in pairwise(known[:9]))
    assert max(known) <= terms.LONGEST_WAIT * 1.2


def test_two_messages_that_failed_together_do_not_come_back_together() -> None:
    waits = {sending.wait_after(3, code=f"msg_{number}") for number in range(50)}

    assert len(waits) > 45


def test_a_message_before_its_time_stays_where_it_is(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    listener.status = 500
    services.send_test(webhook=a_webhook(hotel, url=listener.url), by=HOUSE, at=now)
    [(_, key)] = queue

    for _ in range(3):
        services.send(message=key, at=now)
    queue.clear()
    assert services.try_again(at=now) == 0
    assert services.try_again(at=now + timedelta(minutes=1)) == 1

    assert len(listener.came) == 1


def waiting(webhook: Webhook, now: datetime, number: int) -> list[int]:
    return [services.send_test(webhook=webhook, by=HOUSE, at=now).pk for _ in range(number)]


def test_of_a_server_that_is_away_one_message_is_tried_and_the_others_leave_the_worker_alone(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    listener.status = 500
    a_webhook(hotel, url=listener.url, events=("voice.received",))
    channel = a_channel(hotel, slug="desk")
    for _ in range(4):
        a_voice(channel, 5, at=now)

    work(queue)
    assert len(listener.came) == 1

    a_voice(channel, 5, at=now)
    work(queue)
    assert services.try_again(at=now + timedelta(seconds=21)) == 0
    assert services.try_again(at=now + timedelta(minutes=1)) == 1
    [(_, key)] = queue
    assert (key, len(listener.came)) == (Message.objects.earliest("pk").pk, 1)


def test_the_longer_a_server_is_away_the_more_seldom_it_is_tried(hotel: Unit, now: datetime) -> None:
    webhook = a_webhook(hotel)
    webhook.failing_since = now
    rests = {}
    for minutes in (0, 80, 24 * 60):
        webhook.failed_at = now + timedelta(minutes=minutes)
        rests[minutes] = [
            rest for rest in (0, 21, 23, 599, 601, 3599, 3601)
            if sending.rests(webhook=webhook, at=webhook.failed_at + timedelta(seconds=rest))
        ]  # fmt: skip

    assert rests == {0: [0, 21], 80: [0, 21, 23, 599], 24 * 60: [0, 21, 23, 599, 601, 3599]}


def test_a_test_is_sent_at_once_also_to_a_server_that_is_away(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    listener.status = 500
    webhook = a_webhook(hotel, url=listener.url)

    waiting(webhook, now, 2)
    work(queue)

    assert len(listener.came) == 2


@pytest.mark.parametrize("webhooks", [1, 3])
def test_few_messages_of_a_webhook_are_queued_and_none_twice(
    hotel: Unit, queue: list[tuple[str, int]], now: datetime, monkeypatch: pytest.MonkeyPatch, webhooks: int
) -> None:
    monkeypatch.setattr(terms, "MOST_QUEUED", 2)
    keys = [waiting(a_webhook(hotel, name=str(number)), now, 3) for number in range(webhooks)]
    queue.clear()  # their jobs are lost
    later = now + timedelta(minutes=11)

    with CaptureQueriesContext(connection) as seen:
        again = [services.try_again(at=later) for _ in range(2)]

    assert again == [2 * webhooks, 0]
    assert [key for _, key in queue] == [key for each in keys for key in each[:2]]
    assert len(seen) <= 7


def test_what_a_dead_worker_left_is_sent_again(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime
) -> None:
    services.send_test(webhook=a_webhook(hotel, url=listener.url), by=HOUSE, at=now)
    [(_, key)] = queue
    sending._mark(key, now)  # the worker dies here

    services.wake_stale(at=now + timedelta(minutes=4))
    services.send(message=key, at=now + timedelta(minutes=4))
    assert listener.came == []
    services.wake_stale(at=now + timedelta(minutes=6))
    services.send(message=key, at=now + timedelta(minutes=6))

    assert len(listener.came) == 1
    assert Message.objects.get().state == State.TAKEN


def test_after_days_of_failure_it_is_switched_off_and_the_host_is_told(
    hotel: Unit, listener: Listener, now: datetime
) -> None:
    listener.status = 500
    keeper = a_keeper(hotel)
    webhook = a_webhook(hotel, url=listener.url, by=keeper)

    for hours in (0, 23, 46, 69, 71, 72):
        at = now + timedelta(hours=hours)
        test = services.send_test(webhook=webhook, by=keeper, at=at)
        services.send(message=test.pk, at=at)
        webhook.refresh_from_db()
        assert (webhook.switched_off_at is not None) == (hours == 72)

    assert webhook.why_off == terms.WhyOff.FAILING
    assert set(Message.objects.values_list("state", flat=True)) == {State.GIVEN_UP}
    assert selectors.switched_off() == 1
    a_voice(a_channel(hotel, slug="desk"), 5, at=now)
    assert Announced.objects.count() == 0

    services.switch_on(webhook=webhook, by=keeper, at=now)
    assert selectors.switched_off() == 0


def test_one_message_that_is_taken_ends_the_failing(hotel: Unit, listener: Listener, now: datetime) -> None:
    webhook = a_webhook(hotel, url=listener.url)
    for status, hours in ((500, 0), (500, 20), (500, 40), (500, 60), (200, 70), (500, 71), (500, 80)):
        listener.status, at = status, now + timedelta(hours=hours)
        services.send(message=services.send_test(webhook=webhook, by=HOUSE, at=at).pk, at=at)

    webhook.refresh_from_db()
    assert (webhook.switched_off_at, webhook.failing_since) == (None, now + timedelta(hours=71))


def test_two_misses_days_apart_are_no_days_of_failure(hotel: Unit, listener: Listener, now: datetime) -> None:
    listener.status = 500
    webhook = a_webhook(hotel, url=listener.url)
    for days in (0, 4):
        at = now + timedelta(days=days)
        services.send(message=services.send_test(webhook=webhook, by=HOUSE, at=at).pk, at=at)

    webhook.refresh_from_db()
    assert (webhook.switched_off_at, webhook.failing_since) == (None, now + timedelta(days=4))


def test_a_server_that_says_gone_is_told_nothing_any_more(hotel: Unit, listener: Listener, now: datetime) -> None:
    listener.status = 410
    webhook = a_webhook(hotel, url=listener.url)

    services.send(message=services.send_test(webhook=webhook, by=HOUSE, at=now).pk, at=now)

    webhook.refresh_from_db()
    assert webhook.why_off == terms.WhyOff.GONE


def test_the_clock_goes_on_with_what_lost_its_job_and_forgets_what_is_long_over(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_webhook(hotel, url=listener.url, events=("voice.received",))
    a_voice(a_channel(hotel, slug="desk"), 5, at=now)
    queue.clear()

    services.spread_what_waits(at=now + timedelta(minutes=2))
    queue.clear()
    services.try_again(at=now + timedelta(minutes=13))
    work(queue)
    assert len(listener.came) == 1

    assert services.forget(at=now + timedelta(days=29)) == 0
    assert services.forget(at=now + timedelta(days=31)) == 1


def test_of_a_webhook_only_so_many_messages_are_kept(
    hotel: Unit, listener: Listener, queue: list[tuple[str, int]], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "MOST_KEPT", 2)
    webhook = a_webhook(hotel, url=listener.url)
    tests = [services.send_test(webhook=webhook, by=HOUSE, at=now).pk for _ in range(4)]
    work(queue)

    assert services.forget(at=now) == 2
    for number in range(3):
        a_webhook(hotel, name=str(number))
    with CaptureQueriesContext(connection) as seen:
        assert services.forget(at=now) == 0
    assert len(seen) == 2
    assert list(Message.objects.order_by("pk").values_list("pk", flat=True)) == tests[2:]


def test_a_step_that_fails_keeps_none_of_the_others_waiting(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    came = []

    def fails(*, at: datetime) -> None:
        raise RuntimeError("it fails")

    def comes(*, at: datetime) -> None:
        came.append(at)

    for name in ("watch", "spread_what_waits"):
        monkeypatch.setattr(services, name, fails)
    for name in ("wake_stale", "try_again", "forget"):
        monkeypatch.setattr(services, name, comes)

    with pytest.raises(ExceptionGroup) as raised:
        room_jobs.go_on()

    assert (len(raised.value.exceptions), len(came)) == (2, 3)


def test_a_note_that_fails_keeps_no_other_waiting(
    hotel: Unit, listener: Listener, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_webhook(hotel, url=listener.url, events=("voice.received",))
    channel = a_channel(hotel, slug="desk")
    first, second = a_voice(channel, 5, at=now), a_voice(channel, 5, at=now)
    bodies = selectors.bodies

    def may_fail(*, keys: list[int], **asked: Any) -> Iterator[str]:
        if first.pk in keys:
            raise RuntimeError("it fails")
        return bodies(keys=keys, **asked)

    monkeypatch.setattr(selectors, "bodies", may_fail)
    services.spread_what_waits(at=now + timedelta(minutes=2))

    assert [each.keys for each in Announced.objects.all()] == [[first.pk]]
    assert [json.loads(each.body)["data"]["voices"][0]["number"] for each in Message.objects.all()] == [second.pk]


def test_what_happened_under_a_name_that_is_gone_is_told_to_nobody(
    hotel: Unit, listener: Listener, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    a_webhook(hotel, url=listener.url)
    noting._note(cast("terms.Told", Earlier.RENAMED), [7], now)

    assert services.spread(announced=Announced.objects.get().pk, at=now) == 0

    assert (Announced.objects.count(), Message.objects.count()) == (0, 0)
    assert "nobody is told of voice.renamed any more: [7]" in caplog.text
