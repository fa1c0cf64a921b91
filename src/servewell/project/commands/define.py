"""``servewell define``: say what a figure of the company means."""

import click

from servewell.project.commands.measure import definition_option, top_boxes_option
from servewell.project.commands.told import as_json, tell, with_django


@click.command(
    help="Say what a figure means from now on. Another meaning is its next version; the same changes nothing."
)
@click.argument("indicator", default="css")
@definition_option(required=True)
@top_boxes_option
@as_json
@with_django
def define(indicator: str, definition: str, top_boxes: int | None, as_json: bool) -> None:
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.project.commands.measure import meaning_of  # noqa: PLC0415
    from servewell.rooms.insight import services as insight  # noqa: PLC0415
    from servewell.rooms.people import selectors as people  # noqa: PLC0415

    meaning = meaning_of(indicator=indicator, definition=definition, top_boxes=top_boxes)
    if people.top_unit() is None:
        raise click.ClickException("There is no company in this home yet, so nothing to define for it.")
    defined = insight.define(
        code=indicator,
        title=meaning.title,
        definition=meaning.definition,
        kind=meaning.kind,
        top_boxes=meaning.top_boxes,
        by=HOUSE,
        at=today.now(),
    )
    document = {
        "indicator": defined.code,
        "version": defined.version,
        "kind": defined.kind,
        "top_boxes": defined.top_boxes,
        "definition": str(defined.definition),
    }
    words = f"{defined.code}, version {defined.version}: {defined.definition}"
    tell(document, words=words, as_json=as_json)
