"""How a unit stands in two figures, for whoever looks at something else: its last month and its last year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import rules
from servewell.rooms.insight.selectors.asked.looking import Look, defined_as, looked, meant
from servewell.rooms.insight.selectors.asked.periods import Span, begin, moved
from servewell.rooms.insight.selectors.counted.rows import rows_of
from servewell.rooms.insight.selectors.counted.shares import Row, Share, counted, shares_of, verdict
from servewell.rooms.insight.selectors.meant.meaning import Meaning, NoSuchIndicator, question
from servewell.rooms.insight.terms import Verdict
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class ShortFigure:
    """The figure of the days of ``span``; ``verdict`` against the twelve months before them."""

    span: Span
    share: Share
    verdict: Verdict | None


@dataclass(frozen=True)
class InShort:
    """Of all customers' answers: the last month that is over, and the twelve that end with it."""

    meaning: Meaning
    definition: str
    month: ShortFigure
    year: ShortFigure


def in_short(*, viewer: Actor, unit: "Unit", at: datetime) -> InShort | None:
    """None where the viewer may not see the unit's figures, or no figure has been defined."""
    if not people.may(actor=viewer, power=rules.SEE, unit=unit.pk):
        return None
    look = Look(unit=unit.code)
    try:
        meaning = meant(look, at=at)
    except NoSuchIndicator:
        return None
    end = begin(day=today.day_in(unit.zone, at=at), by=By.MONTH)
    month = Span(moved(month=end, months=-1), end)
    year = Span(moved(month=end, months=-MONTHS_IN_A_YEAR), end)
    days = (moved(month=end, months=-2 * MONTHS_IN_A_YEAR), end)
    rows = rows_of(meaning, looked(question(meaning, span=days, by=By.MONTH, per=Per.UNIT, units=(unit.pk,)), look))
    return InShort(meaning, defined_as(meaning, look), _figure(rows, month, meaning), _figure(rows, year, meaning))


def _figure(rows: Sequence[Row], span: Span, meaning: Meaning) -> ShortFigure:
    """Two are compared at once, so each is held to a stricter measure."""
    before = Span(moved(month=span.from_on, months=-MONTHS_IN_A_YEAR), span.from_on)
    now, then = (counted(row for row in rows if each.holds(row)) for each in (span, before))
    share = shares_of([now], kind=meaning.kind)[0]
    return ShortFigure(span, share, verdict(now, then, kind=meaning.kind, comparisons=2))
