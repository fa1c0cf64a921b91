"""Workers that die on the way, and what a person settles: no letter leaves twice unless somebody orders it."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from servewell.base import bus
from servewell.engines import mail
from servewell.engines.mail import outboxes
from servewell.rooms.cases import services, terms
from servewell.rooms.cases.models import Case, Delivery
from tests.builders import a_policy, a_waiting_answer, a_writer, how_it_stands, mail_settings
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def waiting(now: datetime) -> Delivery:
    a_policy()
    return a_waiting_answer(a_writer(), at=now)


class Killed(BaseException):
    """Stands for a process that ends at once: nothing catches it."""


@pytest.fixture
def killed(waiting: Delivery, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """The worker dies between its mark and what the server says."""

    def die(*, server: mail.Server, letter: mail.Letter) -> mail.Outcome:
        raise Killed

    settings.MAIL = mail_settings(25)
    with monkeypatch.context() as patch:
        patch.setattr(outboxes, "hand_over", die)
        with pytest.raises(Killed):
            services.hand_over(delivery=waiting.pk, at=now)
    return waiting


def test_a_worker_killed_on_the_way_leaves_its_mark(killed: Delivery) -> None:
    assert how_it_stands(killed) == (terms.OPEN, terms.HANDING_OVER, [])


def test_the_follow_up_repeated_after_the_timeout_puts_the_answer_in_doubt(
    killed: Delivery, now: datetime, settings: Settings
) -> None:
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=killed.pk, at=now + terms.STALE_AFTER - MINUTE)
        assert how_it_stands(killed) == (terms.OPEN, terms.HANDING_OVER, [])
        services.hand_over(delivery=killed.pk, at=now + terms.STALE_AFTER)

    assert how_it_stands(killed) == (terms.OPEN, terms.IN_DOUBT, [terms.IN_DOUBT])
    assert keeper.taken == []


def test_the_sweeper_puts_what_a_dead_worker_left_in_doubt_once(killed: Delivery, now: datetime) -> None:
    swept = [services.settle_stale(at=now + terms.STALE_AFTER + MINUTE * minute) for minute in range(3)]

    assert swept == [1, 0, 0]
    assert how_it_stands(killed) == (terms.OPEN, terms.IN_DOUBT, [terms.IN_DOUBT])


def test_a_clock_set_back_does_not_hide_what_a_dead_worker_left(killed: Delivery, now: datetime) -> None:
    swept = [services.settle_stale(at=now - terms.STALE_AFTER + MINUTE * early) for early in (1, 0)]

    assert swept == [0, 1]


def test_what_the_server_said_outweighs_the_doubt_of_the_sweeper(
    waiting: Delivery, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*, server: mail.Server, letter: mail.Letter) -> mail.Outcome:
        services.settle_stale(at=now + terms.STALE_AFTER)
        return mail.HandedOver(reply="queued", queue_id=None)

    monkeypatch.setattr(outboxes, "hand_over", slow)
    settings.MAIL = mail_settings(25)
    services.hand_over(delivery=waiting.pk, at=now)

    assert how_it_stands(waiting) == (terms.ANSWERED, terms.HANDED_OVER, [terms.IN_DOUBT, terms.HANDED_OVER])


def test_what_a_person_has_settled_is_announced_once(
    waiting: Delivery, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def very_slow(*, server: mail.Server, letter: mail.Letter) -> mail.Outcome:
        services.settle_stale(at=now + terms.STALE_AFTER)
        services.vouch_for(delivery=waiting, reason="She rang", by=waiting.answer.written_by, at=now)
        return mail.Refused(code=550, reply="no such user", is_permanent=True)

    announced: list[str] = []
    monkeypatch.setattr(bus, "announce", lambda event: announced.append(type(event).__name__))
    monkeypatch.setattr(outboxes, "hand_over", very_slow)
    settings.MAIL = mail_settings(25)
    services.hand_over(delivery=waiting.pk, at=now)

    assert announced == ["AnswersHandedOver"]
    assert how_it_stands(waiting)[:2] == (terms.ANSWERED, terms.VOUCHED_FOR)


def test_a_person_vouches_for_an_answer_in_doubt(killed: Delivery, now: datetime) -> None:
    services.settle_stale(at=now + terms.STALE_AFTER)
    ann = killed.answer.written_by

    services.vouch_for(delivery=killed, reason="She rang to thank us", by=ann, at=now)

    assert how_it_stands(killed) == (terms.ANSWERED, terms.VOUCHED_FOR, [terms.IN_DOUBT, terms.VOUCHED_FOR])
    with pytest.raises(services.NothingToSettle):
        services.send_again(delivery=killed, reason="To be sure", by=ann, at=now)


def test_a_person_orders_that_an_answer_in_doubt_is_sent_again(
    killed: Delivery, now: datetime, settings: Settings
) -> None:
    services.settle_stale(at=now + terms.STALE_AFTER)

    again = services.send_again(delivery=killed, reason="Not in their log", by=killed.answer.written_by, at=now)
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=again.pk, at=now)
        services.hand_over(delivery=killed.pk, at=now + MINUTE * 600)

    assert how_it_stands(killed)[:2] == (terms.ANSWERED, terms.SET_ASIDE)
    assert how_it_stands(again) == (
        terms.ANSWERED, terms.HANDED_OVER, [terms.IN_DOUBT, terms.SENT_AGAIN, terms.HANDED_OVER],
    )  # fmt: skip
    assert len(keeper.taken) == 1
    assert killed.message_id != again.message_id


def test_a_refused_answer_can_be_sent_again_and_a_reason_is_asked(
    waiting: Delivery, now: datetime, settings: Settings
) -> None:
    ann = waiting.answer.written_by
    with running(Keeper(to_recipient="550 no")) as port:
        settings.MAIL = mail_settings(port)
        services.hand_over(delivery=waiting.pk, at=now)

    with pytest.raises(services.NothingWritten):
        services.send_again(delivery=waiting, reason="  ", by=ann, at=now)
    with pytest.raises(services.NothingToSettle):
        services.vouch_for(delivery=waiting, reason="They rang", by=ann, at=now)
    services.send_again(delivery=waiting, reason="Their mailbox was full", by=ann, at=now)
    assert how_it_stands(waiting) == (terms.OPEN, terms.SET_ASIDE, [terms.REFUSED, terms.SENT_AGAIN])


OUTCOMES = {
    "handed over": mail.HandedOver(reply="ok", queue_id=None),
    "refused": mail.Refused(code=550, reply="no", is_permanent=True),
    "put off": mail.Refused(code=451, reply="later", is_permanent=False),
    "not reached": mail.NotReached(why="nobody there"),
    "in doubt": mail.InDoubt(why="no answer"),
    "killed": None,
}
steps = st.lists(
    st.sampled_from([*OUTCOMES, "sweep", "vouch", "send again"]).flatmap(
        lambda step: st.tuples(st.just(step), st.integers(0, 120))
    ),
    max_size=14,
)


@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_happens_a_letter_leaves_once_unless_a_person_orders_it_again(
    steps: list[tuple[str, int]], now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL = mail_settings(25)
    a_policy()
    delivery = a_waiting_answer(a_writer(), at=now)
    at, may_have_left, ordered = now, 0, 0
    for step, minutes in steps:
        at += MINUTE * minutes
        if step in OUTCOMES:
            may_have_left += _tries(delivery, step, at, monkeypatch)
        elif step == "sweep":
            services.settle_stale(at=at)
        else:
            delivery, was_ordered = _settled(delivery, step, at)
            ordered += was_ordered

    assert may_have_left <= 1 + ordered
    live = Delivery.objects.filter(case=delivery.case_id, state__in=terms.LIVE_STATES)
    assert live.count() <= 1
    arrived = live.filter(state__in=(terms.HANDED_OVER, terms.VOUCHED_FOR)).exists()
    assert (Case.objects.get(pk=delivery.case_id).state == terms.ANSWERED) == arrived


def _tries(delivery: Delivery, step: str, at: datetime, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many letters may have left in this try."""
    left = []

    def play(*, server: mail.Server, letter: mail.Letter) -> mail.Outcome:
        outcome = OUTCOMES[step]
        if outcome is None or isinstance(outcome, mail.HandedOver | mail.InDoubt):
            left.append(letter)
        if outcome is None:
            raise Killed
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(outboxes, "hand_over", play)
        with suppress(Killed):
            services.hand_over(delivery=delivery.pk, at=at)
    return len(left)


def _settled(delivery: Delivery, step: str, at: datetime) -> tuple[Delivery, int]:
    by = delivery.answer.written_by
    try:
        if step == "vouch":
            return services.vouch_for(delivery=delivery, reason="They rang", by=by, at=at), 0
        return services.send_again(delivery=delivery, reason="Not in their log", by=by, at=at), 1
    except services.NothingToSettle:
        return delivery, 0
