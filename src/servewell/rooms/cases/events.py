from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class CasesOpened(Event):
    cases: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CaseAnswered(Event):
    """An answer is written and waits to be handed over. The keys are deliveries."""

    deliveries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerLost(Event):
    """An answer was refused on its way. The keys are deliveries."""

    deliveries: tuple[int, ...]
