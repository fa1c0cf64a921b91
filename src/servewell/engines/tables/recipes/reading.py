"""A recipe out of its document: every mistake at once, each with its line and its remedy."""

import re
from dataclasses import replace
from datetime import date

from servewell.engines.tables.recipe import (
    ByValue,
    CustomerRule,
    FileShape,
    Only,
    Recipe,
    RowPerAnswer,
    Takes,
    UnitRule,
    Unknown,
)
from servewell.engines.tables.recipes import keys
from servewell.engines.tables.recipes.answers import comments_of, items_of, kind_of
from servewell.engines.tables.recipes.dating import date_of
from servewell.engines.tables.recipes.document import Noted, Section, root_of
from servewell.engines.tables.recipes.wording import either, language_of, required, words_of

_CODE = re.compile(r"[a-z0-9-]{1,40}")
_SEPARATORS = {",": ",", ";": ";", "|": "|", "tab": "\t", "\t": "\t"}


def read_recipe(*, text: str) -> Recipe:
    """The recipe that a document states; raises ``RecipeHasFaults``. What is ``unsure`` is kept: no caller may take
    a file in by a recipe in which something still is."""
    noted = Noted()
    root = root_of(text, keys.TOP, noted)
    recipe = _recipe(root)
    noted.raise_if_any()
    unsure = sorted(noted.unsure, key=lambda each: each[0])
    return replace(recipe, unsure=tuple(each for _, each in unsure))


def _recipe(root: Section) -> Recipe:
    takes = _takes(root)
    language, spoken = language_of(root)
    items = items_of(root, spoken=spoken)
    recipe = Recipe(
        code=_code(root),
        title=words_of(root, "title", spoken=spoken, is_required=True),
        takes=takes,
        file=_file(root),
        only=_only(root),
        rows=_rows(root),
        unit=_unit(root),
        date=date_of(root),
        language=language,
        duplicate=root.texts("duplicate"),
        customer=_customer(root),
        items=items,
        comments=comments_of(root, spoken=spoken, taken=frozenset(each.name for each in items)),
        weight_column=_weight(root),
        cases_from=_cases(root),
        kind=kind_of(root) if takes is not Takes.VOICES else ByValue(),
        reference=root.text("reference"),
        served_by=root.text("served by"),
        volume=root.text("volume"),
    )
    _look_at_what_belongs(root, takes, recipe)
    return recipe


def _takes(root: Section) -> Takes:
    said = root.text("takes")
    if said in (None, *Takes):
        return Takes(said or Takes.VOICES)
    root.fault("takes", f"`{said}` cannot be taken.", "Write `voices`, `encounters` or `volumes`.")
    return Takes.VOICES


def _look_at_what_belongs(root: Section, takes: Takes, recipe: Recipe) -> None:
    for key in keys.FORBIDDEN[takes]:
        if key in root:
            root.fault(key, f"`{key}` means nothing where the file holds {takes}.", "Take it out, or state `takes`.")
    if takes is Takes.VOICES and not ("items" in root or "comments" in root):
        root.missing("items", "State at least one question under `items` or `comments`.")
    if takes is Takes.VOICES and "kind" not in root and not (recipe.items or recipe.comments) and not root.noted.faults:
        root.fault("items", "No question is stated.", "State at least one under `items` or `comments`.")
    if takes is Takes.VOLUMES and recipe.volume is None:
        root.missing("volume", "Name the column of the count.")


def _code(root: Section) -> str:
    code = root.text("recipe")
    if code is None:
        root.missing("recipe", "Give it a code of small letters, digits and hyphens.")
    elif not _CODE.fullmatch(code):
        root.fault("recipe", f"`{code}` is no code.", "Use 1 to 40 small letters, digits and hyphens.")
    return code or ""


