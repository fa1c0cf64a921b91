"""A draft as the command prints it: with what only the look at the file has shown, and with what is left out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servewell.engines.tables import Draft, Looked, Unsure

MOST_PARTS = 8
OF_WIDTHS = ("other-width", "separator-changes")


def with_doubts(draft: "Draft", looked: "Looked") -> "Draft":
    """One that holds nothing to take in, and one of a file of which parts or rows are not read, must be looked at."""
    unsure = (*_about_the_file(looked), *draft.recipe.unsure, *_about_nothing(draft))
    return replace(draft, recipe=replace(draft.recipe, unsure=unsure))


def document_of(draft: "Draft") -> str:
    from servewell.engines import tables  # noqa: PLC0415  heavy

    document = tables.write_recipe(recipe=draft.recipe, notes=draft.notes)
    if not draft.left_out:
        return document
    lines = [f"# - {_plain(name)}: {_plain(held)}" for name, held in draft.left_out.items()]
    return "\n".join([document, "# Columns that this recipe leaves out, with what they hold:", *lines, ""])


def _plain(text: str) -> str:
    """On one line, whatever the file holds: a line break would end the comment."""
    return "".join(filter(str.isprintable, " ".join(text.split())))


def _about_the_file(looked: "Looked") -> Iterator["Unsure"]:
    from servewell.engines.tables import RowFault, Unsure  # noqa: PLC0415  heavy

    chosen = looked.shape.member or looked.shape.sheet
    others = [part.name for part in looked.parts if part.name != chosen]
    if others:
        listed = ", ".join(f"`{name}`" for name in others[:MOST_PARTS])
        more = ", …" if len(others) > MOST_PARTS else ""
        yield Unsure("file", f"`{chosen}` is the largest; {listed}{more} would not be read: is it the right one?")
    said = [remark.says for remark in looked.remarks if remark.code in (*RowFault, *OF_WIDTHS)]
    if said:
        yield Unsure("file", f"{' '.join(said)} They are held back: is the file read as it was written?")


def _about_nothing(draft: "Draft") -> Iterator["Unsure"]:
    from servewell.engines.tables import Unsure  # noqa: PLC0415  heavy

    recipe = draft.recipe
    if not (recipe.items or recipe.comments or any("`takes: " in each.why for each in recipe.unsure)):
        yield Unsure("", "Nothing here looks like an answer or like words: what did customers say?")
