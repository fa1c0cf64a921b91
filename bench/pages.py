"""Signed-in pages per second against django-helpdesk's comparable pages, in one run on the same server settings.

1,000 cases against 1,000 tickets, 25 a page. django-helpdesk is installed into build/peers for the run.
Prints requests per second and ratios; exits with 1 when a ratio is below 1.5.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import ROOT, free_port, served

PEER = "django-helpdesk==2.6.1"
LEAST = 1.5
CLIENTS = 4
ROUNDS = 3


@dataclass(frozen=True)
class Target:
    base: str
    cookie: str


@dataclass(frozen=True)
class Pair:
    """One of our pages and what a user of the peer loads to see the same."""

    name: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def peer_python() -> Path:
    folder = ROOT / "build" / "peers" / "helpdesk"
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"installing {PEER} …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        packages = [PEER, "django>=5.2,<5.3", "granian>=2.8,<3", "setuptools"]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True)
    return python


@contextmanager
def helpdesk(tickets: int) -> Iterator[Target]:
    python = peer_python()
    with tempfile.TemporaryDirectory(prefix="servewell-peer-") as home:
        environment = {**os.environ, "PEER_HOME": home, "PYTHONPATH": str(ROOT)}
        filled = subprocess.run(
            [str(python), str(ROOT / "bench/peer/fill.py"), str(tickets)],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        port = free_port()
        command = [str(python), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
        server = subprocess.Popen([*command, "bench.peer.wsgi:application"], env=environment, cwd=ROOT)
        try:
            target = Target(f"http://127.0.0.1:{port}", f"sessionid={filled.stdout.split()[-1]}")
            _wait(target, "/tickets/")
            yield target
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(target: Target, path: str) -> None:
    for _ in range(300):
        try:
            fetch(connection(target), target, path)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{target.base} does not answer")


def connection(target: Target) -> http.client.HTTPConnection:
    address = urlsplit(target.base)
    return http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)


def fetch(link: http.client.HTTPConnection, target: Target, path: str) -> int:
    link.request("GET", path, headers={"Cookie": target.cookie, "Host": f"localhost:{urlsplit(target.base).port}"})
    answer = link.getresponse()
    size = len(answer.read())
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status} {answer.getheader('Location')}")
    return size


def per_second(target: Target, paths: Sequence[str], seconds: float) -> float:
    """Whole pages per second: all of a page's paths count as one."""
    until = time.monotonic() + seconds
    counts = [0] * CLIENTS

    def customer(number: int) -> None:
        link = connection(target)
        while time.monotonic() < until:
            for path in paths:
                fetch(link, target, path)
            counts[number] += 1

    threads = [threading.Thread(target=customer, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def table_query() -> str:
    """What the peer's ticket list asks for to show 25 tickets, newest first."""
    import base64

    query = {
        "filtering": {"status__in": [1, 2, 3]},
        "filtering_null": {},
        "sorting": "created",
        "sortreverse": True,
        "search_string": "",
    }
    encoded = base64.b64encode(json.dumps(query).encode()).decode()
    window = "draw=1&start=0&length=25&order[0][column]=0&order[0][dir]=desc&search[value]="
    return f"/datatables_ticket_list/{encoded}?{window}"


def main() -> int:
    words = argparse.ArgumentParser()
    words.add_argument("--cases", type=int, default=1000)
    words.add_argument("--seconds", type=float, default=4.0)
    asked = words.parse_args()
    with helpdesk(asked.cases) as theirs, served(web_processes="2", web_threads="4") as house:
        filled = subprocess.run(
            [sys.executable, str(ROOT / "bench/fill.py"), str(asked.cases), "1005"],
            env=dict(house.environment), check=True, capture_output=True, text=True,
        )  # fmt: skip
        session, case = filled.stdout.split()[-2:]
        ours = Target(house.base, f"sessionid={session}")
        pairs = (
            Pair("home against dashboard", ("/",), ("/dashboard/",)),
            Pair("case list against ticket list and its data", ("/cases",), ("/tickets/", table_query())),
            Pair("case page against ticket page", (f"/cases/{case}",), ("/tickets/500/",)),
            Pair("satisfaction against the reports page", ("/satisfaction",), ("/reports/usermonth/",)),
        )
        return report(pairs, ours, theirs, asked.seconds)


def report(pairs: Sequence[Pair], ours: Target, theirs: Target, seconds: float) -> int:
    slow = 0
    for pair in pairs:
        for target, paths in ((ours, pair.ours), (theirs, pair.theirs)):
            per_second(target, paths, 1.0)
        rounds = [
            (per_second(ours, pair.ours, seconds), per_second(theirs, pair.theirs, seconds)) for _ in range(ROUNDS)
        ]
        our_rate = statistics.median(rate for rate, _ in rounds)
        their_rate = statistics.median(rate for _, rate in rounds)
        ratio = our_rate / their_rate
        slow += ratio < LEAST
        print(
            f"{pair.name}: {our_rate:.0f}/s against {their_rate:.0f}/s, ratio {ratio:.2f} (at least {LEAST})",
            flush=True,
        )
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
