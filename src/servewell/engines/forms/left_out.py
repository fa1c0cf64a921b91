"""What did not come along from one document to another, and in which question it stood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

_STEP: Final = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that did not come along as it was: where it stood, what it was, and why or what stands instead.

    ``of`` is the title of the question or section in which it stood, as its document writes it; empty: of none.
    """

    path: str
    what: str
    why: str
    of: object = ""


def steps(path: str) -> list[str | int]:
    return [name or int(number) for name, number in _STEP.findall(path)]


def chain(document: Mapping[str, object], path: str) -> list[tuple[Any, Any]]:
    """The parts along a path, as far as it leads."""
    parts: list[tuple[Any, Any]] = []
    here: Any = document
    for step in steps(path):
        if not _has(here, step):
            break
        parts.append((here, step))
        here = here[step]
    return parts


def titled(document: Mapping[str, object], left_out: Iterable[LeftOut]) -> list[LeftOut]:
    """The same, with the title of what each stands in; ``document`` is the one that their paths lead through."""
    return [replace(each, of=each.of or _title_at(document, each.path)) for each in left_out]


def _title_at(document: Mapping[str, object], path: str) -> object:
    title: object = ""
    for holder, step in chain(document, path):
        part = holder[step]
        if isinstance(part, Mapping) and isinstance(step, int) and ("type" in part or "elements" in part):
            title = part.get("title") or (part.get("name") if "type" in part else "") or title
    return title


def _has(holder: Any, step: Any) -> bool:
    if isinstance(holder, Mapping):
        return step in holder
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)
