"""How many people worked in a unit, and how many left it: numbers without names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.db import connection
from django.db.models import Min

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.people.models import Person, Posting
from servewell.rooms.people.terms import COUNTED_BELOW, FOR_EVER, NOT_YET


@dataclass(frozen=True)
class Turnover:
    """From ``first`` until the day before ``end``: so many left, of so many who worked there on an average day."""

    first: date
    end: date
    leavers: int
    headcount: float


@dataclass(frozen=True)
class Staffing:
    """What happened in each span, and the day on which the first of those people was written down here.

    Whoever had left before that day is not known, so nothing can be said of turnover before it.
    """

    known_since: date | None
    spans: tuple[Turnover, ...]


@dataclass(frozen=True)
class Worked:
    """Somebody's days in a unit without a break. ``is_left``: they end because the posting does."""

    first: date
    end: date
    is_left: bool


# where a posting and the unit's place below the asked one overlap; a promise that was taken back lasts one day
_WORKED = """
SELECT posting.person_id, person.joined_at, posting.from_on, posting.until_on, {first}, {end}
  FROM people_posting AS posting
  JOIN people_person AS person ON person.id = posting.person_id {join}
 WHERE posting.until_on > %s AND posting.from_on <= %s AND posting.until_on <> %s
   AND {below}
   AND (posting.started_at IS NOT NULL OR posting.until_on > {next_day})
 ORDER BY posting.person_id, posting.from_on
"""
_NEXT_DAY = {"sqlite": "DATE(posting.from_on, '+1 day')", "postgresql": "posting.from_on + 1"}


def turnover(*, viewer: Actor, unit: int, spans: Sequence[tuple[date, date]], tree_on: date | None = None) -> Staffing:
    """For each span of days, who left the unit with all below it, and how many worked there on an average of its days.

    Who goes from one unit below to another has not left; who goes out of it, has. A unit that moves away takes its
    people along, and they have not left. One query, however many spans. For the house only.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    if not spans:
        return Staffing(None, ())
    first, end = min(first for first, _ in spans), max(end for _, end in spans)
    rows = _rows(unit, first, end, tree_on)
    since = min((joined_on for _, joined_on, *_ in rows), default=None)
    worked = [
        each
        for _, theirs in groupby(rows, key=itemgetter(0))
        for each in _joined([_stay(*days) for _, _, *days in theirs])
    ]
    return Staffing(since, tuple(_in(span, worked) for span in spans))


def first_written_down(*, viewer: Actor) -> date | None:
    """When the first person was written down here; None before. One query, for the house only."""
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    first = Person.objects.aggregate(first=Min("joined_at"))["first"]
    return first.date() if first else None


def days_worked(*, viewer: Actor, spans: Sequence[tuple[date, date]]) -> list[dict[int, int]]:
    """For each span how many days people worked at each unit itself, by its key: of two there are two. One query, for
    the house only.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    found: list[dict[int, int]] = [{} for _ in spans]
    postings = Posting.objects.exclude(until_on=NOT_YET).order_by("pk")
    for unit, from_on, until_on, started_at in postings.values_list("unit", "from_on", "until_on", "started_at"):
        if started_at is None and until_on <= from_on + timedelta(days=1):
            continue  # a promise that was taken back
        for (first, end), known in zip(spans, found, strict=True):
            if (days := (min(until_on, end) - max(from_on, first)).days) > 0:
                known[unit] = known.get(unit, 0) + days
    return found


def _rows(unit: int, first: date, end: date, tree_on: date | None) -> list[tuple[int, date, date, date, date, date]]:
    """Person, the day they were written down, and the four days of ``_stay``."""
    with connection.cursor() as cursor:
        cursor.execute(*_select(unit, first, end, tree_on))
        return [(person, *map(_day, days)) for person, *days in cursor.fetchall()]


def _select(unit: int, first: date, end: date, tree_on: date | None) -> tuple[str, list[int | date]]:
    when: list[int | date] = [first, end, NOT_YET]
    next_day = _NEXT_DAY[connection.vendor]
    if tree_on is None:
        select = _WORKED.format(
            first="lineage.from_on",
            end="lineage.until_on",
            join="JOIN people_lineage AS lineage ON lineage.unit_id = posting.unit_id",
            below="lineage.ancestor_id = %s AND lineage.until_on > posting.from_on"
            " AND lineage.from_on < posting.until_on",
            next_day=next_day,
        )
        return select, [*when, unit]
    below = f"posting.unit_id IN ({COUNTED_BELOW})"
    ever = (f"'{date.min.isoformat()}'", f"'{FOR_EVER.isoformat()}'")
    select = _WORKED.format(first=ever[0], end=ever[1], join="", below=below, next_day=next_day)
    place: list[int | date] = [unit, tree_on, tree_on]
    return select, [*when, *place, *place]


def _day(found: date | datetime | str) -> date:
    """SQLite hands days and moments up as text."""
    if isinstance(found, str):
        return date.fromisoformat(found[:10])
    return found.date() if isinstance(found, datetime) else found


def _stay(from_on: date, until_on: date, placed_on: date, moved_on: date) -> Worked:
    return Worked(max(from_on, placed_on), min(until_on, moved_on), is_left=until_on <= moved_on)


def _joined(stays: Sequence[Worked]) -> Iterator[Worked]:
    """Postings side by side, or one right after the other, are one stay."""
    current: Worked | None = None
    for each in sorted(stays, key=lambda stay: (stay.first, stay.end)):
        if current is None or each.first > current.end:
            if current is not None:
                yield current
            current = each
        elif each.end >= current.end:
            is_left = each.is_left and (current.is_left or each.end > current.end)
            current = Worked(current.first, each.end, is_left)
    if current is not None:
        yield current


def _in(span: tuple[date, date], worked: Sequence[Worked]) -> Turnover:
    first, end = span
    days = sum(max(0, (min(each.end, end) - max(each.first, first)).days) for each in worked)
    leavers = sum(1 for each in worked if each.is_left and first < each.end <= end)
    return Turnover(first=first, end=end, leavers=leavers, headcount=days / max(1, (end - first).days))
