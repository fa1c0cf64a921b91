"""How aspects and the units below stand: each against the others beyond what chance explains, never by rank."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servewell.base.words import Words, active_language, collation_key
from servewell.engines.lake.measures import Per
from servewell.rooms.insight.selectors.asked.looking import Look, through
from servewell.rooms.insight.selectors.asked.periods import Span, Spans
from servewell.rooms.insight.selectors.counted.rows import rows_of
from servewell.rooms.insight.selectors.counted.shares import (
    WITHHELD,
    Count,
    Row,
    Share,
    added,
    counted,
    shares_of,
    verdict,
)
from servewell.rooms.insight.selectors.kept_back.cells import KeptBack
from servewell.rooms.insight.selectors.meant.meaning import Meaning, question
from servewell.rooms.insight.terms import Kind, Verdict

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.standards.models import Aspect


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


def aspects_of(
    meaning: Meaning, look: Look, spans: Spans, unit: "Unit", back: KeptBack, *, known: "Sequence[Aspect]"
) -> tuple[AspectStands, ...]:
    """Nothing is told of the aspects that are kept back, nor against a year before that is."""
    days = (spans.before.from_on, spans.now.until_on)
    wanted = question(meaning, span=days, by=look.by, per=Per.UNIT_ASPECT, units=(unit.pk,))
    rows = rows_of(meaning, through(wanted, look))
    kind = meaning.kind
    now = [_of_aspect(rows, each.code, spans.now) for each in known]
    before = [_of_aspect(rows, each.code, spans.before) for each in known]
    shares = shares_of(now, kind=kind)
    return tuple(
        AspectStands(each.code, each.name, WITHHELD, None, stands_out=False)
        if back.holds(unit.pk, spans.now, each.code)
        else AspectStands(
            code=each.code,
            name=each.name,
            share=shares[place],
            verdict=None
            if back.holds(unit.pk, spans.before, each.code)
            else verdict(now[place], before[place], kind=kind),
            stands_out=_lies_below(shares[place], _others(now, place), kind, comparisons=len(known)),
        )
        for place, each in enumerate(known)
    )


def _of_aspect(rows: Iterable[Row], code: str, span: Span) -> Count:
    return counted(row for row in rows if row.aspect == code and span.holds(row))


def _others(counts: Sequence[Count], place: int) -> Count:
    return added([*counts[:place], *counts[place + 1 :]])


def _lies_below(share: Share, others: Count, kind: Kind, *, comparisons: int) -> bool:
    """The others are uncertain as well: where few answered, their figure alone would set anything apart."""
    theirs = shares_of([others], kind=kind)[0].value
    if theirs is None or share.low is None or share.high is None or share.low <= theirs <= share.high:
        return False
    return verdict(share.count, others, kind=kind, comparisons=comparisons) is Verdict.BELOW


def units_of(
    children: "Sequence[Unit]", rows: Sequence[Row], kind: Kind, *, hidden: frozenset[int]
) -> tuple[UnitStands, ...]:
    """By name, never by rank: where figures cannot be told apart, an order of them says what is not so. Nothing is told
    of the units that are ``hidden``.
    """
    counts = _of_units(children, rows)
    answering = sum(1 for count in counts if count.n)
    stands = [
        UnitStands(child.code, child.name, WITHHELD, None)
        if child.pk in hidden
        else UnitStands(
            code=child.code,
            name=child.name,
            share=share,
            verdict=verdict(share.count, _others(counts, place), kind=kind, comparisons=answering),
        )
        for place, (child, share) in enumerate(zip(children, shares_of(counts, kind=kind), strict=True))
    ]
    return tuple(sorted(stands, key=lambda unit: collation_key(str(unit.name), active_language())))


def _of_units(children: "Sequence[Unit]", rows: Sequence[Row]) -> list[Count]:
    of_unit: dict[int | None, list[Row]] = {}
    for row in rows:
        of_unit.setdefault(row.unit, []).append(row)
    return [counted(of_unit.get(child.pk, ())) for child in children]
