"""The stretches of time between the changes of scales."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from servewell.engines.tables.recipe import ItemRule, Scale
from servewell.engines.tables.rows.fates import ItemInSpan, Span


def spans_of(items: Sequence[ItemRule]) -> tuple[Span, ...]:
    days = sorted({scale.from_on for item in items for scale in item.scales if scale.from_on})
    return tuple(_span(items, day) for day in (None, *days))


def _span(items: Sequence[ItemRule], day: date | None) -> Span:
    why = dict.fromkeys(scale.why for item in items for scale in item.scales if scale.from_on == day and scale.why)
    return Span(day, tuple(_in_force(item, day) for item in items), "; ".join(why))


def _in_force(item: ItemRule, day: date | None) -> ItemInSpan:
    begun = [scale for scale in item.scales if scale.from_on is None or (day is not None and scale.from_on <= day)]
    return ItemInSpan(item.name, begun[-1] if begun else None, max(len(begun), 1))


class Spans:
    """Which span a day falls into."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._begins = [span.from_on for span in spans if span.from_on is not None]

    def of(self, on: date) -> int:
        return bisect_right(self._begins, on)


def effective(item: ItemRule, scale: Scale) -> Scale:
    """The scale with what its item states for all stretches."""
    return Scale(
        worst=scale.worst,
        best=scale.best,
        values={**item.values, **scale.values},
        does_not_apply=item.does_not_apply | scale.does_not_apply,
        blank=item.blank | scale.blank,
    )
