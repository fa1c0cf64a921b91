"""What a host gets wrong around the home: rights, addresses, room, clocks, backups, a worker that stands still."""

import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import jobs
from servewell.project import running, secret
from servewell.project.backing_up import taking
from servewell.web.hosting.shown import Finding

# bytes: below the first nothing can be written before long, below the second there is no room for a backup
LEAST_ROOM, LITTLE_ROOM = 100_000_000, 1_000_000_000
CLOCKS_DIFFER_SECONDS = 30
# a timer may be an hour late without anybody having to look
GRACE = timedelta(hours=1)
OLDEST_POSTGRES = 14
OF_OTHERS = 0o077
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def findings(*, at: datetime) -> Iterator[Finding]:
    yield from _rights()
    yield from _addresses()
    yield from _backups(at)
    yield from _worker(at)
    if connection.vendor == "postgresql":
        yield from _postgres()


def disks() -> Iterator[Finding]:
    """Each disk once: the home folder and the files may lie on different ones."""
    by_disk = {folder.stat().st_dev: folder for folder in (settings.FILES_FOLDER, settings.HOME) if folder.is_dir()}
    for folder in by_disk.values():
        free = shutil.disk_usage(folder).free
        told = {"folder": folder, "left": f"{free / 1e6:.0f}"}
        if free < LEAST_ROOM:
            yield Finding(
                _("The disk that holds %(folder)s is full: %(left)s MB are left on it.") % told,
                _("Make room there; nothing is lost."),
            )
        elif free < LITTLE_ROOM:
            yield Finding(
                _("The disk that holds %(folder)s is nearly full: %(left)s MB are left on it.") % told,
                _("Make room there: a backup and an upgrade need as much as the database takes, and more."),
            )


def _rights() -> Iterator[Finding]:
    home = Path(settings.HOME)
    if home.stat().st_mode & OF_OTHERS:
        says = _("Others on this machine can look into %(folder)s.") % {"folder": home}
        yield Finding(says, _("Run: %(command)s") % {"command": f"chmod 700 {home}"})
    for file in (home / secret.FILE, home / secret.OLD):
        if file.exists() and file.stat().st_mode & OF_OTHERS:
            says = _("Others on this machine can read %(file)s.") % {"file": file}
            mend = _("Run: %(command)s, then rotate the secret.") % {"command": f"chmod 600 {file}"}
            yield Finding(says, mend)


def _addresses() -> Iterator[Finding]:
    config, is_https = settings.CONFIG, settings.BASE_URL.startswith("https://")
    is_behind, listens = config.flag("behind_proxy"), config.text("listen")
    if is_behind and not is_https:
        says = _(
            "base_url is %(address)s, though a proxy ends TLS: links in letters say http, and cookies are not "
            "kept to https."
        )
        yield Finding(says % {"address": settings.BASE_URL}, _("Set base_url to the https address that people type."))
    if is_https and not is_behind:
        yield Finding(
            _(
                "base_url says https and behind_proxy is false: forms are refused, and limits on guessing take all "
                "people for one."
            ),
            _("Set behind_proxy = true once the proxy sets X-Forwarded-Proto and X-Forwarded-For."),
        )
    if listens not in LOOPBACK and not is_behind:
        says = _("Servewell listens on %(address)s without a proxy: passwords cross the network as they are typed.")
        mend = _("Set listen to 127.0.0.1 and put a proxy with TLS before it.")
        yield Finding(says % {"address": listens}, mend)
    if settings.DEBUG and is_https:
        yield Finding(_("debug is true: faults show settings and customers' words."), _("Set debug to false."))


def _backups(at: datetime) -> Iterator[Finding]:
    if not settings.BACKUP_HOURS:
        return
    last = taking.last(Path(settings.HOME))
    again = _("Look at the timer's log: journalctl -u servewell-backup. Or run: servewell backup")
    if last is None:
        yield Finding(_("No backup was ever taken, though backup_hours says that a timer does."), again)
    elif at - last.made_at > timedelta(hours=settings.BACKUP_HOURS) + GRACE:
        told = {"hours": int((at - last.made_at).total_seconds() // 3600), "every": settings.BACKUP_HOURS}
        yield Finding(_("The last backup is %(hours)d hours old; one is due every %(every)d.") % told, again)
    elif not Path(last.archive).exists():
        yield Finding(
            _("The last backup is gone: %(archive)s.") % {"archive": last.archive},
            _("Carry copies away and leave the archive where it was made, or run: servewell backup"),
        )


def _worker(at: datetime) -> Iterator[Finding]:
    queue = jobs.queue(at=at)
    if queue.failed:
        failed = ngettext(
            "%(count)d background job failed within a day.",
            "%(count)d background jobs failed within a day.",
            queue.failed,
        )
        yield Finding(failed % {"count": queue.failed}, _("The log says which: look for ERROR."))
    if queue.due is not None and jobs.stands_still(due=queue.due, at=at) and running.is_at_it(Path(settings.HOME)):
        says = _("The worker stands still: a job of the schedule is due for %(minutes)d minutes.")
        yield Finding(
            says % {"minutes": int((at - queue.due).total_seconds() // 60)},
            _("The log says why it ended. Start Servewell again; with a long import, set workers to 2."),
        )


def _postgres() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, clock_timestamp()")
        version, theirs = cursor.fetchone()
    if version < OLDEST_POSTGRES:
        told = {"version": version, "least": OLDEST_POSTGRES}
        yield Finding(_("PostgreSQL %(version)d is too old.") % told, _("Use version %(least)d or later.") % told)
    apart = abs(theirs.timestamp() - time.time())  # not the moment that is asked about, which may be another
    if apart > CLOCKS_DIFFER_SECONDS:
        says = _("The clock of the database server differs from this machine's by %(seconds)d s.")
        follow = _("Let both follow the same time: %(command)s") % {"command": "timedatectl set-ntp true"}
        yield Finding(says % {"seconds": apart}, follow)
