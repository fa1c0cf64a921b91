"""``servewell check`` says what a host got wrong around the home, and how to mend it."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django_q.models import Failure, Schedule
from pytest_django import Settings

from servewell.project import host_checks, running
from servewell.project.backing_up import taking
from servewell.project.backing_up.taking import Taken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME, settings.FILES_FOLDER = tmp_path, tmp_path / "files"
    return tmp_path


def told(at: datetime) -> list[str]:
    return [finding.what for finding in (*host_checks.disks(), *host_checks.findings(at=at))]


def set_to(settings: Settings, values: Mapping[str, str | bool]) -> None:
    settings.CONFIG = replace(settings.CONFIG, values={**settings.CONFIG.values, **values})
    settings.BASE_URL = str(values.get("base_url", "http://localhost:8000"))


def test_a_home_that_is_well_kept_has_nothing_told_of_it(now: datetime) -> None:
    assert told(now) == []


def test_a_home_that_others_look_into_is_found(home: Path, now: datetime) -> None:
    (home / "secret.key").write_text("s" * 40)
    (home / "secret.key").chmod(0o644)
    home.chmod(0o755)

    assert told(now) == [
        f"Others on this machine can look into {home}.",
        f"Others on this machine can read {home / 'secret.key'}.",
    ]


@pytest.mark.parametrize(
    ("values", "begins"),
    [
        ({"behind_proxy": True, "base_url": "https://service.example.com"}, []),
        ({"behind_proxy": True}, ["base_url is http://localhost:8000, though a proxy ends TLS"]),
        ({"base_url": "https://service.example.com"}, ["base_url says https and behind_proxy is false"]),
        ({"listen": "0.0.0.0"}, ["Servewell listens on 0.0.0.0 without a proxy"]),
    ],
)
def test_addresses_that_do_not_fit_together_are_found(
    settings: Settings, now: datetime, values: Mapping[str, str | bool], begins: list[str]
) -> None:
    set_to(settings, values)

    assert [what[: len(begin)] for what, begin in zip(told(now), begins, strict=True)] == begins


@pytest.mark.parametrize(
    ("free", "begins"),
    [(1_000_000_000, []), (999_999_999, ["nearly full: 1000 MB"]), (100_000_000, ["nearly full: 100 MB"]),
     (99_999_999, ["full: 100 MB"])],
)  # fmt: skip
def test_a_disk_that_is_nearly_full_is_found(
    home: Path, monkeypatch: pytest.MonkeyPatch, now: datetime, free: int, begins: list[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(10**12, 10**12 - free, free))

    assert told(now) == [f"The disk that holds {home} is {begin} are left on it." for begin in begins]


@pytest.mark.parametrize(
    ("hours_ago", "says"),
    [
        (None, ["No backup was ever taken, though backup_hours says that a timer does."]),
        (24, []),
        (26, ["The last backup is 26 hours old; one is due every 24."]),
    ],
)
def test_a_backup_that_is_missing_is_found_where_one_is_planned(
    home: Path, settings: Settings, now: datetime, hours_ago: int | None, says: list[str]
) -> None:
    if hours_ago is not None:
        archive = home / "there.tar.gz"
        archive.touch()
        taking._note(home, Taken(str(archive), now - timedelta(hours=hours_ago), 1, 1, 1, (), ()))

    assert told(now) == []
    settings.BACKUP_HOURS = 24
    assert told(now) == says


def test_a_backup_that_is_gone_is_found(home: Path, settings: Settings, now: datetime) -> None:
    settings.BACKUP_HOURS = 24
    taking._note(home, Taken(str(home / "gone.tar.gz"), now, 1, 1, 1, (), ()))

    assert told(now) == [f"The last backup is gone: {home / 'gone.tar.gz'}."]


def test_half_a_note_of_a_backup_is_none(home: Path) -> None:
    (home / taking.NOTE).write_text(json.dumps({"archive": "there"}))

    assert taking.last(home) is None


@pytest.mark.parametrize(("minutes", "found"), [(5, 0), (6, 1)])
def test_a_worker_that_stands_still_is_found_where_the_home_is_served(
    home: Path, now: datetime, minutes: int, found: int
) -> None:
    Schedule.objects.create(name="load", func="a.b", next_run=now - timedelta(minutes=minutes))

    assert told(now) == []
    with running.alone(home):
        assert told(now) == ["The worker stands still: a job of the schedule is due for 6 minutes."] * found


def test_jobs_that_failed_within_a_day_are_counted_without_what_they_said(now: datetime) -> None:
    for number, hours in enumerate((1, 23, 25)):
        Failure.objects.create(
            id=str(number), name="", func="a.b", success=False, result="The porter laughed at me",
            started=now, stopped=now - timedelta(hours=hours),
        )  # fmt: skip

    assert told(now) == ["2 background jobs failed within a day."]
