"""Reading a playbook's YAML: every fault at once, with file and line, and what installing it would do.

Rooms say in their ``playbook`` which words they know; this is how such words are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

import yaml

from servewell.base.words import CODES, Words


@dataclass(frozen=True)
class Fault:
    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.says}"


class PlaybookIsFaulty(Exception):
    """The file does not say what it should; ``faults`` are all there are, by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Step(StrEnum):
    """What installing does with one thing. What was changed here since is kept, and told."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    LOCAL = "local"


def step(*, wanted: object, standing: object | None, installed: object | None) -> Step:
    """``standing`` is what holds now, None for nothing; ``installed`` what a playbook last wrote, None for never."""
    if standing is None:
        return Step.ADD
    if standing == wanted:
        return Step.SAME
    return Step.CHANGE if standing == installed else Step.LOCAL


@dataclass
class Sheet:
    """One file that is being read, and what is wrong with it so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def read(self, text: str) -> "Part":
        """Raises PlaybookIsFaulty where it is no YAML at all, for then nothing more can be said."""
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as fault:
            line = fault.problem_mark.line + 1 if fault.problem_mark else 1
            raise PlaybookIsFaulty([Fault(self.file, line, f"this is no YAML: {fault.problem}")]) from fault
        except yaml.YAMLError as fault:
            raise PlaybookIsFaulty([Fault(self.file, 1, f"this is no YAML: {fault}")]) from fault
        return Part(self, node)

    def demand_no_faults(self) -> None:
        """Raises PlaybookIsFaulty."""
        if self.faults:
            raise PlaybookIsFaulty(sorted(self.faults, key=lambda fault: fault.line))


@dataclass(frozen=True)
class Part:
    """A piece of the file. Asked for what it is not, it notes a fault and answers with nothing."""

    sheet: Sheet
    node: "yaml.Node | None"

    @property
    def line(self) -> int:
        return self.node.start_mark.line + 1 if self.node is not None else 1

    def fault(self, says: str) -> None:
        self.sheet.faults.append(Fault(self.sheet.file, self.line, says))

    def entries(self, *, needed: Sequence[str], known: Sequence[str] = ()) -> "Mapping[str, Part]":
        """A mapping with these keys: one that is missing, unknown or named twice is a fault."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fault(f"here should stand {', '.join(f'{name}:' for name in needed)}")
            return {}
        found: dict[str, Part] = {}
        for key, value in self.node.value:
            name, here = str(key.value), Part(self.sheet, key)
            if name not in (*needed, *known):
                here.fault(f"{name!r} is not known here{nearest(name, (*needed, *known))}")
            elif name in found:
                here.fault(f"{name!r} stands here twice")
            found.setdefault(name, Part(self.sheet, value))
        for name in needed:
            if name not in found:
                self.fault(f"{name!r} is missing")
        return found

    def items(self) -> "Iterator[Part]":
        if not isinstance(self.node, yaml.SequenceNode):
            self.fault("here should stand a list")
            return
        for each in self.node.value:
            yield Part(self.sheet, each)

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            self.fault("here should stand a text")
            return ""
        return str(self.node.value).strip()

    def words(self) -> Words | None:
        """A text in several languages; the first that is written is the one that others fall back to."""
        found = {name: part.text() for name, part in self.entries(needed=(), known=CODES).items()}
        if not any(found.values()):
            self.fault(f"here should stand a text in at least one language: {', '.join(CODES)}")
            return None
        texts = {name: text for name, text in found.items() if text and name in CODES}
        return Words(texts=texts, source=next(iter(texts))) if texts else None


def nearest(name: str, known: Sequence[str]) -> str:
    """What somebody who wrote ``name`` may have meant, to be hung on a sentence; or else what there is."""
    close = get_close_matches(name, known, n=1)
    return f": did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"
