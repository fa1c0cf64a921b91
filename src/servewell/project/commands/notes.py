"""What a person should know before a file is taken in, beside the counts: on standard error, and in the document."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from servewell.engines.tables import Finding, Unsure
    from servewell.rooms.people.models import Unit

LONGEST_SHOWN = 60
MOST_EXAMPLES = 3
UNTIL_CONFIRMED = "An import refuses this recipe until somebody has looked at that and deleted the `unsure` lines."


@dataclass(frozen=True)
class Note:
    """``where`` is a path in the recipe, a column, or empty; ``line`` is of the recipe, 0 where it is not about it."""

    code: str
    where: str
    line: int
    what: str


def notes_about(*, file: Path, document: str, unit: "Unit", counts_cells: bool) -> list[Note]:
    from servewell.base.permissions import HOUSE  # noqa: PLC0415  needs Django
    from servewell.engines import tables  # noqa: PLC0415
    from servewell.rooms.voice import selectors as voice  # noqa: PLC0415

    seen = voice.warn(path=file, document=document, unit=unit.pk, viewer=HOUSE, counts_cells=counts_cells)
    found = [Note(remark.code, "", 0, remark.says) for remark in seen.remarks]
    for doubt in seen.doubts:
        line = tables.line_of_key(text=document, where=doubt.where)
        found.append(Note("unit-unknown", doubt.where, line, f"{doubt.what} {doubt.mend}"))
    told = {"column-twice", "column-nameless"}
    found += [Note(each.code, each.column, 0, in_a_line(each)) for each in seen.findings if each.code not in told]
    return found


def say(notes: Iterable[Note], *, file: Path, recipe: Path) -> None:
    for each in notes:
        place = f"{recipe}, line {each.line}, {each.where}" if each.line else str(file)
        click.echo(f"{place}: {each.what}", err=True)


def say_unsure(unsure: "Iterable[Unsure]", *, recipe: Path) -> None:
    lines = [f"{recipe}: {each.where} is unsure: {each.why}" for each in unsure]
    if lines:
        click.echo("\n".join([*lines, UNTIL_CONFIRMED]), err=True)


def as_documents(notes: Iterable[Note]) -> list[dict[str, object]]:
    return [asdict(each) for each in notes]


def in_a_line(finding: "Finding") -> str:
    """With rows to look at, and short however long the cells are."""
    place = f"Look at {finding.column or 'the file'}: "
    said = ", ".join(f"{name} {_short(value)}" for name, value in finding.says.items())
    return f"{place}{finding.code}{f' ({said})' if said else ''}{''.join(_examples(finding))}"


def _examples(finding: "Finding") -> Iterator[str]:
    for row, cell in finding.examples[:MOST_EXAMPLES]:
        yield f"; row {row}: {_short(cell)!r}"


def _short(value: object) -> str:
    plain = " ".join(str(value).split())
    return plain if len(plain) <= LONGEST_SHOWN else plain[: LONGEST_SHOWN - 1] + "…"
