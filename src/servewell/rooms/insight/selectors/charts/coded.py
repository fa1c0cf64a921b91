"""Charts by the codes of what they show, for whoever draws limits of them by a program or a command."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servewell.engines.lake.measures import By
from servewell.rooms.insight.models import DrawnLimits
from servewell.rooms.insight.selectors.charts.keeping import KEPT_BY, Kept, Series, kept_from
from servewell.rooms.insight.selectors.meant.meaning import counts_since, every_indicator, meaning_of
from servewell.rooms.insight.selectors.results.courses import series_of
from servewell.rooms.insight.terms import Outcome
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class NoSuchSeries(Exception):
    """Limits of such a chart are never kept: not by that period, or not by aspect."""


@dataclass(frozen=True)
class KeptOf:
    """Limits of one chart of a unit."""

    series: Series
    kept: Kept


def series_coded(*, indicator: str, by: By | None = None, aspect: str = "") -> Series:
    """What a figure's chart shows, as it counts now, or an outcome's. Raises NoSuchIndicator, NoSuchSeries.

    ``by``: where it is left out, an outcome's own period, and the month of a figure.
    """
    if indicator in set(Outcome):
        series = series_of(outcome=Outcome(indicator))
        if aspect or by not in (None, series.by):
            raise NoSuchSeries(f"{indicator} is charted as a whole, by {series.by}")
        return series
    chosen = by or By.MONTH
    if chosen not in KEPT_BY:
        raise NoSuchSeries(f"no limits are kept by {chosen}")
    among = every_indicator()
    version = counts_since(meaning_of(code=indicator, among=among), among=among)
    return Series(indicator=indicator, version=version, audience=Audience.EXTERNAL, by=chosen, aspect=aspect)


def every_kept(*, unit: "Unit") -> Sequence[KeptOf]:
    """All limits that are kept of a unit whose figures the reader is known to see, chart by chart. One query."""
    rows = DrawnLimits.objects.filter(unit=unit.pk, withdrawn_at=None).select_related("drawn_by")
    ordered = rows.order_by("indicator", "version", "audience", "by", "aspect", "begins_on")
    return [KeptOf(_series(row), kept_from(row, unit)) for row in ordered]


def _series(row: DrawnLimits) -> Series:
    return Series(
        indicator=row.indicator, version=row.version, audience=Audience(row.audience), by=By(row.by), aspect=row.aspect
    )
