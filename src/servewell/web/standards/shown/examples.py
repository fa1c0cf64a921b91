"""What a standard looks like: examples of doing it and of what to avoid, and our way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.web.kit.said import Piece, piece

if TYPE_CHECKING:
    from servewell.base.words import Words
    from servewell.rooms.standards.terms import Examples
    from servewell.web.kit.components import Chip


@dataclass(frozen=True)
class Example:
    """A heading with its lines; ``language`` is theirs, by its standard code. ``kind``: do, avoid or way."""

    kind: str
    title: str
    lines: Sequence[str]
    language: str
    mark: "Chip | None"


@dataclass(frozen=True)
class StandardSaid:
    text: Piece
    examples: Sequence[Example]


def examples_shown(examples: "Examples") -> Sequence[Example]:
    """Of what is written, in the reader's language."""
    titles = {"do": _("This is how it looks"), "avoid": _("We avoid"), "way": _("Our way")}
    return tuple(_example(kind, titles[kind], said) for kind, said in examples.parts.items() if said is not None)


def _example(kind: str, title: str, said: "Words") -> Example:
    found = piece(said)
    lines = tuple(line.strip() for line in found.text.splitlines() if line.strip())
    return Example(kind=kind, title=title, lines=lines, language=found.language, mark=found.mark)
