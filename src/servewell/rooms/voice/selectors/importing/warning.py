"""What a person should know of a file and its recipe before the file is taken in; nothing of it is refused."""

from dataclasses import dataclass
from pathlib import Path

from servewell.base.permissions import Actor
from servewell.engines import tables
from servewell.rooms.voice.selectors.importing.knowing import known_units


@dataclass(frozen=True)
class Warned:
    """``remarks`` are about the file, ``doubts`` about the recipe, ``findings`` about the cells (where asked for)."""

    remarks: tuple[tables.Remark, ...]
    doubts: tuple[tables.RecipeFault, ...]
    findings: tuple[tables.Finding, ...]


def warn(*, path: Path, document: str, unit: int, viewer: Actor, counts_cells: bool) -> Warned:
    """``counts_cells``: the whole file is read to look for what a person must decide.

    Raises FileRefused and RecipeHasFaults.
    """
    recipe = tables.read_recipe(text=document)
    with tables.open_table(path=path, shape=recipe.file) as table:
        remarks, found = table.remarks, _findings(table, recipe) if counts_cells else ()
    doubts = tables.unknown_codes(rule=recipe.unit, units=known_units(viewer=viewer, unit=unit))
    return Warned(remarks=remarks, doubts=doubts, findings=found)


def _findings(table: tables.Table, recipe: tables.Recipe) -> tuple[tables.Finding, ...]:
    rows = (row for block in table.blocks() for row in block.rows)
    seen = tables.profile(columns=[column.name for column in table.columns], rows=rows)
    return tables.findings(profile=seen, recipe=recipe)
