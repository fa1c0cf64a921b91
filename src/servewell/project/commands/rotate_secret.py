"""``servewell rotate-secret``: another secret signs from now on, and what the last one signed ends later."""

import click

from servewell.project.commands.told import as_json, in_words, tell

# a form for the field waits so long on a device that is out of reach
PROMISED_DAYS = 90


@click.command("rotate-secret", help="Sign with a new secret. What the old one signed counts some time more.")
@click.option(
    "--days",
    type=click.IntRange(min=0, max=3650),
    default=PROMISED_DAYS,
    show_default=True,
    help="How long sessions, forms on their way and letters of the old secret count; 0: it is known to others.",
)
@as_json
@in_words
def rotate_secret(days: int, as_json: bool) -> None:
    from servewell.project import config, running, secret  # noqa: PLC0415  as everywhere

    home = config.load().home
    try:
        with running.alone(home):
            known = secret.rotate(home, days=days)
    except running.SomebodyIsAtIt as fault:
        raise click.ClickException(
            f"{home} is being served (process {fault}), and it would go on signing with the old secret. "
            "Stop it, rotate, start it again."
        ) from fault
    so_long = f"What the old one signed counts for {days} days more." if days else "Everybody signs in again."
    words = f"A new secret signs from now on. {so_long} Take a backup: earlier ones hold the old secret."
    tell({"home": str(home), "days": days, "earlier": len(known.earlier)}, words=words, as_json=as_json)
