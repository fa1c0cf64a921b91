"""How the file is written: what was found out about it, its first rows, and what can be corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.voice.services import Seen
from servewell.web.imports.shown import fields, words
from servewell.web.imports.shown.fields import Field
from servewell.web.imports.shown.findings import FindingCard, cards_of
from servewell.web.imports.shown.retelling import retold
from servewell.web.imports.shown.steps import Opened, Step, Way, way_of
from servewell.web.kit.figures import number

SEPARATORS: Final = (",", ";", "tab", "|")
ENCODINGS: Final = (
    "utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc-kr", "windows-1252", "iso-8859-15", "windows-1250",
    "windows-1251",
)  # fmt: skip
SHOWN_CELL: Final = 60
SHOWN_COLUMNS: Final = 12


@dataclass(frozen=True)
class LikeRow:
    says: str
    code: str


@dataclass(frozen=True)
class FilePage:
    title: str
    way: Way
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left_over: str
    remarks: Sequence[str]
    likes: Sequence[LikeRow]
    like_path: str
    findings: Sequence[FindingCard]
    fields: Sequence[Field]
    kind: Sequence[Field]


def file_page(
    opened: Opened, *, posted: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> FilePage:
    seen = opened.seen
    more = len(seen.columns) - SHOWN_COLUMNS
    return FilePage(
        title=_title(opened),
        way=way_of(opened, Step.FILE),
        head=[each.name for each in seen.columns[:SHOWN_COLUMNS]],
        rows=[[_cut(cell) for cell in row[:SHOWN_COLUMNS]] for row in seen.head],
        left_over=_more_columns(more) if more > 0 else "",
        remarks=[retold(each.text) for each in seen.remarks],
        likes=likes_in(seen),
        like_path=reverse("imports:like", kwargs={"number": opened.found.pk}),
        findings=cards_of(opened, Step.FILE),
        fields=_fields(opened, posted or {}, faults or {}),
        kind=_kind(opened, posted or {}, faults or {}),
    )


def _title(opened: Opened) -> str:
    seen = opened.seen
    rows = ngettext("%(rows)s row", "%(rows)s rows", seen.rows) % {"rows": number(seen.rows)}
    text = ngettext(
        "%(rows)s with %(number)s column: does it look right?",
        "%(rows)s with %(number)s columns: does it look right?",
        len(seen.columns),
    )
    return text % {"rows": rows, "number": number(len(seen.columns))}


def _more_columns(more: int) -> str:
    text = ngettext("%(number)s more column stands to the right.", "%(number)s more columns stand to the right.", more)
    return text % {"number": number(more)}


def likes_in(seen: Seen) -> Sequence[LikeRow]:
    """Not the one that the file was begun with."""
    others = (each for each in seen.likes if each.notes != seen.notes)
    return [_like(each.title, each.code, each.found, each.asked) for each in others]


def _like(title: Mapping[str, str], code: str, found: int, asked: int) -> LikeRow:
    text = _("This looks like “%(name)s”: %(found)s of its %(asked)s questions are found again.")
    name = next(iter(title.values()), code)
    return LikeRow(says=text % {"name": name, "found": number(found), "asked": number(asked)}, code=code)


def _cut(cell: str) -> str:
    return cell if len(cell) <= SHOWN_CELL else f"{cell[: SHOWN_CELL - 1]}…"


def _fields(opened: Opened, posted: Mapping[str, str], faults: Mapping[str, str]) -> Sequence[Field]:
    shape, seen = opened.recipe.file, opened.seen
    if seen.kind == "workbook":
        found = [_sheet(opened, posted)] if len(seen.sheets) > 1 else []
    else:
        proposed = str(seen.shape.get("encoding") or "utf-8")
        codes = tuple(dict.fromkeys((proposed, *ENCODINGS, *filter(None, [shape.encoding]))))
        separators = [(",", _("comma")), (";", _("semicolon")), ("tab", _("tabulator")), ("|", _("upright line"))]
        written = shape.separator or str(seen.shape.get("separator") or ",")
        cut = posted.get("separator", "tab" if written == "\t" else written)
        found = [
            fields.select(
                name="encoding",
                label=_("Encoding"),
                choices=[(code, code) for code in codes],
                chosen=posted.get("encoding", shape.encoding or proposed),
                help=_("If signs look broken in the rows above, try another one."),
                fault=faults.get("encoding", ""),
            ),
            fields.select(name="separator", label=_("Cells are separated by"), choices=separators, chosen=cut),
        ]
    header = posted.get("header", str(shape.header))
    label = _("Row with the names of the columns")
    return [
        *found,
        Field(
            name="header", label=label, kind="number", value=header, fault=faults.get("header", ""),
            help=_("0 if there is none."),
        ),
    ]  # fmt: skip


def _sheet(opened: Opened, posted: Mapping[str, str]) -> Field:
    chosen = posted.get("sheet", opened.recipe.file.sheet or str(opened.seen.shape.get("sheet") or ""))
    choices = [(name, name) for name in opened.seen.sheets]
    return fields.select(name="sheet", label=_("Sheet"), choices=choices, chosen=chosen)


def _kind(opened: Opened, posted: Mapping[str, str], faults: Mapping[str, str]) -> Sequence[Field]:
    recipe = opened.recipe
    title = recipe.title if isinstance(recipe.title, str) else next(iter(recipe.title.values()), "")
    return [
        Field(
            name="title", label=_("What files of this kind are called"), value=posted.get("title", title),
            fault=faults.get("title", ""), help=_("As people know it: “Passenger survey”, without the year."),
        ),
        Field(
            name="code", label=_("Its short name"), value=posted.get("code", recipe.code), fault=faults.get("code", ""),
            help=_("Small letters, digits and hyphens. Files of one short name are one series, year after year."),
        ),
    ]  # fmt: skip


def in_words(faults: Mapping[str, object]) -> Mapping[str, str]:
    return {name: str(words.PLACE_FAULTS[fault]) for name, fault in faults.items()}  # type: ignore[index]
