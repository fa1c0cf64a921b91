"""Looks for everything at once."""

from servewell.engines.tables.finding.answers import answers
from servewell.engines.tables.finding.cells import damaged_cells
from servewell.engines.tables.finding.changes import changed_meanings
from servewell.engines.tables.finding.days import days
from servewell.engines.tables.finding.shapes import Finding
from servewell.engines.tables.finding.speech import labels_in_texts, units_that_speak_of_another
from servewell.engines.tables.finding.table import table
from servewell.engines.tables.profiling import Profile
from servewell.engines.tables.recipe import Recipe


def findings(*, profile: Profile, recipe: Recipe | None) -> tuple[Finding, ...]:
    """What a person must look at, by importance. With a recipe: without what the recipe has decided."""
    return (
        *changed_meanings(profile, recipe),
        *units_that_speak_of_another(profile, recipe),
        *answers(profile, recipe),
        *days(profile, recipe),
        *damaged_cells(profile, recipe),
        *labels_in_texts(profile),
        *table(profile),
    )
