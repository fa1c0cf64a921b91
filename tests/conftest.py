"""What every test stands on: one of two databases, the save guard, follow-ups that run twice, and no clock."""

import functools
import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import Settings

from tests import emptied, migrated, quick_migrations
from tests.house.save_guard import guard

# nothing is judged by the clock: a busy machine is no fault of what is tested
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the tests begin with a copy of a migrated database. PostgreSQL's is migrated here."""
    if connection.vendor != "sqlite":
        return False
    migrated.copied_to(Path(connection.settings_dict["TEST"]["NAME"]))
    return True


@pytest.fixture(scope="session", autouse=True)
def _what_tests_commit_is_taken_away_where_it_lies() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as django:
        django.setattr(TransactionTestCase, "_fixture_teardown", lambda _: emptied.now())
        yield


@pytest.fixture(scope="session", autouse=True)
def _nothing_waits_for_the_disk() -> Iterator[None]:
    """Neither lake nor files outlive their test, so no power cut can tear them. Processes of their own do wait."""
    with pytest.MonkeyPatch.context() as system:
        system.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _migrations_are_quick() -> Iterator[None]:
    with quick_migrations.rendered():
        yield


@pytest.fixture(scope="session", autouse=True)
def _all_lakes_share_one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home has one lake, and each test one of its own: to start DuckDB for each takes longer than what most ask."""
    from servewell.engines.lake import Lake
    from servewell.rooms.insight.selectors.counted import opening

    folder, process = tmp_path_factory.mktemp("engine"), os.getpid()

    @functools.cache
    def started() -> Any:
        return Lake(folder)._connections._opened(process)

    def of(folder: Path) -> Lake:
        lake = Lake(folder)
        lake._connections._database = (process, started())
        return lake

    with pytest.MonkeyPatch.context() as room:
        room.setattr(opening, "Lake", of)
        yield


@pytest.fixture(autouse=True)
def _only_a_room_writes_its_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test that has a database runs under the save guard."""
    from servewell.rooms.voice.services import floods

    names = {"db", "transactional_db", "django_db_reset_sequences"} & set(request.fixturenames)
    if not names and request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in names else "db")
    cache.clear()  # tests that commit leave counted tries behind, and the next test has the same keys for other people
    floods.counted.clear()
    with connection.execute_wrapper(guard):
        yield


@pytest.fixture(autouse=True)
def _no_version_outlives_its_database() -> None:
    """A process reads a frozen version once; here the next test has the same keys for other versions."""
    from servewell.rooms.cases import selectors as cases
    from servewell.rooms.instruments import selectors

    selectors.version.cache_clear()
    cases.kinds_until.cache_clear()


@pytest.fixture(autouse=True)
def _no_count_outlives_its_database() -> None:
    """Nor how many came again and how many left, which a process keeps a while."""
    from servewell.rooms.insight.selectors.results import staying

    staying.forget()


@pytest.fixture(autouse=True)
def _no_language_outlives_its_reader() -> Iterator[None]:
    """A page activates its reader's language for the thread, and the next test runs in the same one."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """A Monday morning."""
    return datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def the_clock_stands(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """At ``now``, which a module may override."""
    from servewell.base import today

    monkeypatch.setattr(today, "now", lambda: now)


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for what is kept as a file."""
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def lake(settings: Settings, tmp_path: Path) -> Path:
    """An empty lake in a folder of its own, for answers that a builder puts there."""
    settings.LAKE_FOLDER = tmp_path / "lake"
    return tmp_path / "lake"


@pytest.fixture
def lake_db(transactional_db: None, lake: Path) -> Path:
    """An empty lake beside a database that commits, so that the lake can be loaded from it."""
    return lake


@pytest.fixture
def follow_ups(db: None) -> Callable[[], int]:
    """Run every follow-up that waits, each one twice, until none is left. Returns how many there were."""
    from servewell.base import bus, today
    from servewell.base.models import FollowUp

    def run() -> int:
        done: set[int] = set()
        while waiting := set(FollowUp.objects.filter(done_at__isnull=True).values_list("pk", flat=True)) - done:
            for key in sorted(waiting):
                bus.perform(key=key, at=today.now())
                first = FollowUp.objects.get(pk=key)
                assert first.done_at is not None, f"{first} failed: {first.last_error}"
                FollowUp.objects.filter(pk=key).update(done_at=None)
                bus.perform(key=key, at=today.now())
                second = FollowUp.objects.get(pk=key)
                assert second.done_at is not None, f"{second} cannot be repeated: {second.last_error}"
            done |= waiting
        return len(done)

    return run


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where sample data must be there, a test that would skip for want of it fails. What asks no database of this run,
    as those that start processes with a home of their own, would on PostgreSQL be the same test once more.
    """
    if os.environ.get("SERVEWELL_SAMPLES") and not os.path.isdir(os.environ["SERVEWELL_SAMPLES"]):
        raise pytest.UsageError(f"SERVEWELL_SAMPLES names no folder: {os.environ['SERVEWELL_SAMPLES']}")
    if "SERVEWELL_TEST_DATABASE" in os.environ:
        config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
        items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item: pytest.Item) -> bool:
    names = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or bool(names & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end, and a test's own objects seldom hold one another in a ring: to look through
    all of them as often as Python does by itself costs one second in twenty.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure() -> None:
    """What is left at the very end is let go as usual; libraries in C++ would else complain of leaks."""
    gc.unfreeze()
