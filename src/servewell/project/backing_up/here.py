"""Backing up the home that the settings name."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from servewell.engines.lake import SchemaHasChanged
from servewell.project.backing_up import taking
from servewell.project.backing_up.copies import Database
from servewell.project.backing_up.sqlite import Sqlite
from servewell.project.backing_up.taking import Say, Taken
from servewell.rooms.insight import selectors as insight


def folder() -> Path:
    """Where backups go unless another folder is named."""
    named = str(settings.BACKUP_FOLDER)
    return Path(named).expanduser() if named else Path(settings.HOME) / "backups"


def back_up(*, to: Path | None, keep: int | None, at: datetime, say: Say, label: str = "") -> Taken:
    """Raises NothingIsThere, and what ``taking.back_up`` does."""
    if not connection.introspection.table_names():
        raise taking.NothingIsThere(f"{settings.HOME} has no tables yet, so there is nothing to back up")
    return taking.back_up(
        home=Path(settings.HOME), files=Path(settings.FILES_FOLDER), database=database(),
        to=(to or folder()).absolute(), keep=keep, at=at, as_of=_moment_of_the_figures(), say=say, label=label,
    )  # fmt: skip


def _moment_of_the_figures() -> str:
    try:
        moment = insight.fresh_at()
    except SchemaHasChanged:  # of another version: they are made anew
        return ""
    return moment.isoformat() if moment else ""


def database() -> Database:
    if connection.vendor == "sqlite":
        return Sqlite(Path(str(connection.settings_dict["NAME"])))
    from servewell.project.backing_up.postgres import Postgres  # noqa: PLC0415  needs its driver

    return Postgres()
