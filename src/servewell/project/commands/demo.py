"""``servewell demo``: an empty home becomes a company of hotels and home services."""

from dataclasses import asdict
from pathlib import Path

import click

from servewell.project.commands.told import as_json, tell, with_django


@click.command(help="Fill an empty home with a demo company.")
@click.option("--seed", default=2026, help="Another seed draws other answers.")
@click.option(
    "--size",
    type=click.Choice(["small", "whole"]),
    default="whole",
    show_default=True,
    help="whole: 40 units, 600 people, three years. small: 13 units, made in a third of the time.",
)
@click.option("--if-empty", is_flag=True, help="Do nothing, and say so, when the home has a company.")
@as_json
@with_django
def demo(seed: int, size: str, if_empty: bool, as_json: bool) -> None:
    from django.conf import settings  # noqa: PLC0415  needs Django

    from servewell.base import today  # noqa: PLC0415
    from servewell.project import ready  # noqa: PLC0415
    from servewell.project.demo import shelf, sign_ins, story  # noqa: PLC0415
    from servewell.rooms.people import selectors as people  # noqa: PLC0415

    _clear_half_a_demo(settings.HOME)
    ready.bring_up_to_date()
    if people.top_unit() is not None:
        if not if_empty:
            raise click.ClickException(
                f"{settings.HOME} has a company already. Name an empty folder in SERVEWELL_HOME."
            )
        usable = sign_ins.usable(settings.HOME)
        tell([asdict(one) for one in usable], words="The home has a company already.", as_json=as_json)
        return
    made = story.tell(home=settings.HOME, at=today.now(), seed=seed, say=_say, size=shelf.Size(size))
    tell([asdict(one) for one in made], words=sign_ins.shown(made), as_json=as_json)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _clear_half_a_demo(home: Path) -> None:
    from django.db import connection  # noqa: PLC0415  needs Django

    from servewell.project.demo import unfinished  # noqa: PLC0415

    if not unfinished.is_so(home):
        return
    _say("An earlier demo was broken off; beginning anew …")
    try:
        unfinished.clear(home, is_sqlite=connection.vendor == "sqlite")
    except unfinished.CannotBeCleared as fault:
        raise click.ClickException(str(fault)) from fault
