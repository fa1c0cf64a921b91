"""By what a reader may narrow a figure down: kinds of evidence, languages, questions."""

from collections.abc import Iterable
from dataclasses import dataclass

from servewell.base.words import Words
from servewell.rooms.insight.selectors.looking import Look
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Evidence


@dataclass(frozen=True)
class Asked:
    """A question on a scale: ``key`` is instrument/item."""

    key: str
    instrument: Words
    question: Words


@dataclass(frozen=True)
class Offered:
    """``aspects`` are codes with names."""

    aspects: tuple[tuple[str, Words], ...]
    questions: tuple[Asked, ...]
    evidence: tuple[Evidence, ...]


def offered(look: Look, *, answered: Iterable[str]) -> Offered:
    """``answered`` are the codes of the instruments behind the figure; the look's own is offered in any case."""
    codes = {*answered, *([look.item.split("/", 1)[0]] if look.item else [])}
    return Offered(
        aspects=tuple((each.code, each.name) for each in standards.aspects()),
        questions=tuple(
            Asked(f"{each.instrument}/{each.name}", each.title, each.question)
            for each in instruments.questions_on_a_scale(codes=codes)
        ),
        evidence=voice.evidence_heard(audience=look.audience),
    )
