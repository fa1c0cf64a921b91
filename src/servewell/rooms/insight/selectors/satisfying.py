"""How a unit stands: what its customers say now, against the year before, by aspect and by the units below it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.base.permissions import Actor, Power
from servewell.engines import stats
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.asked.looking import Look, defined_as, last_day, looked, meant
from servewell.rooms.insight.selectors.asked.offering import Offered, offered
from servewell.rooms.insight.selectors.asked.periods import Span, Spans, in_whole_periods, later, periods_in, spans_at
from servewell.rooms.insight.selectors.charts.annotated import Happened, happened, unexplained
from servewell.rooms.insight.selectors.charts.breaks import Break, breaks_in
from servewell.rooms.insight.selectors.charts.charted import Charted, begins_a_year_before, charted
from servewell.rooms.insight.selectors.charts.charting import Shown
from servewell.rooms.insight.selectors.counted.encountering import Kinds, encounters
from servewell.rooms.insight.selectors.counted.history import History, history
from servewell.rooms.insight.selectors.counted.opening import fresh_at, waiting_since
from servewell.rooms.insight.selectors.counted.rows import merged, rows_of, without_answers
from servewell.rooms.insight.selectors.counted.shares import WITHHELD, Count, Row, Share, counted, shares_of, verdict
from servewell.rooms.insight.selectors.kept_back.cells import KeptBack
from servewell.rooms.insight.selectors.kept_back.withholding import kept_back
from servewell.rooms.insight.selectors.meant.former import Former, former_of
from servewell.rooms.insight.selectors.meant.meaning import Meaning, every_indicator, question
from servewell.rooms.insight.selectors.standing import AspectStands, UnitStands, aspects_of, units_of
from servewell.rooms.insight.terms import Kind, Standing, Verdict
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.insight.models import Indicator
    from servewell.rooms.people.models import Unit
    from servewell.rooms.standards.models import Aspect

# what there is to do beside the figures of a unit, for whoever may
ASKED_FOR = (rules.REBASE, rules.SET_TARGET, rules.EXPLAIN, voice_rules.READ)


@dataclass(frozen=True)
class PeriodShare:
    """The figure of the period that begins on ``first``. ``is_unfinished``: more answers may come."""

    first: date
    share: Share
    is_unfinished: bool = False


@dataclass(frozen=True)
class Against:
    """Other answers that the figure stands beside, and what may be said of the figure against them."""

    share: Share
    verdict: Verdict | None


@dataclass(frozen=True)
class Satisfaction:
    """``look`` names its unit. ``charted``: the control chart of ``periods``, and what stands beside it. ``encounters``
    of the figure's periods, by kind, or None where they are not wholly known. ``year_ago``: the same days a year
    earlier, of a private look the same periods whole. ``former``: the same by the definition before, where it was
    another one. ``may``: what of ASKED_FOR the viewer may of the unit.
    """

    look: Look
    unit: "Unit"
    seen: "Sequence[Unit]"
    meaning: Meaning
    definition: str
    spans: Spans
    standing: Standing
    history: History
    share: Share
    verdict: Verdict | None
    year_ago: Against
    former: Former | None
    periods: tuple[PeriodShare, ...]
    charted: Charted
    breaks: tuple[Break, ...]
    happened: tuple[Happened, ...]
    may: frozenset[Power]
    encounters: Kinds | None
    aspects: tuple[AspectStands, ...]
    below: tuple[UnitStands, ...]
    offered: Offered
    fresh_at: datetime | None
    waiting_since: datetime | None

    @property
    def audience(self) -> Audience:
        """Whose answers these are."""
        return self.look.audience

    @property
    def is_untold(self) -> bool:
        """Nobody answered, or so few that nothing is told of them."""
        return self.standing in (Standing.SILENT, Standing.PRIVATE)

    @property
    def may_explain(self) -> bool:
        return rules.EXPLAIN in self.may

    @property
    def is_past(self) -> bool:
        return self.history.later is not None

    @property
    def stretches(self) -> "tuple[stats.Stretch, ...]":
        """Of the periods, between changes of scale and of limits."""
        return self.charted.chart.stretches

    @property
    def signals(self) -> "tuple[stats.Signal, ...]":
        return tuple(signal for stretch in self.stretches for signal in stretch.signals)

    @property
    def unexplained(self) -> tuple[stats.Signal, ...]:
        """The signals whose cause nobody has said yet. Causes are said of whole months of all answers."""
        if self.look.is_narrowed or self.look.item or self.look.by is not By.MONTH:
            return ()
        return unexplained(self.signals, [each.first for each in self.periods], self.happened)


@dataclass(frozen=True)
class Counted:
    """What the lake said of the unit itself by period, and of the units below now; and what of all that is kept back.
    ``is_refused``: the look would single out a person, so nothing of it is told.
    """

    mine: tuple[Row, ...]
    below: tuple[Row, ...]
    back: KeptBack
    is_refused: bool


def satisfaction(*, viewer: Actor, look: Look, at: datetime) -> Satisfaction:
    """One unit's page. By today's tree the units below are today's on a past page as well.
    Raises NoSuchIndicator, people's NoSuchUnit.
    """
    unit = _chosen(viewer, seen := people.units_seen(viewer=viewer, power=rules.SEE), look.unit)
    look = replace(look, unit=unit.code)
    this_day = today.day_in(unit.zone, at=at)
    on = last_day(look, this_day)
    known = every_indicator()
    spans, meaning = _spans(look, on), meant(look, at=at, among=known)
    children = _children(unit, seen, meaning.tree_on or on)
    found = _counted(meaning, look, spans, (unit, *children), kept_back(look, meaning, at=at))
    may, served = people.allowed(actor=viewer, powers=ASKED_FOR, unit=unit.pk), _served(meaning)
    now = counted(row for row in found.mine if spans.now.holds(row))
    periods = _periods(found, spans, meaning, unit, on=on if on == this_day else None, by=look.by)
    breaks = breaks_in([(each.first, each.share.count.lines) for each in periods])
    aspects = () if found.is_refused else _aspects(meaning, look, spans, unit, found.back, known=served)
    standing = Standing.PRIVATE if found.is_refused else _standing(periods, now, aspects)
    return Satisfaction(
        look=look, unit=unit, seen=seen, meaning=meaning,
        definition=defined_as(meaning, look),
        spans=spans,
        standing=standing,
        history=_history(meaning, look, unit, spans, this_day, standing),
        share=shares_of([now], kind=meaning.kind)[0],
        verdict=_against_before(found, spans, meaning, unit, now),
        year_ago=_year_ago(meaning, look, spans, unit, now, found),
        former=None if found.is_refused else former_of(meaning, look, spans, unit.pk, among=known),
        periods=periods,
        charted=_charted(viewer, look, meaning, spans, unit, periods, found, among=known, may=may),
        breaks=breaks.all,
        happened=_happened(unit, look, spans.shown, meaning.tree_on or on),
        may=may,
        encounters=_encounters(meaning, look, spans.now, unit, now),
        aspects=aspects,
        below=() if found.is_refused else _below(children, found, spans, meaning),
        offered=_offered(meaning, look, found, among=known, aspects=served),
        fresh_at=fresh_at(), waiting_since=waiting_since(),
    )  # fmt: skip


def _spans(look: Look, on: date) -> Spans:
    spans = spans_at(on, look.by)
    return in_whole_periods(spans, look.by) if look.is_private else spans


def _served(meaning: Meaning) -> "Sequence[Aspect]":
    """The aspects by which a figure can be told: of a composite none."""
    return () if meaning.kind is Kind.COMPOSITE else standards.aspects()


def _aspects(
    meaning: Meaning, look: Look, spans: Spans, unit: "Unit", back: KeptBack, *, known: "Sequence[Aspect]"
) -> tuple[AspectStands, ...]:
    """None where something else stands in the place of the whole, or the whole is more than its overall items."""
    if look.aspect or look.item or not meaning.is_by_aspect:
        return ()
    return aspects_of(meaning, look, spans, unit, back, known=known)


def _offered(
    meaning: Meaning, look: Look, found: Counted, *, among: "Sequence[Indicator]", aspects: "Sequence[Aspect]"
) -> Offered:
    answered = {line.instrument for row in found.mine for line in row.lines}
    is_composite = meaning.kind is Kind.COMPOSITE
    return offered(look, answered=answered, among=among, aspects=aspects, is_composite=is_composite)


def _history(meaning: Meaning, look: Look, unit: "Unit", spans: Spans, this_day: date, standing: Standing) -> History:
    is_silent = standing is Standing.SILENT
    return history(meaning, look, unit=unit.pk, shown=spans.shown, today=this_day, is_silent=is_silent)


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


def _counted(meaning: Meaning, look: Look, spans: Spans, units: "Sequence[Unit]", back: KeptBack) -> Counted:
    if back.holds(units[0].pk, spans.now):
        return Counted((), (), back, is_refused=True)
    first = begins_a_year_before(spans.shown.from_on, look.by)
    whole = Span(min(spans.before.from_on, first), spans.shown.until_on)
    mine = _rows(meaning, look, whole, units[:1])
    below = _rows(meaning, look, spans.now, units[1:]) if len(units) > 1 else ()
    return Counted(mine, below, back, is_refused=False)


def _below(children: "Sequence[Unit]", found: Counted, spans: Spans, meaning: Meaning) -> tuple[UnitStands, ...]:
    return units_of(children, found.below, meaning.kind, hidden=found.back.units_in(spans.now))


def _rows(meaning: Meaning, look: Look, span: Span, units: "Sequence[Unit]") -> tuple[Row, ...]:
    keys = tuple(sorted(unit.pk for unit in units))
    days = (span.from_on, span.until_on)
    return rows_of(meaning, looked(question(meaning, span=days, by=look.by, per=Per.UNIT, units=keys), look))


def _periods(
    found: Counted, spans: Spans, meaning: Meaning, unit: "Unit", *, on: date | None, by: By
) -> tuple[PeriodShare, ...]:
    """Every period there is on the calendar; one without answers is a gap. ``on`` is today on a page of now."""
    by_period = {row.period: row.count for row in merged(found.mine)}
    firsts, nothing = periods_in(span=spans.shown, by=by), without_answers(meaning)
    shares = shares_of([by_period.get(first, nothing) for first in firsts], kind=meaning.kind)
    return tuple(
        PeriodShare(
            first=first,
            share=WITHHELD if _is_back(found, unit, Span(first, later(first=first, by=by))) else share,
            is_unfinished=on is not None and place == len(firsts) - 1,
        )
        for place, (first, share) in enumerate(zip(firsts, shares, strict=True))
    )


def _is_back(found: Counted, unit: "Unit", span: Span) -> bool:
    return not found.is_refused and found.back.holds(unit.pk, span)


def _against_before(found: Counted, spans: Spans, meaning: Meaning, unit: "Unit", now: Count) -> Verdict | None:
    before = counted(row for row in found.mine if spans.before.holds(row))
    return None if _is_back(found, unit, spans.before) else verdict(now, before, kind=meaning.kind)


def _year_ago(meaning: Meaning, look: Look, spans: Spans, unit: "Unit", now: Count, found: Counted) -> Against:
    if found.is_refused or found.back.holds(unit.pk, spans.year_ago):
        return Against(WITHHELD, None)
    then = counted(_rows(meaning, look, spans.year_ago, (unit,)))
    return Against(shares_of([then], kind=meaning.kind)[0], verdict(now, then, kind=meaning.kind))


def _charted(
    viewer: Actor,
    look: Look,
    meaning: Meaning,
    spans: Spans,
    unit: "Unit",
    periods: Sequence[PeriodShare],
    found: Counted,
    *,
    among: "Sequence[Indicator]",
    may: frozenset[Power],
) -> Charted:
    shown, earlier = _shown(periods, spans.shown), {row.period: counted([row]) for row in found.mine}
    return charted(
        viewer=viewer, look=look, meaning=meaning, unit=unit, shown=shown, earlier=earlier, among=among, may=may
    )


def _shown(periods: Sequence[PeriodShare], shown: Span) -> Shown:
    counts = [each.share.count for each in periods]
    return Shown([each.first for each in periods], counts, shown.until_on, is_last_open=periods[-1].is_unfinished)


def _happened(unit: "Unit", look: Look, shown: Span, on: date) -> tuple[Happened, ...]:
    return happened(unit=unit, look=look, shown=(shown.from_on, shown.until_on), on=on)


def _encounters(meaning: Meaning, look: Look, now: Span, unit: "Unit", count: Count) -> Kinds | None:
    """Those behind all answers to the item marked overall: of some customers or questions nobody knows how many."""
    if not (look.is_whole and count.n and meaning.is_by_aspect):
        return None
    days = (now.from_on, now.until_on)
    known = encounters(question(meaning, span=days, by=By.YEAR, per=Per.UNIT, units=(unit.pk,)))
    years = {date(year, 1, 1) for year in range(now.from_on.year, now.last_on.year + 1)}
    if not known or years - {year for year, _ in known}:
        return None
    kinds = sorted({kind for found in known.values() for kind in found})
    return {kind: sum(found.get(kind, 0) for found in known.values()) for kind in kinds}


def _standing(periods: Sequence[PeriodShare], now: Count, aspects: Sequence[AspectStands]) -> Standing:
    if not any(each.share.n or each.share.is_withheld for each in periods):
        return Standing.SILENT
    if now.n < terms.FEWEST_ANSWERS:
        return Standing.TOO_FEW
    return Standing.EXCEPT if any(aspect.stands_out for aspect in aspects) else Standing.EVEN
