"""``servewell check`` finds each fault and is silent about a healthy home."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.engines.mail import outboxes
from servewell.project import checks
from servewell.project.checks import Finding, all_findings
from servewell.project.command import servewell
from servewell.rooms.cases import selectors as asked
from servewell.rooms.cases import services as cases
from servewell.rooms.insight import selectors as insight_asked
from servewell.rooms.insight import services as insight
from tests.builders import a_company, a_policy, a_waiting_answer, a_writer, an_open_case, mail_settings

LATER = timedelta(hours=1)


@pytest.fixture
def at_rest(db: None, follow_ups: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> Callable[[], object]:
    """Does what the worker would have done by now; the lake, which only holds what is committed, is taken as loaded."""
    a_company()
    a_policy()
    monkeypatch.setattr(insight_asked, "waiting_since", lambda: None)
    return follow_ups


def test_a_healthy_home_has_no_findings(lake_db: Path, follow_ups: Callable[[], int], now: datetime) -> None:
    a_policy()
    an_open_case(at=now)
    follow_ups()
    insight.rebuild(at=now)

    assert all_findings(at=now) == []


def test_a_healthy_home_is_told_in_words_and_as_an_empty_list(
    at_rest: Callable[[], object],
) -> None:
    at_rest()

    words, document = CliRunner().invoke(servewell, ["check"]), CliRunner().invoke(servewell, ["check", "--json"])

    assert (words.exit_code, words.output) == (0, "Everything is in order.\n")
    assert (document.exit_code, json.loads(document.output)) == (0, [])


def test_what_is_wrong_is_told_with_how_to_mend_it_and_exit_code_1(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(checks, "all_findings", lambda *, at: [Finding("It leaks.", "Close the tap.")])

    words, document = CliRunner().invoke(servewell, ["check"]), CliRunner().invoke(servewell, ["check", "--json"])

    assert (words.exit_code, words.output) == (1, "It leaks.\n    Close the tap.\n")
    assert (document.exit_code, json.loads(document.output)) == (1, [{"what": "It leaks.", "mend": "Close the tap."}])


def test_missing_migrations_are_found_before_anything_else(db: None, now: datetime) -> None:
    missing, _ = MigrationRecorder(connection).migration_qs.filter(app="insight").delete()

    assert all_findings(at=now) == [
        Finding(f"The database lacks {missing} migrations.", "Stop Servewell, then run: servewell upgrade")
    ]


def test_a_home_without_a_company_is_found(db: None, now: datetime) -> None:
    assert all_findings(at=now) == [
        Finding("There is no company yet.", "Run: servewell demo, or set up your own units.")
    ]


def test_follow_ups_that_wait_are_found(at_rest: Callable[[], object], now: datetime) -> None:
    an_open_case(at=now)
    at_rest()
    FollowUp.objects.update(done_at=None, attempts=0, made_at=now - timedelta(minutes=11))

    assert all_findings(at=now) == [
        Finding("3 follow-ups wait for more than ten minutes.", "Is the worker running? Run: servewell start")
    ]


def test_a_follow_up_of_a_moment_ago_is_no_finding(at_rest: Callable[[], object], now: datetime) -> None:
    an_open_case(at=now)
    at_rest()
    FollowUp.objects.update(done_at=None, attempts=0, made_at=now - timedelta(minutes=9))

    assert all_findings(at=now) == []


def test_a_follow_up_that_was_given_up_is_found(at_rest: Callable[[], object], now: datetime) -> None:
    an_open_case(at=now)
    at_rest()
    first = FollowUp.objects.order_by("pk").values("pk")[:1]
    FollowUp.objects.filter(pk__in=first).update(done_at=None, attempts=bus.GIVE_UP_AFTER)

    assert all_findings(at=now) == [
        Finding("1 follow-up failed 20 times.", "Read last_error in base_followup and mend the cause.")
    ]


def test_an_answer_that_waits_without_a_mail_server_is_found(at_rest: Callable[[], object], now: datetime) -> None:
    a_waiting_answer(a_writer(), at=now)
    at_rest()

    assert all_findings(at=now) == [
        Finding("1 answer waits: no mail server is set.", "Set mail_host in servewell.toml.")
    ]


def test_an_answer_that_waits_for_a_mail_server_is_no_finding(
    at_rest: Callable[[], object], now: datetime, settings: Settings
) -> None:
    a_waiting_answer(a_writer(), at=now)
    at_rest()
    settings.MAIL = mail_settings(port=25)

    assert all_findings(at=now) == []


@pytest.mark.parametrize(("hours", "found"), [(24, 0), (25, 1)])
def test_an_answer_whose_mail_server_is_not_reached_for_a_day_is_found(
    at_rest: Callable[[], object],
    now: datetime,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    found: int,
) -> None:
    delivery = a_waiting_answer(a_writer(), at=now)
    settings.MAIL = mail_settings(port=25)
    monkeypatch.setattr(outboxes, "hand_over", lambda *, server, letter: mail.NotReached(why="no route"))
    cases.hand_over(delivery=delivery.pk, at=now)
    at_rest()

    unreached = Finding(
        "1 answer has waited more than a day: the mail server is not reached.",
        "Is mail_host in servewell.toml right, and its server running? The ledgers of the cases say what failed.",
    )
    late = Finding("1 case is overdue.", "Open Cases; who owns them is written there.")
    told = [each for each in all_findings(at=now + timedelta(hours=hours)) if each != late]
    assert told == [unreached] * found


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        (
            mail.InDoubt(why="the connection broke off"),
            Finding("1 answer may or may not have left.", "Open their cases and settle them."),
        ),
        (
            mail.Refused(code=550, reply="no such user", is_permanent=True),
            Finding("1 answer was refused by the mail server.", "Open their cases: the ledger says why."),
        ),
    ],
)
def test_an_answer_that_went_astray_is_found(
    at_rest: Callable[[], object],
    now: datetime,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    outcome: mail.Outcome,
    found: Finding,
) -> None:
    delivery = a_waiting_answer(a_writer(), at=now)
    settings.MAIL = mail_settings(port=25)
    monkeypatch.setattr(outboxes, "hand_over", lambda *, server, letter: outcome)
    cases.hand_over(delivery=delivery.pk, at=now)
    at_rest()

    assert all_findings(at=now) == [found]


def test_cases_that_are_overdue_are_found(at_rest: Callable[[], object], now: datetime) -> None:
    due_at = [an_open_case(at=now - timedelta(days=days), email=f"{days}@example.com").due_at for days in (4, 5)]
    at_rest()

    assert all_findings(at=min(due_at)) == []
    assert all_findings(at=max(due_at) + timedelta(seconds=1)) == [
        Finding("2 cases are overdue.", "Open Cases; who owns them is written there.")
    ]


def test_holidays_that_run_out_are_found(at_rest: Callable[[], object], now: datetime) -> None:
    held = asked.policy_of(unit=a_company().pk, on=now.date())
    wanted = asked.Wanted(country="ES", until_year=2026)
    cases.publish(unit=a_company(), wanted=wanted, seen=held.pk if held else None, by=HOUSE, at=now)
    at_rest()

    assert all_findings(at=datetime(2026, 10, 31, tzinfo=UTC)) == []
    assert all_findings(at=now) == [
        Finding(
            "The holidays of company are known until 2026-12-31.",
            "Open Answer times there and choose a later year; after that day every holiday counts as a working day.",
        )
    ]


@pytest.mark.parametrize(("minutes", "found"), [(9, 0), (11, 1)])
def test_figures_that_lag_behind_are_found(
    lake_db: Path, follow_ups: Callable[[], int], now: datetime, minutes: int, found: int
) -> None:
    a_company()
    follow_ups()
    insight.rebuild(at=now)
    insight.mark_months(months=[now.date().replace(day=1)], at=now - timedelta(minutes=minutes))

    late = Finding("Figures lag behind by more than ten minutes.", "Is the worker running? Run: servewell start")
    assert all_findings(at=now) == [late] * found
