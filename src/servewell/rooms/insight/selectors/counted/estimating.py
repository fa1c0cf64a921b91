"""Figures and their intervals in columns: many counts in one calculation."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from statistics import NormalDist
from typing import NamedTuple

from servewell.engines import stats
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.counted.counts import Count, Part
from servewell.rooms.insight.terms import Kind

QUANTILE = NormalDist().inv_cdf((1 + terms.CONFIDENCE) / 2)


class Columns(NamedTuple):
    values: list[float]
    lows: list[float]
    highs: list[float]


def columns_of(counts: Sequence[Count], kind: Kind) -> Columns:
    if kind is Kind.NET_PROMOTERS:
        found: stats.Estimates | stats.NetPromoters = net_promoters_of(counts)
    else:
        found = _means(counts) if kind is Kind.MEAN else _shares(counts)
    return Columns(found.value.tolist(), found.low.tolist(), found.high.tolist())


def net_promoters_of(counts: Sequence[Count], confidence: float = terms.CONFIDENCE) -> "stats.NetPromoters":
    return stats.net_promoters(
        promoters=[count.successes for count in counts],
        passives=[count.n - count.successes - count.failures for count in counts],
        detractors=[count.failures for count in counts],
        confidence=confidence,
    )


def _shares(counts: Sequence[Count]) -> "stats.Estimates":
    return stats.shares(
        successes=[count.successes for count in counts], n=[count.n for count in counts], confidence=terms.CONFIDENCE
    )


def _means(counts: Sequence[Count]) -> "stats.Estimates":
    return stats.means(
        n=[count.n for count in counts],
        mean=[count.mean for count in counts],
        variance=[count.variance for count in counts],
        confidence=terms.CONFIDENCE,
    )


@dataclass(frozen=True)
class SourceFigure:
    """One source from 0 to 1. ``error`` is half its own interval, so that few answers and shares of all or none make
    it as uncertain as they are; None where one answer has no interval.
    """

    value: float
    error: float | None
    weight: float


def by_part(counts: Sequence[Count]) -> list[tuple[SourceFigure, ...]]:
    """The sources of each count, in one calculation for each source; none where a source has no answers."""
    places = [place for place, count in enumerate(counts) if count.parts and all(part.count.n for part in count.parts)]
    columns = [_sources(parts) for parts in zip(*(counts[place].parts for place in places), strict=True)]
    found: list[tuple[SourceFigure, ...]] = [()] * len(counts)
    for place, sources in zip(places, zip(*columns, strict=True), strict=True):
        found[place] = sources
    return found


def _sources(parts: Sequence[Part]) -> list[SourceFigure]:
    """One source in many counts."""
    kind, weight = parts[0].kind, parts[0].weight
    return [
        _source_figure(value, None if isnan(low) or isnan(high) else (high - low) / (2 * QUANTILE), kind, weight)
        for value, low, high in zip(*columns_of([part.count for part in parts], kind), strict=True)
    ]


def _source_figure(value: float, error: float | None, kind: Kind, weight: float) -> SourceFigure:
    if kind is not Kind.NET_PROMOTERS:
        return SourceFigure(value, error, weight)
    return SourceFigure((value + 1) / 2, None if error is None else error / 2, weight)


def weighted(sources: Sequence[SourceFigure]) -> "stats.Composite":
    return stats.composite(
        values=[source.value for source in sources],
        errors=[source.error or 0.0 for source in sources],
        weights=[source.weight for source in sources],
        confidence=terms.CONFIDENCE,
    )
