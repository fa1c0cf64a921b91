"""A staff file is done: newcomers come in unseen and are shown by one flip; everybody else changes person by person.

Each transaction is short. The plan is made anew whenever the work goes on, and what is done is no part of it any more:
so whoever is killed goes on, and a file that is done twice changes nothing.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from django.db import connection, transaction

from servewell.base import bulk, bus, files, record, turns
from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.people import selectors, terms
from servewell.rooms.people.events import PeopleJoined, PeopleMoved
from servewell.rooms.people.models import Arrival, Intake, Person, Posting, Unit
from servewell.rooms.people.services.addresses import give_addresses
from servewell.rooms.people.services.leading import place_leaders
from servewell.rooms.people.services.leaving import let_go
from servewell.rooms.people.services.staff.guarding import refused_to_leave
from servewell.rooms.people.services.staff.intakes import asks_first, keep_plan, plan_staff
from servewell.rooms.people.services.staff.planned import Planned, StaffPlan
from servewell.rooms.people.services.staff.standing import Span
from servewell.rooms.people.terms import ChangeKind, IntakeState

# how many at once to begin with; a batch grows and shrinks so that it holds the write lock for about so long
JOINING, CHANGING, LEADING, ANNOUNCING = 500, 50, 500, 150
AIM_SECONDS: Final = 0.09
# lets whoever waits for the write lock have it
PAUSE_SECONDS: Final = 0.004
_PERSON: Final = ("id", "number", "name", "email", "language", "joined_at")
_POSTING: Final = ("id", "person_id", "unit_id", "job", "from_on", "until_on")
_ARRIVAL: Final = ("intake_id", "posting_id", "until_on")
# an end for each row, looked up row by row as the ORM would write it, holds the write lock half as long again
_SHOW: Final = """
UPDATE people_posting SET until_on = arrival.until_on
  FROM people_arrival AS arrival
 WHERE arrival.posting_id = people_posting.id AND arrival.intake_id = %s AND people_posting.until_on = %s
