"""Homes of hosts: made and asked by the real commands, in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

USE = Path(__file__).resolve().parents[2] / "docs" / "use" / "samples"
A_COMPANY: Sequence[Sequence[str]] = (
    ("units", "add", "lakeport", "--name", "Lakeport"),
    ("units", "add", "terminal-a", "--name", "Terminal A"),
    ("units", "add", "terminal-b", "--name", "Terminal B"),
    ("import", str(USE / "passengers-2025.csv"), "--recipe", str(USE / "passengers-2025.yaml")),
    ("define", "css", "--definition", "top-boxes"),
)
SEVERAL = """
import json, sys
from servewell.project.command import servewell
for words in json.loads(sys.argv[1]):
    servewell(words, standalone_mode=False)
"""


def environment(home: Path, **settings: str) -> Mapping[str, str]:
    """What a host has: nothing of the tests', and the home."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(("SERVEWELL_", "DJANGO_"))},
        "SERVEWELL_HOME": str(home),
        **{f"SERVEWELL_{key.upper()}": value for key, value in settings.items()},
    }


def called(*words: str, home: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """One command as a host calls it."""
    command = [sys.executable, "-m", "servewell.project.command", *words]
    return subprocess.run(
        command, env=environment(home, **settings), capture_output=True, text=True, check=False, timeout=180
    )


def called_in_turn(*commands: Sequence[str], home: Path, **settings: str) -> str:
    """Several commands in one process, which starts once. Returns all that they print."""
    said = subprocess.run(
        [sys.executable, "-c", SEVERAL, json.dumps([list(words) for words in commands])],
        env=environment(home, **settings), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return said.stdout


def a_small_company(*before: Sequence[str], home: Path, **settings: str) -> str:
    """Three units, a file of 120 answers, a figure. Returns what ``measure --json`` prints of it."""
    said = called_in_turn(*before, *A_COMPANY, ("measure", "--json"), home=home, **settings)
    return said[said.index("{") :]


def originals(home: Path) -> Mapping[str, bytes]:
    """What was brought, by its key."""
    return {path.name: path.read_bytes() for path in (home / "files").iterdir() if path.is_file()}
