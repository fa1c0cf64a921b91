"""An answer on its way, over real sockets: what the case, its delivery and its ledger say afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.utils.encoding import force_bytes
from pytest_django import Settings

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.engines.mail import outboxes
from servewell.rooms.cases import jobs, selectors, services, terms
from servewell.rooms.cases.models import Delivery, LedgerLine
from tests.builders import (
    a_channel,
    a_company,
    a_policy,
    a_unit,
    a_waiting_answer,
    a_writer,
    an_open_case,
    how_it_stands,
    mail_settings,
)
from tests.engines.mail.smtp_servers import SHORT, Keeper, Line, free_port, running, scripted

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def waiting(now: datetime) -> Delivery:
    a_policy()
    return a_waiting_answer(a_writer(), at=now)


def test_an_answer_that_the_server_takes_is_handed_over_and_the_case_answered(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)
        services.hand_over(delivery=waiting.pk, at=now)

    assert how_it_stands(waiting) == (terms.ANSWERED, terms.HANDED_OVER, [terms.HANDED_OVER])
    assert [envelope.rcpt_tos for envelope in keeper.taken] == [["elena@example.com"]]
    line = LedgerLine.objects.get(stage=terms.HANDED_OVER)
    assert line.detail == {
        "delivery": waiting.pk, "reply": "2.0.0 Ok: queued as 4F1A2B", "queue_id": "4F1A2B", "server": "127.0.0.1",
    }  # fmt: skip


def test_the_worker_hands_an_answer_over_after_the_deed(
    waiting: Delivery, settings: Settings, follow_ups: Callable[[], int]
) -> None:
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        follow_ups()

    assert how_it_stands(waiting) == (terms.ANSWERED, terms.HANDED_OVER, [terms.HANDED_OVER])
    assert len(keeper.taken) == 1


def test_the_letter_carries_the_writers_words_and_quotes_the_customer(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)

    letter = message_from_bytes(keeper.taken[0].original_content or b"", policy=policy.default)
    assert (letter["From"], letter["To"], letter["Subject"], letter["Content-Language"]) == (
        "Company <care@example.com>", "elena@example.com", "Our answer to what you wrote to Company", "en",
    )  # fmt: skip
    assert mail.key_of(letter["Message-ID"], force_bytes(settings.SECRET_KEY)) == f"answer-{waiting.answer_id}-1"
    assert letter.get_content().splitlines() == [
        "You asked why, so I went to find out.",
        "",
        "--",
        f"Company · case {waiting.case_id}",
        "You can simply reply to this letter; your reply reaches us.",
        "",
        "---",
        "",
        "On 16 November 2026 you wrote:",
        "",
        "> Forty minutes in the line. Nobody looked up.",
    ]


def test_a_permanent_refusal_leaves_the_case_open_and_the_answer_lost(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    with running(Keeper(to_recipient="550 5.1.1 No such user")) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)
        services.hand_over(delivery=waiting.pk, at=now + MINUTE * 90)

    assert how_it_stands(waiting) == (terms.OPEN, terms.REFUSED, [terms.REFUSED])
    assert LedgerLine.objects.get(stage=terms.REFUSED).detail["reply"] == "550 5.1.1 No such user"


def test_a_server_that_says_later_is_asked_again_later(waiting: Delivery, now: datetime, settings: Settings) -> None:
    with running(keeper := Keeper(to_content="451 4.7.1 Try again later")) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)
        assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.PUT_OFF])

        keeper.to_content = "250 2.0.0 Ok: queued as 9A"
        services.hand_over(delivery=waiting.pk, at=now + MINUTE / 2)
        assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.PUT_OFF])

        services.hand_over(delivery=waiting.pk, at=now + MINUTE)
    assert how_it_stands(waiting) == (terms.ANSWERED, terms.HANDED_OVER, [terms.PUT_OFF, terms.HANDED_OVER])


def test_a_server_that_says_later_for_days_has_refused(
    waiting: Delivery, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "PUT_OFF_AT_MOST", 1)
    with running(Keeper(to_content="451 4.7.1 Try again later")) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)

    assert how_it_stands(waiting) == (terms.OPEN, terms.REFUSED, [terms.REFUSED])


def test_each_try_that_reaches_nobody_is_one_line_and_a_longer_wait(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    settings.MAIL = mail_settings(free_port())
    waits = []
    at = now
    for _ in range(9):
        services.hand_over(delivery=waiting.pk, at=at)
        next_try_at = Delivery.objects.get(pk=waiting.pk).next_try_at
        assert next_try_at is not None
        waits.append((next_try_at - at) // MINUTE)
        at = next_try_at

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.NOT_REACHED] * 9)


def test_a_server_that_hangs_at_the_greeting_has_not_been_reached(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    with scripted(Line.hang) as (port, _):
        settings.MAIL = mail_settings(port, timeout_seconds=SHORT)
        services.hand_over(delivery=waiting.pk, at=now)

    assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.NOT_REACHED])


def dies_before_the_letter(line: Line) -> None:
    line.say("220 ready")
    line.hear_and_say("250 hello", "250 ok", "250 ok")


def dies_after_the_letter(line: Line) -> None:
    dies_before_the_letter(line)
    line.hear_and_say("354 go ahead")
    line.hear_the_whole_letter()


def test_a_server_that_dies_before_the_letter_has_not_been_reached(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    with scripted(dies_before_the_letter) as (port, _):
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)

    assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.NOT_REACHED])


def test_a_server_that_dies_after_the_letter_leaves_it_in_doubt_and_it_is_not_sent_again(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    with scripted(dies_after_the_letter) as (port, _):
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)

    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now + MINUTE * 600)
        assert services.try_again(at=now + MINUTE * 600) == 0

    assert how_it_stands(waiting) == (terms.OPEN, terms.IN_DOUBT, [terms.IN_DOUBT])
    assert keeper.taken == []


def test_the_network_is_used_outside_any_transaction_and_the_mark_is_there_by_then(
    waiting: Delivery, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def spy(*, server: mail.Server, letter: mail.Letter) -> mail.Outcome:
        seen.append((connection.in_atomic_block, Delivery.objects.get(pk=waiting.pk).state, letter.recipient))
        return mail.HandedOver(reply="ok", queue_id=None)

    monkeypatch.setattr(outboxes, "hand_over", spy)
    settings.MAIL = mail_settings(25)
    services.hand_over(delivery=waiting.pk, at=now)

    assert seen == [(False, terms.HANDING_OVER, "elena@example.com")]


def test_without_a_mail_server_an_answer_waits_and_leaves_when_there_is_one(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    services.hand_over(delivery=waiting.pk, at=now)
    assert (how_it_stands(waiting), services.try_again(at=now)) == ((terms.OPEN, terms.WAITING, []), 0)
    assert selectors.deliveries_in_trouble(viewer=HOUSE, at=now) == selectors.Trouble(
        waiting=1, unreached=0, in_doubt=0, refused=0
    )

    with running(Keeper()) as port:
        settings.MAIL = mail_settings(port)
        assert services.try_again(at=now) == 1
        jobs.hand_over(waiting.pk)
    assert how_it_stands(waiting) == (terms.ANSWERED, terms.HANDED_OVER, [terms.HANDED_OVER])


def test_a_clock_set_back_does_not_keep_an_answer_waiting(waiting: Delivery, now: datetime, settings: Settings) -> None:
    settings.MAIL = mail_settings(free_port())
    services.hand_over(delivery=waiting.pk, at=now + timedelta(days=400))

    assert services.try_again(at=now) == 1
    services.hand_over(delivery=waiting.pk, at=now)
    assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.NOT_REACHED] * 2)


def test_an_address_that_no_server_can_take_is_a_refusal(
    now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_policy()
    monkeypatch.setattr(selectors, "address_of", lambda *, case: "josé@example.com")
    waiting = a_waiting_answer(a_writer(), at=now)
    settings.MAIL = mail_settings(free_port())
    services.hand_over(delivery=waiting.pk, at=now)

    assert how_it_stands(waiting) == (terms.OPEN, terms.REFUSED, [terms.REFUSED])


@pytest.mark.parametrize("wrong", [{"security": "ssl"}, {"host": "mail.example.com", "user": "ann", "password": "x"}])
def test_mail_settings_that_are_wrong_leave_the_answer_waiting(
    wrong: dict[str, object], waiting: Delivery, now: datetime, settings: Settings
) -> None:
    settings.MAIL = {**mail_settings(25), **wrong}
    services.hand_over(delivery=waiting.pk, at=now)

    assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.NOT_REACHED])


@pytest.mark.parametrize(
    ("language", "subject", "day"),
    [
        ("zh-Hans", "Hotel给您的答复", "2026年11月16日"),
        ("zh-Hant", "Hotel給您的回覆", "2026年11月16日"),
        ("es", "Nuestra respuesta a lo que escribió a Hotel", "16 de noviembre de 2026"),
    ],
)
def test_the_frame_speaks_the_customers_language(
    language: str, subject: str, day: str, now: datetime, settings: Settings
) -> None:
    a_policy()
    hotel = a_unit("hotel", under=a_company())
    case = an_open_case(a_channel(hotel), at=now, language=language)
    services.answer(case=case, text="$5 or 100 %(sure)s", by=a_writer(), at=now)
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=Delivery.objects.get().pk, at=now)

    letter = message_from_bytes(keeper.taken[0].original_content or b"", policy=policy.default)
    assert (letter["Subject"], letter["Content-Language"]) == (subject, language)
    assert letter.get_content().splitlines()[0] == "$5 or 100 %(sure)s"
    assert day in letter.get_content()


def test_every_follow_up_of_an_answer_is_done_even_where_nobody_can_be_reached(
    waiting: Delivery, settings: Settings
) -> None:
    settings.MAIL = mail_settings(free_port())
    for key in FollowUp.objects.values_list("pk", flat=True):
        bus.called_by_worker(key)

    assert not FollowUp.objects.filter(done_at__isnull=True).exists()
    assert how_it_stands(waiting) == (terms.OPEN, terms.WAITING, [terms.NOT_REACHED])
