"""Other people's tables: read as they are, understood by a recipe, held back where they are not.

Plain Python without Django. docs/use/recipes.md tells the keys of a recipe.
"""

from servewell.engines.tables.files import (
    LIMITS,
    Block,
    Column,
    FileRefused,
    Limits,
    Remark,
    Row,
    RowFault,
    Table,
    Why,
    open_table,
)
from servewell.engines.tables.recipe import Recipe, RecipeFault, RecipeHasFaults, Takes, normal
from servewell.engines.tables.recipes.reading import read_recipe
from servewell.engines.tables.recipes.writing import write_recipe
from servewell.engines.tables.rows.fates import (
    LEFT_OUT,
    EncounterRead,
    HeldBack,
    ItemInSpan,
    KnownUnit,
    LeftOut,
    Reason,
    ReasonCode,
    Span,
    Understood,
)
from servewell.engines.tables.rows.pivot import Gathered, pivot, row_columns
from servewell.engines.tables.rows.understanding import Understanding, understand

__all__ = [
    "LEFT_OUT",
    "LIMITS",
    "Block",
    "Column",
    "EncounterRead",
    "FileRefused",
    "Gathered",
    "HeldBack",
    "ItemInSpan",
    "KnownUnit",
    "LeftOut",
    "Limits",
    "Reason",
    "ReasonCode",
    "Recipe",
    "RecipeFault",
    "RecipeHasFaults",
    "Remark",
    "Row",
    "RowFault",
    "Span",
    "Table",
    "Takes",
    "Understanding",
    "Understood",
    "Why",
    "normal",
    "open_table",
    "pivot",
    "read_recipe",
    "row_columns",
    "understand",
    "write_recipe",
]
