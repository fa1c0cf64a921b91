"""Reactions share the deed's fate; follow-ups outlive it, are tried again, and are given up by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django_q.models import OrmQ

from servewell.base import bus, today
from servewell.base.models import Entry, FollowUp

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class LettersCame(bus.Event):
    letters: tuple[int, ...]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, LettersCame]]]:
    """Two listeners of the test's own, and what they heard."""
    for registry in ("_events", "_reactions", "_follow_ups"):
        monkeypatch.setattr(bus, registry, dict(getattr(bus, registry)))
    said: list[tuple[str, LettersCame]] = []

    def at_once(event: LettersCame) -> None:
        said.append(("at once", event))

    def later(event: LettersCame) -> None:
        said.append(("later", event))
        if 13 in event.letters:
            raise ValueError("thirteen")

    bus.reacts_to(LettersCame)(at_once)
    bus.follows_up(LettersCame)(later)
    return said


def announce(*letters: int) -> FollowUp:
    with transaction.atomic():
        bus.announce(LettersCame(at=NOON, letters=letters))
    return FollowUp.objects.latest("pk")


@pytest.mark.django_db
def test_a_reaction_runs_at_once_and_a_follow_up_waits(heard: list[tuple[str, LettersCame]]) -> None:
    follow_up = announce(1, 2)

    assert heard == [("at once", LettersCame(at=NOON, letters=(1, 2)))]
    assert follow_up.done_at is None
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db
def test_a_follow_up_hears_the_event_as_it_was_announced_and_only_once(heard: list[tuple[str, LettersCame]]) -> None:
    follow_up = announce(1, 2)

    bus.perform(key=follow_up.pk, at=NOON)
    bus.perform(key=follow_up.pk, at=NOON)

    assert heard[1:] == [("later", LettersCame(at=NOON, letters=(1, 2)))]
    follow_up.refresh_from_db()
    assert (follow_up.done_at, follow_up.attempts) == (NOON, 1)


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_leaves_neither_follow_up_nor_job(heard: list[tuple[str, LettersCame]]) -> None:
    def fail_after_announcing() -> None:
        with transaction.atomic():
            announce(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_announcing()

    assert (FollowUp.objects.count(), OrmQ.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_announcing_outside_a_transaction_is_refused(heard: list[tuple[str, LettersCame]]) -> None:
    with pytest.raises(TransactionManagementError, match="LettersCame"):
        bus.announce(LettersCame(at=NOON, letters=(1,)))

    assert heard == []


@pytest.mark.django_db
def test_a_follow_up_that_fails_is_tried_again_after_a_growing_pause(heard: list[tuple[str, LettersCame]]) -> None:
    follow_up = announce(13)

    waits = []
    for _ in range(3):
        bus.perform(key=follow_up.pk, at=NOON)
        follow_up.refresh_from_db()
        waits.append(follow_up.next_try_at - NOON)

    assert waits == [timedelta(seconds=15), timedelta(seconds=30), timedelta(seconds=60)]
    assert (follow_up.attempts, follow_up.last_error, follow_up.done_at) == (3, "ValueError('thirteen')", None)


@pytest.mark.django_db
def test_the_sweeper_enqueues_what_is_late_and_leaves_what_is_not(heard: list[tuple[str, LettersCame]]) -> None:
    late, early = announce(1), announce(2)
    FollowUp.objects.filter(pk=early.pk).update(next_try_at=NOON + timedelta(hours=1))
    OrmQ.objects.all().delete()
    then = NOON + timedelta(minutes=4)

    assert bus.sweep(at=then) == 1
    assert OrmQ.objects.get().task["args"] == (late.pk,)
    assert bus.sweep(at=then) == 0


@pytest.mark.django_db
def test_what_was_done_long_ago_is_forgotten_by_and_by(
    heard: list[tuple[str, LettersCame]], monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_ups = [announce(number) for number in range(5)]
    for days, follow_up in zip((92, 91, 90, 1), follow_ups, strict=False):
        FollowUp.objects.filter(pk=follow_up.pk).update(done_at=NOON - timedelta(days=days))
    monkeypatch.setattr(bus, "FORGOTTEN_AT_ONCE", 1)
    monkeypatch.setattr(today, "now", lambda: NOON)

    bus.sweep_now()
    left = list(FollowUp.objects.order_by("pk"))
    assert (left, bus.forget(at=NOON), bus.forget(at=NOON)) == (follow_ups[1:], 1, 0)
    assert list(FollowUp.objects.order_by("pk")) == follow_ups[2:]


@pytest.mark.django_db
def test_what_failed_twenty_times_is_left_for_a_person(heard: list[tuple[str, LettersCame]]) -> None:
    follow_up = announce(13)
    FollowUp.objects.filter(pk=follow_up.pk).update(attempts=bus.GIVE_UP_AFTER)

    assert bus.sweep(at=NOON + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_a_follow_up_whose_listener_was_renamed_says_so(heard: list[tuple[str, LettersCame]]) -> None:
    follow_up = announce(1)
    FollowUp.objects.filter(pk=follow_up.pk).update(listener="rooms.nobody.listeners.gone")

    bus.perform(key=follow_up.pk, at=NOON)

    follow_up.refresh_from_db()
    assert "rooms.nobody.listeners.gone" in follow_up.last_error
    assert Entry.objects.count() == 0
