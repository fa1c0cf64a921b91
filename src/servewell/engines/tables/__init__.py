"""Other people's tables: read as they are, understood by a recipe, held back where they are not.

Plain Python without Django. docs/use/recipes.md tells the keys of a recipe.
"""
