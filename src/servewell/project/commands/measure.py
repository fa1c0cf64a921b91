"""``servewell measure``: the figures of the satisfaction page, for analysts."""

from dataclasses import asdict

import click

from servewell.project.commands.told import as_json, tell, with_django


@click.command(help="Print a figure with its n, interval and definition. CSS is the share of the two best answers.")
@click.argument("indicator", default="css")
@click.option("--by", type=click.Choice(["month", "quarter", "year"]), default="month", help="The length of a period.")
@click.option("--unit", default="all", help="A unit's code, or all.")
@as_json
@with_django
def measure(indicator: str, by: str, unit: str, as_json: bool) -> None:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.rooms.insight import selectors as insight  # noqa: PLC0415
    from servewell.rooms.people.selectors import NoSuchUnit  # noqa: PLC0415

    try:
        findings = insight.measure(viewer=HOUSE, indicator=indicator, by=by, unit=unit)
    except insight.NoSuchIndicator as fault:
        raise click.BadParameter(str(fault), param_hint="INDICATOR") from fault
    except NoSuchUnit as fault:
        raise click.BadParameter(
            f"no unit has the code {unit!r}; servewell measure without --unit prints all codes", param_hint="--unit"
        ) from fault
    rows = [asdict(finding) for finding in findings]
    lines = [
        f"{row['period']}  {row['unit']:<24} {row['aspect'] or 'overall':<20} "
        f"{row['value']:.3f}  ({row['low']:.3f} to {row['high']:.3f}, n = {row['n']})"
        for row in rows
    ]
    footer = f"\n{rows[0]['definition']}" if rows else "There is nothing to measure yet."
    tell(rows, words="\n".join(lines) + footer, as_json=as_json)
