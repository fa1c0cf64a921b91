"""Runs the web server and the worker as processes of their own and starts again whichever ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from servewell.project.config import Config

LONGEST_PAUSE_SECONDS = 30
STOP_WITHIN_SECONDS = 20


@dataclass
class Watched:
    """A process that must run. ``pause`` grows while it keeps dying young."""

    name: str
    command: Sequence[str]
    running: "subprocess.Popen[bytes] | None" = None
    pause: float = 0.5
    start_again_at: float = 0.0
    started_at: float = field(default=0.0)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.running = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603  our own commands

    def look_after(self) -> None:
        if self.running is not None and self.running.poll() is not None:
            sys.stderr.write(f"{self.name} ended with {self.running.returncode}; starting it again\n")
            _end_group(self.running.pid, signal.SIGKILL)
            lived = time.monotonic() - self.started_at
            self.pause = 0.5 if lived > 5 else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            self.start_again_at = time.monotonic() + self.pause
            self.running = None
        if self.running is None and time.monotonic() >= self.start_again_at:
            self.start()


def processes(config: Config) -> list[Watched]:
    web = [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "--host", config.text("listen")],
        *["--port", str(config.number("port")), "--workers", str(config.number("web_processes"))],
        *["--blocking-threads", str(config.number("web_threads")), "--respawn-failed-workers", "--no-ws"],
        *["--log-level", "warning", "servewell.project.wsgi:application"],
    ]
    watched = [
        Watched("the web server", web),
        Watched("the worker", [sys.executable, "-m", "django", "qcluster"]),
    ]
    if config.flag("demo_mailbox"):
        folder = config.home / "demo-mail"
        mailbox = [sys.executable, "-m", "servewell.project.demo.mailbox", str(config.number("mail_port")), str(folder)]
        watched.append(Watched("the demo mailbox", mailbox))
    return watched


def supervise(watched: Sequence[Watched]) -> None:
    """Returns when told to stop (SIGTERM or Ctrl+C), after everything it started has ended."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping:
        for process in watched:
            process.look_after()
        time.sleep(0.2)
    _end([process.running for process in watched if process.running is not None])


def _end(running: "Sequence[subprocess.Popen[bytes]]") -> None:
    for process in running:
        process.terminate()
    patience = time.monotonic() + STOP_WITHIN_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, patience - time.monotonic()))
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"process {process.pid} did not stop in time and is ended\n")
        _end_group(process.pid, signal.SIGKILL)


def _end_group(group: int, number: signal.Signals) -> None:
    """A dead leader may leave children; each watched process leads a group of its own."""
    with suppress(ProcessLookupError):
        os.killpg(group, number)


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
