"""Where in its document a key of a recipe stands, for what is noticed only beside a file."""

import re
from typing import Final

import yaml

_STEP: Final = re.compile(r"\[([0-9]+)\]\.?")


def line_of_key(*, text: str, where: str) -> int:
    """The line of a path such as ``items.whole.scale[2]``, or of the nearest key around it; 0 where there is none."""
    try:
        node, line = yaml.compose(text, Loader=yaml.CSafeLoader), 0
    except yaml.YAMLError:
        return 0
    rest = where
    while rest and node is not None:
        step = _in_list(node, rest) if isinstance(node, yaml.SequenceNode) else _in_mapping(node, rest)
        if step is None:
            break
        node, line, rest = step
    return line


def _in_list(node: yaml.SequenceNode, rest: str) -> tuple[yaml.Node, int, str] | None:
    match = _STEP.match(rest)
    if match is None or not 1 <= int(match[1]) <= len(node.value):
        return None
    entry = node.value[int(match[1]) - 1]
    return entry, int(entry.start_mark.line) + 1, rest[match.end() :]


def _in_mapping(node: yaml.Node, rest: str) -> tuple[yaml.Node, int, str] | None:
    """A label of the user's own may hold dots: the longest key that fits is meant."""
    if not isinstance(node, yaml.MappingNode):
        return None
    keys = [key for key, _ in node.value if rest == key.value or rest.startswith((f"{key.value}.", f"{key.value}["))]
    if not keys:
        # an entry that stands alone is a list of one
        alone = _STEP.match(rest)
        return (node, int(node.start_mark.line) + 1, rest[alone.end() :]) if alone and alone[1] == "1" else None
    key = max(keys, key=lambda each: len(each.value))
    value = next(value for each, value in node.value if each is key)
    return value, int(key.start_mark.line) + 1, rest[len(key.value) :].removeprefix(".")
