"""``servewell roles``: what roles may do, from a file or into one, and who holds them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.playbooks import SAYS, a_file, read_by, refuse_unknown
from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.people.playbook import Planned
    from servewell.rooms.people.services import RoleDraft


@click.group(help="Plan, install or export what roles may do; give one to a person.")
def roles() -> None: ...


@roles.command("plan", help="Say what installing the roles of a file would change. Changes nothing.")
@a_file
@as_json
@with_django
def plan(file: Path, as_json: bool) -> None:
    from servewell.rooms.people import playbook  # noqa: PLC0415  needs Django

    _tell(playbook.plan(drafts=_read(file)), as_json=as_json)


@roles.command("install", help="Make the roles as the file says. A second run changes nothing.")
@a_file
@click.option("--overwrite", multiple=True, metavar="CODE", help="Take this role from the file though it was changed.")
@as_json
@with_django
def install(file: Path, overwrite: tuple[str, ...], as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.people import playbook  # noqa: PLC0415

    drafts = _read(file)
    refuse_unknown(overwrite, known=[each.code for each in drafts], thing="role")
    _tell(playbook.install(drafts=drafts, by=HOUSE, at=today.now(), overwrite=overwrite), as_json=as_json)


@roles.command("export", help="Print the roles as they stand, as a file that would install them.")
@with_django
def export() -> None:
    from servewell.rooms.people import playbook  # noqa: PLC0415  needs Django

    click.echo(playbook.export(), nl=False)


@roles.command("grant", help="Give the person with a staff number a role over a unit and everything below it.")
@click.argument("number")
@click.argument("role")
@click.argument("unit")
@click.option("--from", "from_on", default="", help="The first day, as 2027-01-31; left out: today.")
@as_json
@with_django
def grant(number: str, role: str, unit: str, from_on: str, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.people import rules, services  # noqa: PLC0415
    from servewell.rooms.people import selectors as people  # noqa: PLC0415

    person = people.person_by_number(number=number)
    if person is None:
        raise click.BadParameter(f"nobody has the staff number {number!r}", param_hint="NUMBER")
    try:
        given, over = people.role_by_code(code=role), people.unit_for(viewer=HOUSE, power=rules.MANAGE, code=unit)
        first = date.fromisoformat(from_on) if from_on else today.day_in(over.zone, at=today.now())
    except people.NoSuchRole as fault:
        raise click.BadParameter(f"there is no role {role!r}", param_hint="ROLE") from fault
    except people.NoSuchUnit as fault:
        raise click.BadParameter(f"no unit has the code {unit!r}", param_hint="UNIT") from fault
    except ValueError as fault:
        raise click.BadParameter("write the day as 2027-01-31", param_hint="--from") from fault
    services.grant(person=person, role=given, unit=over, from_on=first, by=HOUSE, at=today.now())
    document = {"person": person.number, "role": role, "unit": unit, "from": first}
    tell(document, words=f"{person.name} is {role} over {unit} from {first}.", as_json=as_json)


def _read(file: Path) -> "list[RoleDraft]":
    from servewell.rooms.people import playbook  # noqa: PLC0415  needs Django

    return read_by(playbook.read, file)


def _tell(planned: "list[Planned]", *, as_json: bool) -> None:
    document = [
        {"role": each.draft.code, "step": each.step.value, "gains": each.gains, "loses": each.loses} for each in planned
    ]
    lines = [f"{each.draft.code} {SAYS[each.step.value]}{_powers(each)}" for each in planned]
    tell(document, words="\n".join(lines) or "The file has no roles.", as_json=as_json)


def _powers(each: "Planned") -> str:
    signs = [f"+{code}" for code in each.gains] + [f"-{code}" for code in each.loses]
    return f": {' '.join(signs)}" if signs else ""
