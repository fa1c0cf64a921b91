"""A choice that settles a finding, written into the recipe's document at its paths."""

import re
from dataclasses import replace
from typing import Any, Final

import yaml

from servewell.engines.tables import ItemRule, Recipe, read_recipe
from servewell.engines.tables.recipe import Scale
from servewell.rooms.voice.services import SeenChoice, SeenFinding

# two codes of one question are settled one after the other: the second does not take the first away
ADDED_TO: Final = ("does not apply", "blank")
ONE_SCALE: Final = ("same-scale", "an-answer-always")
_place: Final = re.compile(r"(.+)\[(\d+)\]")


def settled(document: str, finding: SeenFinding, choice: SeenChoice) -> Recipe:
    """The recipe with this choice. Raises RecipeHasFaults where the result is no recipe."""
    if choice.code in ONE_SCALE:
        return _with_one_scale(read_recipe(text=document), finding.column)
    if not choice.patch:
        return read_recipe(text=document)
    tree: Any = yaml.load(document, Loader=yaml.CBaseLoader)  # noqa: S506  every scalar stays the text it is
    for path, value in choice.patch.items():
        _put(tree, _keys(path), value)
    return read_recipe(text=yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))


def _keys(path: str) -> list[str]:
    """Labels of units may hold points."""
    if path.startswith("unit.names."):
        return ["unit", "names", path.removeprefix("unit.names.")]
    return path.split(".")


def _put(tree: "dict[str, Any]", path: list[str], value: Any) -> None:
    first, *rest = path
    if listed := _place.fullmatch(first):
        return _put_listed(tree, listed[1], int(listed[2]) - 1, rest, value)
    if rest:
        below = tree.get(first)
        if not isinstance(below, dict):
            below = tree[first] = {}
        return _put(below, rest, value)
    if first in ADDED_TO and isinstance(value, list):
        standing = tree.get(first, [])
        value = list(dict.fromkeys([*(standing if isinstance(standing, list) else [standing]), *value]))
    tree[first] = value
    return None


def _put_listed(tree: "dict[str, Any]", key: str, place: int, rest: list[str], value: Any) -> None:
    """``scale[2].worst``: what was one becomes the first of a list."""
    entries = tree.get(key, {})
    if not isinstance(entries, list):
        entries = [entries]
    entries += [{} for _ in range(place + 1 - len(entries))]
    tree[key] = entries
    _put(entries[place], rest, value)


def _with_one_scale(recipe: Recipe, column: str) -> Recipe:
    items = tuple(_joined(item) if item.column == column else item for item in recipe.items)
    return replace(recipe, items=items)


def _joined(item: ItemRule) -> ItemRule:
    """One scale from the lowest to the highest end of all stretches, its direction kept."""
    if len(item.scales) < 2:
        return item
    ends = [end for scale in item.scales for end in (scale.worst, scale.best)]
    low, high = min(ends), max(ends)
    last = item.scales[-1]
    one = Scale(worst=low, best=high) if last.best > last.worst else Scale(worst=high, best=low)
    values = {label: value for scale in item.scales for label, value in scale.values.items()}
    return replace(item, scales=(replace(one, values=values, does_not_apply=last.does_not_apply, blank=last.blank),))
