"""The demo's sign-ins: made at random when the demo is, kept in its home folder, shown at each start."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from servewell.rooms.people import selectors as people

FILE = "demo-sign-ins.json"
ACTIVATION_CODE = "activation code"
USED = "(used)"


@dataclass(frozen=True)
class DemoSignIn:
    who: str
    number: str
    secret: str
    kind: str  # "password", "PIN" or ACTIVATION_CODE


def keep(home: Path, sign_ins: Sequence[DemoSignIn]) -> None:
    with os.fdopen(os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as kept:
        json.dump([asdict(sign_in) for sign_in in sign_ins], kept, ensure_ascii=False, indent=1)


def kept(home: Path) -> list[DemoSignIn]:
    file = home / FILE
    return [DemoSignIn(**row) for row in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def usable(home: Path) -> list[DemoSignIn]:
    """Those kept; a code that was good once and is used shows no more than that."""
    return [replace(one, secret=USED) if _is_used(one) else one for one in kept(home)]


def _is_used(one: DemoSignIn) -> bool:
    person = people.person_by_number(number=one.number) if one.kind == ACTIVATION_CODE else None
    return person is not None and person.sign_in is not None and person.sign_in.is_active


def shown(sign_ins: Sequence[DemoSignIn]) -> str:
    """The sign-ins as lines for a terminal; nothing where the home holds no demo."""
    return "".join(f"  {one.number}  {one.secret:<14} {one.kind:<16} {one.who}\n" for one in sign_ins)
