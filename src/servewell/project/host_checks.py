"""What a host gets wrong around the home: rights, addresses, room, clocks, backups, a worker that stands still."""

import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from servewell.base import jobs
from servewell.project import running
from servewell.project.backing_up import taking
from servewell.project.findings import Finding, counted

LITTLE_ROOM = 1_000_000_000
STILL = timedelta(minutes=5)
CLOCKS_DIFFER_SECONDS = 30
# a timer may be an hour late without anybody having to look
GRACE = timedelta(hours=1)
OLDEST_POSTGRES = 14
OF_OTHERS = 0o077
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def findings(*, at: datetime) -> Iterator[Finding]:
    yield from _rights()
    yield from _addresses()
    yield from _room()
    yield from _backups(at)
    yield from _worker(at)
    if connection.vendor == "postgresql":
        yield from _postgres()


def _rights() -> Iterator[Finding]:
    home = Path(settings.HOME)
    if home.stat().st_mode & OF_OTHERS:
        yield Finding(f"Others on this machine can look into {home}.", f"Run: chmod 700 {home}")
    for name in ("secret.key", "secret.old"):
        file = home / name
        if file.exists() and file.stat().st_mode & OF_OTHERS:
            yield Finding(f"Others on this machine can read {file}.", f"Run: chmod 600 {file}, then rotate the secret.")


def _addresses() -> Iterator[Finding]:
    config, is_https = settings.CONFIG, settings.BASE_URL.startswith("https://")
    is_behind, listens = config.flag("behind_proxy"), config.text("listen")
    if is_behind and not is_https:
        yield Finding(
            f"base_url is {settings.BASE_URL}, though a proxy ends TLS: links in letters say http, and cookies are not "
            "kept to https.",
            "Set base_url to the https address that people type.",
        )
    if is_https and not is_behind:
        yield Finding(
            "base_url says https and behind_proxy is false: forms are refused, and limits on guessing take all people "
            "for one.",
            "Set behind_proxy = true once the proxy sets X-Forwarded-Proto and X-Forwarded-For.",
        )
    if listens not in LOOPBACK and not is_behind:
        yield Finding(
            f"Servewell listens on {listens} without a proxy: passwords cross the network as they are typed.",
            "Set listen to 127.0.0.1 and put a proxy with TLS before it.",
        )
    if settings.DEBUG and is_https:
        yield Finding("debug is true: faults show settings and customers' words.", "Set debug to false.")


def _room() -> Iterator[Finding]:
    """Before the disk is full, there is no room for a backup."""
    free = shutil.disk_usage(settings.HOME).free
    if 100_000_000 <= free < LITTLE_ROOM:
        yield Finding(
            f"The disk that holds {settings.HOME} is nearly full: {free / 1e6:.0f} MB are left on it.",
            "Make room there: a backup and an upgrade need as much as the database takes, and more.",
        )


def _backups(at: datetime) -> Iterator[Finding]:
    if not settings.BACKUP_HOURS:
        return
    last = taking.last(Path(settings.HOME))
    again = "Look at the timer's log: journalctl -u servewell-backup. Or run: servewell backup"
    if last is None:
        yield Finding("No backup was ever taken, though backup_hours says that a timer does.", again)
    elif at - last.made_at > timedelta(hours=settings.BACKUP_HOURS) + GRACE:
        hours = int((at - last.made_at).total_seconds() // 3600)
        yield Finding(f"The last backup is {hours} hours old; one is due every {settings.BACKUP_HOURS}.", again)
    elif not Path(last.archive).exists():
        yield Finding(f"The last backup is gone: {last.archive}.", "Was it moved? Name its folder in backup_folder.")


def _worker(at: datetime) -> Iterator[Finding]:
    queue = jobs.queue(at=at)
    if queue.failed:
        failed = counted(queue.failed, "background job", "background jobs")
        yield Finding(f"{failed} failed within a day.", "The log says which: look for ERROR.")
    if queue.due is not None and at - queue.due > STILL and running.is_at_it(Path(settings.HOME)):
        minutes = int((at - queue.due).total_seconds() // 60)
        yield Finding(
            f"The worker stands still: a job of the schedule is due for {minutes} minutes.",
            "The log says why it ended. Start Servewell again; with a long import, set workers to 2.",
        )


def _postgres() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, clock_timestamp()")
        version, theirs = cursor.fetchone()
    if version < OLDEST_POSTGRES:
        yield Finding(f"PostgreSQL {version} is too old.", f"Use version {OLDEST_POSTGRES} or later.")
    apart = abs(theirs.timestamp() - time.time())  # not the moment that is asked about, which may be another
    if apart > CLOCKS_DIFFER_SECONDS:
        yield Finding(
            f"The clock of the database server differs from this machine's by {apart:.0f} s.",
            "Let both follow the same time: timedatectl set-ntp true",
        )
