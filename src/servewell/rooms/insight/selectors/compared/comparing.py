"""The units below one, held against each other without an order: who stands apart, and who cannot be told apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.base.words import Words, active_language, collation_key
from servewell.engines.lake.measures import Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.asked.looking import Look, defined_as, last_day, looked, meant
from servewell.rooms.insight.selectors.asked.offering import Offered, offered
from servewell.rooms.insight.selectors.asked.periods import Span, spans_at
from servewell.rooms.insight.selectors.counted.counts import Count, Row, counted
from servewell.rooms.insight.selectors.counted.opening import fresh_at, waiting_since
from servewell.rooms.insight.selectors.counted.rows import rows_of
from servewell.rooms.insight.selectors.counted.shares import NOTHING, WITHHELD, Share, added, shares_of
from servewell.rooms.insight.selectors.counted.weighing import Expected, Funnel, Limits, weighed
from servewell.rooms.insight.selectors.kept_back.cells import KeptBack
from servewell.rooms.insight.selectors.kept_back.withholding import kept_back
from servewell.rooms.insight.selectors.meant.meaning import Meaning, every_indicator, question
from servewell.rooms.insight.terms import Depth, Kind, Verdict
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


class Answering(StrEnum):
    """What there is to be said of a unit. Hidden: so few answers could be those of a person, or such a unit could be
    worked out from this one.
    """

    TOLD = "told"
    SILENT = "silent"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class UnitCompared:
    """``verdict`` is against the others taken together; None where too few answered to say. A hidden unit has no share.

    ``limits`` are those of the funnel at the unit's number of answers.
    """

    code: str
    name: Words
    answering: Answering
    share: Share
    verdict: Verdict | None = None
    expected: Expected | None = None
    limits: Limits | None = None


@dataclass(frozen=True)
class Compared:
    """``units``: first those that can be told apart, then the others, each group in the order of its names.

    ``comparisons``: how many units were held against the others; ``wrongly``: of those named, how many at most are
    expected to be named by mistake. ``whole`` is the figure of all that are compared, ``back`` what is kept back.
    """

    look: Look
    unit: "Unit"
    meaning: Meaning
    definition: str
    depth: Depth
    span: Span
    units: tuple[UnitCompared, ...]
    whole: Share
    funnel: Funnel | None
    comparisons: int
    wrongly: float
    back: KeptBack
    offered: Offered
    fresh_at: datetime | None
    waiting_since: datetime | None

    @property
    def told(self) -> tuple[UnitCompared, ...]:
        return tuple(each for each in self.units if each.answering is Answering.TOLD)

    def judged(self, verdict: Verdict) -> tuple[UnitCompared, ...]:
        return tuple(each for each in self.units if each.verdict is verdict)


def compared(*, viewer: Actor, look: Look, depth: Depth, at: datetime) -> Compared:
    """The units below the look's unit in the periods that its page calls now. Raises NoSuchIndicator, NoSuchUnit."""
    chosen = people.unit_for(viewer=viewer, power=rules.SEE, code=look.unit or "")
    on = last_day(look, today.day_in(chosen.zone, at=at))
    known = every_indicator()
    meaning, span = meant(look, at=at, among=known), spans_at(on, look.by).now
    seen = people.units_seen(viewer=viewer, power=rules.SEE)
    below = units_below(chosen, seen, meaning.tree_on or on)
    units = at_depth(below, chosen, depth)
    counts = counts_of(meaning, look, span, units)
    back = kept_back(look, meaning, at=at)
    hidden = back.units_in(span)
    told = [each for each in units if each.pk not in hidden and counts[each.pk].n]
    shares = dict(zip(told, shares_of([counts[each.pk] for each in told], kind=meaning.kind), strict=True))
    others = [_untold(each, is_hidden=each.pk in hidden) for each in units if each not in shares]
    return _weighed(
        Compared(
            look=look,
            unit=chosen,
            meaning=meaning,
            definition=defined_as(meaning, look),
            depth=depth,
            span=span,
            units=tuple(others),
            whole=WITHHELD,
            funnel=None,
            comparisons=0,
            wrongly=0.0,
            back=back,
            offered=offered(look, answered=(), among=known, is_composite=meaning.kind is Kind.COMPOSITE),
            fresh_at=fresh_at(),
            waiting_since=waiting_since(),
        ),
        shares,
    )


