"""``servewell mail-report``: what comes back about a letter, for a mail server's pipe."""

import sys

import click

from servewell.project.commands.told import as_json, tell, with_django

LARGEST_BYTES = 10_000_000
SAYS = {
    "came-back": "The page of that week says so, and nobody is written to at an address that does not exist.",
    "arrived": "The page of that week says so.",
    "ended": "Nobody is asked at this address any more.",
    "sent-again": "The letter leaves once more in a day.",
    "noted": "Nothing follows from it.",
}


@click.command("mail-report", help="Read a bounce or a complaint about a letter from standard input, and act on it.")
@as_json
@with_django
def mail_report(as_json: bool) -> None:
    from servewell.engines import mail  # noqa: PLC0415  needs Django
    from servewell.rooms.insight import services as insight  # noqa: PLC0415

    content = sys.stdin.buffer.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise click.ClickException("This message is larger than 10 MB, which no report is. Let a person look at it.")
    try:
        taken = _taken(content)
    except mail.NotAReport as fault:
        raise click.ClickException(f"This is no bounce and no complaint: {fault}. Let a person read it.") from fault
    except insight.ReportIsNotAboutMonday as fault:
        raise click.ClickException(
            f"This report is not about a letter that asked for an answer, nor about Monday's page: {fault}. "
            "Let a person read it."
        ) from fault
    tell({"taken": taken}, words=SAYS[taken], as_json=as_json)


def _taken(content: bytes) -> str:
    """The signed Message-ID in it says which kind of letter it is about."""
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.rooms.insight import services as insight  # noqa: PLC0415
    from servewell.rooms.voice import services as voice  # noqa: PLC0415

    try:
        return voice.take_report(content=content, at=today.now())
    except voice.ReportIsNotOurs:
        return insight.take_monday_report(content=content, at=today.now())
