"""``servewell processes``: the register of processes, from a file or into one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.playbooks import SAYS, a_file, read_by, refuse_unknown
from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.standards.playbook import Planned, Written


@click.group(help="Plan, install or export the register of processes.")
def processes() -> None: ...


@processes.command("plan", help="Say what installing the processes of a file would change. Changes nothing.")
@a_file
@as_json
@with_django
def plan(file: Path, as_json: bool) -> None:
    from servewell.rooms.standards import playbook  # noqa: PLC0415  needs Django

    _tell(playbook.plan(written=_read(file)), as_json=as_json)


@processes.command("install", help="Enter the processes as the file says. A second run changes nothing.")
@a_file
@click.option("--overwrite", multiple=True, metavar="CODE", help="Take this one from the file though it was changed.")
@as_json
@with_django
def install(file: Path, overwrite: tuple[str, ...], as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.standards import playbook, services  # noqa: PLC0415

    written = _read(file)
    refuse_unknown(overwrite, known=[each.code for each in written], thing="process")
    try:
        planned = playbook.install(written=written, by=HOUSE, at=today.now(), overwrite=overwrite)
    except services.OwnerDoesNotWorkHere as fault:
        raise click.ClickException(str(fault)) from fault
    _tell(planned, as_json=as_json)


@processes.command("export", help="Print the register as it stands, as a file that would install it.")
@with_django
def export() -> None:
    from servewell.rooms.standards import playbook  # noqa: PLC0415  needs Django

    click.echo(playbook.export(), nl=False)


def _read(file: Path) -> "list[Written]":
    from servewell.rooms.standards import playbook  # noqa: PLC0415  needs Django

    return read_by(playbook.read, file)


def _tell(planned: "list[Planned]", *, as_json: bool) -> None:
    document = [{"process": each.written.code, "step": each.step.value} for each in planned]
    lines = [f"{each.written.code} {SAYS[each.step.value]}" for each in planned]
    tell(document, words="\n".join(lines) or "The file has no processes.", as_json=as_json)
