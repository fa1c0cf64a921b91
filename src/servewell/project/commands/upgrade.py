"""``servewell upgrade``: the home goes over to the version that is installed, with a way back."""

from dataclasses import asdict
from pathlib import Path

import click

from servewell.project.commands.backups import progress, told_in_words
from servewell.project.commands.told import as_json, tell, with_django


@click.command(help="Back the home up and bring it to the version that is installed. Stop it first.")
@click.option("--to", type=click.Path(path_type=Path), help="The folder of the backup; left out: as servewell backup.")
@as_json
@with_django
def upgrade(to: Path | None, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.project.backing_up import upgrading  # noqa: PLC0415

    say = progress(database="Copying the database", archive="Packing")
    try:
        with told_in_words():
            done = upgrading.upgrade(to=to, at=today.now(), say=say)
    except upgrading.HomeIsServed as fault:
        raise click.ClickException(f"{fault}. Stop it, then upgrade. Nothing was changed.") from fault
    except upgrading.UpgradeBrokeOff as fault:
        raise click.ClickException(str(fault)) from fault
    words = f"{done.home} is at the installed version."
    if done.archive:
        words = f"{words} Migrations applied: {done.migrations}. The state before is in {done.archive}."
    tell(asdict(done), words=words, as_json=as_json)
