"""``servewell start``: web and worker under one supervisor that restarts what dies."""

import click

from servewell.project.commands.told import with_django


@click.command(help="Serve the company: web, worker and, for the demo, its mailbox.")
@with_django
def start() -> None:
    from django.conf import settings  # noqa: PLC0415  needs Django

    from servewell.project import ports, ready, supervisor  # noqa: PLC0415
    from servewell.project.demo import sign_ins, unfinished  # noqa: PLC0415

    config = settings.CONFIG
    if unfinished.is_so(settings.HOME):
        raise click.ClickException(f"{settings.HOME} holds half a demo. Run: servewell demo")
    wanted = [(config.text("listen"), config.number("port"), "SERVEWELL_PORT")]
    if config.flag("demo_mailbox"):
        wanted.append(("127.0.0.1", config.number("mail_port"), "SERVEWELL_MAIL_PORT"))
    for host, port, setting in wanted:
        if complaint := ports.complaint(host=host, port=port, setting=setting):
            raise click.ClickException(complaint)
    ready.bring_up_to_date()
    click.echo(f"Servewell serves {settings.BASE_URL}")
    click.echo(sign_ins.shown(settings.HOME), nl=False)
    click.echo("Stop with Ctrl+C.")
    supervisor.supervise(supervisor.processes(config))
