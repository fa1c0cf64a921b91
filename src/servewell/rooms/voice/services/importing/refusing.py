"""Why a recipe cannot be used here, in the same words as the faults of its text."""

from servewell.engines import tables


def refused(where: str, what: str, mend: str) -> tables.RecipeHasFaults:
    return tables.RecipeHasFaults((tables.RecipeFault(where=where, line=0, what=what, mend=mend),))
