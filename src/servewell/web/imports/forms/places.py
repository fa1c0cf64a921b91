"""What people decide about units, days, equal rows and the way a file is written."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final

from servewell.engines.tables.recipe import FileShape, Recipe, UnitRule, Unknown, Unsure
from servewell.rooms.voice.services import Seen

MOST_LABELS: Final = 120
LONGEST_TITLE: Final = 120
CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
SEPARATORS: Final = {",": ",", ";": ";", "|": "|", "tab": "\t"}


class Fault(StrEnum):
    NO_UNIT = "no-unit"
    NO_DAY = "no-day"
    NO_FORMAT = "no-format"
    NO_COLUMNS = "no-columns"
    NO_HEADER = "no-header"
    NO_CODE = "no-code"
    NO_TITLE = "no-title"


class DecisionIsFaulty(Exception):
    """``faults`` are by the name of the field."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        self.faults = faults
        super().__init__(", ".join(f"{name}: {fault}" for name, fault in faults.items()))


def with_units(recipe: Recipe, posted: Mapping[str, str], *, units: Collection[str]) -> Recipe:
    """``units`` are the codes that may be chosen. Raises DecisionIsFaulty."""
    rule = recipe.unit
    if rule.column is None:
        rule = replace(rule, is_=_one_of(posted.get("is", ""), units, "is"))
    else:
        rule = _with_unknown(_with_names(rule, posted, units), posted, units)
    return replace(recipe, unit=rule, unsure=_without(recipe, "unit"))


def _with_names(rule: UnitRule, posted: Mapping[str, str], units: Collection[str]) -> UnitRule:
    names = dict(rule.names)
    for field, code in posted.items():
        if field.startswith("unit-"):
            label = field.removeprefix("unit-")
            names.pop(label, None)
            if code in units:
                names[label] = code
    return replace(rule, names=names)


def _with_unknown(rule: UnitRule, posted: Mapping[str, str], units: Collection[str]) -> UnitRule:
    said = posted.get("unknown", rule.unknown.value)
    unknown = Unknown(said) if said in set(Unknown) else Unknown.HOLD
    if unknown is Unknown.TO_ONE:
        code = _one_of(posted.get("otherwise", ""), units, "otherwise")
        return replace(rule, unknown=unknown, otherwise=code, under=None)
    if unknown is Unknown.MAKE:
        return replace(rule, unknown=unknown, otherwise=None, under=_one_of(posted.get("under", ""), units, "under"))
    return replace(rule, unknown=unknown, otherwise=None, under=None)


def _one_of(code: str, units: Collection[str], field: str) -> str:
    if code not in units:
        raise DecisionIsFaulty({field: Fault.NO_UNIT})
    return code


def with_days(recipe: Recipe, posted: Mapping[str, str], *, formats: Sequence[str]) -> Recipe:
    """``formats`` are the ticked ones, none for detecting; raises DecisionIsFaulty."""
    rule = recipe.date
    if rule.column is None:
        rule = replace(rule, is_=_day(posted.get("is", ""), "is", is_needed=True))
    else:
        read_on = _day(posted.get("read-on", ""), "read-on")
        if posted.get("how") == "these" and not formats:
            raise DecisionIsFaulty({"formats": Fault.NO_FORMAT})
        chosen = tuple(formats) if posted.get("how") == "these" else ()
        by = rule if posted.get("how") == "by" else replace(rule, by_column=None, by_formats={})
        rule = replace(by, formats=chosen, read_on=read_on)
    return replace(recipe, date=rule, unsure=_without(recipe, "date"))


def _day(said: str, field: str, *, is_needed: bool = False) -> date | None:
    if not said.strip() and not is_needed:
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError as fault:
        raise DecisionIsFaulty({field: Fault.NO_DAY}) from fault


def with_duplicates(recipe: Recipe, posted: Mapping[str, str], *, columns: Sequence[str]) -> Recipe:
    """``columns`` are the ticked ones. Raises DecisionIsFaulty."""
    if posted.get("how") == "columns" and not columns:
        raise DecisionIsFaulty({"columns": Fault.NO_COLUMNS})
    chosen = tuple(columns) if posted.get("how") == "columns" else ()
    return replace(recipe, duplicate=chosen, unsure=_without(recipe, "duplicate"))


def with_file(shape: FileShape, posted: Mapping[str, str]) -> FileShape:
    """Raises DecisionIsFaulty."""
    header = posted.get("header", str(shape.header)).strip()
    if not header.isascii() or not header.isdigit() or len(header) > 4:
        raise DecisionIsFaulty({"header": Fault.NO_HEADER})
    return replace(
        shape,
        encoding=posted.get("encoding", "").strip() or None,
        separator=SEPARATORS.get(posted.get("separator", "")),
        sheet=posted.get("sheet", "") or shape.sheet,
        member=posted.get("member", "") or shape.member,
        header=int(header),
    )


def with_title(recipe: Recipe, posted: Mapping[str, str]) -> Recipe:
    """The name and short name of this kind of file. Raises DecisionIsFaulty."""
    title, code = " ".join(posted.get("title", "").split()), posted.get("code", "").strip()
    faults = {} if title else {"title": Fault.NO_TITLE}
    if not CODE.fullmatch(code):
        faults["code"] = Fault.NO_CODE
    if faults:
        raise DecisionIsFaulty(faults)
    language = next(iter(recipe.title), "en")
    unsure = tuple(each for each in recipe.unsure if each.where not in ("recipe", "title"))
    return replace(recipe, code=code, title={**recipe.title, language: title[:LONGEST_TITLE]}, unsure=unsure)


def is_written_alike(shape: FileShape, was: FileShape, seen: Seen) -> bool:
    """Whether the form says what was known: what the recipe states, or what was found in the file."""
    found = seen.shape
    for part in ("encoding", "separator", "sheet", "member", "header"):
        said = getattr(shape, part)
        if said is not None and said not in (getattr(was, part), found.get(part)):
            return False
    return True


def is_about_columns(where: str) -> bool:
    """Whether a doubt is about what a column is, and not about its scale, units or days."""
    first, _, rest = where.partition(".")
    if first in ("items", "comments"):
        return rest.endswith(".column")
    return first in ("", "language", "weight", "customer", "only", "rows")


def _without(recipe: Recipe, part: str) -> "tuple[Unsure, ...]":
    return tuple(each for each in recipe.unsure if each.where != part and not each.where.startswith(f"{part}."))
