"""Rows that stand in two files: one has brought them, and the other took them for known."""

from dataclasses import dataclass

from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Import
from servewell.rooms.voice.selectors.importing.counting import counts_from
from servewell.rooms.voice.selectors.importing.knowing import LIVE


@dataclass(frozen=True)
class Leaning:
    """A file in which ``rows`` are duplicates of what another one brought."""

    run: Import
    rows: int


def leaning_on(*, run: Import) -> list[Leaning]:
    """The files of the same recipe that took rows of this import for known, the oldest first.

    With the import these rows are withdrawn from them too, until they are brought again. Whoever holds ``run`` was
    allowed to see it.
    """
    if run.recipe is None:
        return []
    others = Import.objects.filter(recipe__recipe=run.recipe.recipe_id, state__in=LIVE).exclude(pk=run.pk)
    leaning = [
        Leaning(each, counts_from(each.counts).leans_on.get(run.pk, 0)) for each in others.order_by("turn", "pk")
    ]
    return [each for each in leaning if each.rows]


def rows_missing(*, run: Import) -> int:
    """How many rows of this import were known from files that are withdrawn since: bringing it again brings them in."""
    leans_on = counts_from(run.counts).leans_on
    gone = Import.objects.filter(pk__in=leans_on, state=terms.ImportState.WITHDRAWN.value)
    return sum(leans_on[key] for key in gone.values_list("pk", flat=True))
