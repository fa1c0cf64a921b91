"""Reading a playbook's YAML, line by line: every fault at once, with file and line."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from itertools import islice
from math import isfinite
from types import NoneType
from typing import cast

import yaml

from servewell.base.playbook.composing import composed
from servewell.base.playbook.faults import Fault, PlaybookIsFaulty
from servewell.base.words import CODES, Words

CODE = re.compile(r"[A-Za-z0-9_-]+")
LONGEST_CODE = 40
LONGEST_NUMBER = 40
LONGEST_FAULT = 500
MOST_COMPARED = 2_000
MOST_NAMED = 20
TEXT = "tag:yaml.org,2002:str"
NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
NOTHING = object()
PIECES = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass
class Sheet:
    """One file that is being read, and what is wrong with it so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def read(self, text: str) -> "Part":
        """Raises PlaybookIsFaulty where nothing more can be said: it is no YAML, or without measure."""
        node, faults = composed(text, file=self.file)
        self.faults += faults
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
        short = says if len(says) <= LONGEST_FAULT else f"{says[: LONGEST_FAULT - 1]}…"
        self.sheet.faults.append(Fault(self.sheet.file, self.line, short))

    def entries(self, *, needed: Sequence[str], known: Sequence[str] = ()) -> "Mapping[str, Part]":
        """A mapping with these keys: one that is missing or unknown is a fault."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fault(f"here should stand {', '.join(f'{name}:' for name in needed or known)}")
            return {}
        found: dict[str, Part] = {}
        for name, key, value in _pairs(self.node):
            if name not in (*needed, *known):
                Part(self.sheet, key).fault(f"{name!r} is not known here{nearest(name, (*needed, *known))}")
            found.setdefault(name, Part(self.sheet, value))
        for name in needed:
            if name not in found:
                self.fault(f"{name!r} is missing")
        return found

    def all_of(self, needed: Sequence[str], *, known: Sequence[str] = ()) -> "Mapping[str, Part] | None":
        """As ``entries``; None where one that is needed is missing, and with it the sense of the others."""
        found = self.entries(needed=needed, known=known)
        return found if set(needed) <= set(found) else None

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
        found = _pairs(self.node) if isinstance(self.node, yaml.MappingNode) else ()
        return next((Part(self.sheet, value) for key, _node, value in found if key == name), None)

    def verbatim(self) -> str:
        """A text sign by sign; only the line's end with which a block of lines closes is no part of it."""
        if not self.text() or not isinstance(self.node, yaml.ScalarNode):
            return ""
        text = str(self.node.value)
        return text.rstrip("\n") if self.node.style in ("|", ">") else text

    def plain(self) -> object:
        """What stands here as mappings, lists, texts, numbers, truths, days and None; all else is a fault."""
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

    def truth(self) -> bool | None:
        found = self.plain()
        if not isinstance(found, bool):
            self.fault("here should stand true or false")
            return None
        return found

    def day(self) -> date | None:
        found = self.plain()
        if not isinstance(found, date) or isinstance(found, datetime):
            self.fault("here should stand a day, such as 2027-01-31")
            return None
        return found

    def one_of(self, known: Collection[str], *, thing: str) -> str:
        """The text if it is one of these; else a fault, and an empty text."""
        found = self.text()
        if found and found not in known:
            self.fault(f"there is no {thing} {found!r}{nearest(found, known)}")
            return ""
        return found

    def code(self, *, longest: int = LONGEST_CODE, reserved: Collection[str] = ()) -> str:
        """What things are known by in addresses and files; else a fault, and an empty text."""
        found = self.text()
        if found and (not CODE.fullmatch(found) or len(found) > longest):
            self.fault(f"{found!r} is no code: use 1 to {longest} letters, digits and hyphens, without accents")
            return ""
        if found in reserved:
            self.fault(f"{found!r} is an address of its own: use another code")
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


def _pairs(node: "yaml.MappingNode") -> "Iterator[tuple[str, yaml.Node, yaml.Node]]":
    """Each key as a text and as it stands, and what it leads to."""
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield str(key.value), key, value


class _Plain:
    """Turns nodes into data once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.above: set[int] = set()

    def of(self, node: "yaml.Node | None") -> object:
        if node is None:
            return None
        if id(node) in self.above:
            Part(self.sheet, node).fault("this piece holds itself")
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self.above.add(id(node))
        found = self._collection(node)
        self.above.discard(id(node))
        return found

    def _collection(self, node: "yaml.Node") -> object:
        if isinstance(node, yaml.SequenceNode):
            return [self.of(each) for each in node.value]
        found: dict[str, object] = {}
        for name, _key, value in _pairs(cast(yaml.MappingNode, node)):
            found.setdefault(name, self.of(value))
        return found

    def _scalar(self, node: "yaml.ScalarNode") -> object:
        if node.tag == TEXT:
            return node.value
        found = self._constructed(node) if node.tag not in NUMBERS or len(node.value) <= LONGEST_NUMBER else NOTHING
        if isinstance(found, bool | int | date | NoneType) or (isinstance(found, float) and isfinite(found)):
            return found
        shown = node.value if len(node.value) <= LONGEST_NUMBER else f"{node.value[:LONGEST_NUMBER]}…"
        Part(self.sheet, node).fault(f"{shown!r} is neither a text, a number nor a day: put a text in quotes")
        return None

    def _constructed(self, node: "yaml.ScalarNode") -> object:
        loader = yaml.SafeLoader("")
        try:
            return cast(object, loader.construct_object(node, deep=True))
        except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, OverflowError):
            return NOTHING
        finally:
            loader.dispose()


def nearest(name: str, known: Collection[str]) -> str:
    """What somebody who wrote ``name`` may have meant, to be hung on a sentence; or else what there is."""
    if not known:
        return "; there is none yet"
    close = get_close_matches(name, known, n=1) if len(known) <= MOST_COMPARED else []
    if close:
        return f": did you mean {close[0]!r}?"
    return f"; known are {', '.join(islice(known, MOST_NAMED))}{', …' if len(known) > MOST_NAMED else ''}"
