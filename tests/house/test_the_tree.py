"""What no file of the project may hold."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# put together here, so that this file does not hold what it forbids
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "registry\\." + r"npm", "deb\\." + r"debian"))
)
THIS_MACHINE = re.compile(r"(^|[^\w.-])/" + r"(work|farm|root|tmp)/")


def tracked_text() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    found = {}
    for name in filter(None, listed.split("\0")):
        file = ROOT / name
        if file.is_file():
            found[name] = file.read_bytes().decode("utf-8", errors="replace")
    return found


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    files = tracked_text()

    assert len(files) > 100
    assert [name for name, text in files.items() if REGISTRIES.search(text) or THIS_MACHINE.search(text)] == []


def test_the_lock_file_has_integrity_but_no_addresses() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_each_dependency_says_why() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.scripts]")[0]
    wants = re.findall(r'^  "([a-z0-9\[\],-]+)[^"]*",(.*)$', project, re.M)

    assert len(wants) > 20
    assert [name for name, why in wants if not why.strip().startswith("#")] == []
