"""``servewell customers``: what is known about one person, handed out or erased by whoever runs the machine."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer
    from servewell.web.customers.shown.exporting import Everything

WHO = click.argument("who")
REASONS = ("asked-for", "kept-long", "by-law")


@click.group(help="Hand out or erase everything that is known about one customer.")
def customers() -> None: ...


def _found(who: str) -> "Customer":
    """By their number, or by an e-mail address or a telephone number."""
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.customers import selectors  # noqa: PLC0415

    try:
        if who.isdigit():
            return selectors.customer_for(viewer=HOUSE, number=int(who))
        found = selectors.customers_reached(viewer=HOUSE, contact=who)
    except selectors.NoSuchCustomer as none:
        raise click.BadParameter(str(none), param_hint="WHO") from none
    if found is None:
        what = f"nobody is reached by {who!r}: write an e-mail address, a telephone number with +, or their number"
        raise click.BadParameter(what, param_hint="WHO")
    return found


@customers.command("export", help="Write everything known about one customer into a ZIP.")
@WHO
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The ZIP to write.")
@as_json
@with_django
def export(who: str, to: Path, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.web.customers.shown import exporting  # noqa: PLC0415

    found = _found(who)
    if to.exists():
        raise click.BadParameter(f"{to} is there already: name another file", param_hint="--to")
    everything, packed = exporting.handed_out(viewer=HOUSE, customer=found)
    to.write_bytes(packed)
    told = {"customer": found.pk, "file": str(to), **_numbers(everything)}
    tell(told, words=f"Customer {found.pk} is in {to}. Hand it over by a safe way, then remove it.", as_json=as_json)


def _numbers(found: "Everything") -> dict[str, object]:
    return {
        "contacts": len(found.told.contacts),
        "encounters": len(found.told.encounters),
        "voices": len(found.voices),
        "cases": len(found.cases),
    }


@customers.command("erase", help="Erase one customer for good; every figure stays what it is.")
@WHO
@click.option("--why", required=True, type=click.Choice(REASONS), help="Why it is done; it stands on the certificate.")
@click.option("--close-cases", is_flag=True, help="Open cases end with it; no answer will leave.")
@click.option("--yes", is_flag=True, help="Do not ask. Nothing that is erased can be brought back.")
@as_json
@with_django
def erase(who: str, why: str, close_cases: bool, yes: bool, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.cases import services as cases  # noqa: PLC0415
    from servewell.rooms.customers import services  # noqa: PLC0415
    from servewell.web.customers.shown import exporting  # noqa: PLC0415

    found = _found(who)
    numbers = _numbers(exporting.everything(viewer=HOUSE, customer=found.pk))
    said = ", ".join(f"{number} {name}" for name, number in numbers.items())
    if not yes:
        click.confirm(f"Erase customer {found.pk} for good ({said})?", abort=True, err=True)
    try:
        done = services.erase_for_host(customer=found, why=why, closes_cases=close_cases, at=today.now())
    except (cases.CasesAreOpen, cases.LetterIsLeaving, services.CustomerIsErased) as refused:
        raise click.ClickException(f"Nothing was erased: {refused or type(refused).__doc__}") from refused
    told = {"customer": found.pk, "erasure": done.pk, "counts": done.counts}
    words = f"Customer {found.pk} is erased. The worker writes files anew now: see /erasures/{done.pk}."
    tell(told, words=words, as_json=as_json)
