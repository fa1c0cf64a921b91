"""``servewell start``: web and worker under one supervisor that restarts what dies."""

import click

from servewell.project.commands.told import with_django


@click.command(help="Serve the company: web, worker and, for the demo, its mailbox.")
@with_django
def start() -> None:
    from django.conf import settings  # noqa: PLC0415  needs Django

    from servewell.project import ready, supervisor  # noqa: PLC0415
    from servewell.project.demo.sign_ins import shown  # noqa: PLC0415

    if not supervisor.port_is_free(settings.CONFIG.text("listen"), settings.CONFIG.number("port")):
        raise click.ClickException(
            f"Port {settings.CONFIG.number('port')} is taken: stop what listens there, or set SERVEWELL_PORT."
        )
    ready.bring_up_to_date()
    click.echo(f"Servewell serves {settings.BASE_URL}")
    click.echo(shown(settings.HOME), nl=False)
    click.echo("Stop with Ctrl+C.")
    supervisor.supervise(supervisor.processes(settings.CONFIG))
