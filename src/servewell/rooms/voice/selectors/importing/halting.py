"""Imports whose process ended without a word, for who looks at what is wrong with a home."""

from dataclasses import dataclass
from datetime import datetime

from servewell.rooms.voice import terms
from servewell.rooms.voice.models import Import


@dataclass(frozen=True)
class BrokenOff:
    """An import that has not moved. ``behind`` is the key of the one that must come to its end before it."""

    run: Import
    behind: int | None


def broken_off(*, since: datetime) -> list[BrokenOff]:
    """For the house: imports that stand still, and those that wait behind one of them."""
    coming = Import.objects.filter(state=terms.ImportState.TAKING_IN.value, recipe__isnull=False)
    first: dict[int, Import] = {}
    found = []
    for run in coming.select_related("recipe").order_by("turn", "pk"):
        ahead = first.setdefault(run.recipe.recipe_id, run) if run.recipe else run
        if ahead.moved_at is None or ahead.moved_at < since:
            found.append(BrokenOff(run=run, behind=None if ahead is run else ahead.pk))
    return found
