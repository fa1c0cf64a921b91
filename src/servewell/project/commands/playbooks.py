"""What commands that take a playbook share: a file that is read or refused, and what would become of each entry."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

import click

Read = TypeVar("Read")

a_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
SAYS = {
    "add": "is new",
    "change": "changes",
    "same": "is the same already",
    "local": "was changed here and is kept as it is; --overwrite takes it from the file",
}


def read_by(read: Callable[..., Read], file: Path) -> Read:
    """What a room's ``read`` makes of the file, or every fault of it at once."""
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.playbook import PlaybookIsFaulty  # noqa: PLC0415

    try:
        return read(text=file.read_text(encoding="utf-8"), file=str(file), at=today.now())
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{file} is not written in UTF-8: save it so, then try again.") from fault
    except PlaybookIsFaulty as faulty:
        raise click.ClickException("\n".join(str(fault) for fault in faulty.faults)) from faulty


def refuse_unknown(overwrite: Collection[str], *, known: Collection[str], thing: str) -> None:
    """Who asks to overwrite what the file does not have has mistyped it."""
    unknown = sorted(set(overwrite) - set(known))
    if unknown:
        raise click.BadParameter(f"the file has no {thing} {', '.join(unknown)}", param_hint="--overwrite")
