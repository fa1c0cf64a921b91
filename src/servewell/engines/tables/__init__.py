"""Other people's tables: read as they are, understood by a recipe, held back where they are not.

Plain Python without Django. docs/use/recipes.md tells the keys of a recipe.
"""

from servewell.engines.tables.recipe import Recipe, RecipeFault, RecipeHasFaults
from servewell.engines.tables.recipes.reading import read_recipe

__all__ = ["Recipe", "RecipeFault", "RecipeHasFaults", "read_recipe"]
