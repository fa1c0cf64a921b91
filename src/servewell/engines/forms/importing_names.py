"""Names of a SurveyJS document, which may be any text, as identifiers; and the conditions that use them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from servewell.engines.forms.conditions import PIPED
from servewell.engines.forms.left_out import LeftOut
from servewell.engines.forms.scope import IDENTIFIER

_NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9_]+")
_LONGEST: Final = 40


@dataclass(frozen=True)
class Names:
    """The identifier of each name, and of each row of a matrix."""

    items: Mapping[str, str]
    rows: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, pages: list[Any], left_out: list[LeftOut]) -> "Names":
        items: dict[str, str] = {}
        rows: dict[str, Mapping[str, str]] = {}
        for path, element in _elements(pages):
            name = element.get("name")
            if not isinstance(name, str) or name in items:
                continue
            items[name] = _identifier(name, set(items.values()))
            if items[name] != name:
                left_out.append(LeftOut(f"{path}.name", name, f"A name is an identifier: it is now '{items[name]}'."))
            if isinstance(element.get("rows"), list):
                rows[name] = _rows(element["rows"], f"{path}.rows", left_out)
        return cls(items, rows)

    def in_expression(self, text: str) -> str:
        """The same condition with our names; what names nothing stays, and is refused where it is read."""
        return PIPED.sub(lambda found: "{" + self._ours(found[1].strip()) + "}", text)

    def in_words(self, text: str, earlier: Collection[str]) -> str:
        """Braces around the name of an earlier question stay; others would be refused, and leave their name."""

        def piped(found: "re.Match[str]") -> str:
            ours = self._ours(found[1].strip())
            return "{" + ours + "}" if ours in earlier else found[1]

        return PIPED.sub(piped, text)

    def _ours(self, name: str) -> str:
        if name in self.items:
            return self.items[name]
        matrix, _, row = name.partition(".")
        row_of = self.rows.get(matrix, {}).get(row)
        return f"{self.items[matrix]}.{row_of}" if row_of else name


def _elements(pages: list[Any], path: str = "pages") -> Iterator[tuple[str, dict[str, Any]]]:
    for at, part in enumerate(pages):
        if not isinstance(part, dict):
            continue
        inside = part.get("elements") or part.get("questions")
        where = f"{path}[{at}]"
        if part.get("type"):
            yield where, part
        if isinstance(inside, list):
            yield from _elements(inside, f"{where}.elements")


def _rows(rows: list[Any], path: str, left_out: list[LeftOut]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for at, row in enumerate(rows):
        value = str(row.get("value") if isinstance(row, dict) else row)
        found[value] = _identifier(value, set(found.values()))
        if found[value] != value:
            left_out.append(LeftOut(f"{path}[{at}]", value, f"A row's name is an identifier: now '{found[value]}'."))
    return found


def _identifier(name: str, taken: set[str]) -> str:
    small = _NOT_IN_A_NAME.sub("_", name.strip().lower()).strip("_").replace("equals", "equal")
    base = small if small[:1].isascii() and small[:1].isalpha() else f"q_{small}".rstrip("_")
    base = base[:_LONGEST]
    found, number = base, 2
    while found in taken or not IDENTIFIER.fullmatch(found):
        found = f"{base[: _LONGEST - 4]}_{number}"
        number += 1
    return found
