"""The way into the lake, and how far it has come."""

import threading
from collections.abc import Callable, Sequence, Sized
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar, cast

from cachetools import LRUCache, cached
from django.conf import settings

from servewell.base import today
from servewell.engines.lake import Lake
from servewell.engines.lake.answers import ANSWERS, SCORES
from servewell.engines.lake.measures import By, Figure, Question, figures, values_in
from servewell.engines.lake.sizes import Sizes, sizes
from servewell.engines.lake.voices import Said, Uncounted, said, uncounted
from servewell.engines.lake.volumes import Volume, volumes
from servewell.rooms.insight.models import DirtyMonth

if TYPE_CHECKING:
    from servewell.engines.lake.columns import Columns

State = tuple[int, tuple[tuple[str, datetime], ...]]
Asked = ParamSpec("Asked")
Found = TypeVar("Found", covariant=True)


class Remembered(Protocol[Asked, Found]):
    """A function that remembers what it returned."""

    def __call__(self, *args: Asked.args, **named: Asked.kwargs) -> Found: ...

    def cache_clear(self) -> None: ...


def remembered(
    most: int, size: Callable[[Sized], int] | None = None
) -> Callable[[Callable[Asked, Found]], Remembered[Asked, Found]]:
    """What a function of the lake's state returned is kept for so many calls in this process, the latest used of them;
    with ``size``, of as many as are together no larger than ``most``, or of one that is.

    Where several threads ask for the same at once, one works it out and the others wait: after each load all that is
    kept is out of date, and everybody asks.
    """
    fitting = None if size is None else lambda found: min(size(found), most)
    keep: object = cached(LRUCache(maxsize=most, getsizeof=fitting), condition=threading.Condition())
    return cast("Callable[[Callable[Asked, Found]], Remembered[Asked, Found]]", keep)


def the_lake() -> Lake:
    """The lake of this home; one handle for each process and folder."""
    return _lake(Path(settings.LAKE_FOLDER))


@lru_cache(maxsize=8)
def _lake(folder: Path) -> Lake:
    return Lake(folder)


def fresh_at() -> datetime | None:
    """When the answers behind the figures were last read from the database; None before the first time."""
    return the_lake().freshness(ANSWERS)


def waiting_since() -> datetime | None:
    """Since when the oldest change waits to be taken up into the figures; None when nothing waits."""
    return DirtyMonth.objects.order_by("marked_at").values_list("marked_at", flat=True).first()


def asked(question: Question) -> tuple[Figure, ...]:
    """The figures as the lake has them now. A process asks about few units only once for each state of the lake."""
    if not question.units:
        return figures(lake=the_lake(), question=question)
    return _asked(Path(settings.LAKE_FOLDER), state(), question)


def asked_once(question: Question) -> tuple[Figure, ...]:
    """The figures as the lake has them now, not remembered: for jobs that go through all units."""
    return figures(lake=the_lake(), question=question)


def columns_once(question: Question) -> "Columns":
    """The same as columns: of many thousand figures, of which few are read."""
    from servewell.engines.lake.columns import columns  # noqa: PLC0415  the web process loads no numpy at its start

    return columns(lake=the_lake(), question=question)


def sizes_of(questions: Sequence[Question], split: Sequence[str]) -> Sizes:
    """Of how many answers figures are, as the lake has them now, not remembered."""
    return sizes(lake=the_lake(), questions=questions, split=split)


def met(question: Question) -> tuple[Volume, ...]:
    """The encounters as the lake has them now, likewise."""
    if not question.units:
        return volumes(lake=the_lake(), question=question)
    return _met(Path(settings.LAKE_FOLDER), state(), question)


def heard(question: Question, *, low: float) -> tuple[Said, ...]:
    """What was said beside the encounters, as the lake has it now, likewise. Name the units."""
    return _heard(*now(), question, low)


def heard_once(question: Question, *, low: float) -> tuple[Said, ...]:
    """The same, not remembered."""
    return said(lake=the_lake(), question=question, low=low)


def not_counted(question: Question) -> tuple[Uncounted, ...]:
    """The units and months of which voices are known and encounters are not, likewise."""
    return _not_counted(*now(), question)


def now() -> tuple[Path, State]:
    """What changes with everything that is published in the lake: for whoever keeps a while what follows from it."""
    return Path(settings.LAKE_FOLDER), state()


def values_of(column: str) -> tuple[str, ...]:
    """What stands in a column of the answers: channels, instruments."""
    return _values_of(Path(settings.LAKE_FOLDER), state(), column)


def scored_instruments() -> frozenset[str]:
    """With which our own people have scored something in the field."""
    return frozenset(_scored(Path(settings.LAKE_FOLDER), state()))


def state() -> State:
    manifest = the_lake().manifest()
    published = tuple(sorted((name, files.published_at) for name, files in manifest.facts.items()))
    return manifest.generation, published


@remembered(most=512)
def _asked(folder: Path, state: State, question: Question) -> tuple[Figure, ...]:
    return figures(lake=_lake(folder), question=question)


@remembered(most=128)
def _met(folder: Path, state: State, question: Question) -> tuple[Volume, ...]:
    return volumes(lake=_lake(folder), question=question)


@remembered(most=128)
def _heard(folder: Path, state: State, question: Question, low: float) -> tuple[Said, ...]:
    return said(lake=_lake(folder), question=question, low=low)


@remembered(most=128)
def _not_counted(folder: Path, state: State, question: Question) -> tuple[Uncounted, ...]:
    return uncounted(lake=_lake(folder), question=question)


@remembered(most=32)
def _values_of(folder: Path, state: State, column: str) -> tuple[str, ...]:
    return values_in(lake=_lake(folder), fact=ANSWERS, column=column)


@remembered(most=32)
def _scored(folder: Path, state: State) -> tuple[str, ...]:
    return values_in(lake=_lake(folder), fact=SCORES, column="instrument")


def warm() -> threading.Thread:
    """Load the lake's engine beside the first requests, so that none of them waits a second for it."""
    thread = threading.Thread(target=_ask_for_nothing, name="warm the lake", daemon=True)
    thread.start()
    return thread


def _ask_for_nothing() -> None:
    day = today.now().date()
    figures(lake=the_lake(), question=Question(from_day=day, until_day=date(day.year + 1, 1, 1), by=By.MONTH))
