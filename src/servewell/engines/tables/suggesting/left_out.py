"""What a draft leaves out: asked about where it may be a score, and told with what it holds in any case.

A score that is left out without a word is missed by nobody, and what is counted without it looks better or worse.
"""

from collections.abc import Mapping
from typing import Final

from servewell.engines.tables.profiling import ColumnProfile, Profile
from servewell.engines.tables.recipe import Recipe, number_of
from servewell.engines.tables.suggesting import callings, fresh_items, scales
from servewell.engines.tables.suggesting.drafts import Reasons

MOST_NAMED: Final = 8
SHORT: Final = 24


def ask_about_scores(*, profile: Profile, taken: set[str], reasons: Reasons) -> None:
    """Columns called a rating that no scale was found for, and columns with a scale that are not called so."""
    free = [each for each in profile.columns if each.name not in taken and each.filled]
    unread = [each for each in free if _sounds_rated(each) and scales.scale_of(each) is None]
    for column in unread[:MOST_NAMED]:
        ask = (
            f"`{column.name}` sounds like a rating, but its answers ({_some(column)}) lie on no usual scale: "
            "write it under `items`, or leave it out."
        )
        reasons.ask("", ask)
    if others := [column.name for column, _ in fresh_items.scaled_columns(profile, taken)]:
        listed = ", ".join(f"`{name}`" for name in others[:MOST_NAMED])
        more = ", …" if len(others) > MOST_NAMED else ""
        reasons.ask("", f"Few different answers stand in {listed}{more}, left out here: is one of them a question?")


def left_out(*, profile: Profile, recipe: Recipe) -> Mapping[str, str]:
    """What stands in each column that the recipe does not read."""
    read = _read_by(recipe)
    return {column.name: _what_it_holds(column) for column in profile.columns if column.name not in read}


def _sounds_rated(column: ColumnProfile) -> bool:
    """Numbers, or few labels, under the name of a rating."""
    if not callings.is_surely_rated(column.name) or callings.is_about_people(column.name):
        return False
    numbers = sum(count for value, count in column.values.items() if number_of(value) is not None)
    return numbers * 2 > column.filled or 1 < column.distinct <= scales.MOST_ANSWERS


def _what_it_holds(column: ColumnProfile) -> str:
    if not column.filled:
        return "empty"
    days = max(column.formats.values(), default=0) * 2 > column.filled
    numbers = column.numbers if column.numbers and column.numbers.count * 2 > column.filled else None
    kind = "days" if days else "numbers" if numbers else "texts" if column.mean_length > SHORT else "labels"
    if column.distinct == 1:
        held = f"always {_some(column)}"
    elif numbers and not days:
        held = f"{column.distinct:,} different numbers from {numbers.least:g} to {numbers.most:g}"
    else:
        held = f"{column.distinct:,} different {kind} ({_some(column)})"
    about = "; by its name no opinion" if callings.is_about_people(column.name) else ""
    return f"{held}{about}"


def _some(column: ColumnProfile) -> str:
    cut = (value if len(value) <= SHORT else f"{value[: SHORT - 1]}…" for value in list(column.values)[:3])
    return ", ".join(cut)


def _read_by(recipe: Recipe) -> frozenset[str | None]:
    rows = recipe.rows
    return frozenset(
        (
            *(each.column for each in recipe.items),
            *(each.column for each in recipe.comments),
            *(each.column for each in recipe.only),
            *(each.question_column for each in recipe.comments),
            *((*rows.voice, rows.question, rows.answer) if rows else ()),
            *(recipe.unit.column, recipe.date.column, recipe.language.column, recipe.kind.column),
            recipe.date.by_column,
            *recipe.duplicate,
            *(recipe.customer.email, recipe.customer.phone, recipe.customer.name),
            *(recipe.weight_column, recipe.reference, recipe.served_by, recipe.volume),
        )
    )
