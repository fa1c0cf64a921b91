"""The row of a file that a voice came by, read from the file anew: what a customer said can be held against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from servewell.base import files
from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.rooms.voice.models import HeldRow, Import
from servewell.rooms.voice.selectors.filtering import readable
from servewell.rooms.voice.selectors.hearing import NoSuchVoice
from servewell.rooms.voice.selectors.importing.listing import NoSuchHeldRow, Original, original_row, recipe_of


class FileIsGone(Exception):
    """The voice stands, but the file it came in is not there any more, or cannot be read."""

    def __init__(self, *, name: str, row: int) -> None:
        super().__init__(f"row {row} of {name} cannot be read again: the file is gone or damaged")
        self.name, self.row = name, row


@dataclass(frozen=True)
class CameCell:
    """``value`` is None where the cell says who the customer is, and the reader does not take files in."""

    column: str
    value: str | None


@dataclass(frozen=True)
class RowAsItCame:
    """``is_one_of_several``: the file has a row per answer, and this is the first of the voice's."""

    file: str
    row: int
    cells: tuple[CameCell, ...]
    is_corrected: bool
    is_one_of_several: bool


def row_as_it_came(*, viewer: Actor, number: int) -> RowAsItCame:
    """Raises NoSuchVoice, for a voice that came by no file too, and FileIsGone."""
    voice = readable(viewer).filter(pk=number).select_related("from_import__recipe").first()
    run, row = (voice.from_import, voice.row) if voice else (None, None)
    if run is None or row is None:
        raise NoSuchVoice(number)
    try:
        came = original_row(run=run, row=row)
    except (FileNotFoundError, files.NoSuchFile, tables.FileRefused, NoSuchHeldRow) as gone:
        raise FileIsGone(name=run.name, row=row) from gone
    recipe = recipe_of(run=run)
    return RowAsItCame(
        file=run.name,
        row=row,
        cells=tuple(_cells(came, hidden=_who(recipe, run, viewer))),
        is_corrected=HeldRow.objects.filter(from_import=run, row=row, corrected__isnull=False).exists(),
        is_one_of_several=recipe.rows is not None,
    )


def _who(recipe: tables.Recipe, run: Import, viewer: Actor) -> set[str | None]:
    """An address belongs to the case and its writer, not to everybody who reads."""
    if people.may(actor=viewer, power=rules.IMPORT, unit=run.unit_id):
        return set()
    return {recipe.customer.email, recipe.customer.phone, recipe.customer.name}


def _cells(came: Original, *, hidden: set[str | None]) -> Iterator[CameCell]:
    for column, value in zip_longest(came.columns, came.cells, fillvalue=""):
        yield CameCell(column=column, value=None if column in hidden and value else value)
