from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.builders.earlier import EARLIER

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