@dataclass(frozen=True)
class Below:
    """The units below one, widest first, and for each the unit right above it."""

    units: "tuple[Unit, ...]"
    parents: Mapping[int, int]


def units_below(unit: "Unit", seen: "Sequence[Unit]", on: date) -> Below:
    parents = people.parents_below(unit=unit.pk, on=on)

    def depth(key: int) -> int:
        return 1 + depth(parents[key]) if key in parents else 0

    below = sorted((each for each in seen if each.pk in parents), key=lambda each: (depth(each.pk), each.code))
    return Below(tuple(below), parents)


def counts_of(meaning: Meaning, look: Look, span: Span, units: "Sequence[Unit]") -> dict[int, Count]:
    if not units:
        return {}
    keys = tuple(sorted(each.pk for each in units))
    rows: dict[int, list[Row]] = {key: [] for key in keys}
    days = (span.from_on, span.until_on)
    wanted = looked(question(meaning, span=days, by=look.by, per=Per.UNIT, units=keys), look)
    for row in rows_of(meaning, wanted):
        rows[row.unit or 0].append(row)
    return {key: counted(found) for key, found in rows.items()}


def at_depth(below: Below, unit: "Unit", depth: Depth) -> "list[Unit]":
    above = set(below.parents.values())
    if depth is Depth.LEAVES:
        return [each for each in below.units if each.pk not in above]
    return [each for each in below.units if below.parents[each.pk] == unit.pk]


def _untold(unit: "Unit", *, is_hidden: bool) -> UnitCompared:
    answering = Answering.HIDDEN if is_hidden else Answering.SILENT
    share = WITHHELD if is_hidden else Share(NOTHING, None, None, None)
    return UnitCompared(unit.code, unit.name, answering, share)


def _weighed(found: Compared, shares: "Mapping[Unit, Share]") -> Compared:
    """With the units that may be told, beside those that may not."""
    kind = found.meaning.kind
    comparable = _comparable(shares, kind)
    weights = weighed([shares[each] for each in comparable], kind=kind)
    limits = weights.funnel.units if weights.funnel else (None,) * len(comparable)
    judged = [
        UnitCompared(each.code, each.name, Answering.TOLD, shares[each], verdict, expected, limit)
        for each, verdict, expected, limit in zip(comparable, weights.verdicts, weights.expected, limits, strict=True)
    ]
    apart = [
        UnitCompared(each.code, each.name, Answering.TOLD, share, Verdict.WITHHELD)
        for each, share in shares.items()
        if each not in comparable
    ]
    return replace(
        found,
        units=_in_order([*judged, *apart, *found.units]),
        whole=shares_of([added(shares[each].count for each in comparable)], kind=kind)[0],
        funnel=weights.funnel,
        comparisons=weights.comparisons,
        wrongly=terms.WRONGLY_NAMED * sum(each.verdict in (Verdict.ABOVE, Verdict.BELOW) for each in judged),
    )


def _comparable(shares: "Mapping[Unit, Share]", kind: Kind) -> "list[Unit]":
    """Not across a change of a question's scale or meaning, and means only on one scale: that of the most answers.
    A composite is told only where every source has answers.
    """
    if kind is Kind.COMPOSITE:
        shares = {unit: share for unit, share in shares.items() if share.value is not None}
    if kind is Kind.MEAN:
        sizes: dict[object, int] = {}
        for share in shares.values():
            if share.value is not None:
                sizes[share.count.scale] = sizes.get(share.count.scale, 0) + share.n
        most = max(sizes, key=lambda scale: (sizes[scale], str(scale)), default=None)
        shares = {
            unit: share for unit, share in shares.items() if share.value is not None and share.count.scale == most
        }
    return [] if added(share.count for share in shares.values()).is_cut else list(shares)


def _in_order(units: Iterable[UnitCompared]) -> tuple[UnitCompared, ...]:
    """Never a rank: within a group figures cannot be told apart, or need not be."""
    language = active_language()
    return tuple(sorted(units, key=lambda each: (_group(each), collation_key(str(each.name), language))))


def _group(unit: UnitCompared) -> int:
    if unit.answering is not Answering.TOLD:
        return 4 if unit.answering is Answering.HIDDEN else 5
    return {Verdict.BELOW: 0, Verdict.ABOVE: 1, Verdict.SAME: 2}.get(unit.verdict or Verdict.WITHHELD, 3)
