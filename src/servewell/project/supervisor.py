"""Runs the web server and the worker as processes of their own and starts again whichever ends."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from servewell.project.config import Config

log = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 30
STOP_WITHIN_SECONDS = 18
DIED_YOUNG_SECONDS = 5


@dataclass
class Watched:
    """A process that must run, as the leader of a group of its own. ``pause`` grows while it keeps dying young."""

    name: str
    command: Sequence[str]
    running: "subprocess.Popen[bytes] | None" = None
    pause: float = 0.5
    start_again_at: float = 0.0
    started_at: float = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        tether = [sys.executable, "-m", "servewell.project.tethered", str(os.getpid())]
        self.running = subprocess.Popen([*tether, *self.command], start_new_session=True)  # noqa: S603  our own

    def look_after(self) -> None:
        if self.running is not None and self.running.poll() is not None:
            self._has_ended(self.running)
        if self.running is None and time.monotonic() >= self.start_again_at:
            self.start()

    def _has_ended(self, ended: "subprocess.Popen[bytes]") -> None:
        _end_group(ended.pid)
        lived = time.monotonic() - self.started_at
        may_start_at_once = lived > DIED_YOUNG_SECONDS or ended.returncode == -signal.SIGKILL  # not its own fault
        self.pause = 0.5 if may_start_at_once else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.start_again_at = time.monotonic() + self.pause
        self.running = None
        log.warning("%s ended with %s; starting it again in %.1f s", self.name, ended.returncode, self.pause)


def processes(config: Config) -> list[Watched]:
    web = [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "--host", config.text("listen")],
        *["--port", str(config.number("port")), "--workers", str(config.number("web_processes"))],
        *["--blocking-threads", str(config.number("web_threads")), "--respawn-failed-workers", "--no-ws"],
        *["--workers-kill-timeout", "10", "--log-level", "warning", "servewell.project.wsgi:application"],
    ]
    watched = [
        Watched("the web server", web),
        Watched("the worker", [sys.executable, "-m", "servewell.project.worker"]),
    ]
    if config.flag("demo_mailbox"):
        folder = config.home / "demo-mail"
        mailbox = [sys.executable, "-m", "servewell.project.demo.mailbox", str(config.number("mail_port")), str(folder)]
        watched.append(Watched("the demo mailbox", mailbox))
    return watched


def supervise(watched: Sequence[Watched], *, answers: Callable[[], bool], once_it_answers: Callable[[], None]) -> None:
    """Returns when told to stop (SIGTERM or Ctrl+C), after everything it started has ended.

    ``answers`` is asked until it says yes; then ``once_it_answers`` is called, once.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
    stopping = has_answered = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        while not stopping:
            for process in watched:
                process.look_after()
            if not has_answered and answers():
                has_answered = True
                once_it_answers()
            time.sleep(0.2)
    finally:
        _end(watched)


def _end(watched: Sequence[Watched]) -> None:
    running = [(each.name, each.running) for each in watched if each.running is not None]
    for _, process in running:
        process.terminate()
    patience = time.monotonic() + STOP_WITHIN_SECONDS
    for name, process in running:
        try:
            process.wait(timeout=max(0.1, patience - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop in time and is ended", name)
        _end_group(process.pid)


def _end_group(group: int) -> None:
    """A leader that died may have left children behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
