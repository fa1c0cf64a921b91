"""Real processes: what dies is started again, and nothing outlives the one that looks after them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.served import children_of, command_of, free_port, wait_until_it_answers
from tests import migrated

PATIENCE_SECONDS = 60
pytestmark = pytest.mark.slow


def eventually(is_so: Callable[[], object]) -> bool:
    """Asks until it is so, for as long as a slow machine may take."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def below(pid: int) -> set[int]:
    """All processes that a process has started, and theirs."""
    try:
        children = children_of(pid)
    except FileNotFoundError:
        return set()
    return set(children).union(*(below(child) for child in children))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def are_gone(pids: set[int]) -> bool:
    return not [pid for pid in pids if is_running(pid)]


class House:
    """A home that is served, with its processes by role."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("SERVEWELL_", "DJANGO_"))},
            "SERVEWELL_HOME": str(folder),
            "SERVEWELL_PORT": str(self.port),
            "SERVEWELL_WEB_PROCESSES": "1",
        }
        with (folder / "start.log").open("wb") as log:
            command = [sys.executable, "-m", "servewell.project.command", "start"]
            self.supervisor = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def answers(self) -> None:
        wait_until_it_answers(f"http://127.0.0.1:{self.port}", seconds=PATIENCE_SECONDS)

    def leader(self, word: str) -> int | None:
        """The process of one role, once it is what it shall become; its workers stand below it."""
        for child in children_of(self.supervisor.pid):
            command = command_of(child)
            if word in command and "tethered" not in command:
                return child
        return None

    def leader_with_children(self, word: str) -> int:
        found: list[int] = []  # asked once: a leader that was just killed may be gone when it is asked again

        def is_there() -> bool:
            leader = self.leader(word)
            found[:] = [leader] if leader is not None and below(leader) else []
            return bool(found)

        assert eventually(is_there)
        return found[0]

    def end(self) -> None:
        if self.supervisor.poll() is None:
            self.supervisor.terminate()
            self.supervisor.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    served = House(migrated.home(tmp_path))
    served.answers()
    left = below(served.supervisor.pid)
    yield served
    left |= below(served.supervisor.pid)
    served.end()
    assert eventually(lambda: are_gone(left))


def test_a_killed_web_server_and_a_killed_worker_are_started_again(house: House) -> None:
    for word in ("granian", "project.worker"):
        first = house.leader_with_children(word)
        theirs = below(first)
        os.kill(first, signal.SIGKILL)

        assert eventually(lambda first=first: house.leader_with_children("granian") and not is_running(first))  # type: ignore[misc]
        assert house.leader_with_children(word) != first
        assert eventually(lambda theirs=theirs: are_gone(theirs))  # type: ignore[misc]
    house.answers()


def test_when_told_to_stop_it_ends_everything_and_leaves_no_process(house: House) -> None:
    house.leader_with_children("project.worker")
    everything = below(house.supervisor.pid)
    assert len(everything) >= 6

    house.supervisor.terminate()

    assert house.supervisor.wait(timeout=PATIENCE_SECONDS) == 0
    assert are_gone(everything)


def test_when_it_is_killed_outright_nothing_goes_on_serving(house: House) -> None:
    house.leader_with_children("project.worker")
    everything = below(house.supervisor.pid)

    house.supervisor.kill()
    house.supervisor.wait(timeout=PATIENCE_SECONDS)

    assert eventually(lambda: are_gone(everything))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_told_to_stop_while_all_starts_nothing_is_left(tmp_path: Path, number: signal.Signals) -> None:
    starting = House(migrated.home(tmp_path))
    assert eventually(lambda: starting.leader("project.worker"))
    everything = below(starting.supervisor.pid)

    starting.supervisor.send_signal(number)
    starting.supervisor.wait(timeout=PATIENCE_SECONDS)

    assert eventually(lambda: are_gone(everything))


def test_a_program_whose_parent_is_gone_already_does_not_begin(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "servewell.project.tethered", "1", sys.executable, "-c", "print('began')"]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
