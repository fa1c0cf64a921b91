"""The lock-out holds over processes: they share one database and count there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import migrated

ROOT = Path(__file__).resolve().parents[3]
PROCESSES = 4
TRIES = 5

FOUND = """
import django; django.setup()
from tests.builders import a_person
from tests.builders.signing_in import with_a_pin
with_a_pin(a_person("Mei", number="H-1042"))
"""
THE_RIGHT_ONE = """
import django; django.setup()
from django.test import Client
typed = {"login": "H-1042", "password": "402817"}
page = Client().post("/accounts/login/", typed, headers={"host": "localhost"}).content.decode()
print("There were too many wrong tries. You can try again in 15 minutes." in page)
"""


def command(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SERVEWELL_")},
        "SERVEWELL_HOME": str(home), "SERVEWELL_DEBUG": "yes", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def output_of(process: subprocess.Popen[str]) -> str:
    told, complained = process.communicate("go\n", timeout=120)
    assert process.returncode == 0, complained
    return told.split()[-1] if told else ""


@pytest.mark.slow
def test_of_twenty_tries_by_four_processes_five_are_looked_at(tmp_path: Path) -> None:
    output_of(command(migrated.home(tmp_path), "-c", FOUND))
    guessers = [command(tmp_path, "-m", "tests.web.people.trying_pins", "H-1042", str(TRIES)) for _ in range(PROCESSES)]
    for guesser in guessers:
        assert guesser.stdout is not None
        assert guesser.stdout.readline() == "ready\n"
    for guesser in guessers:
        assert guesser.stdin is not None
        guesser.stdin.write("go\n")
        guesser.stdin.flush()

    looked_at = [int(output_of(guesser)) for guesser in guessers]

    assert sum(looked_at) == 5
    assert output_of(command(tmp_path, "-c", THE_RIGHT_ONE)) == "True"
