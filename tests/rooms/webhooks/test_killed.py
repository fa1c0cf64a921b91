"""A worker is killed while it sends: nothing is lost, and what comes twice has one code."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated
from tests.builders.webhooks import listening

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]


def start(home: Path, *deed: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rooms.webhooks.apart", *deed],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={
            **os.environ, "SERVEWELL_HOME": str(home), "SERVEWELL_DATABASE": "",
            "SERVEWELL_WEBHOOKS_OWN_NETWORKS": "127.0.0.0/8", "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
            "PYTHONPATH": str(ROOT / "src"),
        },
    )  # fmt: skip


def run(home: Path, *deed: str) -> object:
    said, _ = start(home, *deed).communicate(timeout=120)
    return json.loads(said.splitlines()[-1])


def test_a_worker_that_is_killed_while_it_sends_loses_nothing(tmp_path: Path) -> None:
    home = migrated.home(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        run(home, "found", f"http://127.0.0.1:{port}/in?from=servewell")
        assert run(home, "state") == [1, []]
        worker = start(home, "work", "2")
        connection, _ = deaf.accept()
        first = connection.recv(65536).decode()
        worker.kill()
        worker.communicate(timeout=60)
        connection.close()
    assert run(home, "state") == [0, [["sending", 0]]]

    with listening(port=port) as listener:
        assert run(home, "work", "4") == [0, [["sending", 0]]]
        assert run(home, "work", "8") == [0, [["taken", 1]]]
        [(headers, _body)] = listener.came
    assert f"webhook-id: {headers['webhook-id']}" in first
