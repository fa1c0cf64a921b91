"""Days that can be read in two ways, and days that are none."""

from collections.abc import Iterator

from servewell.engines.tables.dates.orders import turned
from servewell.engines.tables.finding.shapes import Choice, Finding
from servewell.engines.tables.profiling import ColumnProfile, Profile, traits
from servewell.engines.tables.recipe import Recipe

NUMBERS = ("serial", "unix", "unix-ms", "YYYYMMDD")


def days(profile: Profile, recipe: Recipe | None) -> Iterator[Finding]:
    name = (recipe.date.column if recipe else None) or profile.dated_by
    column = profile.column(name) if name else None
    if column is None:
        return
    yield from _two_orders(column)
    yield from _several_formats(column)
    yield from _no_days(column, recipe)
    if profile.dated_by == column.name and profile.dated_as in NUMBERS:
        says = {"format": profile.dated_as or ""}
        choices = (Choice("these-are-days", {"date.formats": (profile.dated_as or "",)}),)
        yield Finding("days-as-numbers", column.name, says, _first(column), choices)


def _two_orders(column: ColumnProfile) -> Iterator[Finding]:
    """Some can only be day first, some only month first; those that could be both are in doubt."""
    for form, other in _twins(column):
        alone, other_alone = (column.formats[each] - column.both_orders for each in (form, other))
        if min(alone, other_alone) < 1 or column.both_orders > min(column.formats[form], column.formats[other]):
            continue
        says: dict[str, str | int | float] = {"first": form, "second": other}
        says |= {"first_only": alone, "second_only": other_alone, "both": column.both_orders}
        choices = (
            Choice("hold-both", {"date.formats": (form, other)}),
            Choice("first", {"date.formats": (form,)}),
            Choice("second", {"date.formats": (other,)}),
            Choice("by-column"),
        )
        yield Finding("two-orders", column.name, says, _first(column), choices)


def _several_formats(column: ColumnProfile) -> Iterator[Finding]:
    seen: list[str] = []
    for form, count in column.formats.items():
        if count >= 2 and turned(form) not in seen:
            seen.append(form)
    if len(seen) > 1:
        says: dict[str, str | int | float] = {"formats": ", ".join(seen), "count": len(seen)}
        yield Finding(
            "several-formats", column.name, says, _first(column), (Choice("all", {"date.formats": tuple(seen)}),)
        )


def _no_days(column: ColumnProfile, recipe: Recipe | None) -> Iterator[Finding]:
    count = column.traits.get(traits.EPOCH, 0)
    examples = column.examples.get(traits.EPOCH, ())
    if count and not (recipe and recipe.date.blank):
        written = examples[0][1].strip() if examples else "1970-01-01"
        choices = (Choice("blank", {"date.blank": (written,)}), Choice("as-it-is"))
        yield Finding("epoch", column.name, {"value": written, "count": count}, examples, choices)


def _twins(column: ColumnProfile) -> list[tuple[str, str]]:
    forms = list(column.formats)
    return [(form, turned(form)) for place, form in enumerate(forms) if turned(form) in forms[place + 1 :]]


def _first(column: ColumnProfile) -> tuple[tuple[int, str], ...]:
    return tuple((row, value) for value, row in list(column.first_rows.items())[:3])
