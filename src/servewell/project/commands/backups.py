"""What the commands about backups share: how far they are, and how they say no."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

from servewell.project.backing_up import archive, restoring, sqlite, taking

REMEDIES: Mapping[type[Exception], str] = {
    taking.NothingIsThere: "Run: servewell init",
    taking.NoRoomForIt: "Make room there, or name a folder on another disk with --to.",
    taking.FilesDoNotRest: "Try again.",
    taking.AnotherIsTaken: "Wait until it is done.",
    sqlite.CopyIsDamaged: "Restore the home from an earlier backup. No archive was written.",
    archive.ArchiveIsDamaged: "Nothing was changed. Take another backup.",
    archive.ArchiveIsNewer: "Nothing was changed. Install that version or a later one.",
    restoring.CannotBeRestored: "Nothing was changed.",
}


def progress(**names: str) -> Callable[[str, float], None]:
    """Tells on standard error how far each step is, a line for each tenth, so that a log stays readable."""
    told: dict[str, int] = {}

    def say(step: str, share: float) -> None:
        tenth = int(min(share, 1) * 10)
        if tenth > told.get(step, -1):
            told[step] = tenth
            click.echo(f"{names[step]}: {tenth * 10} %", err=True)

    return say


@contextmanager
def told_in_words() -> Iterator[None]:
    """What stops a backup or a restore ends the command with 1 and whole sentences."""
    try:
        yield
    except tuple(REMEDIES) as fault:
        said = str(fault).rstrip(".")
        raise click.ClickException(f"{said}. {REMEDIES[type(fault)]}") from fault
    except OSError as fault:
        where = f" ({fault.filename})" if fault.filename else ""
        raise click.ClickException(f"{fault.strerror or fault}{where}. Nothing half was left behind.") from fault
