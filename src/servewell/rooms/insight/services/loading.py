"""The lake follows the database: what changes marks its months, and a load makes their files equal again.

The lake holds no words and no persons, is derived, and may be thrown away at any time.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import connection, transaction

from servewell.engines.lake import Fact, SchemaHasChanged, by_month, in_one_process, stream
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES, SCORES
from servewell.engines.lake.voices import VOICES
from servewell.engines.lake.volumes import ENCOUNTERS
from servewell.rooms.customers import facts as customers_facts
from servewell.rooms.insight import selectors, terms
from servewell.rooms.insight.models import DirtyMonth
from servewell.rooms.people import facts as people_facts
from servewell.rooms.voice import facts as voice_facts

if TYPE_CHECKING:
    import pyarrow as pa

    MonthRows = tuple[date, Iterable[pa.RecordBatch]]

MARKS_AT_ONCE = 500
# each with the fact under whose name its months are marked: what changes an answer changes what was said, and its score
BY_MONTH = {ANSWERS: ANSWERS, VOICES: ANSWERS, SCORES: ANSWERS, ENCOUNTERS: ENCOUNTERS}
TREE = {PLACES: people_facts.PLACES, CLOSED_PLACES: people_facts.CLOSED_PLACES}


def mark_months(*, months: Iterable[date], at: datetime) -> None:
    """The answers, voices and scores of these months are no longer what the lake holds."""
    DirtyMonth.objects.bulk_create(DirtyMonth(fact=ANSWERS.name, month=month, marked_at=at) for month in months)


def mark_encounters(*, months: Iterable[date], at: datetime) -> None:
    """The encounters of these months are no longer what the lake holds."""
    DirtyMonth.objects.bulk_create(DirtyMonth(fact=ENCOUNTERS.name, month=month, marked_at=at) for month in months)


def mark_tree(*, at: datetime) -> None:
    """The tree of units is no longer what the lake holds."""
    DirtyMonth.objects.create(fact=PLACES.name, month=terms.WHOLE, marked_at=at)


def load_soon(*, at: datetime) -> int:
    """``load_dirty``, unless one ran a moment ago: then the schedule takes up what is marked, within a minute."""
    if connection.in_atomic_block:  # the lake reads what is committed, so there is nothing to see yet
        return 0
    last = None if _must_be_rebuilt() else selectors.fresh_at()
    if last is not None and timedelta(0) <= at - last < terms.LOADS_LIE_APART:
        return 0
    return load_dirty(at=at)


@in_one_process()
def load_dirty(*, at: datetime) -> int:
    """Make every marked month equal to the database. Returns how many marks were taken up.

    Safe to call at any time and from anywhere: rows are read while no other load writes, and only the marks that were
    there before are removed, one by one, so that what is marked meanwhile stays marked.
    """
    if _must_be_rebuilt():
        return rebuild(at=at)
    marks = list(DirtyMonth.objects.values_list("pk", "fact", "month"))
    if any(fact == PLACES.name for _, fact, _ in marks):
        _load_tree(at)
    for each, marked in BY_MONTH.items():
        months = sorted({month for _, fact, month in marks if fact == marked.name})
        if months:
            selectors.the_lake().write_months(fact=each, months=_read(each, months), at=at)
    _forget([key for key, _, _ in marks])
    return len(marks)


@in_one_process()
def rebuild(*, at: datetime) -> int:
    """Make the whole lake anew from the database. Returns how many marks that took up."""
    marks = list(DirtyMonth.objects.values_list("pk", flat=True))
    _load_tree(at)
    for each in BY_MONTH:
        selectors.the_lake().rebuild(fact=each, months=_read_everything(each), at=at)
    _forget(marks)
    return len(marks)


def _must_be_rebuilt() -> bool:
    """The lake was never built, was thrown away, or is of another shape than this version's."""
    lake = selectors.the_lake()
    try:
        return any(lake.freshness(fact) is None for fact in (*BY_MONTH, *TREE))
    except SchemaHasChanged:
        return True


def _load_tree(at: datetime) -> None:
    for fact, select in TREE.items():
        rows = stream(database_uri=_address(), select=select, fact=fact)
        selectors.the_lake().write_whole(fact=fact, rows=rows, at=at)


def _read_everything(fact: Fact) -> "Iterator[MonthRows]":
    rows = stream(database_uri=_address(), select=_in_order(fact), parameters=(date.min, date.max), fact=fact)
    return by_month(fact=fact, rows=rows)


def _in_order(fact: Fact) -> str:
    selects = {
        ENCOUNTERS: customers_facts.ENCOUNTERS,
        VOICES: voice_facts.VOICES,
        SCORES: voice_facts.SCORES,
    }
    return f"{selects.get(fact) or voice_facts.answers(vendor=connection.vendor)} ORDER BY day"


def _read(fact: Fact, months: Iterable[date]) -> "Iterator[MonthRows]":
    for run in _runs(months):
        span = (run[0], selectors.moved(month=run[-1], months=1))
        rows = stream(database_uri=_address(), select=_in_order(fact), parameters=span, fact=fact)
        silent = set(run)
        for month, pieces in by_month(fact=fact, rows=rows):
            silent.discard(month)
            yield month, pieces
        yield from ((month, ()) for month in sorted(silent))  # its last row was withdrawn: the file goes


def _runs(months: Iterable[date]) -> Iterator[list[date]]:
    """Months that follow on one another are read by one statement."""
    run: list[date] = []
    for month in months:
        if run and month != selectors.moved(month=run[-1], months=1):
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _forget(marks: list[int]) -> None:
    # by key, never "up to the highest": PostgreSQL may commit a lower key later
    for start in range(0, len(marks), MARKS_AT_ONCE):
        with transaction.atomic():
            DirtyMonth.objects.filter(pk__in=marks[start : start + MARKS_AT_ONCE]).delete()


def _address() -> str:
    """Where the lake's drivers find the database that Django has open."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    parts = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    given = {name: str(value) for name, value in {**parts, "password": settings["PASSWORD"]}.items() if value}
    return f"postgresql:///{settings['NAME']}?{urlencode(given)}"
