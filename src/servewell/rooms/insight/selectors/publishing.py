"""What a published figure states, from what it was made, and whether the same comes out today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Final

from servewell.base import paging
from servewell.base.permissions import HOUSE, Actor
from servewell.engines import stats
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.models import Indicator, Published
from servewell.rooms.insight.selectors.asked.periods import Span, later
from servewell.rooms.insight.selectors.counted.shares import Share
from servewell.rooms.insight.selectors.grounding import Basis, NothingToPublish, basis_of, look_kept
from servewell.rooms.insight.selectors.kept_back.privacy import is_too_few
from servewell.rooms.insight.selectors.meant.meaning import NoSuchIndicator
from servewell.rooms.insight.selectors.satisfying import PeriodShare, Satisfaction, satisfaction
from servewell.rooms.insight.terms import Part
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

DECIMALS: Final = 9  # beyond what anyone reads; threads add fractions in no fixed order


class NoSuchFinding(Exception):
    """Nothing of that number was published, or not where the viewer may see figures."""


@dataclass(frozen=True)
class Stated:
    """One figure: of the whole, a period, an aspect or a unit below (``code``), from the first to the last day.

    Without a value nobody answered, the answers lie on several scales, or they are too few to be told (``is_withheld``,
    then ``n`` is None). ``signals`` are rule and side of those that the point takes part in.
    """

    part: Part
    code: str
    first: date
    last: date
    value: float | None
    n: int | None
    low: float | None
    high: float | None
    is_withheld: bool = False
    lower: float | None = None
    centre: float | None = None
    upper: float | None = None
    signals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    basis: Basis
    figures: tuple[Stated, ...]


@dataclass(frozen=True)
class Differs:
    """A figure that was published, and what it is now; one of them is None where there is none."""

    before: Stated | None
    now: Stated | None


@dataclass(frozen=True)
class Again:
    """``basis`` is today's, None where the figures cannot be made any more. ``newest``: the version of the definition
    that others follow now; this one stays with its own.
    """

    basis: Basis | None
    differing: tuple[Differs, ...]
    is_other_data: bool
    other_software: Mapping[str, tuple[str, str]]
    newest: int

    @property
    def is_same(self) -> bool:
        return self.basis is not None and not self.differing and not self.is_other_data


def statement(*, found: Satisfaction, basis: Basis | None = None) -> Statement:
    """Everything on a page of figures and all that is needed to make it again; ``basis`` where it is known already.

    Raises NothingToPublish.
    """
    return Statement(basis=basis or basis_of(found=found), figures=tuple(_stated(found)))


def published_for(*, viewer: Actor, number: int) -> Published:
    """Raises NoSuchFinding."""
    row = Published.objects.select_related("unit", "asked_by").filter(pk=number).first()
    if row is None or not people.may(actor=viewer, power=rules.SEE, unit=row.unit_id):
        raise NoSuchFinding(str(number))
    return row


def findings(*, viewer: Actor, before: int | None = None, size: int = paging.SIZE) -> paging.Page[Published]:
    """What was published of the units whose figures the viewer sees, the newest first, without the figures."""
    seen = people.units_with(viewer=viewer, power=rules.SEE).values("unit")
    rows = Published.objects.filter(unit__in=seen).select_related("unit", "asked_by").defer("figures")
    return paging.newest_first(rows, before=before, size=size)


def findings_among(*, viewer: Actor, published: Sequence[int]) -> list[Published]:
    """Those of these findings whose units' figures the viewer sees, by number, without the figures."""
    seen = people.units_with(viewer=viewer, power=rules.SEE).values("unit")
    rows = Published.objects.filter(pk__in=published, unit__in=seen).select_related("unit").defer("figures")
    return list(rows.order_by("pk"))


def to_be_made(*, number: int) -> Published | None:
    """What was asked for and has no file yet. For the worker, which looks with the eyes of whoever asked."""
    return Published.objects.select_related("unit", "asked_by").filter(pk=number, made_at__isnull=True).first()


def again(*, published: Published, at: datetime) -> Again:
    """The same figures made now, by the same look and the same version of the definition, and what is not the same."""
    newest = Indicator.objects.filter(code=published.look.get("indicator", terms.CSS)).order_by("-version").first()
    number = newest.version if newest else 0
    try:
        made = statement(found=satisfaction(viewer=HOUSE, look=look_kept(texts=published.look), at=at))
    except (NothingToPublish, NoSuchIndicator, people.NoSuchUnit):
        return Again(None, tuple(Differs(each, None) for each in figures_kept(published=published)), True, {}, number)
    before = figures_kept(published=published)
    return Again(
        basis=made.basis,
        differing=tuple(_differing(before, _told_beside(before, made))),
        is_other_data=made.basis.digest != published.digest,
        other_software={
            name: (used, made.basis.software[name])
            for name, used in published.software.items()
            if made.basis.software.get(name, used) != used  # what printed the file made no figure
        },
        newest=number,
    )


