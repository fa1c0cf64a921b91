"""Reading a playbook's YAML, line by line: every fault at once, with file and line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import cast

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


MOST_NODES = 100_000
CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
LONGEST_CODE = 40
PIECES = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


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
        except RecursionError:
            raise PlaybookIsFaulty([Fault(self.file, 1, "lists and entries lie too deep in one another")]) from None
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
            self.fault(f"here should stand {', '.join(f'{name}:' for name in needed or known)}")
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

    def peek(self, name: str) -> str:
        """The text under a key of a mapping, without a word about what is wrong; empty for none."""
        found = self._below(name, "")
        return str(found.node.value).strip() if found and isinstance(found.node, yaml.ScalarNode) else ""

    def at(self, path: str) -> "Part":
        """The piece at a path such as ``pages[0].elements[2].title``, or the last on the way that is there."""
        here = self
        for name, place in PIECES.findall(path):
            found = here._below(name, place)
            if found is None:
                break
            here = found
        return here

    def _below(self, name: str, place: str) -> "Part | None":
        if place and isinstance(self.node, yaml.SequenceNode):
            return Part(self.sheet, self.node.value[int(place)]) if int(place) < len(self.node.value) else None
        for key, value in self.node.value if isinstance(self.node, yaml.MappingNode) else ():
            if str(key.value) == name:
                return Part(self.sheet, value)
        return None

    def verbatim(self) -> str:
        """A text sign by sign; only the line's end with which a block of lines closes is no part of it."""
        if not self.text() or not isinstance(self.node, yaml.ScalarNode):
            return ""
        text = str(self.node.value)
        return text.rstrip("\n") if self.node.style in ("|", ">") else text

    def plain(self) -> object:
        """What stands here as mappings, lists, texts, numbers, truths and None.

        A mapping that names a key twice, an anchor that holds itself, and more than ``MOST_NODES`` are faults.
        """
        return _Plain(self.sheet).of(self.node)

    def number(self, *, least: float, most: float) -> float | None:
        """A number within these bounds, both included."""
        found = self.plain()
        if isinstance(found, bool) or not isinstance(found, int | float) or not least <= found <= most:
            self.fault(f"here should stand a number from {least:g} to {most:g}")
            return None
        return found

    def whole(self, *, least: int, most: int) -> int | None:
        found = self.plain()
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            self.fault(f"here should stand a whole number from {least} to {most}")
            return None
        return found

    def day(self) -> date | None:
        found = self.plain()
        if not isinstance(found, date) or isinstance(found, datetime):
            self.fault("here should stand a day, such as 2027-01-31")
            return None
        return found

    def one_of(self, known: Sequence[str], *, thing: str) -> str:
        """The text if it is one of these; else a fault, and an empty text."""
        found = self.text()
        if found and found not in known:
            self.fault(f"there is no {thing} {found!r}{nearest(found, known)}")
            return ""
        return found

    def code(self, *, longest: int = LONGEST_CODE) -> str:
        """What things are known by in addresses and files; else a fault, and an empty text."""
        found = self.text()
        if found and (not CODE.fullmatch(found) or len(found) > longest):
            self.fault(f"{found!r} is no code: use 1 to {longest} small letters, digits and hyphens")
            return ""
        return found

    def words(self) -> Words | None:
        """A text in several languages; the first that is written is the one that others fall back to."""
        found = {name: part.verbatim() for name, part in self.entries(needed=(), known=CODES).items()}
        if not any(found.values()):
            self.fault(f"here should stand a text in at least one language: {', '.join(CODES)}")
            return None
        texts = {name: text for name, text in found.items() if text and name in CODES}
        return Words(texts=texts, source=next(iter(texts))) if texts else None


class _Plain:
    """Turns nodes into data once; what a file repeats by anchors is counted as often as it stands."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.above: set[int] = set()
        self.seen = 0

    def of(self, node: "yaml.Node | None") -> object:
        self.seen += 1
        if node is None or self.seen > MOST_NODES:
            if self.seen == MOST_NODES + 1:
                Part(self.sheet, node).fault(f"the file repeats more than {MOST_NODES:,} pieces: write less")
            return None
        if id(node) in self.above:
            Part(self.sheet, node).fault("this piece holds itself")
            return None
        self.above.add(id(node))
        found = self._collection(node) if isinstance(node, yaml.CollectionNode) else self._scalar(node)
        self.above.discard(id(node))
        return found

    def _collection(self, node: "yaml.CollectionNode") -> object:
        if isinstance(node, yaml.SequenceNode):
            return [self.of(each) for each in node.value]
        found: dict[str, object] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                Part(self.sheet, key).fault(f"{name!r} stands here twice")
            found.setdefault(name, self.of(value))
        return found

    def _scalar(self, node: "yaml.Node") -> object:
        loader = yaml.SafeLoader("")
        try:
            return cast(object, loader.construct_object(node, deep=True))
        except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, OverflowError):
            Part(self.sheet, node).fault(f"{node.value!r} is neither a text, a number nor a day")
            return None
        finally:
            loader.dispose()


def nearest(name: str, known: Sequence[str]) -> str:
    """What somebody who wrote ``name`` may have meant, to be hung on a sentence; or else what there is."""
    if not known:
        return "; there is none yet"
    close = get_close_matches(name, known, n=1)
    return f": did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"
