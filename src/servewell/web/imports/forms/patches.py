"""A choice that settles a finding, written into the recipe's document at its paths."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from servewell.engines.tables import Recipe, read_recipe

REMOVED: Final = None


def patched(document: str, patch: Mapping[str, Any]) -> Recipe:
    """``patch`` are values by dotted path; None takes a key away. Raises RecipeHasFaults."""
    tree: Any = yaml.load(document, Loader=yaml.BaseLoader)  # noqa: S506  every scalar stays the text it is
    for path, value in patch.items():
        _put(tree, path.split("."), value)
    return read_recipe(text=yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))


def _put(tree: "dict[str, Any]", path: list[str], value: Any) -> None:
    first, *rest = path
    if not rest:
        if value is REMOVED:
            tree.pop(first, None)
        else:
            tree[first] = value
        return
    below = tree.get(first)
    if not isinstance(below, dict):
        below = tree[first] = {}
    _put(below, rest, value)
