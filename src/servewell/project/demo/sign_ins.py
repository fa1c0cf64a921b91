"""The demo's sign-ins: made at random when the demo is, kept in its home folder, shown at each start."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "demo-sign-ins.json"


@dataclass(frozen=True)
class DemoSignIn:
    who: str
    number: str
    secret: str
    kind: str  # "password", "PIN" or "activation code"


def keep(home: Path, sign_ins: Sequence[DemoSignIn]) -> None:
    with os.fdopen(os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as kept:
        json.dump([asdict(sign_in) for sign_in in sign_ins], kept, ensure_ascii=False, indent=1)


def kept(home: Path) -> list[DemoSignIn]:
    file = home / FILE
    return [DemoSignIn(**row) for row in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def shown(home: Path) -> str:
    """The sign-ins as lines for a terminal; nothing where the home holds no demo."""
    return "".join(f"  {one.number}  {one.secret:<14} {one.kind:<16} {one.who}\n" for one in kept(home))
