"""The YAML of a recipe, read as text alone: every value stays as it was written, every fault knows its line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Final, NoReturn

import yaml

from servewell.engines.tables.recipe import RecipeFault, RecipeHasFaults, Unsure, normal
from servewell.engines.tables.recipes.broken_yaml import QUOTES_HELP, explained

UNSURE: Final = "unsure"
LONGEST: Final = 500_000
_DEEPEST = 12
_EMPTY = ("", "~")


@dataclass
class Noted:
    """What was noticed on the way through one document."""

    faults: list[RecipeFault] = field(default_factory=list)
    unsure: list[tuple[int, Unsure]] = field(default_factory=list)

    def fault(self, where: str, line: int, what: str, mend: str) -> None:
        self.faults.append(RecipeFault(where, line, what, mend))

    def raise_if_any(self) -> None:
        if self.faults:
            raise RecipeHasFaults(tuple(sorted(self.faults, key=lambda each: each.line)))


@dataclass(frozen=True)
class Section:
    """One mapping of the document: where it stands, what it holds, and the notes that all sections share."""

    path: str
    line: int
    entries: dict[str, yaml.Node]
    noted: Noted

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def line_of(self, key: str) -> int:
        return line_of(self.entries[key]) if key in self.entries else self.line

    def fault(self, key: str, what: str, mend: str) -> None:
        self.noted.fault(self.at(key), self.line_of(key), what, mend)

    def missing(self, key: str, mend: str) -> None:
        self.noted.fault(self.at(key), self.line, f"`{key}` is missing.", mend)

    def holds(self, key: str) -> bool:
        """Whether something stands there; a key with nothing behind it is a mistake."""
        if key not in self.entries:
            return False
        if _is_nothing(self.entries[key]):
            self.fault(key, "Nothing stands behind the colon.", "Write the value, or take the line away.")
            return False
        return True

    def is_mapping(self, key: str) -> bool:
        return isinstance(self.entries.get(key), yaml.MappingNode)

    def is_list(self, key: str) -> bool:
        return isinstance(self.entries.get(key), yaml.SequenceNode)

    def text(self, key: str) -> str | None:
        if not self.holds(key):
            return None
        node = self.entries[key]
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self.fault(key, "This must be a text, not a list or a mapping.", f"Write `{key}: …` with one value.")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        if not self.holds(key):
            return ()
        node = self.entries[key]
        if isinstance(node, yaml.ScalarNode):
            return (str(node.value),)
        if not isinstance(node, yaml.SequenceNode):
            self.fault(key, "This must be a list.", f"Write `{key}: [first, second]`.")
            return ()
        for each in node.value:
            if not isinstance(each, yaml.ScalarNode):
                mend = "Take the inner brackets away."
                self.noted.fault(self.at(key), line_of(each), "The list may hold texts only.", mend)
        return tuple(each.value for each in node.value if isinstance(each, yaml.ScalarNode))

    def codes(self, key: str) -> frozenset[str]:
        return frozenset(normal(each) for each in self.texts(key))

    def flag(self, key: str) -> bool:
        said = self.text(key)
        if said not in (None, "true", "false"):
            self.fault(key, f"`{said}` is neither true nor false.", "Write `true` or `false`.")
        return said == "true"

    def number(self, key: str) -> float | None:
        said = self.text(key)
        return None if said is None else self._as_number(key, said)

    def _as_number(self, key: str, said: str) -> float | None:
        try:
            number = float(normal(said))
        except ValueError:
            number = float("nan")
        if abs(number) < 1e15:
            return number
        self.fault(key, f"`{said}` is no number.", "Write a number such as 5 or 4.5.")
        return None

    def day(self, key: str) -> date | None:
        said = self.text(key)
        if said is None:
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self.fault(key, f"`{said}` is no day.", "Write it as year-month-day, such as 2016-06-30.")
            return None

    def section(self, key: str, known: Sequence[str] | None) -> "Section | None":
        """The mapping behind a key. ``known`` None: its keys are labels of the user's own."""
        if not self.holds(key):
            return None
        node = self.entries[key]
        if isinstance(node, yaml.MappingNode):
            return section_of(node, self.at(key), known, self.noted)
        keys = ", ".join(f"`{each}`" for each in known or () if each != UNSURE)
        mend = f"Its keys are {keys}." if keys else f"Write `{key}: {{label: value}}`."
        self.fault(key, "This must be a mapping: keys with values.", mend)
        return None

    def sections(self, key: str, known: Sequence[str]) -> Iterator["Section"]:
        """The mappings of the list behind a key; one mapping alone is a list of one."""
        if not self.holds(key):
            return
        node = self.entries[key]
        if not isinstance(node, yaml.SequenceNode | yaml.MappingNode):
            self.fault(key, "This must be a list.", "Begin each entry with a hyphen.")
            return
        entries = [node] if isinstance(node, yaml.MappingNode) else node.value
        for place, each in enumerate(entries, start=1):
            where = f"{self.at(key)}[{place}]"
            if isinstance(each, yaml.MappingNode):
                yield section_of(each, where, known, self.noted)
            else:
                self.noted.fault(where, line_of(each), "This must be a mapping.", "Write it as `- {key: value}`.")

    def labels(self, key: str) -> dict[str, str]:
        """Texts by the normal form of their labels."""
        listed = self._labelled(key)
        return {plain: said for plain, section, label in listed if (said := section.text(label)) is not None}

    def numbers(self, key: str) -> dict[str, float]:
        """Numbers by the normal form of their labels."""
        listed = self._labelled(key)
        return {plain: said for plain, section, label in listed if (said := section.number(label)) is not None}

    def _labelled(self, key: str) -> Iterator[tuple[str, "Section", str]]:
        listed = self.section(key, None)
        seen: set[str] = set()
        for label in () if listed is None else listed.entries:
            if listed is None:
                return
            if (plain := normal(label)) in seen:
                listed.fault(label, f"`{label}` is the same label as another one here.", "Keep one of the two.")
            seen.add(plain)
            yield plain, listed, label


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def section_of(node: yaml.MappingNode, path: str, known: Sequence[str] | None, noted: Noted) -> Section:
    entries: dict[str, yaml.Node] = {}
    for key, value in node.value:
        where = f"{path}.{key.value}" if path else str(key.value)
        if not isinstance(key, yaml.ScalarNode):
            noted.fault(path, line_of(key), "A key must be a text.", QUOTES_HELP)
        elif key.value in entries:
            noted.fault(where, line_of(key), f"`{key.value}` stands here twice.", "Keep one of the two.")
        elif known is not None and key.value not in known:
            noted.fault(where, line_of(key), f"`{key.value}` is no key of a recipe here.", _nearest(key.value, known))
        else:
            entries[key.value] = value
    section = Section(path, line_of(node), entries, noted)
    if known is not None and UNSURE in entries:
        noted.unsure.extend((section.line_of(UNSURE), Unsure(path, why)) for why in section.texts(UNSURE))
    return section


