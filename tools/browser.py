"""The browser that tests and photographs use, fonts without which Chinese is drawn as boxes, and what makes PDFs."""

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

# Chromium without what a window has around its page: it lays out and runs the same, and opens in a quarter of the time
CHROMIUM = "/usr/bin/chromium-headless-shell"
CHINESE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
LIBRARIES = {  # what a PDF is set with, by Debian package
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
}


def is_here() -> None:
    """Install what is missing where we may; say how otherwise."""
    missing = [package for package, there in _wanted().items() if not there]
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"This needs a browser, Chinese fonts and what sets PDFs. Run: sudo apt-get install {names}")
    print(f"Installing {names} …", flush=True)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "-y", "--no-install-recommends", *missing)):
        subprocess.run(["apt-get", "-qq", *words], check=True, stdout=subprocess.DEVNULL, env=quietly)


def _wanted() -> dict[str, bool]:
    return {
        "chromium-headless-shell": Path(CHROMIUM).exists(),
        "fonts-noto-cjk": CHINESE.exists(),
        **{package: find_library(name) is not None for package, name in LIBRARIES.items()},
    }
