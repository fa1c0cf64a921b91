"""``servewell backup``: the whole home as one archive, while it is served."""

from dataclasses import asdict
from pathlib import Path

import click

from servewell.project.commands.backups import progress, told_in_words
from servewell.project.commands.told import as_json, tell, with_django

HOLDS = "It holds the secret key, the settings and everything that customers said: only its owner may read it (0600)."


@click.command(help="Write the whole home into one archive, while it is served. It holds the secret key.")
@click.option("--to", type=click.Path(path_type=Path), help="The folder; left out: backup_folder of the settings.")
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="N", help="So many archives stay in the folder, this one included."
)
@as_json
@with_django
def backup(to: Path | None, keep: int | None, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.project.backing_up import here  # noqa: PLC0415

    say = progress(database="Copying the database", archive="Packing")
    with told_in_words():
        taken = here.back_up(to=to, keep=keep, at=today.now(), say=say)
    words = [
        f"Wrote {taken.archive} ({taken.size / 1e6:,.1f} MB): {taken.rows:,} rows, {taken.files:,} files.",
        HOLDS,
        *(f"Removed {each}." for each in taken.removed),
        *(f"{each} is no longer what was brought. Look for it in an older backup." for each in taken.damaged),
    ]
    tell(asdict(taken), words="\n".join(words), as_json=as_json)
    if taken.damaged:
        click.get_current_context().exit(1)
