"""How a unit stands: what its customers say now, against the year before, by aspect and by the units below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.base.words import Words, active_language, collation_key
from servewell.engines import stats
from servewell.engines.lake.measures import By, Figure, Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.annotated import Happened, happened, unexplained
from servewell.rooms.insight.selectors.breaks import Break, Breaks, breaks_in
from servewell.rooms.insight.selectors.encountering import Kinds, encounters
from servewell.rooms.insight.selectors.history import History, history
from servewell.rooms.insight.selectors.meaning import Meaning, by_tree, meaning_of, of_audience, question
from servewell.rooms.insight.selectors.months import moved
from servewell.rooms.insight.selectors.opening import asked, fresh_at, waiting_since
from servewell.rooms.insight.selectors.shares import NOTHING, Count, Share, added, counted, shares_of, verdict
from servewell.rooms.insight.terms import Kind, Standing, Verdict
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class Span:
    """Days from the first up to, but without, the last."""

    from_on: date
    until_on: date

    def holds(self, figure: Figure) -> bool:
        return self.from_on <= figure.period < self.until_on


@dataclass(frozen=True)
class Spans:
    """``now`` is compared with ``before``; ``shown`` is what the chart shows."""

    now: Span
    before: Span
    shown: Span


@dataclass(frozen=True)
class MonthShare:
    month: date
    share: Share


@dataclass(frozen=True)
class AspectStands:
    """``verdict`` is against the year before. ``stands_out``: it lies below the others beyond what chance explains."""

    code: str
    name: Words
    share: Share
    verdict: Verdict | None
    stands_out: bool


@dataclass(frozen=True)
class UnitStands:
    """``verdict`` is against the units beside it taken together, so that no answer is compared with itself."""

    code: str
    name: Words
    share: Share
    verdict: Verdict | None


@dataclass(frozen=True)
class Satisfaction:
    """``stretches`` of ``months`` lie between changes of scale. ``encounters`` of the figure's months, by kind, or None
    where they are not wholly known.
    """

    unit: "Unit"
    seen: "Sequence[Unit]"
    meaning: Meaning
    spans: Spans
    standing: Standing
    history: History
    share: Share
    verdict: Verdict | None
    months: tuple[MonthShare, ...]
    stretches: "tuple[stats.Stretch, ...]"
    breaks: tuple[Break, ...]
    happened: tuple[Happened, ...]
    may_explain: bool
    encounters: Kinds | None
    aspects: tuple[AspectStands, ...]
    below: tuple[UnitStands, ...]
    fresh_at: datetime | None
    waiting_since: datetime | None

    @property
    def audience(self) -> Audience:
        """Whose answers these are."""
        return Audience.EXTERNAL if self.meaning.channels is None else Audience.INTERNAL

    @property
    def is_past(self) -> bool:
        return self.history.later is not None

    @property
    def signals(self) -> "tuple[stats.Signal, ...]":
        return tuple(signal for stretch in self.stretches for signal in stretch.signals)

    @property
    def unexplained(self) -> tuple[stats.Signal, ...]:
        """The signals whose cause nobody has said yet."""
        return unexplained(self.signals, [each.month for each in self.months], self.happened)


def satisfaction(
    *, viewer: Actor, unit: str | None, at: datetime, until: date | None = None,
    audience: Audience = Audience.EXTERNAL, tree: Tree = Tree.AS_IT_WAS,
) -> Satisfaction:  # fmt: skip
    """One unit's page; without a code, the widest unit the viewer sees. ``until`` is the last month of a past page.
    By today's tree the units below are today's on a past page as well. Raises NoSuchIndicator, people's NoSuchUnit.
    """
    seen = people.units_seen(viewer=viewer, power=rules.SEE)
    chosen = _chosen(viewer, seen, unit)
    this_day = today.day_in(chosen.zone, at=at)
    on = _last_day(until, this_day)
    spans, meaning = spans_at(on), by_tree(of_audience(meaning_of(), audience), tree, at=at)
    children = _children(chosen, seen, meaning.tree_on or on)
    overall = _overall(meaning, spans, (chosen, *children))
    mine = [row for row in overall if row.unit == chosen.pk]
    aspects = _aspects(meaning, spans, chosen)
    now = counted(row for row in mine if spans.now.holds(row))
    months = _months(mine, spans.shown, meaning.kind)
    breaks = breaks_in([(month.month, month.share.count.lines) for month in months])
    standing = _standing(months, now, aspects)
    return Satisfaction(
        unit=chosen,
        seen=seen,
        meaning=meaning,
        spans=spans,
        standing=standing,
        history=_history(meaning, chosen, spans.shown, this_day, standing),
        share=shares_of([now], kind=meaning.kind)[0],
        verdict=verdict(now, counted(row for row in mine if spans.before.holds(row)), kind=meaning.kind),
        months=months,
        stretches=_stretches(months, meaning.kind, breaks),
        breaks=breaks.all,
        happened=_happened(chosen, audience, spans.shown, meaning.tree_on or on),
        may_explain=people.may(actor=viewer, power=rules.EXPLAIN, unit=chosen.pk),
        encounters=_encounters(meaning, spans.now, months, chosen),
        aspects=aspects,
        below=_below(children, [row for row in overall if spans.now.holds(row)], meaning.kind),
        fresh_at=fresh_at(),
        waiting_since=waiting_since(),
    )


def _happened(unit: "Unit", audience: Audience, shown: Span, on: date) -> tuple[Happened, ...]:
    return happened(unit=unit, audience=audience, shown=(shown.from_on, shown.until_on), on=on)


def _last_day(until: date | None, this_day: date) -> date:
    """Of the page whose last month is ``until``."""
    return this_day if until is None else min(this_day, moved(month=until, months=1) - timedelta(days=1))


def _history(meaning: Meaning, unit: "Unit", shown: Span, this_day: date, standing: Standing) -> History:
    is_silent = standing is Standing.SILENT
    first, end = shown.from_on, shown.until_on
    return history(meaning, unit=unit.pk, first=first, end=end, today=this_day, is_silent=is_silent)


def spans_at(on: date) -> Spans:
    """This month counts as far as it has gone."""
    end = moved(month=on, months=1)
    now = moved(month=end, months=-terms.MONTHS_NOW)
    return Spans(
        now=Span(now, end),
        before=Span(moved(month=now, months=-terms.MONTHS_BEFORE), now),
        shown=Span(moved(month=end, months=-terms.MONTHS_SHOWN), end),
    )


def _chosen(viewer: Actor, seen: "Sequence[Unit]", code: str | None) -> "Unit":
    if code is None:
        widest = people.widest_unit_with(viewer=viewer, power=rules.SEE)
        found = next((unit for unit in seen if unit.pk == widest), None)
    else:
        found = next((unit for unit in seen if unit.code == code), None)
    if found is None:
        raise people.NoSuchUnit(code or "none is seen")
    return found


def _children(unit: "Unit", seen: "Sequence[Unit]", on: date) -> "list[Unit]":
    keys = set(people.below(unit=unit.pk, on=on).filter(depth=1).values_list("unit", flat=True))
    return [each for each in seen if each.pk in keys]


def _overall(meaning: Meaning, spans: Spans, units: "Sequence[Unit]") -> tuple[Figure, ...]:
    span = (spans.shown.from_on, spans.shown.until_on)
    keys = tuple(sorted(unit.pk for unit in units))
    return asked(question(meaning, span=span, by=By.MONTH, per=Per.UNIT, units=keys))


def _months(rows: Sequence[Figure], shown: Span, kind: Kind) -> tuple[MonthShare, ...]:
    """Every month there is on the calendar; one without answers is a gap."""
    by_month = {row.period: counted([row]) for row in rows}
    months = [moved(month=shown.from_on, months=number) for number in range(terms.MONTHS_SHOWN)]
    shares = shares_of([by_month.get(month, NOTHING) for month in months], kind=kind)
    return tuple(MonthShare(month, share) for month, share in zip(months, shares, strict=True))


def _stretches(months: Sequence[MonthShare], kind: Kind, breaks: Breaks) -> "tuple[stats.Stretch, ...]":
    counts = [month.share.count for month in months]
    n = [count.n for count in counts]
    if kind is Kind.MEAN:
        return stats.stretches_of_values(values=[month.share.value for month in months], n=n, breaks=breaks.places)
    return stats.stretches_of_shares(successes=[count.successes for count in counts], n=n, breaks=breaks.places)


def _encounters(meaning: Meaning, now: Span, months: Sequence[MonthShare], unit: "Unit") -> Kinds | None:
    span = (now.from_on, now.until_on)
    known = encounters(question(meaning, span=span, by=By.MONTH, per=Per.UNIT, units=(unit.pk,)))
    answered = {month.month for month in months if month.share.n and now.from_on <= month.month < now.until_on}
    if not known or answered - {month for month, _ in known}:
        return None
    kinds = sorted({kind for found in known.values() for kind in found})
    return {kind: sum(found.get(kind, 0) for found in known.values()) for kind in kinds}


def _aspects(meaning: Meaning, spans: Spans, unit: "Unit") -> tuple[AspectStands, ...]:
    span = (spans.before.from_on, spans.now.until_on)
    rows = asked(question(meaning, span=span, by=By.MONTH, per=Per.UNIT_ASPECT, units=(unit.pk,)))
    known, kind = standards.aspects(), meaning.kind
    now = [counted(row for row in rows if row.aspect == each.code and spans.now.holds(row)) for each in known]
    before = [counted(row for row in rows if row.aspect == each.code and spans.before.holds(row)) for each in known]
    shares = shares_of(now, kind=kind)
    return tuple(
        AspectStands(
            code=each.code,
            name=each.name,
            share=shares[place],
            verdict=verdict(now[place], before[place], kind=kind),
            stands_out=_lies_below(shares[place], _others(now, place), kind, comparisons=len(known)),
        )
        for place, each in enumerate(known)
    )


def _others(counts: Sequence[Count], place: int) -> Count:
    return added([*counts[:place], *counts[place + 1 :]])


def _lies_below(share: Share, others: Count, kind: Kind, *, comparisons: int) -> bool:
    """The others are uncertain as well: where few answered, their figure alone would set anything apart."""
    theirs = shares_of([others], kind=kind)[0].value
    if theirs is None or share.low is None or share.high is None or share.low <= theirs <= share.high:
        return False
    return verdict(share.count, others, kind=kind, comparisons=comparisons) is Verdict.BELOW


def _standing(months: Sequence[MonthShare], now: Count, aspects: Sequence[AspectStands]) -> Standing:
    if not any(month.share.n for month in months):
        return Standing.SILENT
    if now.n < terms.FEWEST_ANSWERS:
        return Standing.TOO_FEW
    return Standing.EXCEPT if any(aspect.stands_out for aspect in aspects) else Standing.EVEN


def _below(children: "Sequence[Unit]", rows: Sequence[Figure], kind: Kind) -> tuple[UnitStands, ...]:
    """By name, never by rank: where figures cannot be told apart, an order of them says what is not so."""
    counts = [counted(row for row in rows if row.unit == child.pk) for child in children]
    answering = sum(1 for count in counts if count.n)
    stands = [
        UnitStands(
            code=child.code,
            name=child.name,
            share=share,
            verdict=verdict(share.count, _others(counts, place), kind=kind, comparisons=answering),
        )
        for place, (child, share) in enumerate(zip(children, shares_of(counts, kind=kind), strict=True))
    ]
    return tuple(sorted(stands, key=lambda unit: collation_key(str(unit.name), active_language())))
