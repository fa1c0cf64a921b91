"""By what a reader may narrow a figure down: kinds of evidence, languages, questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servewell.base.words import Words
from servewell.rooms.insight.models import Indicator
from servewell.rooms.insight.selectors.asked.looking import Look
from servewell.rooms.insight.selectors.meant.meaning import every_indicator
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Evidence

if TYPE_CHECKING:
    from servewell.rooms.standards.models import Aspect


@dataclass(frozen=True)
class Asked:
    """A question on a scale: ``key`` is instrument/item."""

    key: str
    instrument: Words
    question: Words


@dataclass(frozen=True)
class Offered:
    """``aspects`` are codes with names, ``figures`` those of the company in their newest version.

    ``versions``: how many there are of the one that is looked at.
    """

    figures: tuple[tuple[str, Words], ...]
    versions: int
    aspects: tuple[tuple[str, Words], ...]
    questions: tuple[Asked, ...]
    evidence: tuple[Evidence, ...]


def offered(
    look: Look,
    *,
    answered: Iterable[str],
    among: Sequence[Indicator] | None = None,
    aspects: "Sequence[Aspect] | None" = None,
    is_composite: bool = False,
) -> Offered:
    """``answered`` are the codes of the instruments behind the figure; the look's own is offered in any case.

    ``among`` are all definitions, and ``aspects`` all aspects, where they are known. Of a composite no aspect or
    question can stand in its place.
    """
    newest = {row.code: row for row in reversed(every_indicator() if among is None else among)}
    figures = tuple((code, newest[code].title) for code in sorted(newest))
    versions = newest[look.indicator].version if look.indicator in newest else 0
    if is_composite:
        return Offered(
            figures, versions, aspects=(), questions=(), evidence=voice.evidence_heard(audience=look.audience)
        )
    codes = {*answered, *([look.item.split("/", 1)[0]] if look.item else [])}
    return Offered(
        figures=figures,
        versions=versions,
        aspects=tuple((each.code, each.name) for each in (standards.aspects() if aspects is None else aspects)),
        questions=tuple(
            Asked(f"{each.instrument}/{each.name}", each.title, each.question)
            for each in instruments.questions_on_a_scale(codes=codes)
        ),
        evidence=voice.evidence_heard(audience=look.audience),
    )
