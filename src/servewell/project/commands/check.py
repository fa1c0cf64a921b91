"""``servewell check``: what is wrong with this home, in words, and how to mend it."""

from dataclasses import asdict

import click

from servewell.project.commands.told import as_json, tell, with_django


@click.command(help="Say in words what is wrong with this home. Exits with 1 when something is.")
@as_json
@with_django
def check(as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.project import checks  # noqa: PLC0415

    found = checks.all_findings(at=today.now())
    words = "\n".join(f"{finding.what}\n    {finding.mend}" for finding in found) or "Everything is in order."
    tell([asdict(finding) for finding in found], words=words, as_json=as_json)
    if found:
        click.get_current_context().exit(1)