def _file(root: Section) -> FileShape:
    section = root.section("file", keys.FILE)
    if section is None:
        return FileShape()
    return FileShape(
        encoding=section.text("encoding"),
        separator=_separator(section),
        quote=_quote(section),
        header=_header(section),
        sheet=section.text("sheet"),
        member=section.text("member"),
    )


def _separator(section: Section) -> str | None:
    said = section.text("separator")
    if said is not None and said not in _SEPARATORS:
        section.fault("separator", f"`{said}` separates no cells.", "Write `','`, `';'`, `'|'` or `tab`.")
    return _SEPARATORS.get(said or "")


def _quote(section: Section) -> str:
    said = section.text("quote")
    if said is not None and said != "none" and (len(said) != 1 or said.isalnum() or said.isspace()):
        section.fault("quote", f"`{said}` is no sign around cells.", "Write one sign in quotes, or `none`.")
    return said or '"'


def _header(section: Section) -> int:
    said = section.text("header")
    if said is None:
        return 1
    if not (said.isascii() and said.isdigit() and len(said) < 7):
        section.fault("header", f"`{said}` is no row.", "Write its number, counted from 1; 0 where there is none.")
        return 1
    return int(said)


def _only(root: Section) -> tuple[Only, ...]:
    found = []
    for section in root.sections("only", keys.ONLY):
        column = required(section, "column", "Name the column that is looked at.")
        if ("is" in section) == ("is not" in section):
            section.fault("column", "Either `is` or `is not` must stand beside it.", "Write `is: [value, value]`.")
        is_not = "is not" in section
        found.append(Only(column, section.codes("is not" if is_not else "is"), is_not))
    return tuple(found)


def _rows(root: Section) -> RowPerAnswer | None:
    section = root.section("rows", keys.ROWS)
    if section is None:
        return None
    if "voice" not in section:
        section.missing("voice", "Name the columns that together name one voice.")
    question = required(section, "question", "Name the column that holds the question.")
    return RowPerAnswer(section.texts("voice"), question, required(section, "answer", "Name the column of the answer."))


def _unit(root: Section) -> UnitRule:
    if "unit" not in root:
        root.missing("unit", "Write `unit: {is: code}`, or `unit: {column: name}`.")
    section = root.section("unit", keys.UNIT)
    if section is None:
        return UnitRule()
    either(section)
    said = section.text("unknown")
    unknown = Unknown.HOLD if said in (None, "hold") else Unknown.MAKE if said == "make" else Unknown.TO_ONE
    under = section.text("under")
    if unknown is Unknown.MAKE and under is None:
        section.missing("under", "Units that are made stand under one: write its code.")
    if unknown is not Unknown.MAKE and "under" in section:
        section.fault("under", "`under` belongs to `unknown: make`.", "Take it out, or write `unknown: make`.")
    for key in ("names", "unknown"):
        if key in section and "column" not in section:
            section.fault(key, f"`{key}` needs a column.", "Write `column`, or take it out.")
    names = section.labels("names")
    otherwise = said if unknown is Unknown.TO_ONE else None
    return UnitRule(section.text("is"), section.text("column"), names, unknown, otherwise, under)


def _customer(root: Section) -> CustomerRule:
    section = root.section("customer", keys.CUSTOMER)
    if section is None:
        return CustomerRule()
    return CustomerRule(section.text("email"), section.text("phone"), section.text("name"))


def _weight(root: Section) -> str | None:
    section = root.section("weight", keys.WEIGHT)
    return None if section is None else required(section, "column", "Name the column of the weights.")


def _cases(root: Section) -> date | None:
    if "cases" in root and not root.is_mapping("cases"):
        if root.text("cases") not in (None, "none"):
            root.fault("cases", "This says not from when.", "Write `cases: {from: 2026-11-01}`, or `none`.")
        return None
    section = root.section("cases", keys.CASES)
    if section is not None and "from" not in section:
        section.missing("from", "Write the day, such as `from: 2026-11-01`.")
    return None if section is None else section.day("from")
