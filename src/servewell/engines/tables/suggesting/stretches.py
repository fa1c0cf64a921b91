"""What was found about time and units goes into the draft: a person must answer it before the file is taken."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from servewell.engines.tables.finding.shapes import Finding
from servewell.engines.tables.recipe import ItemRule, Recipe, Scale
from servewell.engines.tables.suggesting.drafts import Reasons

_OF_ITEMS: Final = {
    "scale-changed": "Until {month} the answers go up to {before}, from then on up to {after}: did the scale change?",
    "few-values-until": "Until {month} only {values} occur: were these answers given on another scale?",
    "few-values-from": "From {month} on only {values} occur: were these answers given on another scale?",
    "one-value-until": "Until {month} {percent} % are `{value}`: was that written where nothing was asked?",
    "one-value-from": "From {month} on {percent} % are `{value}`: is that written where nothing is asked?",
}
_OF_UNIT: Final = "{percent} % of the texts under `{label}` speak to or of `{other}`: which unit do they belong to?"


def ask_about(recipe: Recipe, found: Iterable[Finding], reasons: Reasons, *, may_split: bool) -> Recipe:
    """``may_split``: nobody has stated a scale yet, so two stretches are proposed where it seems to have changed."""
    by_column = {each.column: each for each in found if each.code in _OF_ITEMS}
    for each in found:
        if each.code == "unit-speaks-of-another":
            reasons.ask("unit", _OF_UNIT.format(**each.says))
    items = tuple(_asked(item, by_column.get(item.column), reasons, may_split) for item in recipe.items)
    return replace(recipe, items=items)


def _asked(item: ItemRule, found: Finding | None, reasons: Reasons, may_split: bool) -> ItemRule:
    if found is None or not item.scales:
        return item
    reasons.ask(f"items.{item.name}", _OF_ITEMS[found.code].format(**found.says))
    return replace(item, scales=_split(item.scales[0], found)) if may_split else item


def _split(scale: Scale, found: Finding) -> tuple[Scale, ...]:
    turn = date.fromisoformat(f"{found.says['month']}-01")
    if found.code == "scale-changed":
        before, after = float(found.says["before"]), float(found.says["after"])
        why = f"answers go up to {after:g} from here on, and up to {before:g} before"
        return _ending(scale, before), replace(_ending(scale, after), from_on=turn, why=why)
    if found.code == "one-value-until":
        silent = replace(scale, blank=scale.blank | {str(found.says["value"])})
        return silent, replace(scale, from_on=turn, why="asked from here on")
    return (scale,)


def _ending(scale: Scale, end: float) -> Scale:
    """The scale with another far end, the direction kept."""
    return replace(scale, best=end) if scale.best > scale.worst else replace(scale, worst=end)
