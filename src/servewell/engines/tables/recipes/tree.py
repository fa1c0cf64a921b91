"""A document before it is written: texts, lists and mappings, with a place for what is unsure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from servewell.engines.tables.recipe import Unsure
from servewell.engines.tables.recipes.document import UNSURE

Tree: TypeAlias = str | Sequence["Tree"] | Mapping[str, "Tree"]
_PLAIN: Final = re.compile(r"[\w/.+](?:[\w/.+() -]*[\w/.+)-])?")
# what other readers of YAML, and people, would take for something else than a text
_MISLEADING: Final = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
_STEP: Final = re.compile(r"\[([0-9]+)\]")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Labels(dict[str, Tree]):
    """A mapping whose keys are labels of the user's own: nothing of ours may stand in it."""


class Bare(str):
    """A text of ours that stands without quotes, such as ``true``."""

    __slots__ = ()


def scalar(text: str) -> str:
    """The text as it may stand in YAML: bare where that cannot be mistaken, else in double quotes."""
    if isinstance(text, Bare):
        return str(text)
    if _PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in _MISLEADING:
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def flow(tree: Tree) -> str:
    """On one line."""
    if isinstance(tree, str):
        return scalar(tree)
    if isinstance(tree, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(value)}" for key, value in tree.items()) + "}"
    return f"[{', '.join(flow(each) for each in tree)}]"


def put_unsure(tree: dict[str, Tree], unsure: Iterable[Unsure]) -> None:
    """Set each doubt beside what it is about: into the mapping at its path, or the nearest around it."""
    for each in unsure:
        place = _mapping_at(tree, each.where)
        doubts = place.get(UNSURE, [])
        place[UNSURE] = [*([doubts] if isinstance(doubts, str) else doubts), each.why]


def _mapping_at(tree: dict[str, Tree], path: str) -> dict[str, Tree]:
    """The innermost mapping of ours on the way to a path such as ``items.whole.scale[2]``."""
    here: Tree = tree
    nearest, rest = tree, path
    while rest:
        step = _step(here, rest)
        if step is None:
            break
        here, rest = step
        if isinstance(here, dict) and not isinstance(here, Labels):
            nearest = here
    return nearest


def _step(here: Tree, rest: str) -> tuple[Tree, str] | None:
    if isinstance(here, list):
        match = _STEP.match(rest)
        if match is None or not 1 <= int(match[1]) <= len(here):
            return None
        return here[int(match[1]) - 1], rest[match.end() :].removeprefix(".")
    if isinstance(here, dict):
        fitting = [key for key in here if rest == key or rest.startswith((f"{key}.", f"{key}["))]
        if fitting:
            key = max(fitting, key=len)
            return here[key], rest[len(key) :].removeprefix(".")
    return None
