"""The one thing to ask about a chart: its strongest signal of these months whose cause nobody has said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servewell.base.words import Words
from servewell.engines import stats
from servewell.engines.stats import Signal
from servewell.engines.stats import rules as signal_rules
from servewell.rooms.insight.selectors.charts.annotated import Happened, unexplained
from servewell.rooms.insight.selectors.weekly.charting import Charted
from servewell.rooms.insight.selectors.weekly.found import Alarm
from servewell.rooms.insight.selectors.weekly.ranking import surprise
from servewell.rooms.insight.terms import Kind

if TYPE_CHECKING:
    Told = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Known:
    """``told`` is what the page before knew of, or None where there was none: then nothing is new."""

    names: Mapping[str | None, Words]
    told: "Sequence[Told] | None"
    kind: Kind

    def is_new(self, charted: Charted, signal: Signal) -> bool:
        last = charted.months[signal.points[-1]].isoformat()
        said = (charted.unit.code, charted.aspect or "", signal.rule, signal.side, last)
        return self.told is not None and said not in set(self.told)


def alarm_of(charted: Charted, causes: Sequence[Happened], known: Known) -> Alarm | None:
    """None where the chart is calm, or was explained."""
    ranked = sorted(
        (
            (not known.is_new(charted, signal), -strength, signal.rule, signal)
            for signal, strength in _recent(charted, causes)
        ),
        key=lambda each: each[:3],
    )
    if not ranked:
        return None
    is_old, surprising, _rule, signal = ranked[0]
    return Alarm(
        code=charted.unit.code,
        name=charted.unit.name,
        aspect=charted.aspect,
        aspect_name=known.names.get(charted.aspect) if charted.aspect else None,
        rule=signal.rule,
        side=signal.side,
        months=tuple(charted.months[place] for place in signal.points),
        surprise=round(-surprising, 3),
        is_new=not is_old,
        is_good=_is_good(charted, signal, known.kind),
    )


def _recent(charted: Charted, causes: Sequence[Happened]) -> Iterable[tuple[Signal, float]]:
    for stretch in charted.stretches:
        asked = unexplained(stretch.signals, charted.months, causes)
        late = [each for each in asked if charted.months[each.points[-1]] >= charted.spans.now.from_on]
        for signal in _joined(late):
            assert stretch.chart is not None, "only a chart signals"
            yield signal, surprise(signal, stretch.chart, start=stretch.start)


def _joined(signals: Sequence[Signal]) -> list[Signal]:
    """Months that lie beyond the same limit are one thing to ask about."""
    beyond: dict[str, list[int]] = {}
    for each in signals:
        if each.rule == signal_rules.BEYOND_LIMITS:
            beyond.setdefault(each.side, []).extend(each.points)
    others = [each for each in signals if each.rule != signal_rules.BEYOND_LIMITS]
    joined = [Signal(signal_rules.BEYOND_LIMITS, side, tuple(sorted(set(places)))) for side, places in beyond.items()]  # type: ignore[arg-type]  # sides of signals
    return [*joined, *others]


def _is_good(charted: Charted, signal: Signal, kind: Kind) -> bool:
    scale = charted.now.scale
    is_upside_down = kind is Kind.MEAN and scale is not None and scale.best < scale.worst
    return stats.news(signal, better="lower" if is_upside_down else "higher") == "improvement"
