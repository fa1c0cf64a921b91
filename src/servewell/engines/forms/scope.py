"""Which items a document has and where they stand, before any of them is read: what a condition may look at."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from servewell.engines.forms.document import FIRST_EDITION, SECOND_EDITION, Kind

IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LOOKED_AT: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
_ASKING_WHETHER_IT_SHOWS: Final = ("visibleIf", "requiredIf")
SECTION_TYPE: Final = "panel"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands. `looks_at` are the names in its conditions and in those of what it stands in."""

    at: int
    kind: str
    page: int
    section: str | None
    looks_at: frozenset[str]
    hides_by_itself: bool


@dataclass(frozen=True)
class Scope:
    """What is known of the whole document while one part of it is read."""

    languages: tuple[str, ...]
    edition: int
    items: Mapping[str, Standing]
    # names of matrices, which have no answer of their own
    matrices: frozenset[str]

    def inside(self, *, page: int, section: str | None = None) -> frozenset[str]:
        """The names of the items that stand on a page, or in one section of it."""
        return self._inside.get((page, section), frozenset())

    @cached_property
    def _inside(self) -> Mapping[tuple[int, str | None], frozenset[str]]:
        found: dict[tuple[int, str | None], set[str]] = {}
        for name, standing in self.items.items():
            for section in {None, standing.section}:
                found.setdefault((standing.page, section), set()).add(name)
        return {where: frozenset(names) for where, names in found.items()}

    def way_back(self, start: str, end: str) -> tuple[str, ...] | None:
        """How the item ``start`` hangs on ``end``, by the fewest steps; none where it does not."""
        before: dict[str, str | None] = {start: None}
        waiting = deque([start])
        while waiting:
            name = waiting.popleft()
            if name == end:
                return tuple(_path_to(name, before))
            found = self.items.get(name)
            for further in sorted(found.looks_at - before.keys()) if found else ():
                before[further] = name
                waiting.append(further)
        return None


def _path_to(name: str, before: Mapping[str, str | None]) -> list[str]:
    path = [name]
    while (previous := before[path[-1]]) is not None:
        path.append(previous)
    return path[::-1]


def scope_of(document: Mapping[str, object], languages: tuple[str, ...]) -> Scope:
    """Forgiving: what is malformed is left out here, and told where it is read."""
    edition = document.get("servewell:edition", FIRST_EDITION)
    items: dict[str, Standing] = {}
    matrices: set[str] = set()
    for number, page in enumerate(_mappings(document.get("pages"))):
        for element, section in _elements(page):
            name = element.get("name")
            if not isinstance(name, str):
                continue
            looks_at = frozenset().union(*(_looked_at(each) for each in (page, section or {}, element)))
            of_section = section.get("name") if section else None
            for each in _names(name, element):
                items.setdefault(
                    each,
                    Standing(
                        at=len(items),
                        kind=str(element.get("type")),
                        page=number,
                        section=of_section if isinstance(of_section, str) else None,
                        looks_at=looks_at,
                        hides_by_itself="visibleIf" in element,
                    ),
                )
            if element.get("type") == Kind.MATRIX:
                matrices.add(name)
    is_second = edition == SECOND_EDITION and not isinstance(edition, bool)
    return Scope(languages, SECOND_EDITION if is_second else FIRST_EDITION, items, frozenset(matrices))


def _elements(
    page: Mapping[str, object],
) -> Iterator[tuple[Mapping[str, object], Mapping[str, object] | None]]:
    for element in _mappings(page.get("elements")):
        if element.get("type") == SECTION_TYPE:
            yield from ((inside, element) for inside in _mappings(element.get("elements")))
        else:
            yield element, None


def _names(name: str, element: Mapping[str, object]) -> list[str]:
    if element.get("type") != Kind.MATRIX:
        return [name]
    return [f"{name}.{value}" for row in _mappings(element.get("rows")) if isinstance(value := row.get("value"), str)]


def _looked_at(content: Mapping[str, object]) -> frozenset[str]:
    conditions = (content.get(key) for key in _ASKING_WHETHER_IT_SHOWS)
    return frozenset(name for text in conditions if isinstance(text, str) for name in _LOOKED_AT.findall(text))


def _mappings(listed: object) -> Iterator[Mapping[str, object]]:
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        yield from (each for each in listed if isinstance(each, Mapping))
