"""Two figures that a reader chose: of two units, or of one unit in two periods."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later, spans_at
from servewell.rooms.insight.selectors.compared.comparing import Answering, Compared, compared, counts_of
from servewell.rooms.insight.selectors.counted.shares import WITHHELD, Difference, Share, difference, shares_of, verdict
from servewell.rooms.insight.terms import Verdict


class NotCompared(StrEnum):
    """Why two figures are not held against each other."""

    SAME = "same"
    OVERLAPPING = "overlapping"
    SILENT = "silent"
    HIDDEN = "hidden"
    TOO_FEW = "too-few"
    SCALE = "scale"


@dataclass(frozen=True)
class Two:
    """Two units by their codes; ``other_until``: a day of the second figure's last period, where it is another."""

    first: str
    second: str
    other_until: date | None


@dataclass(frozen=True)
class Side:
    """``share`` is None where it is hidden."""

    code: str
    name: Words
    span: Span
    share: Share | None


@dataclass(frozen=True)
class Pair:
    """``difference`` is the first figure minus the second; where there is none, ``why_not`` says why."""

    first: Side
    second: Side
    difference: Difference | None
    verdict: Verdict | None
    why_not: NotCompared | None


def pair(*, viewer: Actor, found: Compared, wanted: Two, at: datetime) -> Pair | None:
    """``found`` is what the page shows. None where a code is of no unit there. Raises what ``compared`` raises."""
    beside = _at(found, wanted.other_until, viewer, at) if wanted.other_until else found
    one, other = _side(found, wanted.first), _side(beside, wanted.second)
    if one is None or other is None:
        return None
    why_not = _why_not(one, other)
    if why_not or one.share is None or other.share is None:
        return Pair(one, other, None, None, why_not)
    kind = found.meaning.kind
    said = verdict(one.share.count, other.share.count, kind=kind)
    if said is None or said is Verdict.WITHHELD:
        return Pair(one, other, None, None, NotCompared.SCALE if said else NotCompared.TOO_FEW)
    return Pair(one, other, difference(one.share.count, other.share.count, kind=kind), said, None)


def earlier(*, found: Compared) -> list[Span]:
    """The time right before the one that is compared, and the same time a year before, the latest first."""
    by, window = found.look.by, terms.WINDOWS[found.look.by]
    last = begin(day=found.span.last_on, by=by)
    ends = [later(first=last, by=by, count=-back) for back in sorted({window.now, window.before})]
    return [spans_at(end, by).now for end in ends]


def _at(found: Compared, until: date, viewer: Actor, at: datetime) -> Compared:
    return compared(viewer=viewer, look=replace(found.look, until=until), depth=found.depth, at=at)


def _side(found: Compared, code: str) -> Side | None:
    if code == found.unit.code:
        share = _own(found)
        return Side(code, found.unit.name, found.span, None if share.is_withheld else share)
    unit = next((each for each in found.units if each.code == code), None)
    if unit is None:
        return None
    return Side(code, unit.name, found.span, None if unit.answering is Answering.HIDDEN else unit.share)


def _own(found: Compared) -> Share:
    """Of the unit itself, with all that stands below."""
    key = found.unit.pk
    if found.back.holds(key, found.span):
        return WITHHELD
    counts = counts_of(found.meaning, found.look, found.span, [found.unit])[key]
    return shares_of([counts], kind=found.meaning.kind)[0]


def _why_not(first: Side, second: Side) -> NotCompared | None:
    if first.code == second.code and first.span == second.span:
        return NotCompared.SAME
    if first.code == second.code and _overlap(first.span, second.span):
        return NotCompared.OVERLAPPING
    if first.share is None or second.share is None:
        return NotCompared.HIDDEN
    return None if first.share.n and second.share.n else NotCompared.SILENT


def _overlap(one: Span, other: Span) -> bool:
    return one.from_on < other.until_on and other.from_on < one.until_on
