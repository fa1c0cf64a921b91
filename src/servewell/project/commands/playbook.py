"""``servewell playbook``: install a whole programme from a folder, see before what it would do, and write one down."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.playbooks.selectors import Book, Plan, Planned

SAYS = {
    "add": "is new",
    "change": "changes",
    "same": "is the same already",
    "local": "was changed here and is kept as it is; --overwrite takes it from the playbook",
    "left": "is no longer in the playbook and stays here",
}

a_playbook = click.argument("playbook", metavar="PLAYBOOK")


@click.group(
    help=(
        "Plan, install, export or list playbooks. "
        "A PLAYBOOK is a folder, a zip of one, or the name of one that is shipped."
    )
)
def playbook() -> None: ...


@playbook.command("plan", help="Say what installing a playbook would change. Changes nothing.")
@a_playbook
@as_json
@with_django
def plan(playbook: str, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.playbooks import selectors  # noqa: PLC0415

    _tell(selectors.plan(book=_read(playbook), viewer=HOUSE), as_json=as_json)


@playbook.command("install", help="Install a playbook in one go. A second run changes nothing.")
@a_playbook
@click.option(
    "--overwrite", multiple=True, metavar="NAME", help="Take this one though it was changed here, as roles/host."
)
@as_json
@with_django
def install(playbook: str, overwrite: tuple[str, ...], as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.playbooks import services  # noqa: PLC0415

    book = _read(playbook)
    try:
        followed = services.install(book=book, by=HOUSE, at=today.now(), overwrite=overwrite)
    except services.NothingOfThatName as fault:
        raise click.BadParameter(str(fault), param_hint="--overwrite") from fault
    except (services.OlderThanInstalled, services.RoomRefuses) as fault:
        raise click.ClickException(f"{fault}\nNothing was installed.") from fault
    _tell(followed, as_json=as_json)


@playbook.command("export", help="Write what stands here into a new folder, as a playbook that would install it.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--code", default="company", help="What the playbook is known by.")
@click.option("--version", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--title", default="", help="What it is called; left out: as the company is.")
@click.option("--licence", default="not for others", show_default=True)
@with_django
def export(folder: Path, code: str, version: int, title: str, licence: str) -> None:
    from servewell.base.words import Words  # noqa: PLC0415  needs Django
    from servewell.rooms.people import selectors as people  # noqa: PLC0415
    from servewell.rooms.playbooks import selectors  # noqa: PLC0415

    top = people.top_unit()
    if top is None:
        raise click.ClickException("There is no company in this home yet, so nothing to write down.")
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(f"{folder} is not empty: name a folder that is new", param_hint="FOLDER")
    named = Words({"en": title}) if title else top.name
    written = selectors.export(code=code, version=version, title=named, licence=licence)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(written)} files are in {folder}.")


@playbook.command("list", help="List the playbooks that are installed, and those that are shipped.")
@as_json
@with_django
def list_them(as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.playbooks import selectors  # noqa: PLC0415

    here = selectors.installed(viewer=HOUSE)
    shipped = selectors.shipped()
    document = {
        "installed": [{"playbook": each.code, "version": each.version, "entries": each.entries} for each in here],
        "shipped": shipped,
    }
    lines = [f"{each.code}, version {each.version}, is installed: {each.entries} entries" for each in here]
    lines += [f"{name} is shipped and not installed" for name in shipped if name not in {each.code for each in here}]
    tell(document, words="\n".join(lines) or "No playbook is installed.", as_json=as_json)


def _read(playbook: str) -> "Book":
    """What the folder holds, or every fault of it at once."""
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.playbook import PlaybookIsFaulty  # noqa: PLC0415
    from servewell.rooms.playbooks import selectors  # noqa: PLC0415

    try:
        return selectors.read(files=selectors.texts_of(named=playbook), at=today.now())
    except selectors.NoSuchPlaybook as fault:
        raise click.BadParameter(str(fault), param_hint="PLAYBOOK") from fault
    except selectors.FileIsNoPlaybooks as fault:
        raise click.ClickException(str(fault)) from fault
    except PlaybookIsFaulty as faulty:
        raise click.ClickException("\n".join(str(fault) for fault in faulty.faults)) from faulty


def _tell(planned: "Plan", *, as_json: bool) -> None:
    manifest = planned.book.manifest
    document = {
        "playbook": manifest.code,
        "version": manifest.version,
        "installed": planned.installed,
        "entries": [_document(each) for each in planned.planned],
    }
    lines = [line for each in planned.planned for line in _lines(each)]
    tell(document, words="\n".join(lines) or "The playbook has nothing in it.", as_json=as_json)


def _document(each: "Planned") -> dict[str, object]:
    return {
        "entry": each.name,
        "step": each.step.value,
        "differs": {
            one.field: {"installed": one.installed, "here": one.standing, "wanted": one.wanted}
            for one in each.differences
        },
    }


def _lines(each: "Planned") -> list[str]:
    """A change of one's own is told field by field: what the playbook wrote, what stands, what it wants now."""
    lines = [f"{each.name} {SAYS[each.step.value]}"]
    for one in each.differences:
        lines.append(f"  {one.field}: installed {_short(one.installed)}, here {_short(one.standing)}, "
                     f"wanted {_short(one.wanted)}")  # fmt: skip
    return lines


def _short(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
