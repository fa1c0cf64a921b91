"""What the figure would be by the definition before: it stands beside the newer one and is never compared with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from servewell.engines.lake.measures import Per
from servewell.rooms.insight.models import Indicator
from servewell.rooms.insight.selectors.asked.looking import Look, looked
from servewell.rooms.insight.selectors.asked.periods import Span, Spans, periods_in
from servewell.rooms.insight.selectors.counted.rows import merged, rows_of, without_answers
from servewell.rooms.insight.selectors.counted.shares import Count, Share, added, shares_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question, said_by


@dataclass(frozen=True)
class Former:
    """The newest version before the one shown that counts otherwise, of the same answers.

    ``until``: when a version that counts as the one shown does took its place. ``share`` is of the figure's own
    periods, ``values`` of those of the chart.
    """

    meaning: Meaning
    until: datetime
    share: Share
    values: tuple[float | None, ...]


def former_of(meaning: Meaning, look: Look, spans: Spans, unit: int, *, among: Sequence[Indicator]) -> Former | None:
    """None where there is none before, and where few answers are kept back: two definitions would give them away."""
    if meaning.version < 2 or look.is_private:
        return None
    replaced = _before(meaning, among)
    if replaced is None:
        return None
    before = replaced.meaning
    days = (min(spans.now.from_on, spans.shown.from_on), spans.shown.until_on)
    wanted = question(before, span=days, by=look.by, per=Per.UNIT, units=(unit,))
    rows = merged(rows_of(before, looked(wanted, look)))
    now = added([without_answers(before), *(row.count for row in rows if spans.now.holds(row))])
    by_period = {row.period: row.count for row in rows}
    shares = _shares(before, spans.shown, look, by_period)
    return Former(before, replaced.until, shares_of([now], kind=before.kind)[0], tuple(share.value for share in shares))


def _shares(meaning: Meaning, shown: Span, look: Look, by_period: Mapping[date, Count]) -> Sequence[Share]:
    nothing = without_answers(meaning)
    firsts = periods_in(span=shown, by=look.by)
    return shares_of([by_period.get(first, nothing) for first in firsts], kind=meaning.kind)


class Replaced(NamedTuple):
    meaning: Meaning
    until: datetime


def _before(meaning: Meaning, among: Sequence[Indicator]) -> Replaced | None:
    """Versions that changed words only begin no series."""
    until = None
    for row in among:
        if row.code != meaning.code or row.version > meaning.version:
            continue
        said = said_by(row=row)
        if until is not None and said.counting != meaning.counting:
            whose = replace(said, channels=meaning.channels, without=meaning.without, tree_on=meaning.tree_on)
            return Replaced(whose, until)
        until = row.published_at
    return None
