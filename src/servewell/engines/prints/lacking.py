"""What printing needs and this machine has not, found without loading any of it."""

import re
from collections.abc import Iterator
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PACKAGES: Final = ("weasyprint", "vl_convert")
LIBRARIES: Final = {  # by the Debian package that brings them
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
FONT_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
CHINESE_FONTS: Final = ("NotoSansCJK*.tt[cf]", "NotoSansCJK*.otf", "NotoSans[ST]C*.[ot]tf")
CHINESE_PACKAGE: Final = "fonts-noto-cjk"
HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def lacking(*, chinese: bool = True) -> str | None:
    """What has to be installed before anything can be printed, in words; None where all is here.

    Without ``chinese`` the fonts for it are not asked for. A process looks for each thing once.
    """
    packages = [name for name in PACKAGES if find_spec(name) is None]
    if packages:
        return 'Python packages are missing: run pip install "servewell[pdf]".'
    missing = list(_missing(chinese=chinese))
    if missing:
        return f"Libraries or fonts are missing: run apt-get install {' '.join(missing)} (names as in Debian)."
    return None


def is_chinese(text: str) -> bool:
    """Whether any of it can only be set in a Chinese font."""
    return HAN.search(text) is not None


def _missing(*, chinese: bool) -> Iterator[str]:
    yield from (package for library, package in LIBRARIES.items() if not _has_library(library))
    if chinese and not _has_chinese_fonts(FONT_FOLDERS):
        yield CHINESE_PACKAGE


@cache
def _has_library(name: str) -> bool:
    return find_library(name) is not None


@cache
def _has_chinese_fonts(places: tuple[str, ...]) -> bool:
    folders = [folder for each in places if (folder := Path(each).expanduser()).is_dir()]
    return any(True for folder in folders for pattern in CHINESE_FONTS for _ in folder.rglob(pattern))
