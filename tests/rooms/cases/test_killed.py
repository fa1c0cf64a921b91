"""Real processes on a real database: one is killed while it hands an answer over, two answer at once."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import migrated
from tests.engines.mail.smtp_servers import Keeper, Line, running, scripted

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
Process = subprocess.Popen[str]


class Apart:
    """Starts processes that share one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = 0

    def start(self, *deed: str) -> Process:
        mail = {"SERVEWELL_MAIL_HOST": "127.0.0.1", "SERVEWELL_MAIL_PORT": str(self.port)} if self.port else {}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.rooms.cases.apart", *deed],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                **mail,
                "SERVEWELL_HOME": str(self.home),
                "SERVEWELL_DATABASE": "",
                "SERVEWELL_MAIL_SECURITY": "none",
                "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
                "PYTHONPATH": str(ROOT / "src"),
            },
        )

    def run(self, *deed: str) -> object:
        said, _ = self.start(*deed).communicate(timeout=120)
        return json.loads(said.splitlines()[-1])


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = migrated.home(tmp_path_factory.mktemp("founded"))
    assert Apart(home).run("found") == 1
    return home


@pytest.fixture
def apart(founded: Path, tmp_path: Path) -> Apart:
    return Apart(Path(shutil.copytree(founded, tmp_path / "home")))


def test_a_killed_worker_leaves_a_doubt_and_no_second_letter(apart: Apart) -> None:
    letter_is_there = threading.Event()

    def takes_the_letter_and_says_nothing(line: Line) -> None:
        line.say("220 ready")
        line.hear_and_say("250 hello", "250 ok", "250 ok", "354 go ahead")
        line.hear_the_whole_letter()
        letter_is_there.set()
        line.hang()

    writer = apart.start("answer", "Ann")
    writer.communicate("go\n", timeout=120)
    with scripted(takes_the_letter_and_says_nothing) as (apart.port, _):
        worker = apart.start("hand-over")
        assert letter_is_there.wait(timeout=120)
        worker.kill()
        worker.communicate(timeout=120)

    with running(keeper := Keeper()) as apart.port:
        assert apart.run("hand-over") == ["handing-over", 1, ["answer-written"]]
        assert apart.run("sweep", "11") == ["in-doubt", 1, ["answer-written", "in-doubt"]]
        assert apart.run("hand-over") == ["in-doubt", 1, ["answer-written", "in-doubt"]]
    assert keeper.taken == []


def test_of_two_writers_who_answer_at_once_one_is_told(apart: Apart) -> None:
    writers = [apart.start("answer", name) for name in ("Ann", "Bob")]
    for writer in writers:
        assert writer.stdout is not None
        assert json.loads(writer.stdout.readline()) == "ready"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()

    said = {json.loads(writer.communicate(timeout=120)[0].splitlines()[-1]) for writer in writers}

    assert "AlreadyAnswered" in said
    assert len(said & {"Ann's words", "Bob's words"}) == 1
    assert apart.run("sweep", "0") == ["waiting", 1, ["answer-written"]]
