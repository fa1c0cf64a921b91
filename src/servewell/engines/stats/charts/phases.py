"""Limits that stay until somebody says why they should not."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from servewell.engines.stats.charts.chart import Chart, Limits
from servewell.engines.stats.charts.refusals import (
    LimitsUnreadable,
    RebasedBackwards,
    RebasedWithoutAuthor,
    RebasedWithoutReason,
)
from servewell.engines.stats.rules.signals import Signal


@dataclass(frozen=True, kw_only=True)
class Phase:
    """From the place `start` on, these limits hold. `reason` and `by`: why, and on whose word; empty in the first."""

    start: int
    limits: Limits
    reason: str
    by: str

    def as_plain(self) -> dict[str, object]:
        """For JSON; `phase_from_plain` reads it back."""
        return asdict(self)


def phase_from_plain(plain: object) -> Phase:
    """Raises LimitsUnreadable."""
    if not isinstance(plain, dict) or set(plain) != {"start", "limits", "reason", "by"}:
        raise LimitsUnreadable("A phase is stored as start, limits, reason and by; store what `as_plain()` gives.")
    return Phase(**{**plain, "limits": Limits.from_plain(plain["limits"])})


def frozen(chart: Chart) -> tuple[Phase, ...]:
    """The chart's limits, kept for all later points."""
    return (Phase(start=0, limits=chart.limits, reason="", by=""),)


def rebased(phases: Sequence[Phase], *, start: int, limits: Limits, reason: str, by: str) -> tuple[Phase, ...]:
    """New limits from the place `start` on; the earlier ones keep their points.

    Raises RebasedWithoutReason and RebasedWithoutAuthor, since limits that follow the data by themselves hide every
    change, and RebasedBackwards.
    """
    if not reason.strip():
        raise RebasedWithoutReason("Say what changed in the process and when; without a cause the old limits hold.")
    if not by.strip():
        raise RebasedWithoutAuthor("Say on whose word the limits are drawn anew.")
    latest = max((phase.start for phase in phases), default=-1)
    if start <= latest:
        raise RebasedBackwards(f"New limits from place {start} would begin before those from {latest}; begin later.")
    return (*phases, Phase(start=start, limits=limits, reason=reason.strip(), by=by.strip()))


def moved(signal: Signal, *, by: int) -> Signal:
    return replace(signal, points=tuple(place + by for place in signal.points))
