"""The browser that tests and photographs use, and the fonts without which Chinese is drawn as boxes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
CHINESE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
PACKAGES = ("chromium", "fonts-noto-cjk")


def is_here() -> None:
    """Install both where they are missing and we may; say how otherwise."""
    if Path(CHROMIUM).exists() and CHINESE.exists():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"This needs Chromium and Chinese fonts. Run: sudo apt-get install {' '.join(PACKAGES)}")
    print("Installing Chromium and Chinese fonts …", flush=True)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "-y", "--no-install-recommends", *PACKAGES)):
        subprocess.run(["apt-get", "-qq", *words], check=True, stdout=subprocess.DEVNULL, env=quietly)
