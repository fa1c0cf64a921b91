from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class CasesOpened(Event):
    cases: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CaseAnswered(Event):
    """An answer is written, or is to be sent again, and waits to be handed over. The keys are deliveries."""

    deliveries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ReceiptsWritten(Event):
    """Customers are to be told that their letters have come. The keys are deliveries."""

    deliveries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class KindSet(Event):
    """Cases (numbers) are of another kind now, and owe what that kind owes."""

    cases: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AnswersHandedOver(Event):
    """A mail server took the answers, or a person vouched that they arrived. The keys are deliveries."""

    deliveries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerLost(Event):
    """An answer was refused on its way. The keys are deliveries."""

    deliveries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CasesAssigned(Event):
    """One writer has these cases (numbers) now."""

    cases: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CasesClosed(Event):
    """These cases (numbers) are closed without an answer."""

    cases: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CauseFound(Event):
    """Somebody said what caused these cases (numbers), or took it back: ask the room what is said now."""

    cases: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CasesMerged(Event):
    """These cases (numbers) went into others, ``into``, in which they are answered from now on."""

    cases: tuple[int, ...]
    into: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MergesUndone(Event):
    """These cases (numbers) came out of others, ``into``, and are answered by themselves again."""

    cases: tuple[int, ...]
    into: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class HarmTold(Event):
    """People are told that a voice speaks of harm. The keys are rows of HarmTold."""

    told: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class InquiryMade(Event):
    """A department, or somebody in it, is asked about a case. The keys are inquiries."""

    inquiries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class InquiryAnswered(Event):
    """Who was asked has answered the writer. The keys are inquiries."""

    inquiries: tuple[int, ...]
