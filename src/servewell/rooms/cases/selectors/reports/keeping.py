"""The promise to answer by a time: kept in which share of cases, month by month and unit by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case as Choose
from django.db.models import Count, IntegerField, QuerySet, Value, When

from servewell.base.permissions import Actor
from servewell.base.words import active_language, collation_key
from servewell.engines import stats
from servewell.rooms.cases import rules
from servewell.rooms.cases.models import Case
from servewell.rooms.cases.selectors.reports.looking import (
    WAS_KEPT,
    Reported,
    Span,
    cases_of,
    month_moved,
    owed_in,
)
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

MONTHS_SHOWN = 24


@dataclass(frozen=True)
class KeptIn:
    """Of ``due`` cases so many were answered in time; without any there is no share."""

    due: int
    kept: int

    @property
    def share(self) -> "stats.Estimate | None":
        return stats.share(successes=self.kept, n=self.due) if self.due else None


@dataclass(frozen=True)
class KeptMonth:
    first: date
    kept: KeptIn


@dataclass(frozen=True)
class KeptUnit:
    """One of the units right below, with all below it. ``difference``: from the others together, if told apart."""

    unit: "Unit"
    kept: KeptIn
    difference: float | None


@dataclass(frozen=True)
class Keeping:
    """``change`` is the difference to the period before, where it can be told apart. ``units`` are by name."""

    look: Reported
    now: KeptIn
    before: KeptIn
    months: Sequence[KeptMonth]
    stretch: "stats.Stretch"
    change: "stats.Estimate | None"
    units: Sequence[KeptUnit]


def keeping(*, viewer: Actor, look: Reported) -> Keeping:
    """A fixed number of queries."""
    shown = max(MONTHS_SHOWN, 2 * look.months)
    firsts = [month_moved(month=look.until, by=1 - shown + place) for place in range(shown)]
    cases = cases_of(viewer, look)
    by_month = _by_month(cases, firsts, look)
    months = [KeptMonth(first, by_month.get(place, KeptIn(0, 0))) for place, first in enumerate(firsts)]
    now, before = _sum(months[-look.months :]), _sum(months[-2 * look.months : -look.months])
    drawn = months[-MONTHS_SHOWN:]
    return Keeping(
        look=look,
        now=now,
        before=before,
        months=drawn,
        stretch=stats.stretches_of_shares(
            successes=[each.kept.kept for each in drawn], n=[each.kept.due for each in drawn],
            is_last_open=not look.is_over,
        )[0],
        change=_told_apart(now, before),
        units=_units(viewer, look, cases),
    )  # fmt: skip


def _by_month(cases: QuerySet[Case], firsts: Sequence[date], look: Reported) -> dict[int, KeptIn]:
    whole = Span(firsts[0], month_moved(month=look.until, by=1), look.zone)
    places = [
        When(due_at__lt=Span(first, month_moved(month=first, by=1), look.zone).ends_at, then=Value(place))
        for place, first in enumerate(firsts)
    ]
    owed = owed_in(cases, whole, at=look.at).annotate(place=Choose(*places, output_field=IntegerField()))
    return _counted(owed, "place")


def _counted(owed: QuerySet[Case], by: str) -> dict[int, KeptIn]:
    rows = owed.values_list(by).annotate(due=Count("pk"), kept=Count("pk", filter=WAS_KEPT))
    return {key: KeptIn(due, kept) for key, due, kept in rows.order_by()}


def _sum(months: Sequence[KeptMonth]) -> KeptIn:
    return KeptIn(sum(each.kept.due for each in months), sum(each.kept.kept for each in months))


def _told_apart(now: KeptIn, before: KeptIn) -> "stats.Estimate | None":
    if not now.due or not before.due:
        return None
    found = stats.difference_of_shares(
        successes=now.kept, n=now.due, other_successes=before.kept, other_n=before.due
    )  # fmt: skip
    return found if found.low > 0 or found.high < 0 else None


def _units(viewer: Actor, look: Reported, cases: QuerySet[Case]) -> Sequence[KeptUnit]:
    below = _right_below(viewer, look.unit.code)
    counted = _counted(owed_in(cases, look.now, at=look.at), "unit")
    rows: dict[str, KeptIn] = {}
    for key, kept in counted.items():
        if key in below:
            held = rows.get(below[key].code, KeptIn(0, 0))
            rows[below[key].code] = KeptIn(held.due + kept.due, held.kept + kept.kept)
    units = sorted(
        {each.code: each for each in below.values()}.values(),
        key=lambda each: (collation_key(str(each.name), active_language()), each.code),
    )
    many = [rows.get(each.code, KeptIn(0, 0)) for each in units]
    apart = _apart(many)
    return [KeptUnit(unit, kept, far) for unit, kept, far in zip(units, many, apart, strict=True)]


def _apart(many: Sequence[KeptIn]) -> list[float | None]:
    """How far each is from the others together, where that can be told; one alone is compared with nothing."""
    if sum(bool(each.due) for each in many) <= 1:
        return [None] * len(many)
    found = stats.shares_told_apart(successes=[each.kept for each in many], n=[each.due for each in many])
    return [float(found.difference[place]) if found.is_apart[place] else None for place in range(len(many))]


def _right_below(viewer: Actor, code: str) -> Mapping[int, "Unit"]:
    """Of all units below one, by key, which of those right below it each stands under, or is."""
    seen = people.units_seen_with_parents(viewer=viewer, power=rules.SEE)
    by_code = {unit.code: (unit, parent) for unit, parent in seen}
    found: dict[int, Unit] = {}
    for unit, _parent in seen:
        here, parent = by_code[unit.code]
        while parent is not None and parent != code:
            here, parent = by_code[parent]
        if parent == code:
            found[unit.pk] = here
    return found
