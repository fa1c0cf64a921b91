"""A worker is killed again and again while it asks: nobody gets two letters, nobody is forgotten, a doubt is shown."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import migrated
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
NUMBER = 60


class Counting(Keeper):
    """Tells when it has taken so many more letters."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = 0
        self.reached = threading.Event()

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        said = await super().handle_DATA(server, session, envelope)
        if len(self.taken) >= self.wanted:
            self.reached.set()
        return said


def start(home: Path, port: int, *deed: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rooms.voice.asking_apart", *deed],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "SERVEWELL_MAIL_HOST": "127.0.0.1",
            "SERVEWELL_MAIL_PORT": str(port),
            "SERVEWELL_MAIL_SECURITY": "none",
            "SERVEWELL_HOME": str(home),
            "SERVEWELL_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
            "PYTHONPATH": str(ROOT / "src"),
        },
    )


def run(home: Path, port: int, *deed: str) -> Any:
    said, _ = start(home, port, *deed).communicate(timeout=120)
    return json.loads(said.splitlines()[-1])


def test_a_worker_killed_again_and_again_sends_none_twice_and_loses_none(tmp_path: Path) -> None:
    with running(keeper := Counting()) as port:
        run(migrated.home(tmp_path), port, "found", str(NUMBER))
        for wanted in (5, 30):
            keeper.wanted = wanted
            keeper.reached.clear()
            worker = start(tmp_path, port, "work")
            assert keeper.reached.wait(timeout=120)
            worker.kill()
            worker.communicate(timeout=120)
        doubted, after = run(tmp_path, port, "finish", "11")

    got = Counter(envelope.rcpt_tos[0] for envelope in keeper.taken)
    assert max(got.values()) == 1
    assert after == {
        "people": NUMBER, "handed-over": NUMBER - doubted, **({"in-doubt": doubted} if doubted else {}),
    }  # fmt: skip
    assert doubted <= 2
    assert NUMBER - doubted <= len(got) <= NUMBER
