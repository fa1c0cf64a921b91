"""The part of a recipe that says when."""

import re
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from servewell.engines.tables.dates.formats import compile_format
from servewell.engines.tables.dates.signs import FormatIsUnknown
from servewell.engines.tables.recipe import DateRule, normal
from servewell.engines.tables.recipes import keys
from servewell.engines.tables.recipes.document import Section
from servewell.engines.tables.recipes.wording import either, required

_DETECT = ("detect",)
_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


def date_of(root: Section) -> DateRule:
    if "date" not in root:
        root.missing("date", "Write `date: {column: name}`, or `date: {is: 2016-06-30}`.")
    section = root.section("date", keys.DATE)
    if section is None:
        return DateRule()
    either(section)
    for key in ("formats", "by", "blank"):
        if key in section and "column" not in section:
            section.fault(key, f"`{key}` needs a column.", "Write `column`, or take it out.")
    read_on = section.day("read on")
    by_column, by_formats = _by(section, read_on)
    return DateRule(
        is_=section.day("is"),
        column=section.text("column"),
        formats=_formats(section, "formats", read_on),
        by_column=by_column,
        by_formats=by_formats,
        blank=section.codes("blank"),
        read_on=read_on,
        zone=_zone(section),
    )


def _by(section: Section, read_on: date | None) -> tuple[str | None, dict[str, tuple[str, ...]]]:
    by = section.section("by", keys.BY)
    if by is None:
        return None, {}
    column = required(by, "column", "Name the column that tells the rows of one kind.")
    if "formats" not in by:
        by.missing("formats", "Write formats by value: `{value: [D/M/YYYY]}`.")
    listed = by.section("formats", None)
    labels: Iterable[str] = () if listed is None else listed.entries
    found = {normal(label): _formats(listed, label, read_on) for label in labels if listed is not None}
    return column, found


def _formats(section: Section, key: str, read_on: date | None) -> tuple[str, ...]:
    said = section.texts(key)
    if said == _DETECT:
        return ()
    if key in section and section.is_list(key) and not said:
        section.fault(key, "The list is empty.", "Name a format, or write `detect`.")
    for pattern in said:
        try:
            compile_format(pattern, read_on=read_on)
        except FormatIsUnknown as unknown:
            section.fault(key, unknown.what, unknown.mend)
    return said


def _zone(section: Section) -> str | None:
    said = section.text("zone")
    if said is None:
        return None
    try:
        if _ZONE_NAME.fullmatch(said):
            return ZoneInfo(said).key
    except (OSError, ValueError, LookupError):
        pass
    section.fault("zone", f"`{said}` is no time zone.", "Write a name such as America/Los_Angeles or Asia/Shanghai.")
    return None
