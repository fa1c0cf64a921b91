"""The frame of a letter in one language: a file that begins with its subject line."""

from functools import cache
from pathlib import Path
from string import Template
from typing import Final

_SUBJECT: Final = "Subject: "


@cache
def frame(file: Path) -> tuple[Template, Template]:
    """Subject and body, each with ``$names`` to fill in."""
    first, _, body = file.read_text(encoding="utf-8").partition("\n")
    return Template(first.removeprefix(_SUBJECT)), Template(body.strip())
