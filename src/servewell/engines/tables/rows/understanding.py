"""A recipe compiled for a file: what each of its rows says, and why some cannot be understood."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servewell.engines.tables.recipe import Recipe, Takes
from servewell.engines.tables.rows import encounters, voices
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import EncounterRead, HeldBack, KnownUnit, LeftOut, Span, Understood
from servewell.engines.tables.rows.places import MakeUnit
from servewell.engines.tables.rows.spans import Spans, spans_of
from servewell.engines.tables.rows.timing import Whereabouts


@dataclass(frozen=True)
class Understanding:
    """``row`` for voices, ``encounter`` for encounters and volumes; a row must have as many cells as the file columns.

    With ``rows:`` the cells come from ``pivot``. A fate is never an exception, whatever the cells hold.
    """

    spans: tuple[Span, ...]
    row: Callable[[Sequence[str]], Understood | HeldBack | LeftOut]
    encounter: Callable[[Sequence[str]], EncounterRead | HeldBack | LeftOut]


def understand(
    *,
    recipe: Recipe,
    columns: Sequence[str],
    units: Mapping[str, KnownUnit],
    today: date,
    make_unit: MakeUnit | None = None,
    rounded: frozenset[int] = frozenset(),
) -> Understanding:
    """Raises ``RecipeHasFaults`` where the file lacks what the recipe names.

    ``units`` are those for which the importer may import, by code and by name. ``make_unit`` is called once for each
    unknown label where the recipe makes units; without it such rows are held back. ``rounded`` are the places of ids
    that a spreadsheet has eaten (``rounded_among``).
    """
    named = Columns(recipe=recipe, columns=columns, rounded=rounded)
    spans = spans_of(recipe.items)
    where = Whereabouts(recipe=recipe, units=units, make_unit=make_unit, columns=named, spans=Spans(spans), today=today)
    if recipe.takes is Takes.VOICES:
        row = voices.compiled(recipe=recipe, columns=named, where=where, spans=spans)
        named.raise_if_any()
        return Understanding(spans, row, _not_asked_for)
    encounter = encounters.compiled(recipe=recipe, columns=named, where=where)
    named.raise_if_any()
    return Understanding(spans, _not_asked_for, encounter)


class RecipeTakesSomethingElse(Exception):
    """Voices are asked of a recipe of encounters, or encounters of one of voices."""


def _not_asked_for(cells: Sequence[str]) -> HeldBack:
    raise RecipeTakesSomethingElse
