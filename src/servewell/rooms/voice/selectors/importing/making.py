"""Units that a recipe would make, before any is."""

from collections.abc import Callable, Mapping

from servewell.engines import tables
from servewell.rooms.voice import terms


def noting_units(
    made: list[str], recipe: tables.Recipe, units: Mapping[str, tables.KnownUnit]
) -> Callable[[str], tables.KnownUnit] | None:
    """What stands in for the maker where nothing is stored: it adds the labels to ``made``, each once.

    None where the recipe makes none. Labels that differ in small and capital letters are one unit.
    """
    above = units.get(tables.normal(recipe.unit.under or ""))
    if above is None:
        return None
    noted: dict[str, tables.KnownUnit] = {}

    def note(label: str) -> tables.KnownUnit:
        folded = label.casefold()
        if folded not in noted:
            refuse_too_many(made=len(noted))
            made.append(label)
            noted[folded] = tables.KnownUnit(0, label, above.zone, above.language)
        return noted[folded]

    return note


def refuse_too_many(*, made: int) -> None:
    """Raises RecipeHasFaults where so many are made that one more is too many."""
    if made < terms.MOST_UNITS_MADE:
        return
    what = f"More than {terms.MOST_UNITS_MADE} units would be made of the labels in this column."
    mend = "Check that it is the column of the units; a company with so many adds them to its tree first."
    raise tables.RecipeHasFaults((tables.RecipeFault("unit.unknown", 0, what, mend),))