def _nearest(key: str, known: Sequence[str]) -> str:
    by_plain = {each.casefold(): each for each in known}
    plain = key.casefold().replace("_", " ").replace("-", " ")
    near = get_close_matches(plain, by_plain, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{by_plain[near[0]]}`?"
    return "Keys here are " + ", ".join(f"`{each}`" for each in known) + "."


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _EMPTY


def root_of(text: str, known: Sequence[str], noted: Noted) -> Section:
    """The outermost mapping. Raises where the document is no YAML, or YAML that no recipe needs."""
    if len(text) > LONGEST:
        _refuse(0, f"The recipe is longer than {LONGEST:,} signs.", "Is this the file itself, and not its recipe?")
    node = _composed(text)
    if not isinstance(node, yaml.MappingNode):
        line = 1 if node is None else line_of(node)
        _refuse(line, "A recipe is a mapping of keys to values.", "Begin with `recipe: its-code`.")
    return section_of(node, "", known, noted)


def _composed(text: str) -> yaml.Node | None:
    try:
        _look_for_tricks(text)
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        _refuse(*explained(error, text))
    except (yaml.YAMLError, UnicodeError):
        _refuse(0, "This is no YAML: it holds signs that no text file holds.", "Save it as plain text in UTF-8.")


def _look_for_tricks(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            _refuse(
                line,
                "References (`*name`) are not taken in a recipe.",
                "Write the values out; put a text with * in quotes.",
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            _refuse(line, "The recipe is nested deeper than any recipe is.", "Look for brackets that are never closed.")


def _refuse(line: int, what: str, mend: str) -> NoReturn:
    raise RecipeHasFaults((RecipeFault("", line, what, mend),))
