"""The charts of many units at once: each as its own page draws it, and only those drawn that may signal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import Span, Spans, periods_in, spans_at
from servewell.rooms.insight.selectors.charts.breaks import breaks_in, never_cut
from servewell.rooms.insight.selectors.charts.charting import Shown, first_that_matters, stretches_of, that_matter
from servewell.rooms.insight.selectors.charts.keeping import Counts, Kept, Series, counts_of, kept_limits_of
from servewell.rooms.insight.selectors.counted.shares import NOTHING, Count, added
from servewell.rooms.insight.selectors.meant.meaning import Meaning, counts_since
from servewell.rooms.insight.selectors.weekly.sifting import may_signal
from servewell.rooms.insight.terms import Kind
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.engines import stats
    from servewell.rooms.people.models import Unit

# the key of a unit and the code of an aspect, empty for the whole
Chosen = tuple[int, str]


@dataclass(frozen=True)
class Charted:
    """One figure of one unit: what each month holds, and the stretches of its chart where they may signal."""

    unit: "Unit"
    aspect: str | None
    spans: Spans
    months: Sequence[date]
    counts: Sequence[Count]
    cuts: Sequence[int]
    stretches: "tuple[stats.Stretch, ...]"

    @property
    def now(self) -> Count:
        return self._within(self.spans.now)

    @property
    def before(self) -> Count:
        return self._within(self.spans.before)

    def _within(self, span: Span) -> Count:
        pairs = zip(self.months, self.counts, strict=True)
        return added(each for month, each in pairs if span.from_on <= month < span.until_on)

    @property
    def has_answers(self) -> bool:
        return any(each.n for each in self.counts)


def charted(*, units: "Sequence[Unit]", meaning: Meaning, aspects: Sequence[str], at: datetime) -> list[Charted]:
    """Every unit's figure as a whole and by aspect, in the order of the units. Two questions to the lake, or twice as
    many on the days on which it is already another month for some of the units.
    """
    found: dict[Chosen, Charted] = {}
    for spans, some in _by_month(units, at).items():
        found |= _charted(some, spans, meaning, aspects)
    return [found[unit.pk, aspect] for unit in units for aspect in ("", *aspects)]


def _by_month(units: "Sequence[Unit]", at: datetime) -> "Mapping[Spans, list[Unit]]":
    """Together those whose months are the same, whatever the day of the month is on their wall."""
    grouped: dict[date, tuple[Spans, list[Unit]]] = {}
    for unit in units:
        spans = spans_at(today.day_in(unit.zone, at=at))
        grouped.setdefault(spans.shown.until_on, (spans, []))[1].append(unit)
    return dict(grouped.values())


def _charted(units: "Sequence[Unit]", spans: Spans, meaning: Meaning, aspects: Sequence[str]) -> dict[Chosen, Charted]:
    months = periods_in(span=spans.shown, by=By.MONTH)
    kept = _kept(units, meaning, aspects)
    counts = _counts(units, meaning, Span(_since(kept, spans.shown), spans.shown.until_on))
    keys = [(unit.pk, aspect) for unit in units for aspect in ("", *aspects)]
    shown = {key: [counts.get(key, {}).get(month, NOTHING) for month in months] for key in keys}
    suspects = _suspects(shown, counts, _holding(kept, spans.shown), spans.shown.from_on, meaning.kind)
    by_key = {unit.pk: unit for unit in units}
    return {
        key: Charted(
            unit=by_key[key[0]],
            aspect=key[1] or None,
            spans=spans,
            months=months,
            counts=row,
            cuts=breaks_in([(month, each.lines) for month, each in zip(months, row, strict=True)]).places,
            stretches=_drawn(months, row, counts.get(key, {}), spans, meaning.kind, kept.get(key, ()))
            if key in suspects
            else (),
        )
        for key, row in shown.items()
    }


def _kept(units: "Sequence[Unit]", meaning: Meaning, aspects: Sequence[str]) -> Mapping[Chosen, tuple[Kept, ...]]:
    series = Series(indicator=terms.CSS, version=counts_since(meaning), audience=Audience.EXTERNAL, by=By.MONTH)
    return kept_limits_of(units=units, series=series, aspects=aspects)


def _since(kept: Mapping[Chosen, Sequence[Kept]], shown: Span) -> date:
    begun = [first_that_matters(each, first=shown.from_on, end=shown.until_on) for each in kept.values()]
    return min([shown.from_on, *(each for each in begun if each is not None)])


def _counts(units: "Sequence[Unit]", meaning: Meaning, span: Span) -> Mapping[Chosen, Counts]:
    keys = tuple(sorted(unit.pk for unit in units))
    found: dict[Chosen, Counts] = {}
    for per in (Per.UNIT, Per.UNIT_ASPECT) if meaning.is_by_aspect else (Per.UNIT,):
        found |= counts_of(meaning, by=By.MONTH, per=per, span=span, units=keys)
    return found


def _holding(kept: Mapping[Chosen, Sequence[Kept]], shown: Span) -> Mapping[Chosen, Sequence[Kept]]:
    """Of the limits that are kept those that matter to what is shown."""
    begun = {key: [each for each in many if each.begins_on < shown.until_on] for key, many in kept.items()}
    return {key: that_matter(many, shown.from_on) for key, many in begun.items() if many}


def _suspects(
    shown: Mapping[Chosen, Sequence[Count]],
    counts: Mapping[Chosen, Counts],
    holding: Mapping[Chosen, Sequence[Kept]],
    first: date,
    kind: Kind,
) -> set[Chosen]:
    """The sieve knows shares alone, and of these charts of one stretch: all else is drawn in any case."""
    answered = {key: row for key, row in shown.items() if any(each.n for each in row)}
    if kind is not Kind.TOP_BOXES:
        return set(answered)
    whole = [key for key in answered if _is_whole(counts[key], holding.get(key, ()), first)]
    limits = [next((each.limits for each in holding.get(key, ())), None) for key in whole]
    speaks = may_signal([answered[key] for key in whole], limits).tolist()
    return set(answered).difference(key for key, may in zip(whole, speaks, strict=True) if not may)


def _is_whole(counts: Counts, holding: Sequence[Kept], first: date) -> bool:
    """One stretch from the first month on, around the limits of its own months or of one that holds in all of them."""
    is_one = all(each.begins_on <= first and each.limits.kind in ("p", "p-prime") for each in holding)
    return is_one and len(holding) < 2 and never_cut({each.lines for each in counts.values()})


def _drawn(
    months: Sequence[date], row: Sequence[Count], counts: Counts, spans: Spans, kind: Kind, kept: Sequence[Kept]
) -> "tuple[stats.Stretch, ...]":
    shown = Shown(days=months, counts=row, end=spans.shown.until_on, is_last_open=True)
    return stretches_of(shown, counts=counts, kind=kind, by=By.MONTH, kept=kept)
