"""A row that was held back comes in only while no file of its recipe does: neither could see the other's names."""

from servewell.rooms.voice import selectors, terms
from servewell.rooms.voice.models import Import, Recipe
from servewell.rooms.voice.services.importing.showing import ImportIsNotShown


class AnotherFileComesFirst(Exception):
    """Another file of the same recipe is coming in; this one follows once that is shown or withdrawn."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"import {number} of the same recipe is coming in, and files of one recipe take turns")


def locked(run: Import) -> Import:
    """As it stands now, for as long as the transaction lasts."""
    return Import.objects.select_for_update(of=("self",)).get(pk=run.pk)


def demand_quiet(run: Import) -> Import:
    """Within a transaction, which then holds off files of this recipe that start. Returns it as it stands now.

    Raises ImportIsNotShown, AnotherFileComesFirst.
    """
    recipe = run.recipe.recipe_id if run.recipe else None
    if recipe is not None:
        Recipe.objects.select_for_update().get(pk=recipe)
    found = locked(run)
    if found.state != terms.ImportState.SHOWN.value:
        raise ImportIsNotShown(f"{run.name} is {found.state}: take it in first")
    if recipe is not None and (coming := selectors.first_coming_in(recipe=recipe)):
        raise AnotherFileComesFirst(coming)
    return found
