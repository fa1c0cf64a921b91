"""While the database cannot be written, who signs in reads that, and not that they tried too often."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests import migrated

ROOT = Path(__file__).resolve().parents[3]
BEGIN = """
import sys
from django.conf import settings
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.1
import django; django.setup()
"""
FOUND = (
    BEGIN
    + """
from tests.builders import a_person
from tests.builders.signing_in import with_a_pin
with_a_pin(a_person("Mei", number="H-1042"))
"""
)
SIGN_IN = (
    BEGIN
    + """
from django.test import Client
answer = Client().post("/accounts/login/", {"login": "H-1042", "password": "402817"}, headers={"host": "localhost"})
print(answer.status_code, answer.headers.get("Retry-After"), "We cannot write this down" in answer.content.decode())
"""
)


def told_by(script: str, *, home: Path) -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SERVEWELL_")},
        "SERVEWELL_HOME": str(home), "SERVEWELL_DEBUG": "yes", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
    }  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.slow
def test_a_sign_in_into_a_locked_database_is_not_called_too_many_tries(tmp_path: Path) -> None:
    told_by(FOUND, home=migrated.home(tmp_path))

    with locked(tmp_path / "servewell.sqlite3"):
        meanwhile = told_by(SIGN_IN, home=tmp_path)

    assert (meanwhile, told_by(SIGN_IN, home=tmp_path)) == ("503 30 True", "302 None False")
