"""An SQLite database with every table and no row of ours: migrated once, then copied wherever one is needed.

All migrations take as long as a thousand tests do. The copy is named after whatever they are made of, so what was made
before a change is never used after it. That they bring a new home up to date is stated in tests/project, from nothing.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "migrated"
FILE = "servewell.sqlite3"
A_DAY = 24 * 60 * 60
# each migration makes models that hold one another and stay: to look for garbage among them takes a fifth of the time
TABLES = """
import gc
from django.core.management import call_command
from servewell.project.loading import load
from tests import quick_migrations
load()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
with quick_migrations.rendered():
    call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
gc.unfreeze()
"""


def home(folder: Path) -> Path:
    """The folder, made where it is not there, with a database to which all migrations were applied."""
    folder.mkdir(parents=True, exist_ok=True)
    copied_to(folder / FILE)
    return folder


def copied_to(file: Path) -> None:
    shutil.copyfile(_original(), file)


@cache
def _original() -> Path:
    """Made by the first who asks; whoever asks meanwhile waits for it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    original = KEPT / f"{_digest()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not original.exists():
            _drop_what_is_old()
            _migrate(original)
    return original


def _drop_what_is_old() -> None:
    """Not at once: another run in the same folder may have begun before the change."""
    for other in KEPT.glob("*.sqlite3"):
        if time.time() - other.stat().st_mtime > A_DAY:
            other.unlink()


def _digest() -> str:
    """Of all that the migrations are made of: ours, what they import of ours, and the pinned packages."""
    package = ROOT / "src" / "servewell"
    ours = sorted(
        [*package.glob("**/migrations/*.py"), *package.glob("base/*.py"), package / "project" / "settings.py"]
    )
    digest = hashlib.sha256()
    for file in [*ours, ROOT / "requirements" / "dev.txt"]:
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:24]


def _migrate(original: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="servewell-migrated-") as folder:
        others = {key: value for key, value in os.environ.items() if not key.startswith("SERVEWELL_")}
        settings = {"SERVEWELL_HOME": folder, "DJANGO_SETTINGS_MODULE": "servewell.project.settings"}
        subprocess.run([sys.executable, "-c", TABLES], cwd=ROOT, env={**others, **settings}, check=True)
        made = Path(folder) / FILE
        beside = made.with_name(f"{made.name}-wal")
        assert not beside.exists(), "what was written stands beside the database, so a copy of the file would lack it"
        shutil.copyfile(made, original.with_suffix(".new"))
    original.with_suffix(".new").replace(original)
