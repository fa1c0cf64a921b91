"""``servewell units``: the units of the company, listed and added."""

import re
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import click

from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

# no row of a file is dated earlier, and figures count a voice only where its unit stood on its day
LONG_AGO = "1990-01-01"


@click.group(help="List the units of the company, or add one.")
def units() -> None: ...


def _above(under: str) -> "Unit | None":
    """The unit of that code; for none the company, where there is one."""
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.people import rules  # noqa: PLC0415
    from servewell.rooms.people import selectors as people  # noqa: PLC0415

    if not under:
        return people.top_unit()
    try:
        return people.unit_for(viewer=HOUSE, power=rules.MANAGE, code=under)
    except people.NoSuchUnit as fault:
        raise click.BadParameter(f"no unit has the code {under!r}", param_hint="--under") from fault


@units.command("list", help="All units by code, with the unit that each stands under.")
@as_json
@with_django
def list_units(as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.people import selectors as people  # noqa: PLC0415

    rows = [
        {"code": unit.code, "name": dict(unit.name.texts), "zone": unit.zone, "language": unit.language, "under": above}
        for unit, above in people.units_with_parents(viewer=HOUSE)
    ]
    lines = [f"{row['code']:<40} under {row['under'] or '-'}" for row in rows]
    tell(rows, words="\n".join(lines) or "There is no company yet.", as_json=as_json)


@units.command("add", help="Add a unit; the first one is the company.")
@click.argument("code")
@click.option("--name", required=True, help="Its name for people.")
@click.option("--under", default="", help="The code of the unit that it stands under; left out: the company.")
@click.option(
    "--zone", default="", help="Its time zone, such as Europe/Madrid; left out: that of the unit above, or UTC."
)
@click.option("--language", default="", help="en, es, zh-Hans or zh-Hant; left out: that of the unit above, or en.")
@click.option("--kind", default="unit", help="What it is: hotel, region, desk.")
@click.option("--from", "from_on", default=LONG_AGO, help="The day since when it stands there.")
@as_json
@with_django
def add(
    code: str, name: str, under: str, zone: str, language: str, kind: str, from_on: str, as_json: bool
) -> None:  # fmt: skip
    from django.db import IntegrityError  # noqa: PLC0415  needs Django

    from servewell.base import today  # noqa: PLC0415
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.base.words import Words  # noqa: PLC0415
    from servewell.rooms.people import services  # noqa: PLC0415

    above = _above(under)
    zone, language = zone or (above.zone if above else "UTC"), language or (above.language if above else "en")
    _refuse(code=code, zone=zone, language=language)
    new = services.NewUnit(
        code=code,
        name=Words(texts={language: name}, source=language),
        kind=kind,
        zone=zone,
        language=language,
        parent=above.code if above else None,
        from_on=_first_day(from_on, above),
    )
    try:
        services.add_units(units=[new], by=HOUSE, at=today.now())
    except IntegrityError as fault:
        raise click.ClickException(f"There is a unit {code!r} already: servewell units list shows all.") from fault
    told = {"code": code, "under": new.parent, "zone": zone, "language": language, "from": new.from_on}
    words = f"{name} stands under {new.parent}." if new.parent else f"{name} stands above all others."
    tell(told, words=words, as_json=as_json)


def _refuse(*, code: str, zone: str, language: str) -> None:
    from servewell.base.words import CODES  # noqa: PLC0415  needs Django

    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", code):
        raise click.BadParameter("a code is 1 to 60 small letters, digits and hyphens", param_hint="CODE")
    if zone not in available_timezones():
        raise click.BadParameter(f"no time zone is called {zone!r}: write one like Europe/Madrid", param_hint="--zone")
    if language not in CODES:
        raise click.BadParameter(f"use one of {', '.join(CODES)}", param_hint="--language")


def _first_day(written: str, above: "Unit | None") -> date:
    """Never before the unit above stood there."""
    from servewell.rooms.people import selectors as people  # noqa: PLC0415  needs Django

    try:
        day = date.fromisoformat(written)
    except ValueError as fault:
        raise click.BadParameter("write the day as 1990-01-01", param_hint="--from") from fault
    return max(day, people.first_day(unit=above.pk)) if above else day