"""
Told = Callable[[int, int], None]
T = TypeVar("T")


def take_in_staff(*, intake: Intake, at: datetime, for_seconds: float = 3600.0, told: Told | None = None) -> bool:
    """Go on for so long. Returns whether nothing is left to do; also where somebody has to be asked first."""
    if intake.state != IntakeState.GOING.value:
        return True
    by = selectors.actor(key=intake.confirmed_by)
    plan = plan_staff(
        path=files.path_of(intake.file), unit=intake.unit, on=intake.on, is_whole=intake.is_whole, by=by,
        named=intake.named, dates=intake.dates, brought_by=selectors.actor(key=intake.brought_by),
    )  # fmt: skip
    if plan.leavers > intake.may_leave and asks_first(plan.leavers, plan.of):
        keep_plan(intake, plan, at=at)
        return True
    work = _Work(intake, plan, by=by, at=at, until=time.monotonic() + for_seconds, told=told)
    if not work.do():
        return False
    _end(intake, by=by, at=at)
    return True


@transaction.atomic
def _end(intake: Intake, *, by: Actor, at: datetime) -> None:
    if Intake.objects.filter(pk=intake.pk, state=IntakeState.GOING.value).update(
        state=IntakeState.DONE.value, moved_at=at
    ):
        intake.state = IntakeState.DONE.value
        record.write(deed="people.take_in_staff", thing=intake, by=by, at=at)


class _Work:
    def __init__(
        self, intake: Intake, plan: StaffPlan, *, by: Actor, at: datetime, until: float, told: Told | None
    ) -> None:
        self._intake, self._plan, self._by, self._at, self._until, self._told = intake, plan, by, at, until, told
        self._units = dict(Unit.objects.values_list("code", "pk"))
        self._done = 0

    def do(self) -> bool:
        """Newcomers, the flip, everybody else, who leads whom, and what follows. False where time is up."""
        staged = self._staged()
        joining = [each for each in self._plan.changes if each.kind is ChangeKind.JOIN]
        changing = [each for each in self._plan.changes if each.kind is not ChangeKind.JOIN]
        new = [each for each in joining if each.number.lower() not in staged]
        steps: Sequence[Callable[[], Iterator[None]]] = (
            lambda: self._each(new, JOINING, self._join),
            self._flip,
            lambda: self._each(changing, CHANGING, self._change),
            lambda: self._each([each for each in self._plan.changes if each.leader is not None], LEADING, self._lead),
            self._announce,
        )
        with bulk.many_rows_to_come():
            for step in steps:
                for _ in step():
                    if time.monotonic() > self._until:
                        return False
        return True

    def _staged(self) -> set[str]:
        numbers = Person.objects.filter(postings__until_on=terms.NOT_YET).values_list("number", flat=True)
        return {number.lower() for number in numbers}

    def _each(self, things: Sequence[T], size: int, deed: Callable[[Sequence[T]], None]) -> Iterator[None]:
        start = 0
        while start < len(things):
            batch = things[start : start + size]
            with turns.one_at_a_time(), transaction.atomic():
                began = time.monotonic()
                deed(batch)
                self._note(len(batch))
            size = _fitting(size, time.monotonic() - began)
            start += len(batch)
            self._tell()
            yield

    def _note(self, number: int) -> None:
        """How far it is, for whoever looks; and that it does not stand still."""
        self._done += number
        counts = {**self._intake.counts, "done": self._done, "todo": 2 * len(self._plan.changes)}
        Intake.objects.filter(pk=self._intake.pk).update(moved_at=self._at, counts=counts)

    def _tell(self) -> None:
        time.sleep(PAUSE_SECONDS)
        if self._told:
            self._told(self._done, 2 * len(self._plan.changes))

    def _join(self, batch: Sequence[Planned]) -> None:
        persons = bulk.keys(Person, len(batch))
        at = bulk.moment(self._at)
        bulk.write(
            Person,
            _PERSON,
            [
                (key, each.number, each.name, each.email, each.language, at)
                for key, each in zip(persons, batch, strict=True)
            ],
        )
        begun = [(person, each, span) for person, each in zip(persons, batch, strict=True) for span in each.begins]
        keys = bulk.keys(Posting, len(begun))
        not_yet = terms.NOT_YET.isoformat()
        bulk.write(
            Posting,
            _POSTING,
            [
                (key, person, self._units[span.unit], _job(span, each.language), span.from_on.isoformat(), not_yet)
                for key, (person, each, span) in zip(keys, begun, strict=True)
            ],
        )
        bulk.write(
            Arrival,
            _ARRIVAL,
            [(self._intake.pk, key, span.until_on.isoformat()) for key, (_, _, span) in zip(keys, begun, strict=True)],
        )
        record.write_many(deed="people.join", things=[Posting(pk=key) for key in keys], by=self._by, at=self._at)

    def _flip(self) -> Iterator[None]:
        """All that came in is seen from now on, in one statement that goes from arrival to posting and asks no more."""
        with turns.one_at_a_time(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SHOW, [self._intake.pk, terms.NOT_YET.isoformat()])
        yield

    def _change(self, batch: Sequence[Planned]) -> None:
        persons = {person.pk: person for person in Person.objects.filter(pk__in=[each.person for each in batch])}
        known = self._still_allowed([each for each in batch if each.person in persons])
        _rename(persons, known)
        addresses = {each.person or 0: each.email for each in known if "email" in each.differs}
        asking = frozenset(each.person or 0 for each in known if each.asks)
        give_addresses(addresses=addresses, asking=asking, by=self._by, at=self._at)
        self._end_postings(known)
        self._begin_postings(known)
        for on, gone in self._leaving(known, persons).items():
            let_go(gone, on=on, by=self._by, at=self._at)
        changed = [persons[each.person or 0] for each in known if each.kind is not ChangeKind.LEAVE]
        record.write_many(deed="people.change", things=changed, by=self._by, at=self._at)

    def _still_allowed(self, batch: Sequence[Planned]) -> list[Planned]:
        """Without those who got powers meanwhile for which they stay; the next file tells why."""
        leaving = {each.person or 0 for each in batch if each.kind is ChangeKind.LEAVE}
        refused = refused_to_leave(persons=leaving, on=self._plan.on, by=self._by)
        return [each for each in batch if not (each.kind is ChangeKind.LEAVE and each.person in refused)]

    def _end_postings(self, batch: Sequence[Planned]) -> None:
        rows = {key: each for each in batch for key, _ in (*each.ends, *each.jobs)}
        ends = {key: day for each in batch for key, day in each.ends}
        jobs = {key: job for each in batch for key, job in each.jobs}
        postings = list(Posting.objects.filter(pk__in=rows))
        for posting in postings:
            posting.until_on = ends.get(posting.pk, posting.until_on)
            if posting.pk in jobs:
                language = rows[posting.pk].language
                posting.job = Words(texts={language: jobs[posting.pk]}, source=language)
        Posting.objects.bulk_update(postings, ["until_on", "job"])

    def _begin_postings(self, batch: Sequence[Planned]) -> None:
        begun = Posting.objects.bulk_create(
            Posting(
                person_id=each.person or 0,
                unit_id=self._units[span.unit],
                job=Words(texts={each.language: span.job}, source=each.language),
                from_on=span.from_on,
                until_on=span.until_on,
            )
            for each in batch
            for span in each.begins
        )
        if begun:
            record.write_many(deed="people.move", things=begun, by=self._by, at=self._at)
            bus.announce(PeopleMoved(at=self._at, postings=tuple(posting.pk for posting in begun)))

    def _leaving(self, batch: Sequence[Planned], persons: dict[int, Person]) -> dict[date, list[Person]]:
        gone: dict[date, list[Person]] = {}
        for each in batch:
            person = persons[each.person or 0]
            if each.kind is ChangeKind.LEAVE:
                day = max((day for _, day in each.ends), default=self._plan.on)
                gone.setdefault(day, []).append(person)
        return gone

    def _lead(self, batch: Sequence[Planned]) -> None:
        numbers = {each.number for each in batch} | {each.leader for each in batch if each.leader}
        keys = selectors.persons_numbered(numbers=[number for number in numbers if number])
        leaders: dict[int, int | None] = {}
        days: dict[int, date] = {}
        for each in batch:
            person = keys[each.number.lower()]
            leaders[person] = keys[each.leader] if each.leader else None
            days[person] = self._first_day(each)
        place_leaders(leaders, from_on=days, by=self._by, at=self._at)

    def _first_day(self, change: Planned) -> date:
        if change.kind in (ChangeKind.JOIN, ChangeKind.REJOIN):
            return min(span.from_on for span in change.begins) if change.begins else self._plan.on
        return self._plan.on

    def _announce(self) -> Iterator[None]:
        """What follows from a newcomer is written batch by batch, after all of them are seen."""
        size = ANNOUNCING
        waiting = Arrival.objects.filter(intake=self._intake).order_by("pk").values_list("pk", "posting")
        while keys := list(waiting[:size]):
            with turns.one_at_a_time(), transaction.atomic():
                began = time.monotonic()
                Arrival.objects.filter(pk__in=[key for key, _ in keys]).delete()
                self._note(len(keys))
                bus.announce(PeopleJoined(at=self._at, postings=tuple(posting for _, posting in keys)))
            size = _fitting(size, time.monotonic() - began)
            self._tell()
            yield


def _fitting(size: int, seconds: float) -> int:
    """How many next time: at most twice as many, and never less than half."""
    return max(int(min(max(size * AIM_SECONDS / max(seconds, 0.001), size / 2), size * 2)), 1)


def _job(span: Span, language: str) -> str:
    return json.dumps({"source": language, language: span.job}, ensure_ascii=False)


def _rename(persons: dict[int, Person], batch: Sequence[Planned]) -> None:
    changed = []
    for each in batch:
        if {"name", "language"} & set(each.differs):
            person = persons[each.person or 0]
            person.name, person.language = each.name, each.language
            changed.append(person)
    Person.objects.bulk_update(changed, ["name", "language"])
