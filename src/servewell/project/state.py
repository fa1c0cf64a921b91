"""How the home stands at a moment: what ``servewell check`` says, in numbers, for the pages of a host."""

import shutil
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

from servewell.base import bus, jobs
from servewell.project import checks
from servewell.project.backing_up import taking
from servewell.rooms.insight import selectors as insight
from servewell.web.hosting.shown import Backup, State


def now(*, at: datetime, with_findings: bool) -> State:
    queue = jobs.queue(at=at)
    owed = bus.owed()
    disk = shutil.disk_usage(settings.HOME)
    last = taking.last(Path(settings.HOME))
    findings = checks.all_findings(at=at, is_quick=True) if with_findings else []
    return State(
        at=at, version=version("servewell"), database=connection.vendor, follow_ups=owed.waiting,
        given_up=owed.given_up, queued=queue.waiting, failed=queue.failed, due=queue.due,
        behind_since=insight.waiting_since(), free=disk.free, size=disk.total,
        backup=Backup(last.made_at, Path(last.archive).name, last.size) if last else None,
        findings=tuple(findings),
    )  # fmt: skip
