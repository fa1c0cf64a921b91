"""The row of a file that a voice came by, as it came."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.components import Crumb
from servewell.web.kit.figures import number


@dataclass(frozen=True)
class CellRow:
    column: str
    value: str
    is_hidden: bool


@dataclass(frozen=True)
class RowPage:
    title: str
    crumbs: Sequence[Crumb]
    cells: Sequence[CellRow]
    notes: Sequence[str]


def row_page(came: voices.RowAsItCame, *, voice: int) -> RowPage:
    return RowPage(
        title=_title(came.file, came.row),
        crumbs=_crumbs(voice),
        cells=[_cell(each, place) for place, each in enumerate(came.cells, start=1)],
        notes=_notes(came),
    )


def page_without(gone: voices.FileIsGone, *, voice: int) -> RowPage:
    said = _("The file is not here any more, or cannot be read. What was taken in from it stands.")
    return RowPage(title=_title(gone.name, gone.row), crumbs=_crumbs(voice), cells=(), notes=(said,))


def _title(file: str, row: int) -> str:
    return _("Row %(row)s of %(file)s") % {"row": number(row), "file": file}


def _crumbs(voice: int) -> Sequence[Crumb]:
    return (
        Crumb(_("What customers said"), links.VOICES.path()),
        Crumb(_("This voice"), links.VOICE.path(number=voice)),
        Crumb(_("The row as it came")),
    )


def _cell(came: voices.CameCell, place: int) -> CellRow:
    column = came.column or _("cell %(place)s") % {"place": place}
    if came.value is None:
        return CellRow(column, _("Left out here: it says who the customer is."), is_hidden=True)
    return CellRow(column, came.value, is_hidden=False)


def _notes(came: voices.RowAsItCame) -> Sequence[str]:
    notes = []
    if came.is_corrected:
        notes.append(_("This row was held back, and a person corrected it before it was taken in."))
    if came.is_one_of_several:
        notes.append(_("This voice stands in several rows of the file. This is the first of them."))
    return notes
