"""Compares a staff file with who is where. Writes nothing, asks nothing of the database, and guesses nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from servewell.rooms.people.services.staff.managing import rings
from servewell.rooms.people.services.staff.planned import Planned, StaffPlan
from servewell.rooms.people.services.staff.rows import Fault, HeldRow, StaffFile, StaffRow
from servewell.rooms.people.services.staff.settling import Settled, settle
from servewell.rooms.people.services.staff.standing import Known, Standing
from servewell.rooms.people.terms import ChangeKind

_Wrong = Callable[[str, Sequence[StaffRow]], list[Fault]]


def plan_of(*, file: StaffFile, standing: Standing, is_whole: bool) -> StaffPlan:
    """What the file changes, person by person. ``is_whole``: whoever works in its scope and is missing has left."""
    planner = _Planner(file, standing, is_whole=is_whole)
    changes = list(planner.changes())
    held = sorted(planner.held, key=lambda each: (each.row, each.number))
    nameless = tuple(each.row for each in held if not each.number)
    here = planner.people_here()
    leavers = planner.leavers(here) if is_whole and not nameless else []
    return StaffPlan(
        on=standing.on, changes=(*changes, *leavers), held=tuple(held), same=len(planner.groups) - len(changes),
        of=len(here), nameless=nameless, passed_over=tuple(file.columns.passed_over),
    )  # fmt: skip


class _Planner:
    """``groups`` are the rows of each number that nothing is wrong with so far."""

    def __init__(self, file: StaffFile, standing: Standing, *, is_whole: bool) -> None:
        self._file, self._standing, self._is_whole = file, standing, is_whole
        self._label = file.columns.label
        self.held = list(file.held)
        self.groups: dict[str, list[StaffRow]] = defaultdict(list)
        self._settled: dict[str, Settled] = {}
        self._waits: dict[str, str] = {}
        for row in file.rows:
            self.groups[row.key].append(row)
        self._named = {*self.groups, *(row.number.lower() for row in self.held if row.number)}
        self._hold_siblings()
        self._hold_each(self._wrong_together)
        self._hold_each(self._wrong_place)
        self._hold_each(self._wrong_spans)
        self._hold_wrong_leaders()

    def changes(self) -> Iterator[Planned]:
        for key in sorted(self.groups, key=lambda each: self.groups[each][0].row):
            change = self._change(key)
            if change is not None:
                yield change

    def people_here(self) -> list[Known]:
        """Whoever works today, and nowhere but where the file speaks of."""
        on, scope = self._standing.on, self._standing.scope
        return [
            known
            for known in self._standing.people.values()
            if known.works_on(on) and all(span.unit in scope for span in known.spans if span.until_on > on)
        ]

    def leavers(self, here: Sequence[Known]) -> list[Planned]:
        on = self._standing.on
        return [
            Planned(
                kind=ChangeKind.LEAVE, row=0, number=known.number, name=known.name, person=known.key,
                email=known.email, language=known.language, was_at=_unit_on(known, on), on=on,
            )
            for known in here
            if known.number not in self._named
        ]  # fmt: skip

    def _hold(self, key: str, *faults: Fault) -> None:
        for row in self.groups.pop(key):
            self.held.append(HeldRow(row.row, row.line, row.number, row.cells, faults))

    def _hold_siblings(self) -> None:
        """A person of whom one row cannot be read is not half moved by the others."""
        torn = {row.number.lower(): row.row for row in self._file.held if row.number}
        for key in [each for each in self.groups if each in torn]:
            self._hold(key, Fault("sibling", self._label("number"), self.groups[key][0].number, str(torn[key])))

    def _hold_each(self, wrong: _Wrong) -> None:
        for key, rows in list(self.groups.items()):
            if faults := wrong(key, rows):
                self._hold(key, *faults)

    def _wrong_together(self, key: str, rows: Sequence[StaffRow]) -> list[Fault]:
        """Several rows of one number are postings one after another, of one person."""
        if len(rows) == 1:
            return []
        spans = sorted(rows, key=lambda row: row.from_on or date.min)
        is_one = len({(row.name, row.email, row.manager, row.language) for row in rows}) == 1
        if not is_one or any(row.from_on is None for row in rows):
            others = ", ".join(str(row.row) for row in rows)
            return [Fault("number-twice", self._label("number"), rows[0].number, others)]
        for one, other in pairwise(spans):
            if other.from_on and other.from_on < one.until_on:
                found = f"{one.unit}, {other.unit}"
                return [Fault("overlaps", self._label("from"), found, f"{one.row}, {other.row}")]
        return []

    def _wrong_place(self, key: str, rows: Sequence[StaffRow]) -> list[Fault]:
        on, scope = self._standing.on, self._standing.scope
        for row in rows:
            if row.unit not in self._standing.units:
                return [Fault("unit-unknown", self._label("unit"), row.unit)]
            if row.unit not in scope:
                return [Fault("unit-outside", self._label("unit"), row.unit)]
        known = self._standing.people.get(key)
        elsewhere = (
            [span.unit for span in known.spans if span.until_on > on and span.unit not in scope] if known else []
        )
        return [Fault("works-elsewhere", self._label("number"), rows[0].number, elsewhere[0])] if elsewhere else []

    def _wrong_spans(self, key: str, rows: Sequence[StaffRow]) -> list[Fault]:
        known = self._standing.people.get(key)
        settled = settle(spans=known.spans if known else (), wanted=rows, on=self._standing.on)
        self._settled[key] = settled
        return [Fault(each.code, self._label(each.column), each.found, each.other) for each in settled.faults]

    def _hold_wrong_leaders(self) -> None:
        """Again and again: whoever is held back leads nobody new, and a ring may close behind another."""
        if not self._file.columns.has("manager"):
            return
        before = -1
        while before != len(self.groups):
            before = len(self.groups)
            self._hold_each(self._wrong_leader)
            for ring in list(rings(self._leaders())):
                self._hold_ring(ring)

    def _wrong_leader(self, key: str, rows: Sequence[StaffRow]) -> list[Fault]:
        leader = (rows[0].manager or "").lower()
        self._waits.pop(key, None)
        if leader == key:
            return [Fault("leads-themselves", self._label("manager"), rows[0].number)]
        if leader in self.groups and not any(span.until_on > self._standing.on for span in self._settled[leader].after):
            return [Fault("leader-leaves", self._label("manager"), rows[0].manager or "")]
        if not leader or leader in self.groups or self._stays(leader):
            return []
        if leader in self._named:
            self._waits[key] = leader
            return []
        return [Fault("leader-unknown", self._label("manager"), rows[0].manager or "")]

    def _stays(self, number: str) -> bool:
        """Works here, and does not leave by this very file."""
        known = self._standing.people.get(number)
        if known is None or not known.works_from(self._standing.on):
            return False
        return not self._is_whole or number in self._named or not self._is_in_scope(known)

    def _is_in_scope(self, known: Known) -> bool:
        on = self._standing.on
        return all(span.unit in self._standing.scope for span in known.spans if span.until_on > on)

    def _leaders(self) -> Mapping[str, str]:
        lines = {known.number: known.leader for known in self._standing.people.values() if known.leader}
        for key, rows in self.groups.items():
            if rows[0].manager is not None and key not in self._waits:
                lines[key] = rows[0].manager.lower()
        return lines

    def _hold_ring(self, ring: Sequence[str]) -> None:
        for key in ring:
            if key in self.groups:
                self._hold(key, Fault("leads-in-a-ring", self._label("manager"), " → ".join([*ring, ring[0]])))

    def _change(self, key: str) -> Planned | None:
        rows, settled, on = self.groups[key], self._settled[key], self._standing.on
        known = self._standing.people.get(key)
        last = rows[-1]
        leader = self._leader(key, known)
        email = known.email if known and last.email is None else last.email or ""
        language = last.language or (known.language if known else self._standing.units[last.unit])
        differs = tuple(self._differs(known, settled, last, email=email, language=language, leader=leader))
        kind = _kind(known, settled, on)
        if kind is ChangeKind.CHANGE and not differs:
            return None
        return Planned(
            kind=kind, row=rows[0].row, number=last.number, name=last.name, person=known.key if known else None,
            email=email, language=language, ends=tuple(settled.ends.items()), jobs=tuple(settled.jobs.items()),
            begins=tuple(settled.begins), leader=leader, waits_for=self._waits.get(key, ""), differs=differs,
            was_at=_unit_on(known, on) if known else "", on=min((span.from_on for span in settled.begins), default=on),
        )  # fmt: skip

    def _leader(self, key: str, known: Known | None) -> str | None:
        """None where nobody new leads them."""
        written = self.groups[key][0].manager
        if written is None or key in self._waits:
            return None
        leader = written.lower()
        return None if leader == (known.leader if known else "") else leader

    def _differs(
        self, known: Known | None, settled: Settled, row: StaffRow, *, email: str, language: str, leader: str | None
    ) -> Iterator[str]:
        if known is not None:
            pairs = (
                ("name", known.name, row.name),
                ("email", known.email, email),
                ("language", known.language, language),
            )
            yield from (name for name, before, after in pairs if before != after)
            if settled.begins:
                yield "unit"
            if settled.ends:
                yield "until"
            if settled.jobs:
                yield "job"
        if leader is not None:
            yield "manager"


def _kind(known: Known | None, settled: Settled, on: date) -> ChangeKind:
    if known is None:
        return ChangeKind.JOIN
    stays = any(span.until_on > on for span in settled.after)
    if known.works_from(on) and not stays:
        return ChangeKind.LEAVE
    if stays and not known.works_from(on):
        return ChangeKind.REJOIN
    return ChangeKind.MOVE if settled.begins else ChangeKind.CHANGE


def _unit_on(known: Known, on: date) -> str:
    return next((span.unit for span in known.spans if span.holds_on(on)), "")
