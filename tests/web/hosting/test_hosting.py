"""What a load balancer, Prometheus and the person who runs it are told of a home."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_q.models import Schedule
from pytest_django import Settings

from servewell.base import jobs
from servewell.project import checks
from servewell.project.backing_up import taking
from servewell.project.backing_up.taking import Taken
from servewell.rooms.people import rules
from tests.builders import a_browser, a_company, a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.mark.parametrize(("minutes", "worker"), [(4, "ok"), (6, "still")])
def test_a_load_balancer_is_told_in_two_questions_whether_pages_are_served(
    now: datetime, minutes: int, worker: str
) -> None:
    Schedule.objects.create(name="load", func="a.b", next_run=now - timedelta(minutes=minutes))

    with CaptureQueriesContext(connection) as seen:
        said = Client().get("/health")

    assert (said.status_code, said.json()) == (200, {"status": "ok", "database": "ok", "worker": worker})
    assert said.headers["Cache-Control"] == "no-store"
    assert len(seen) == 2


def test_without_a_database_a_load_balancer_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> None:
        raise DatabaseError("connection refused: password of servewell")

    monkeypatch.setattr(jobs, "due", refuses)

    said = Client().get("/health")

    assert (said.status_code, said.json()) == (503, {"status": "down", "database": "down", "worker": "unknown"})


def test_gauges_tell_how_the_home_stands(home: Path, now: datetime) -> None:
    Schedule.objects.create(name="load", func="a.b", next_run=now - timedelta(seconds=90))
    taking._note(home, Taken(str(home / "there.tar.gz"), now - timedelta(hours=2), 5000, 1, 1, (), ()))

    with CaptureQueriesContext(connection) as seen:
        said = Client().get("/metrics")

    lines = said.content.decode().splitlines()
    told = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    sizes = {told.pop(f"servewell_disk_{name}_bytes") for name in ("free", "size")}
    assert said.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert told == {
        f'servewell_info{{database="{connection.vendor}",version="0.1.0"}}': "1.0",
        "servewell_follow_ups_waiting": "0.0",
        "servewell_follow_ups_given_up": "0.0",
        "servewell_jobs_queued": "0.0",
        "servewell_jobs_failed_in_a_day": "0.0",
        "servewell_worker_behind_seconds": "90.0",
        "servewell_figures_behind_seconds": "0.0",
        "servewell_backup_age_seconds": "7200.0",
        "servewell_backup_size_bytes": "5000.0",
    }
    assert all(float(size) > 0 for size in sizes)
    assert len(seen) <= 8


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "192.0.2.7"}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),
        ("a-token-of-sixteen", {}, 404),
        ("a-token-of-sixteen", {"HTTP_AUTHORIZATION": "Bearer another"}, 404),
        ("a-token-of-sixteen", {"HTTP_AUTHORIZATION": "Bearer a-token-of-sixteen", "REMOTE_ADDR": "192.0.2.7"}, 200),
    ],
)
def test_gauges_are_for_this_machine_or_for_who_has_the_token(
    settings: Settings, token: str, headers: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = token

    assert Client().get("/metrics", **headers).status_code == status  # type: ignore[arg-type]


def test_a_host_reads_in_words_what_is_wrong_and_which_backup_is_the_last(
    home: Path, settings: Settings, now: datetime
) -> None:
    settings.BACKUP_HOURS = 24
    taking._note(home, Taken(str(home / "there.tar.gz"), now - timedelta(hours=30), 5000, 1, 1, (), ()))
    host = a_person("Hu", rules.SEE_RUNNING, unit=a_company())
    browser = a_browser(host)
    browser.get("/host")

    with CaptureQueriesContext(connection) as seen:
        page = browser.get("/host").content.decode()

    assert "The last backup is 30 hours old; one is due every 24." in page
    assert "there.tar.gz" in page
    assert str(home) not in page.replace(f"The disk that holds {home}", "")
    assert "stands still" in page
    assert re.findall("<h1>(.*)</h1>", page) == [f"{page.count('<li><strong>')} things are not in order"]
    assert len(seen) <= 30


def test_where_nothing_is_wrong_the_title_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "all_findings", lambda **asked: [])
    browser = a_browser(a_person("Hu", rules.SEE_RUNNING))

    page = browser.get("/host").content.decode()

    assert "<h1>All is in order</h1>" in page
    assert "What is wrong" not in page


@pytest.mark.parametrize(
    ("language", "late"),
    [
        ("es", "La última copia de seguridad tiene 30 horas; toca una cada 24."),
        ("zh-hans", "最近一次备份是 30 小时前的；应当每 24 小时一次。"),
        ("zh-hant", "最近一次備份是 30 小時前的；應當每 24 小時一次。"),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(
    home: Path, settings: Settings, now: datetime, language: str, late: str
) -> None:
    settings.BACKUP_HOURS = 24
    taking._note(home, Taken(str(home / "there.tar.gz"), now - timedelta(hours=30), 5000, 1, 1, (), ()))
    host = a_browser(a_person("Hu", rules.SEE_RUNNING))

    page = host.get("/host", headers={"accept-language": language}).content.decode()

    assert late in page
    assert "backup" not in page.replace("servewell-backup", "").replace("servewell backup", "")


def test_whoever_manages_people_of_one_unit_reads_nothing_of_the_whole_home() -> None:
    browser = a_browser(a_person("Max", rules.MANAGE, unit=a_unit("hotel", under=a_company())))

    assert browser.get("/host").status_code == 404
    assert "/host" not in browser.get("/").content.decode()
