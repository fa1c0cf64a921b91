"""Message catalogues: ``collect`` new sentences with gettext's tools, ``compile`` them in pure Python."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "servewell"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
    "SERVEWELL_HOME": str(ROOT / "build" / "check-home"),
}
LOCALES = ("es", "zh_Hans", "zh_Hant")


def catalogue(locale: str) -> Path:
    return PACKAGE / "locale" / locale / "LC_MESSAGES" / "django.po"


def compile_all() -> None:
    for locale in LOCALES:
        source = catalogue(locale)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            polib.pofile(str(source)).save_as_mofile(str(target))


def collect() -> None:
    if shutil.which("xgettext") is None:
        sys.exit("collecting needs gettext's tools: apt-get install gettext")
    (PACKAGE / "locale").mkdir(exist_ok=True)
    languages = [word for locale in LOCALES for word in ("-l", locale)]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *languages, "--no-location", "--no-wrap", "--ignore=vendor/*"],
        cwd=PACKAGE,
        env={**os.environ, **SETTINGS},
        check=True,
    )
    for locale in LOCALES:
        _without_the_day(catalogue(locale))
    compile_all()


def _without_the_day(file: Path) -> None:
    """The creation date changes on every run and says nothing."""
    held = polib.pofile(str(file), wrapwidth=0)
    held.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": file.parts[-3],
        "Plural-Forms": held.metadata.get("Plural-Forms", "nplurals=1; plural=0;"),
    }
    held.header = ""
    held.save(str(file))


if __name__ == "__main__":
    {"collect": collect, "compile": compile_all}[sys.argv[1]]()
