"""``servewell init``: a home folder that is ready to serve. A second run changes nothing."""

import click

from servewell.project.commands.told import as_json, tell, with_django


@click.command(help="Make or bring up to date the home folder and its database.")
@as_json
@with_django
def init(as_json: bool) -> None:
    from servewell.project import ready  # noqa: PLC0415  needs Django

    made = ready.bring_up_to_date()
    words = f"The home {made.home} is ready." + (f" Applied {made.migrations} migrations." if made.migrations else "")
    tell({"home": str(made.home), "migrations": made.migrations}, words=words, as_json=as_json)
