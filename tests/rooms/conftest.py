from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import Settings

from servewell.base import jobs
from servewell.engines import hooks
from tests.builders.earlier import EARLIER
from tests.builders.webhooks import Listener, listening

NAME = "servewell_earlier"


@pytest.fixture
def earlier(transactional_db: None, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database of the same kind beside the one of the tests."""
    is_sqlite = connection.vendor == "sqlite"
    if not is_sqlite:
        connection.cursor().execute(f"CREATE DATABASE {NAME}")
    connections.databases[EARLIER] = {**connection.settings_dict, "NAME": str(tmp_path / NAME) if is_sqlite else NAME}
    try:
        yield connections[EARLIER]
    finally:
        connections[EARLIER].close()
        del connections[EARLIER], connections.databases[EARLIER]
        if not is_sqlite:
            connection.cursor().execute(f"DROP DATABASE {NAME}")


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple[str, int]]:
    """What the worker would do for webhooks, in order; this machine may be told."""
    settings.WEBHOOKS_OWN_NETWORKS = hooks.networks("127.0.0.0/8")
    queued: list[tuple[str, int]] = []
    enqueue = jobs.enqueue

    def remember(*, function: str, key: int) -> None:
        if ".webhooks." in function:
            queued.append((function, key))
        else:
            enqueue(function=function, key=key)

    monkeypatch.setattr(jobs, "enqueue", remember)
    return queued


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener
