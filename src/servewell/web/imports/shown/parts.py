"""A long form comes in parts: a request holds so many fields and no more, and so does a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from servewell.web.kit.access import SignedInRequest
from servewell.web.kit.asked import key_asked_for
from servewell.web.kit.components import Link
from servewell.web.kit.figures import number

T = TypeVar("T")


@dataclass(frozen=True)
class Parts:
    """Which part of a form this is, counted from 1."""

    here: int
    last: int

    @property
    def links(self) -> Sequence[Link]:
        """To all of them, where there are several."""
        text = _("Part %(part)s of %(last)s")
        numbers = range(1, self.last + 1) if self.last > 1 else ()
        return [Link(text % {"part": number(each), "last": number(self.last)}, f"?part={each}") for each in numbers]

    @property
    def address(self) -> str:
        return f"?part={self.here}"


WHOLE: Final = Parts(here=1, last=1)


def part_asked_for(request: SignedInRequest) -> int | None:
    return key_asked_for(request, "part")


def part_of(everything: Sequence[T], part: int | None, *, size: int) -> tuple[Sequence[T], Parts]:
    """What stands in a part; in the last one, where there are fewer."""
    last = max(1, -(-len(everything) // size))
    here = min(max(part or 1, 1), last)
    return everything[(here - 1) * size : here * size], Parts(here=here, last=last)
