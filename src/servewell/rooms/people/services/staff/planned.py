"""What a staff file would change: shown before it is done, and the same each time it is asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from servewell.rooms.people.services.staff.rows import HeldRow
from servewell.rooms.people.services.staff.standing import Span
from servewell.rooms.people.terms import ChangeKind


@dataclass(frozen=True, slots=True)
class Planned:
    """What changes about one person. ``person`` is None for somebody new, ``row`` is 0 where no row names them.

    ``ends`` gives postings (keys) another end, ``jobs`` another title; ``begins`` are new ones. ``leader`` is a number
    in small letters, empty for nobody and None where it stays as it is. ``waits_for`` is a leader who is held back.
    ``differs`` names what the file says otherwise: name, email, language, job, until, unit, manager. An address that
    ``asks`` waits for somebody who may do as much as the person.
    """

    kind: ChangeKind
    row: int
    number: str
    name: str
    person: int | None = None
    email: str = ""
    language: str = ""
    ends: tuple[tuple[int, date], ...] = ()
    jobs: tuple[tuple[int, str], ...] = ()
    begins: tuple[Span, ...] = ()
    leader: str | None = None
    waits_for: str = ""
    differs: tuple[str, ...] = ()
    asks: bool = False
    was_at: str = ""
    on: date | None = None


@dataclass(frozen=True)
class StaffPlan:
    """``same`` is how many stay as they are. Nobody ``leaves_by`` a file in which ``nameless`` rows stand.

    ``of`` is how many work today where the file may say who has left; ``passed_over`` are columns that mean nothing.
    """

    on: date
    changes: tuple[Planned, ...]
    held: tuple[HeldRow, ...]
    same: int
    of: int
    nameless: tuple[int, ...]
    passed_over: tuple[str, ...]

    @property
    def leavers(self) -> int:
        return sum(each.kind is ChangeKind.LEAVE for each in self.changes)

    def counts(self) -> Mapping[str, int]:
        found = Counter(each.kind.value for each in self.changes)
        kinds = {kind.value: found[kind.value] for kind in ChangeKind if kind is not ChangeKind.HELD}
        return {**kinds, "held": len(self.held), "same": self.same, "of": self.of, "nameless": len(self.nameless)}
