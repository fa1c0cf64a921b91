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
from servewell.engines.tables.recipe import Recipe, RecipeFault, RecipeHasFaults
from servewell.engines.tables.recipes.reading import read_recipe

__all__ = [
    "LIMITS",
    "Block",
    "Column",
    "FileRefused",
    "Limits",
    "Recipe",
    "RecipeFault",
    "RecipeHasFaults",
    "Remark",
    "Row",
    "RowFault",
    "Table",
    "Why",
    "open_table",
    "read_recipe",
]
