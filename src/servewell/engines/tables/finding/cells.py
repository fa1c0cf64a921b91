"""Cells that a programme has damaged, or that one would run."""

from collections import Counter
from collections.abc import Iterator

from servewell.engines.tables.finding.shapes import Choice, Finding
from servewell.engines.tables.profiling import ColumnProfile, Profile, traits
from servewell.engines.tables.recipe import Recipe

MOST_OF_THEM = 0.5
NEARLY_ALL = 0.9
FEWEST = 5


def damaged_cells(profile: Profile, recipe: Recipe | None) -> Iterator[Finding]:
    for column in profile.columns:
        yield from _ids_eaten(column)
        yield from _wrong_reading(column, recipe)
        for trait in (traits.LOST_SIGNS, traits.FORMULA):
            if count := column.traits.get(trait):
                choices = (
                    (Choice("keep-as-text"),)
                    if trait == traits.FORMULA
                    else (Choice("fetch-again"), Choice("as-it-is"))
                )
                yield Finding(trait, column.name, {"count": count}, column.examples.get(trait, ()), choices)


def are_ids_eaten(column: ColumnProfile) -> bool:
    return _eaten_as(column) is not None


def _eaten_as(column: ColumnProfile) -> str | None:
    """``5.70301E+17`` for most, or long numbers of which nearly all end in noughts after the fifteenth digit."""
    for trait, least in ((traits.EATEN, MOST_OF_THEM), (traits.ROUNDED, NEARLY_ALL)):
        if column.share(trait) >= least and column.traits[trait] >= FEWEST:
            return trait
    return None


def _ids_eaten(column: ColumnProfile) -> Iterator[Finding]:
    if trait := _eaten_as(column):
        says = {"count": column.traits[trait], "distinct": column.distinct, "rows": column.filled}
        choices = (Choice("fetch-again"), Choice("compare-whole-rows", {"duplicate": ()}))
        yield Finding("ids-eaten", column.name, says, column.examples.get(trait, ()), choices)


def _wrong_reading(column: ColumnProfile, recipe: Recipe | None) -> Iterator[Finding]:
    count = column.traits.get(traits.MOJIBAKE, 0)
    if not count:
        return
    examples = column.examples.get(traits.MOJIBAKE, ())
    found = [undone for _, cell in examples if (undone := traits.undone(cell.strip()))]
    readings = Counter(reading for reading, _ in found)
    says: dict[str, str | int | float] = {"count": count}
    choices = [Choice("fetch-again"), Choice("as-it-is")]
    if readings:
        reading = readings.most_common(1)[0][0]
        says |= {"reading": reading, "mended": next(mended for each, mended in found if each == reading)}
        if recipe and recipe.file.encoding and recipe.file.encoding.casefold() == reading:
            choices.insert(0, Choice("read-as-utf-8", {"file.encoding": "utf-8"}))
    yield Finding("mojibake", column.name, says, examples, tuple(choices))
