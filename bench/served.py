"""A demo company served on loopback for a measurement, from a home folder of its own, and stopped afterwards."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
SERVEWELL = [sys.executable, "-m", "servewell.project.command"]


@dataclass(frozen=True)
class Served:
    base: str
    home: Path
    supervisor: "subprocess.Popen[bytes]"
    sign_ins: Mapping[str, str]  # staff number to secret
    environment: Mapping[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# under the settings of the tests every process would make a home of its own
OF_THE_TESTS = ("SERVEWELL_", "DJANGO_SETTINGS_MODULE")


@contextmanager
def served(**settings: str) -> Iterator[Served]:
    """Serve a fresh demo. ``settings`` are config keys, for example ``web_processes="1"``. What is served ends with the
    bench, also where that is told to end.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="servewell-bench-") as folder:
        port, mail_port = free_port(), free_port()
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(OF_THE_TESTS)},
            "SERVEWELL_HOME": folder,
            "SERVEWELL_PORT": str(port),
            "SERVEWELL_MAIL_PORT": str(mail_port),
            "SERVEWELL_BASE_URL": f"http://localhost:{port}",
            **{f"SERVEWELL_{key.upper()}": value for key, value in settings.items()},
        }
        made = subprocess.run(
            [*SERVEWELL, "demo", "--size", "small", "--json"], env=environment, check=True, stdout=subprocess.PIPE
        )
        sign_ins = {row["number"]: row["secret"] for row in json.loads(made.stdout)}
        with (Path(folder) / "start.log").open("wb") as log:
            supervisor = subprocess.Popen([*SERVEWELL, "start"], env=environment, stdout=log, stderr=log)
        try:
            base = f"http://127.0.0.1:{port}"
            wait_until_it_answers(base, seconds=300)
            yield Served(base, Path(folder), supervisor, sign_ins, environment)
        finally:
            _stop(supervisor)


def _stop(supervisor: "subprocess.Popen[bytes]") -> None:
    supervisor.send_signal(signal.SIGTERM)
    try:
        supervisor.wait(timeout=30)
    except subprocess.TimeoutExpired:
        supervisor.kill()  # what it started ends with it
        raise


def wait_until_it_answers(base: str, *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urlopen(f"{base}/accounts/login/", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"{base} did not answer within {seconds} s")


class HiddenFields(HTMLParser):
    """The hidden inputs of a page's form, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "input" and held.get("type") == "hidden" and held.get("name"):
            self.found[str(held["name"])] = held.get("value") or ""


def hidden_fields(page: str) -> dict[str, str]:
    parser = HiddenFields()
    parser.feed(page)
    return parser.found


def children_of(pid: int) -> list[int]:
    """The direct children of a process, from /proc."""
    return [int(word) for word in re.findall(r"\d+", Path(f"/proc/{pid}/task/{pid}/children").read_text())]


def seconds_of(pid: int) -> float:
    """What a process and all that it has started have taken of the processor until now."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    own = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(seconds_of(child) for child in children_of(pid))


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
