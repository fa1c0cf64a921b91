"""What every figure means and meant, and what it would be by another definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Indicator, IndicatorSource
from servewell.rooms.insight.selectors.asked.periods import moved
from servewell.rooms.insight.selectors.counted.rows import rows_of, without_answers
from servewell.rooms.insight.selectors.counted.shares import Share, added, shares_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning, NoSuchIndicator, of_audience, question, said_by
from servewell.rooms.people import selectors as people
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

MONTHS = 12


@dataclass(frozen=True)
class DefinitionVersion:
    """``published_by`` is empty where the house itself defined it."""

    meaning: Meaning
    published_at: datetime
    published_by: str


@dataclass(frozen=True)
class Defined:
    """A figure with what it means and meant, the newest version first."""

    code: str
    versions: tuple[DefinitionVersion, ...]

    @property
    def newest(self) -> DefinitionVersion:
        return self.versions[0]


@dataclass(frozen=True)
class Foreseen:
    """A figure of customers' answers at the widest unit that the viewer sees, over twelve months up to today."""

    unit: "Unit"
    from_on: date
    share: Share


def catalogue() -> tuple[Defined, ...]:
    """All figures of the company, by code. Two queries."""
    found: dict[str, list[DefinitionVersion]] = {}
    for row in _rows():
        found.setdefault(row.code, []).append(_version(row))
    return tuple(Defined(code, tuple(versions)) for code, versions in found.items())


def defined(*, code: str) -> Defined:
    """Raises NoSuchIndicator."""
    versions = tuple(_version(row) for row in _rows(code=code))
    if not versions:
        raise NoSuchIndicator(code)
    return Defined(code, versions)


def _rows(**wanted: str) -> Sequence[Indicator]:
    sources = Prefetch("sources", IndicatorSource.objects.order_by("position"))
    rows = Indicator.objects.filter(**wanted).select_related("published_by").prefetch_related(sources)
    return list(rows.order_by("code", "-version"))


def _version(row: Indicator) -> DefinitionVersion:
    return DefinitionVersion(said_by(row=row), row.published_at, row.published_by.name if row.published_by else "")


def may_define(*, viewer: Actor) -> bool:
    """A figure means the same everywhere: only who defines for the whole company defines."""
    top = people.top_unit()
    return top is not None and people.may(actor=viewer, power=rules.DEFINE, unit=top.pk)


def foreseen(*, viewer: Actor, meanings: Sequence[Meaning], at: datetime) -> tuple[Foreseen, ...]:
    """What each meaning makes of the same twelve months; nothing for a viewer who sees no unit."""
    key = people.widest_unit_with(viewer=viewer, power=rules.SEE)
    if key is None:
        return ()
    unit = people.units_by_key(keys={key})[key]
    this_day = today.day_in(unit.zone, at=at)
    span = (moved(month=this_day, months=1 - MONTHS), moved(month=this_day, months=1))
    return tuple(Foreseen(unit, span[0], _over(meaning, span, unit.pk)) for meaning in meanings)


def _over(meaning: Meaning, span: tuple[date, date], unit: int) -> Share:
    whose = of_audience(meaning, Audience.EXTERNAL)
    rows = rows_of(whose, question(whose, span=span, by=By.YEAR, per=Per.UNIT, units=(unit,)))
    count = added([without_answers(meaning), *(row.count for row in rows)])
    return shares_of([count], kind=meaning.kind)[0]
