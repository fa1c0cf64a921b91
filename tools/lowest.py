"""Runs the tests of engines/stats with the lowest numpy and scipy that pyproject.toml allows (make lowest).

Makes build/lowest, an environment that holds these two and takes everything else from .venv. The highest allowed are
those that requirements/ pins and all other tests run with.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "lowest"
PYTHON = HOME / "bin" / "python"
LIBRARIES = ("numpy", "scipy")


def main(words: list[str]) -> int:
    lowest = [f"{name}=={version}" for name, version in allowed().items()]
    if not PYTHON.exists() or said().splitlines() != [*lowest]:
        made(lowest)
    if said().splitlines() != lowest:
        sys.exit(f"asked for {lowest} and got {said().splitlines()}; remove {HOME} and try again")
    print(", ".join(lowest), flush=True)
    tests = words or sorted(str(path) for path in (ROOT / "tests" / "engines").glob("test_stats_*.py"))
    return subprocess.run([str(PYTHON), "-m", "pytest", "-q", *tests], cwd=ROOT, check=False).returncode


def allowed() -> dict[str, str]:
    """The lower bounds, by library."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    found = {
        name: re.match(rf"{name}>=([\d.]+)", line) for name in LIBRARIES for line in asked if line.startswith(name)
    }
    missing = [name for name in LIBRARIES if found.get(name) is None]
    if missing:
        sys.exit(f"pyproject.toml names no lowest version of {', '.join(missing)}: write {missing[0]}>=1.2,<2")
    bounds = {name: match.group(1) for name, match in found.items() if match}
    return {name: bound if bound.count(".") == 2 else f"{bound}.0" for name, bound in bounds.items()}


def made(lowest: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=True)
    subprocess.run(
        [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", *lowest], check=True
    )
    inside = next((HOME / "lib").glob("python3*/site-packages"))
    outside = next((ROOT / ".venv" / "lib").glob("python3*/site-packages"))
    (inside / "everything_else.pth").write_text(f"import site; site.addsitedir({str(outside)!r})\n")


def said() -> str:
    """What that environment imports."""
    program = f"from importlib import import_module as m; [print(n + '==' + m(n).__version__) for n in {LIBRARIES!r}]"
    return subprocess.run([str(PYTHON), "-c", program], capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
