"""The page on playbooks, followed to the letter in a home of its own, as a stranger would."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from servewell.base.playbook import vocabularies

PAGE = (Path(__file__).resolve().parents[2] / "docs/build/playbooks.md").read_text(encoding="utf-8")
# a file to write, or what to type and what is then read, where the page says it
STEPS = re.compile(
    r"^\*\*`(?P<file>[^`]+)`\*\*\n\n```yaml\n(?P<yaml>.*?)^```$"
    r"|^```sh\n(?P<typed>.*?)^```$(?:\n\n```text\n(?P<read>.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)


def typed(line: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """As in a shell in that folder; ``servewell`` is this one."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SERVEWELL_", "DJANGO_"))}
    command = line.replace("servewell ", f"{sys.executable} -m servewell.project.command ", 1)
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, env={**environment, "SERVEWELL_HOME": str(folder / "home")},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.slow
def test_a_stranger_who_follows_the_page_has_installed_what_it_says(tmp_path: Path) -> None:
    followed = 0
    for step in STEPS.finditer(PAGE):
        if step["file"]:
            file = tmp_path / step["file"]
            file.parent.mkdir(exist_ok=True)
            file.write_text(step["yaml"], encoding="utf-8")
            continue
        said = [typed(line, tmp_path) for line in step["typed"].splitlines()]
        assert [(each.returncode, each.stderr) for each in said] == [(0, "")] * len(said)
        if step["read"]:
            assert said[-1].stdout == step["read"]
        followed += len(said)

    assert followed == 6
    roles = {role["code"]: role for role in yaml.safe_load((tmp_path / "mine/roles.yaml").read_text())["roles"]}
    assert roles["baker"] == {
        "code": "baker", "title": {"en": "Baker", "es": "Panadero"}, "powers": ["cases.see", "insight.see"],
    }  # fmt: skip
    faulty = tmp_path / "bread/people.yaml"
    faulty.write_text(faulty.read_text(encoding="utf-8").replace("insight.see", "insight.sea"), encoding="utf-8")
    told = next(line[2:] for line in PAGE.splitlines() if line.startswith("> "))
    refused = typed("servewell playbook plan bread", tmp_path)
    assert (refused.returncode, refused.stderr) == (1, f"Error: {told}\n")


def test_the_page_has_every_vocabulary() -> None:
    table = PAGE.partition("## The vocabularies")[2].partition("\n## ")[0]

    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == sorted(
        each.name for each in vocabularies()
    )
