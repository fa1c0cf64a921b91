"""``servewell define``: say what a figure of the company means."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servewell.project.commands.measure import KINDS, top_boxes_option
from servewell.project.commands.told import as_json, tell, with_django

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Indicator
    from servewell.rooms.insight.selectors import Meaning


@click.command(
    help="Say what a figure means from now on. Another meaning is its next version; the same changes nothing."
)
@click.argument("indicator", default="css")
@click.option(
    "--definition",
    "--kind",
    "definition",
    type=click.Choice(KINDS),
    help="The share of the best answers, the mean of all on their scale, or promoters less detractors.",
)
@top_boxes_option
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="INSTRUMENT/ITEM",
    help="A question that counts, again for each; left out: those marked overall.",
)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML file that says it all: kind, questions, words, and the sources of a composite with their weights.",
)
@as_json
@with_django
def define(
    indicator: str,
    definition: str | None,
    top_boxes: int | None,
    questions: tuple[str, ...],
    file: Path | None,
    as_json: bool,
) -> None:
    from servewell.rooms.people import selectors as people  # noqa: PLC0415  needs Django

    if (file is None) == (definition is None):
        raise click.UsageError("Say --definition, or give a --file that says it: one of the two.")
    if people.top_unit() is None:
        raise click.ClickException("There is no company in this home yet, so nothing to define for it.")
    defined = _defined(indicator, _meaning(indicator, definition, top_boxes, questions, file))
    document = {
        "indicator": defined.code,
        "version": defined.version,
        "kind": defined.kind,
        "top_boxes": defined.top_boxes,
        "questions": defined.questions,
        "sources": [
            {"name": str(each.name), "kind": each.kind, "weight": each.weight}
            for each in defined.sources.order_by("position")
        ],
        "definition": str(defined.definition),
    }
    words = f"{defined.code}, version {defined.version}: {defined.definition}"
    tell(document, words=words, as_json=as_json)


def _meaning(
    indicator: str, definition: str | None, top_boxes: int | None, questions: tuple[str, ...], file: Path | None
) -> "Meaning":
    from servewell.project import definitions  # noqa: PLC0415  needs Django
    from servewell.project.commands.measure import meaning_of  # noqa: PLC0415

    if definition is not None:
        return meaning_of(indicator=indicator, definition=definition, top_boxes=top_boxes, questions=questions)
    if questions or top_boxes is not None:
        raise click.UsageError("The file says what counts: leave out --question and --top-boxes.")
    assert file is not None
    try:
        return definitions.of_file(code=indicator, file=file)
    except definitions.FileSaysNoDefinition as fault:
        raise click.BadParameter(str(fault), param_hint="--file") from fault


def _defined(indicator: str, meaning: "Meaning") -> "Indicator":
    from servewell.base import today  # noqa: PLC0415  needs Django
    from servewell.base.permissions import HOUSE  # noqa: PLC0415
    from servewell.rooms.insight import services as insight  # noqa: PLC0415

    try:
        return insight.define_as(code=indicator, meaning=meaning, by=HOUSE, at=today.now())
    except insight.CannotBeCounted as fault:
        raise click.ClickException(str(fault)) from fault
