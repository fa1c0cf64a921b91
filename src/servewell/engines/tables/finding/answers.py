"""Answers that the recipe does not know, or that say something else than a number says."""

from collections.abc import Iterator
from typing import Final

from servewell.engines.tables.finding.shapes import Choice, Finding
from servewell.engines.tables.profiling import ColumnProfile, Profile, answer_words
from servewell.engines.tables.recipe import ItemRule, Recipe, number_of

_KINDS: Final = "sentiment label class category kind type gender sex reason group categoría género 类别 性别"
KINDS: Final = frozenset(_KINDS.split())
MOST_KINDS: Final = 4


def answers(profile: Profile, recipe: Recipe | None) -> Iterator[Finding]:
    for column in profile.columns:
        item = next((item for item in recipe.items if item.column == column.name), None) if recipe else None
        if item is not None and item.scales and (recipe is None or recipe.rows is None):
            yield from _off_scale(column, item)
        if item is None or not item.scales:
            yield from _no_answers(column, recipe, item)
        yield from _numbers_for_labels(column, item)


def knows(item: ItemRule, value: str) -> bool:
    """Does any stretch of the item know the value?"""
    if value in item.values or value in item.does_not_apply | item.blank:
        return True
    for scale in item.scales:
        if value in scale.values or value in scale.does_not_apply | scale.blank:
            return True
        number = number_of(value)
        if number is not None and min(scale.worst, scale.best) <= number <= max(scale.worst, scale.best):
            return True
    return False


def _off_scale(column: ColumnProfile, item: ItemRule) -> Iterator[Finding]:
    where = f"items.{item.name}"
    for value, count in column.values.items():
        if knows(item, value):
            continue
        row = column.first_rows.get(value)
        choices = (
            Choice("does-not-apply", {f"{where}.does not apply": (*sorted(item.does_not_apply), value)}),
            Choice("blank", {f"{where}.blank": (*sorted(item.blank), value)}),
            Choice("hold-back"),
        )
        says: dict[str, str | int | float] = {"value": value, "count": count, "item": item.name}
        yield Finding("off-scale", column.name, says, ((row, value),) if row else (), choices)


def _no_answers(column: ColumnProfile, recipe: Recipe | None, item: ItemRule | None) -> Iterator[Finding]:
    """Texts that say there is no answer, where the recipe would take them for words or labels."""
    stated = _stated_blank(column.name, recipe) | (item.blank | item.does_not_apply if item else frozenset())
    if recipe is not None and not _is_read(column.name, recipe):
        return
    for value, count in column.values.items():
        if answer_words.is_silent(value) and value not in stated and count < column.filled:
            row = column.first_rows.get(value)
            yield Finding("no-answer", column.name, {"value": value, "count": count}, ((row, value),) if row else ())


def _stated_blank(column: str, recipe: Recipe | None) -> frozenset[str]:
    rules = [rule for rule in recipe.comments if rule.column == column] if recipe else []
    return frozenset(value for rule in rules for value in rule.blank)


def _is_read(column: str, recipe: Recipe) -> bool:
    return column in {rule.column for rule in recipe.comments} | {rule.column for rule in recipe.items}


def is_number_for_label(column: ColumnProfile) -> bool:
    """Two to four small whole numbers under a name such as sentiment or type: their order may mean nothing."""
    words = set(column.name.casefold().replace("_", " ").replace("-", " ").split())
    numbers = _small_numbers(column)
    return bool(words & KINDS) and 2 <= len(numbers) <= MOST_KINDS and len(numbers) == column.distinct


def _small_numbers(column: ColumnProfile) -> list[str]:
    return sorted(value for value in column.values if value.isascii() and value.isdecimal() and int(value) < 10)


def _numbers_for_labels(column: ColumnProfile, item: ItemRule | None) -> Iterator[Finding]:
    if is_number_for_label(column) and not (item is not None and item.values):
        numbers = _small_numbers(column)
        says: dict[str, str | int | float] = {"values": ", ".join(numbers), "count": len(numbers)}
        examples = tuple((row, value) for value, row in list(column.first_rows.items())[:3] if value in numbers)
        patch = {f"items.{item.name}.values": dict.fromkeys(numbers, "")} if item else {}
        yield Finding("numbers-for-labels", column.name, says, examples, (Choice("say-what-they-mean", patch),))
