"""How far back the answers reach: an import may bring years of them."""

from dataclasses import dataclass
from datetime import date

from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.measures import Per
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.looking import Look, looked
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later
from servewell.rooms.insight.selectors.counted.opening import the_lake
from servewell.rooms.insight.selectors.counted.rows import rows_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question


@dataclass(frozen=True)
class History:
    """The last periods of the pages before and after the one shown; None where there is nothing to see."""

    earlier: date | None
    later: date | None


def history(meaning: Meaning, look: Look, *, unit: int, shown: Span, today: date, is_silent: bool) -> History:
    """Where what is shown is silent, earlier are the unit's latest answers before."""
    by, first = look.by, shown.from_on
    this_period = begin(day=today, by=by)
    next_page = later(first=shown.until_on, by=by, count=terms.WINDOWS[by].shown - 1)
    after = min(this_period, next_page) if shown.until_on <= this_period else None
    start = min(the_lake().months(ANSWERS), default=first)
    if start >= first:
        return History(None, after)
    if not is_silent:
        return History(later(first=first, by=by, count=-1), after)
    wanted = looked(question(meaning, span=(start, first), by=by, per=Per.UNIT, units=(unit,)), look)
    return History(max((row.period for row in rows_of(meaning, wanted)), default=None), after)
