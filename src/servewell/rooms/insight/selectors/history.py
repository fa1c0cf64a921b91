"""How far back the answers reach: an import may bring years of them."""

from dataclasses import dataclass
from datetime import date

from servewell.engines.lake.measures import ANSWERS, By, Per
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.meaning import Meaning, question
from servewell.rooms.insight.selectors.months import moved
from servewell.rooms.insight.selectors.opening import asked, the_lake


@dataclass(frozen=True)
class History:
    """The last months of the pages before and after the one shown; None where there is nothing to see."""

    earlier: date | None
    later: date | None


def history(meaning: Meaning, *, unit: int, first: date, end: date, today: date, is_silent: bool) -> History:
    """``first`` and ``end`` are what is shown. Where that is silent, earlier are the unit's latest answers before."""
    this_month = today.replace(day=1)
    next_page = moved(month=end, months=terms.MONTHS_SHOWN - 1)
    later = min(this_month, next_page) if end <= this_month else None
    begin = min(the_lake().months(ANSWERS), default=first)
    if begin >= first:
        return History(None, later)
    if not is_silent:
        return History(moved(month=first, months=-1), later)
    rows = asked(question(meaning, span=(begin, first), by=By.MONTH, per=Per.UNIT, units=(unit,)))
    return History(max((row.period for row in rows), default=None), later)
