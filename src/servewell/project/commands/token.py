"""``servewell token``: by which machines read figures, and an identity provider brings people over SCIM."""

import click

from servewell.project.commands.told import as_json, tell, with_django


@click.group(help="Make, list or end a token by which a machine reads figures (API) or brings people (SCIM).")
def token() -> None: ...


@token.command("make", help="Make a token with the powers of a role over a unit; its secret is shown this once.")
@click.argument("name")
@click.option(
    "--role",
    required=True,
    help="The code of a role: the token may do what it allows, SCIM where it may manage people.",
)
@click.option("--unit", default="", help="The code of the unit; left out: the company.")
@as_json
@with_django
def make(name: str, role: str, unit: str, as_json: bool) -> None:
    from servewell.base import links, today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.project.commands.take_in import unit_of  # noqa: PLC0415
    from servewell.rooms.people import selectors, services  # noqa: PLC0415

    over = unit_of(unit)
    found = selectors.role_coded(code=role)
    if found is None:
        raise click.BadParameter(
            f"no role has the code {role!r}: servewell roles shows how to define one", param_hint="--role"
        )
    try:
        made, secret = services.make_token(name=name, unit=over, role=found, by=HOUSE, at=today.now())
    except services.RoleMayNothing as fault:
        raise click.ClickException(f"{fault}.") from fault
    told = {
        "token": made.pk,
        "name": name,
        "unit": over.code,
        "role": role,
        "secret": secret,
        "address": links.SCIM.address(),
        "api": links.API.address(),
    }
    words = (
        f"{secret}\nShown this once: keep it where it is used. "
        f"Figures are at {links.API.address()}; an identity provider asks {links.SCIM.address()}"
    )
    tell(told, words=words, as_json=as_json)


@token.command("list", help="All tokens, without their secrets.")
@as_json
@with_django
def list_tokens(as_json: bool) -> None:
    from servewell.rooms.people import selectors  # noqa: PLC0415  needs Django

    rows = [
        {
            "token": each.pk, "name": each.name, "unit": each.unit.code, "role": each.role.code,
            "made": each.made_at, "ended": each.ended_at,
        }
        for each in selectors.tokens()
    ]  # fmt: skip
    lines = [
        f"{row['token']:>6}  {'ended ' if row['ended'] else 'stands'}  {row['role']} over {row['unit']}  {row['name']}"
        for row in rows
    ]
    tell(rows, words="\n".join(lines) or "There is no token.", as_json=as_json)


@token.command("end", help="End a token: it opens nothing from this moment.")
@click.argument("number", type=int)
@as_json
@with_django
def end(number: int, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.people import selectors, services  # noqa: PLC0415

    try:
        found = selectors.token_by_number(number=number)
    except selectors.NoSuchToken as fault:
        raise click.ClickException(f"{fault}.") from fault
    services.end_token(token=found, by=HOUSE, at=today.now())
    tell({"token": number, "ended": found.ended_at}, words=f"Token {number} is ended.", as_json=as_json)
