"""YAML made into nodes within bounds, so that whatever reads them is done soon and meets nothing odd."""

import re
from collections.abc import Iterator
from typing import Final

import yaml

from servewell.base.playbook.faults import Fault, PlaybookIsFaulty

LARGEST: Final = 4_000_000
MOST_REPEATED: Final = 100_000
DEEPEST: Final = 60
TOO_DEEP: Final = f"lists and entries lie more than {DEEPEST} deep in one another"
# the writing of so many signs counts as one piece more
SIGNS_OF_A_PIECE: Final = 100
UNKEPT: Final = re.compile("[\0\ud800-\udfff]")
# a reader in C, where there is one, takes a fourth of the time
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def composed(text: str, *, file: str) -> "tuple[yaml.Node | None, list[Fault]]":
    """What the file holds, and what is wrong with single pieces of it.

    Raises PlaybookIsFaulty with the one fault after which nothing more can be said.
    """
    if len(text) > LARGEST:
        _end(file, 1, f"the file is larger than {LARGEST:,} signs: this is no playbook's file")
    top = _node(text, file)
    if top is None:
        return None, []
    _demand_bounds(top, file)
    return top, sorted(_odd_pieces(top, file), key=lambda fault: fault.line)


def _end(file: str, line: int, says: str) -> None:
    raise PlaybookIsFaulty([Fault(file, line, says)])


def _node(text: str, file: str) -> "yaml.Node | None":
    try:
        _demand_shallow(text, file)
        found: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        # what is missing at the end stands on its last line
        line = min(fault.problem_mark.line + 1, len(text.splitlines())) if fault.problem_mark else 1
        raise PlaybookIsFaulty([Fault(file, line, f"this is no YAML: {fault.problem}")]) from fault
    except (yaml.reader.ReaderError, UnicodeEncodeError) as fault:
        place = fault.start if isinstance(fault, UnicodeEncodeError) else fault.position
        says = "this is no YAML: a sign stands here that no text has"
        raise PlaybookIsFaulty([Fault(file, text.count("\n", 0, place) + 1, says)]) from fault
    except (yaml.YAMLError, ValueError, OverflowError) as fault:
        raise PlaybookIsFaulty([Fault(file, 1, f"this is no YAML: {fault}")]) from fault
    return found


def _demand_shallow(text: str, file: str) -> None:
    """Before any node is made: the reader in C calls itself for each level, until the process is gone."""
    depth = line = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            line = event.start_mark.line + 1 if event.start_mark else 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            _end(file, line, TOO_DEEP)


def _below(node: "yaml.Node") -> "list[yaml.Node]":
    if isinstance(node, yaml.MappingNode):
        return [each for pair in node.value for each in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _pieces(node: "yaml.Node") -> int:
    return 1 + len(node.value) // SIGNS_OF_A_PIECE if isinstance(node, yaml.ScalarNode) else 1


def _each_once(top: "yaml.Node") -> "Iterator[yaml.Node]":
    """Every node, those below before those above; without recursion, however deep anchors lead."""
    seen: set[int] = set()
    waiting = [(top, False)]
    while waiting:
        node, is_ready = waiting.pop()
        if is_ready:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            waiting.append((node, True))
            waiting += [(each, False) for each in _below(node)]


def _demand_bounds(top: "yaml.Node", file: str) -> None:
    """What is pointed at by anchors counts as often as it is read. What holds itself is told by whoever reads it."""
    written = 0
    read: dict[int, int] = {}
    depth: dict[int, int] = {}
    for node in _each_once(top):
        below = [id(each) for each in _below(node) if id(each) in read]
        written += _pieces(node)
        read[id(node)] = min(_pieces(node) + sum(read[each] for each in below), LARGEST + MOST_REPEATED)
        depth[id(node)] = 1 + max((depth[each] for each in below), default=0)
        if depth[id(node)] > DEEPEST:
            _end(file, node.start_mark.line + 1, TOO_DEEP)
        if read[id(node)] - written > MOST_REPEATED:
            says = f"what is repeated by anchors comes to more than {MOST_REPEATED:,} pieces: write less"
            _end(file, node.start_mark.line + 1, says)


def _odd_pieces(top: "yaml.Node", file: str) -> "Iterator[Fault]":
    for node in _each_once(top):
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode) and (sign := UNKEPT.search(node.value)):
            yield Fault(file, line, f"the sign U+{ord(sign[0]):04X} cannot be kept in a text: leave it out")
        elif isinstance(node, yaml.MappingNode):
            yield from _odd_keys(node, file)


def _odd_keys(node: "yaml.MappingNode", file: str) -> "Iterator[Fault]":
    seen = set()
    for key, _value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            yield Fault(file, line, "what stands before a colon is one word")
        elif key.value in seen:
            yield Fault(file, line, f"{key.value!r} stands here twice")
        else:
            seen.add(key.value)