def as_json(*, stated: Sequence[Stated]) -> list[dict[str, object]]:
    """Figures as they are kept, and as documents for programmes."""
    return [
        {**asdict(each), "first": each.first.isoformat(), "last": each.last.isoformat(), "signals": list(each.signals)}
        for each in stated
    ]


def figures_kept(*, published: Published) -> tuple[Stated, ...]:
    return tuple(
        Stated(
            **{
                **row,
                "part": Part(row["part"]),
                "first": date.fromisoformat(row["first"]),
                "last": date.fromisoformat(row["last"]),
                "signals": tuple(row["signals"]),
            }
        )
        for row in published.figures
    )


def quoting(*, customers: Sequence[int]) -> list[Published]:
    """What was published with words of any of these customers."""
    wanted = set(customers)
    return [row for row in Published.objects.exclude(quoted=[]) if wanted & set(row.quoted)]


def quoting_from(*, imports: Sequence[int]) -> list[Published]:
    """What was published with words that came by any of these files, or may have: where nobody wrote down whose words a
    file holds.
    """
    brought = voice.voices_of(imports=imports, viewer=HOUSE)
    rows = list(Published.objects.exclude(quoted_voices=[]))
    named = {number for row in rows for number in row.quoted_voices}
    gone = set(brought.filter(pk__in=named)) if named else set()
    unknown = Published.objects.filter(has_words=True, quoted_voices=[]).exclude(file="")
    may_be = list(unknown) if brought.exists() else []
    return [*(row for row in rows if gone & set(row.quoted_voices)), *may_be]


def _stated(found: Satisfaction) -> Iterator[Stated]:
    now = found.spans.now
    yield _figure(Part.WHOLE, found.unit.code, now, found.share)
    for place, period in enumerate(found.periods):
        yield _of_period(found, place, period)
    yield from (_figure(Part.ASPECT, each.code, now, each.share) for each in found.aspects)
    yield from (_figure(Part.UNIT, each.code, now, each.share) for each in found.below)


def _of_period(found: Satisfaction, place: int, period: PeriodShare) -> Stated:
    span = Span(period.first, later(first=period.first, by=found.look.by))
    limits = _limits(found, place)
    signals = tuple(sorted(f"{each.rule} {each.side}" for each in found.signals if place in each.points))
    stated = _figure(Part.PERIOD, "", span, period.share)
    return replace(stated, lower=limits[0], centre=limits[1], upper=limits[2], signals=signals)


def _limits(found: Satisfaction, place: int) -> tuple[float | None, float | None, float | None]:
    stretch: stats.Stretch | None = next((s for s in found.stretches if s.start <= place < s.until), None)
    if stretch is None or stretch.chart is None:
        return None, None, None
    chart, here = stretch.chart, place - stretch.start
    return _rounded(chart.lower[here]), _rounded(chart.centre[here]), _rounded(chart.upper[here])


def _figure(part: Part, code: str, span: Span, share: Share) -> Stated:
    if share.is_withheld:
        return Stated(part, code, span.from_on, span.last_on, None, None, None, None, is_withheld=True)
    return Stated(
        part=part,
        code=code,
        first=span.from_on,
        last=span.last_on,
        value=_rounded(share.value),
        n=share.n,
        low=_rounded(share.low),
        high=_rounded(share.high),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DECIMALS)


def _told_beside(before: Sequence[Stated], made: Statement) -> list[Stated]:
    """What is made now of the units that were published: whoever published saw those, and not the others below.

    Of a private look, without what would give a few answers away beside the number before.
    """
    units = {each.code for each in before if each.part is Part.UNIT}
    now = [each for each in made.figures if each.part is not Part.UNIT or each.code in units]
    if not made.basis.look.is_private:
        return now
    then = {_key(each): each.n for each in before}
    return [_without_value(each) if _gives_away(then.get(_key(each)), each.n) else each for each in now]


def _gives_away(before: int | None, now: int | None) -> bool:
    if before is None or now is None:
        return True
    return before != now and is_too_few(abs(now - before))


def _without_value(stated: Stated) -> Stated:
    return Stated(stated.part, stated.code, stated.first, stated.last, None, None, None, None, is_withheld=True)


def _key(stated: Stated) -> tuple[Part, str, date]:
    return stated.part, stated.code, stated.first


def _compared(stated: Stated | None) -> tuple[float | None, ...] | None:
    """Limits and signals are left aside: drawn anew they say nothing else of the answers."""
    return None if stated is None else (stated.value, stated.n, stated.low, stated.high)


def _differing(before: Sequence[Stated], now: Sequence[Stated]) -> Iterator[Differs]:
    old, new = ({_key(each): each for each in side} for side in (before, now))
    for key in [*old, *(key for key in new if key not in old)]:
        if _compared(old.get(key)) != _compared(new.get(key)):
            yield Differs(old.get(key), new.get(key))
