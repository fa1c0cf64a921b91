"""``servewell start``: web and worker under one supervisor that restarts what dies."""

from dataclasses import asdict

import click

from servewell.project.commands.told import as_json, tell, with_django


@click.command(help="Serve the company: web, worker and, for the demo, its mailbox. Stops on Ctrl+C or SIGTERM.")
@as_json
@with_django
def start(as_json: bool) -> None:
    from django.conf import settings  # noqa: PLC0415  needs Django

    from servewell.project import ports, running  # noqa: PLC0415
    from servewell.project.backing_up import restoring  # noqa: PLC0415
    from servewell.project.demo import unfinished  # noqa: PLC0415

    config = settings.CONFIG
    if unfinished.is_so(settings.HOME):
        raise click.ClickException(f"{settings.HOME} holds half a demo. Run: servewell demo")
    if restoring.is_unfinished(settings.HOME):
        raise click.ClickException(f"{settings.HOME} holds half a restore. Run servewell restore once more.")
    wanted = [(config.text("listen"), config.number("port"), "SERVEWELL_PORT")]
    if config.flag("demo_mailbox"):
        wanted.append(("127.0.0.1", config.number("mail_port"), "SERVEWELL_MAIL_PORT"))
    for host, port, setting in wanted:
        if complaint := ports.complaint(host=host, port=port, setting=setting):
            raise click.ClickException(complaint)
    try:
        with running.alone(settings.HOME):
            _serve(as_json)
    except running.SomebodyIsAtIt as fault:
        raise click.ClickException(f"Process {fault} serves or restores {settings.HOME} already.") from fault


def _serve(as_json: bool) -> None:
    from django.conf import settings  # noqa: PLC0415  needs Django

    from servewell.project import ports, ready, supervisor  # noqa: PLC0415
    from servewell.project.demo import sign_ins  # noqa: PLC0415

    config = settings.CONFIG
    ready.bring_up_to_date()
    usable = sign_ins.usable(settings.HOME)
    words = f"Servewell serves {settings.BASE_URL}\n{sign_ins.shown(usable)}Stop with Ctrl+C."
    document = {"address": settings.BASE_URL, "sign_ins": [asdict(one) for one in usable]}
    click.echo("Starting …", err=True)
    supervisor.supervise(
        supervisor.processes(config),
        answers=lambda: ports.answers(host=config.text("listen"), port=config.number("port")),
        once_it_answers=lambda: tell(document, words=words, as_json=as_json),
    )
