"""What every department does for customers, and what nobody owns: for whoever has the remit over them all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import active_language, collation_key
from servewell.engines import stats
from servewell.engines.lake.measures import By, Per
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.asked.looking import Look
from servewell.rooms.insight.selectors.asked.periods import Span, spans_at
from servewell.rooms.insight.selectors.counted.opening import fresh_at, waiting_since
from servewell.rooms.insight.selectors.counted.rows import rows_of
from servewell.rooms.insight.selectors.counted.shares import (
    NOTHING,
    WITHHELD,
    Count,
    Row,
    Share,
    added,
    counted,
    shares_of,
    verdict,
)
from servewell.rooms.insight.selectors.kept_back.withholding import kept_back
from servewell.rooms.insight.selectors.meant.meaning import Meaning, NoSuchIndicator, meaning_of, of_audience, question
from servewell.rooms.insight.terms import Verdict
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit


@dataclass(frozen=True)
class Judged:
    """What one audience says of a department. ``verdict`` is against the other departments taken together. Of fewer
    than ten employees the share is withheld. ``opens``: the viewer may read at least some of the voices.
    """

    voices: int
    opens: bool
    share: Share | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Department:
    """A unit directly below the one that is overseen, with all below it. ``kept`` has its n in ``cases``."""

    unit: "Unit"
    internal: Judged
    external: Judged
    cases: cases.Standing
    kept: "stats.Estimate | None"
    processes: int
    standards: int


@dataclass(frozen=True)
class Unread:
    """Voices of a unit that nobody who works here may read."""

    unit: "Unit"
    count: int


@dataclass(frozen=True)
class Unowned:
    """What nobody answers for. ``units`` are those in which people work and that nobody leads but the very top."""

    cases: int
    left_cases: int
    units: "tuple[Unit, ...]"
    processes: tuple[standards.Registered, ...]
    standards: tuple[str, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True)
class Overview:
    """``meaning`` is None where nobody defined what satisfied means; then there are no shares.

    ``at_the_top`` counts what belongs to the unit itself and to no department.
    """

    unit: "Unit"
    meaning: Meaning | None
    span: Span
    internal: Judged
    external: Judged
    cases: cases.Standing
    kept: "stats.Estimate | None"
    departments: tuple[Department, ...]
    unowned: Unowned
    fresh_at: datetime | None
    waiting_since: datetime | None


@dataclass(frozen=True)
class _Gathered:
    """All that was asked for once, to be shared out among the departments.

    ``told`` are the units whose cases count, ``read`` those whose voices the viewer reads.
    """

    tree: people.Departments
    span: Span
    meaning: Meaning | None
    voices: Sequence[voice.HowMany]
    counts: Mapping[tuple[int, Audience], Count]
    hidden: frozenset[int]
    told: frozenset[int]
    read: frozenset[int]
    cases: Mapping[int, cases.Standing]
    book: standards.Book


def overview(*, viewer: Actor, at: datetime, unit: str | None = None) -> Overview:
    """Of the widest unit that the viewer has the remit over, or of one by its code; in a fixed number of queries.

    Raises people's NoSuchUnit.
    """
    tree = people.departments(unit=_overseen(viewer, unit))
    found = _gathered(viewer, tree, at)
    departments = [_department(found, each) for each in tree.direct]
    language = active_language()
    return Overview(
        unit=tree.unit,
        meaning=found.meaning,
        span=found.span,
        internal=_judged(found, tree.unit.pk, Audience.INTERNAL),
        external=_judged(found, tree.unit.pk, Audience.EXTERNAL),
        cases=_sum(found.cases.values()),
        kept=_kept(_sum(found.cases.values())),
        departments=tuple(sorted(departments, key=lambda one: collation_key(str(one.unit.name), language))),
        unowned=_unowned(found, at),
        fresh_at=fresh_at(),
        waiting_since=waiting_since(),
    )


def _overseen(viewer: Actor, code: str | None) -> int:
    if code is not None:
        return people.unit_for(viewer=viewer, power=rules.REMIT, code=code).pk
    if viewer is HOUSE:
        top = people.top_unit()
        if top is None:
            raise people.NoSuchUnit("there is no unit yet")
        return top.pk
    widest = people.widest_unit_with(viewer=viewer, power=rules.REMIT)
    if widest is None:
        raise people.NoSuchUnit("none is overseen")
    return widest


def _gathered(viewer: Actor, tree: people.Departments, at: datetime) -> _Gathered:
    span = spans_at(today.day_in(tree.unit.zone, at=at)).now
    keys = [tree.unit.pk, *(each.pk for each in tree.direct)]
    units = {tree.unit.pk, *tree.of}
    told = frozenset(units - tree.apart)
    meaning = _meaning()
    voices = voice.how_many(viewer=HOUSE, above=keys, from_on=span.from_on, until_on=span.until_on)
    return _Gathered(
        tree=tree,
        span=span,
        meaning=meaning,
        voices=voices,
        counts=_counts(meaning, span, keys) if meaning else {},
        hidden=_hidden(meaning, span, at) if meaning else frozenset(),
        told=told,
        read=_read_by(viewer, voices),
        cases=cases.standings(viewer=HOUSE, units=told, since=_midnight(span.from_on), at=at),
        book=standards.book(viewer=HOUSE, units=units),
    )


def _read_by(viewer: Actor, voices: Sequence[voice.HowMany]) -> frozenset[int]:
    said_at = frozenset(each.unit for each in voices)
    if viewer is HOUSE or not said_at:
        return said_at
    read = people.units_with(viewer=viewer, power=voice_rules.READ).filter(unit__in=said_at)
    return frozenset(read.values_list("unit", flat=True))


def _meaning() -> Meaning | None:
    try:
        return meaning_of()
    except NoSuchIndicator:
        return None


def _hidden(meaning: Meaning, span: Span, at: datetime) -> frozenset[int]:
    """The units of which nothing is told that employees say, here as on their own pages."""
    internal = of_audience(meaning, Audience.INTERNAL)
    if internal.channels == ():
        return frozenset()
    return kept_back(Look(audience=Audience.INTERNAL), internal, at=at).units_in(span)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)


def _counts(meaning: Meaning, span: Span, keys: Sequence[int]) -> dict[tuple[int, Audience], Count]:
    """What the lake has of each unit and audience, in two questions."""
    external = of_audience(meaning, Audience.EXTERNAL)
    internal = replace(meaning, channels=external.without)
    meant = {Audience.EXTERNAL: external, Audience.INTERNAL: internal}
    found: dict[tuple[int, Audience], Count] = {}
    for audience, each in meant.items():
        if each.channels == ():
            continue
        asks = question(each, span=(span.from_on, span.until_on), by=By.MONTH, per=Per.UNIT, units=tuple(sorted(keys)))
        rows: dict[int, list[Row]] = {}
        for row in rows_of(each, asks):
            rows.setdefault(row.unit or 0, []).append(row)
        found |= {(unit, audience): counted(figures) for unit, figures in rows.items()}
    return found


def _judged(found: _Gathered, unit: int, audience: Audience) -> Judged:
    said = [each for each in found.voices if (each.above, each.audience) == (unit, audience)]
    voices, opens = sum(each.count for each in said), any(each.unit in found.read for each in said)
    if found.meaning is None:
        return Judged(voices=voices, opens=opens, share=None, verdict=None)
    kind, count = found.meaning.kind, found.counts.get((unit, audience), NOTHING)
    judged = {each.pk: found.counts.get((each.pk, audience), NOTHING) for each in found.tree.direct}
    answering = sum(1 for each in judged.values() if each.n)
    others = added(each for key, each in judged.items() if key != unit)
    if audience is Audience.INTERNAL and unit in found.hidden:
        return Judged(voices=voices, opens=opens, share=WITHHELD, verdict=None)
    return Judged(
        voices=voices,
        opens=opens,
        share=shares_of([count], kind=kind)[0],
        verdict=verdict(count, others, kind=kind, comparisons=answering) if unit in judged else None,
    )


def _department(found: _Gathered, unit: "Unit") -> Department:
    below = {key for key, department in found.tree.of.items() if department == unit.pk}
    standing = _sum(each for key, each in found.cases.items() if key in below)
    rows = [row for row in found.book.rows if row.unit.pk in below]
    return Department(
        unit=unit,
        internal=_judged(found, unit.pk, Audience.INTERNAL),
        external=_judged(found, unit.pk, Audience.EXTERNAL),
        cases=standing,
        kept=_kept(standing),
        processes=len(rows),
        standards=len({each.code for row in rows for each in row.standards}),
    )


def _sum(standings: Iterable[cases.Standing]) -> cases.Standing:
    many = list(standings)
    return cases.Standing(
        open=sum(each.open for each in many),
        overdue=sum(each.overdue for each in many),
        unowned=sum(each.unowned for each in many),
        due=sum(each.due for each in many),
        kept=sum(each.kept for each in many),
    )


def _kept(standing: cases.Standing) -> "stats.Estimate | None":
    if not standing.due:
        return None
    return stats.share(successes=standing.kept, n=standing.due, confidence=terms.CONFIDENCE)


def _unowned(found: _Gathered, at: datetime) -> Unowned:
    tree = found.tree
    units = {tree.unit.pk, *tree.of}
    held = people.held_over(units=units, powers=(people_rules.SEE_TEAM, voice_rules.READ))
    led, read = held[people_rules.SEE_TEAM.code], held[voice_rules.READ.code]
    unled = [key for key in tree.worked_in - {tree.unit.pk} if not led.get(key, frozenset()) & tree.of.keys()]
    unread: dict[int, int] = {}
    for each in found.voices:
        if each.above == tree.unit.pk and each.unit not in read:
            unread[each.unit] = unread.get(each.unit, 0) + each.count
    named = people.units_by_key(keys={*unled, *unread})
    return Unowned(
        cases=_sum(found.cases.values()).unowned,
        left_cases=cases.left_by_their_owner(viewer=HOUSE, units=found.told, at=at),
        units=tuple(named[key] for key in named if key in set(unled)),
        processes=tuple(row for row in found.book.rows if row.gaps),
        standards=tuple(str(each.text) for each in found.book.unserved),
        unread=tuple(Unread(named[key], unread[key]) for key in named if key in unread),
    )
