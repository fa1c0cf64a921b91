"""A home goes over to the version that is installed: looked at, backed up, changed, looked at again."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from shlex import quote
from typing import Final

from django.conf import settings
from django.db import connection

from servewell.project import ready, running
from servewell.project.backing_up import archive, here, taking

LABEL: Final = "before-upgrade"
# what no migration takes away: fewer rows afterwards are a loss
STAYS: Final = ("people_person", "people_unit", "voice_voice", "voice_original", "cases_case", "base_record")
Say = Callable[[str, float], None]


class HomeIsServed(Exception):
    """Nothing is changed under those who work with it."""


class UpgradeBrokeOff(Exception):
    """The home is half-way; the message says why, and the way back."""


@dataclass(frozen=True)
class Upgraded:
    """``archive`` is the backup that was taken before; empty where nothing had to be changed."""

    home: str
    migrations: int
    archive: str


def upgrade(*, to: Path | None, at: datetime, say: Say) -> Upgraded:
    """Raises HomeIsServed, UpgradeBrokeOff, and before anything is changed what ``here.back_up`` does."""
    home = Path(settings.HOME)
    try:
        with running.alone(home):
            waiting = ready.waiting_migrations()
            if not waiting:
                ready.bring_up_to_date()
                return Upgraded(str(home), 0, "")
            _require_room(home)
            taken = here.back_up(to=to, keep=None, at=at, say=say, label=LABEL)
            _change(home, Path(taken.archive))
            return Upgraded(str(home), waiting, taken.archive)
    except running.SomebodyIsAtIt as fault:
        raise HomeIsServed(f"{home} is being served (process {fault})") from fault


def _require_room(home: Path) -> None:
    """Tables that change are written anew beside themselves. The backup looks for its own room."""
    if connection.vendor != "sqlite":
        return  # its disk is not ours to look at
    needed, free = here.database().size(), shutil.disk_usage(home).free
    if free < needed:
        raise taking.NoRoomForIt(
            f"An upgrade may take {needed / 1e6:,.0f} MB, and the disk that holds {home} has {free / 1e6:,.0f} MB left."
        )


def _change(home: Path, backup: Path) -> None:
    manifest, _ = archive.head(backup)
    back = way_back(home=home, backup=backup, kind=manifest.database)
    try:
        ready.bring_up_to_date()
    except Exception as fault:
        raise UpgradeBrokeOff(f"A migration failed: {fault}\n{back}") from fault
    lacking = [f"{name} had {before:,} rows and has {now:,}" for name, before, now in _fewer(manifest)]
    if lacking:
        raise UpgradeBrokeOff(f"Something is missing afterwards: {'; '.join(lacking)}\n{back}")


def _fewer(manifest: archive.Manifest) -> Iterator[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        for name in STAYS:
            if name not in manifest.counts:
                continue
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  a name of ours
            now = cursor.fetchone()[0]
            if now < manifest.counts[name]:
                yield name, manifest.counts[name], now


def way_back(*, home: Path, backup: Path, kind: str) -> str:
    """The commands that make the home what it was, one a line. ``kind`` is that of its database: on PostgreSQL the
    spoilt one stays where it is, so the home's own settings have to name another before anything is put into it.
    """
    aside = _free(home)
    moved = aside / backup.relative_to(home) if backup.is_relative_to(home) else backup
    lines = [
        "Install the version that you had before, then:",
        f"    mv {quote(str(home))} {quote(str(aside))}",
        *(_another_database(home, aside) if kind == "postgresql" else ()),
        f"    SERVEWELL_HOME={quote(str(home))} servewell restore {quote(str(moved))}",
    ]
    return "\n".join(lines)


def _another_database(home: Path, aside: Path) -> Iterator[str]:
    yield "    createdb servewell_restored"
    own = home / "servewell.toml"
    if own.exists():
        yield f"    mkdir -m 700 {quote(str(home))}"
        yield f"    cp -p {quote(str(aside / own.name))} {quote(str(own))}"
    yield f"Name servewell_restored as the database, in SERVEWELL_DATABASE or in {own}, and go on:"


def _free(home: Path) -> Path:
    """A name beside it that nothing has: what an earlier way back has moved aside stays."""
    names = (home.with_name(f"{home.name}.broken{number or ''}") for number in count())
    return next(name for name in names if not name.exists())
