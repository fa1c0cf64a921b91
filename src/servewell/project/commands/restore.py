"""``servewell restore``: a new home from an archive."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.backups import progress, told_in_words
from servewell.project.commands.told import as_json, in_words, tell

if TYPE_CHECKING:
    from servewell.project.backing_up.archive import Manifest


@click.command(help="Make the home folder, which must be new or without a company, what it was when ARCHIVE was made.")
@click.argument("path", metavar="ARCHIVE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--look", is_flag=True, help="Only say whether the archive is whole, and what it holds.")
@as_json
@in_words
def restore(path: Path, look: bool, as_json: bool) -> None:
    from servewell.project import config  # noqa: PLC0415  the settings are those of the archive
    from servewell.project.backing_up import archive, restoring  # noqa: PLC0415

    say = progress(archive="Unpacking", database="Filling the database")
    with told_in_words():
        if look:
            _tell_of(archive.unpack(path, into=None, advance=lambda _: None), path, as_json)
            return
        restored = restoring.restore(path=path, home=config.home_folder(), say=say)
    rows = f"{restored.rows:,} rows, {restored.files:,} files, as of {restored.made_at}."
    words = [
        f"{restored.home} is restored: {rows}",
        *(f"Your own {name} stayed; the archive has another." for name in restored.kept),
        f"This version has {restored.migrations} migrations more. Run: servewell upgrade"
        if restored.migrations
        else "",
        "" if restored.has_figures else "The figures are made anew at the next servewell start or servewell measure.",
    ]
    tell(asdict(restored), words="\n".join(filter(None, words)), as_json=as_json)


def _tell_of(manifest: "Manifest", path: Path, as_json: bool) -> None:
    said = {
        "archive": str(path), "servewell": manifest.servewell, "made_at": manifest.made_at,
        "database": manifest.database, "size": manifest.size, "rows": sum(manifest.counts.values()),
        "members": len(manifest.members),
    }  # fmt: skip
    words = f"{path} is whole: {said['rows']:,} rows of {manifest.database}, as of {manifest.made_at}."
    tell(said, words=words, as_json=as_json)
