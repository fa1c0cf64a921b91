"""The secrets of a home: the one that signs, those before it, and the first one, from which names are derived.

``secret.key`` holds the secret that signs. After a rotation ``secret.old`` holds the first secret ever, which no longer
signs anything but stays what stable names are derived from (a reminder's link, a device's drafts, a figure's digest),
and each earlier secret with the second until which its signatures count.
"""

import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = "secret.key"
OLD: Final = "secret.old"
LEAST: Final = 32
A_DAY: Final = 24 * 60 * 60


class SecretIsWrong(Exception):
    """The message says which file, why, and what to do."""


@dataclass(frozen=True)
class Secrets:
    """``earlier`` are those whose signatures still count, the newest first."""

    now: str
    earlier: tuple[str, ...]
    first: str


def of(home: Path) -> Secrets:
    """Made at the first start. Two processes that start at once agree on one. Raises SecretIsWrong, OSError."""
    file = home / FILE
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        _keep_new_secret(file)
    secret = file.read_text(encoding="ascii", errors="replace").strip()
    if len(secret) < LEAST:
        raise SecretIsWrong(
            f"{file} holds no secret of at least 32 characters. "
            "Restore it from a backup, or delete it to make a new one: everybody then signs in again."
        )
    first, earlier = _old(home / OLD)
    counting = tuple(each for each, until in reversed(earlier) if until > time.time() and each != secret)
    return Secrets(now=secret, earlier=counting, first=first or secret)


def rotate(home: Path, *, days: int) -> Secrets:
    """A new secret signs from now on; what the last one signed counts so many days more. The first one is kept before
    the new one is, so that whoever is killed in between has lost nothing. Raises SecretIsWrong, OSError.
    """
    known = of(home)
    _, earlier = _old(home / OLD)
    kept = [(each, until) for each, until in earlier if until > time.time() and each != known.now]
    kept.append((known.now, time.time() + days * A_DAY))
    said = {"first": known.first, "earlier": [{"secret": each, "until": until} for each, until in kept]}
    _replace(home / OLD, json.dumps(said, indent=1))
    _replace(home / FILE, secrets.token_urlsafe(48))
    return of(home)


def _old(file: Path) -> tuple[str, list[tuple[str, float]]]:
    if not file.exists():
        return "", []
    try:
        said = json.loads(file.read_text(encoding="ascii"))
        return str(said["first"]), [(str(each["secret"]), float(each["until"])) for each in said["earlier"]]
    except (ValueError, KeyError, TypeError) as fault:
        raise SecretIsWrong(
            f"{file} cannot be read: {fault}. Restore it from a backup; without it links in letters that were sent end."
        ) from fault


def _replace(file: Path, content: str) -> None:
    aside = _written_aside(file, content)
    aside.replace(file)


def _keep_new_secret(file: Path) -> None:
    """Written aside and linked into place: whoever links first wins, and nobody reads half a secret."""
    aside = _written_aside(file, secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(aside, file)
    aside.unlink()


def _written_aside(file: Path, content: str) -> Path:
    aside = file.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
        made.write(content)
        made.flush()
        os.fsync(made.fileno())
    return aside
