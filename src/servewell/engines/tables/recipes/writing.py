"""A recipe as a document for people: the keys in the order of docs/use/recipes.md, notes as comments above them."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from servewell.engines.tables.recipe import Recipe
from servewell.engines.tables.recipes.outline import outline
from servewell.engines.tables.recipes.tree import Tree, flow, put_unsure, scalar

_WIDEST: Final = 110
# these always stand on lines of their own: people read down them
_OPEN: Final = ("items", "comments", "only")
_NO_NOTES: Final[Mapping[str, str]] = MappingProxyType({})


def write_recipe(*, recipe: Recipe, notes: Mapping[str, str] = _NO_NOTES) -> str:
    """``notes`` by path (``items.whole.scale``). ``read_recipe`` of what is written is the same recipe.

    A doubt (``unsure``) whose path is no mapping stands in the mapping around it.
    """
    document = outline(recipe)
    put_unsure(document, recipe.unsure)
    lines = [line for key, value in document.items() for line in _entry(key, value, key, "", notes)]
    return "\n".join([*_comment(notes.get("", ""), ""), *lines, ""])


def _entry(key: str, value: Tree, path: str, indent: str, notes: Mapping[str, str]) -> Iterator[str]:
    if _is_open(value, path, indent, notes):
        yield from _comment(notes.get(path, ""), indent)
        yield f"{indent}{scalar(key)}:"
        yield from _inside(value, path, indent + "  ", notes)
        return
    for note in _notes_at(path, notes):
        yield from _comment(note, indent)
    yield f"{indent}{scalar(key)}: {flow(value)}"


def _is_open(value: Tree, path: str, indent: str, notes: Mapping[str, str]) -> bool:
    if isinstance(value, str) or not value:
        return False
    if not isinstance(value, Mapping):
        return isinstance(value[0], Mapping)
    parent, _, name = path.rpartition(".")
    has_inner_notes = any(each.startswith(f"{path}.") for each in notes)
    is_long = len(indent) + len(name) + len(flow(value)) > _WIDEST
    return path in _OPEN or parent == _OPEN[0] or has_inner_notes or is_long


def _inside(value: Tree, path: str, indent: str, notes: Mapping[str, str]) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _entry(key, each, f"{path}.{key}", indent, notes)
    else:
        for place, item in enumerate(value, start=1):
            for note in _notes_at(f"{path}[{place}]", notes):
                yield from _comment(note, indent)
            yield f"{indent}- {flow(item)}"


def _notes_at(path: str, notes: Mapping[str, str]) -> list[str]:
    return [note for where, note in notes.items() if where == path or where.startswith((f"{path}.", f"{path}["))]


def _comment(note: str, indent: str) -> Sequence[str]:
    lines = [" ".join(line.split()) for line in note.splitlines()]
    return [f"{indent}# {''.join(filter(str.isprintable, line))}" for line in lines if line]
