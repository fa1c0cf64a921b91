"""Figures for analysts and pages alike: each with its n, its interval and its definition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor
from servewell.engines.lake.answers import ANSWERS
from servewell.engines.lake.measures import By, Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.asked.looking import OF_KIND, Look, defined_as, looked
from servewell.rooms.insight.selectors.asked.naming import period_name, scale_name, series_name
from servewell.rooms.insight.selectors.asked.periods import Span, begin, later, moved
from servewell.rooms.insight.selectors.counted.encountering import encounters
from servewell.rooms.insight.selectors.counted.opening import the_lake, values_of
from servewell.rooms.insight.selectors.counted.rows import merged, rows_of
from servewell.rooms.insight.selectors.counted.shares import WITHHELD, Part, Row, Share, shares_of
from servewell.rooms.insight.selectors.kept_back.cells import NOTHING_BACK, KeptBack
from servewell.rooms.insight.selectors.kept_back.withholding import kept_back
from servewell.rooms.insight.selectors.meant.meaning import (
    Meaning,
    by_tree,
    defined,
    definitions,
    meaning_of,
    of_audience,
    question,
)
from servewell.rooms.insight.terms import Kind
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience, Evidence

EVERY_UNIT = "all"
TOO_FEW = "too-few"
SOURCE_SILENT = "source-silent"


class NothingIsKnownAs(Exception):
    """There is none such in the figures: no channel, instrument, language, aspect or item with answers."""

    def __init__(self, *, column: str, name: str, known: Sequence[str]) -> None:
        listed = ", ".join(known) or "none yet"
        super().__init__(f"No {column} with answers is called {name!r}. There are: {listed}.")
        self.column = column


class CutsAPeriod(Exception):
    """Figures of which few are withheld are told of whole periods only."""


@dataclass(frozen=True)
class SourceFinding:
    """One source of a composite, on its own scale; its declared weight is never changed."""

    name: str
    kind: str
    weight: float
    value: float | None
    n: int


@dataclass(frozen=True)
class Finding:
    """One figure. ``period`` is 2026-11-30, 2026-W48, 2026-11, 2026-Q4 or 2026; ``aspect`` is None for the item marked
    overall and for an ``item`` that was asked for in its place.

    A mean has the ``scale`` that it lies on, "1 to 5" with the best last, and a period of several scales or series has
    one for each; a share over several scales has none. The interval of a mean of one answer is not known. ``series``:
    what the answers belong to, as instrument/item/number. ``encounters``: how many there were, where that is known.
    ``tree``: whether units count as they stood on each day, or as they stand today. ``withheld`` says why there is no
    value and interval; else it is None. Of ``too-few`` answers no n is told either. ``sources`` are those of a
    composite; where one has no answers (``source-silent``) it is seen by its n.
    """

    period: str
    unit: str
    aspect: str | None
    value: float | None
    n: int | None
    low: float | None
    high: float | None
    definition: str
    kind: str
    scale: str | None
    series: tuple[str, ...]
    encounters: int | None
    tree: str
    item: str | None = None
    indicator: str = terms.CSS
    version: int = 0
    withheld: str | None = None
    sources: tuple[SourceFinding, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a call of ``measure`` is about; ``units`` are codes by key, and all of them where the tree is not cut."""

    look: Look
    meaning: Meaning
    span: tuple[date, date]
    units: Mapping[int, str]
    is_every_unit: bool
    instrument: str | None
    is_overall: bool


def measure(
    *, viewer: Actor, indicator: str = terms.CSS, version: int | None = None, meaning: Meaning | None = None,
    by: str = By.MONTH, unit: str = EVERY_UNIT, aspect: str | None = None, item: str | None = None,
    channel: str | None = None, language: str | None = None, instrument: str | None = None,
    from_on: date | None = None, until_on: date | None = None, audience: Audience = Audience.EXTERNAL,
    is_overall: bool = False, tree: str = Tree.AS_IT_WAS,
) -> list[Finding]:  # fmt: skip
    """The figures of the units the viewer sees, by period, unit and aspect; the overall item comes first.

    A unit's figure holds the answers of every unit that stood below it on the day of the answer; with
    ``tree`` today's, of those that stand below it today. Where nobody answered there is no figure. ``until_on`` is the
    first day left out; without days, every period there is. ``aspect`` or ``item`` ("instrument/item") stands in the
    place of the item marked overall, and there are no other rows. ``is_overall`` leaves out the aspects.
    ``meaning`` stands in for what the company has defined. Answers of customers and of employees are never mixed:
    ``audience`` says whose are counted, where one ``channel`` does not: what comes by an internal one is of employees.
    Figures of few answers by employees, by one channel or in one language are withheld, but not from the house: it
    prints them on the machine on which the answers lie.
    Raises NoSuchIndicator, NothingIsKnownAs, AspectAndItem, CutsAPeriod, people's NoSuchUnit.
    """
    look = Look(
        indicator=indicator, version=version, by=By(by), audience=audience, tree=Tree(tree),
        aspect=aspect, item=item, channel=channel, language=language,
    )  # fmt: skip
    wanted = asked_for(
        viewer=viewer, look=look, meaning=meaning, unit=unit, instrument=instrument, days=(from_on, until_on),
        is_overall=is_overall,
    )  # fmt: skip
    require_known(look=look, instrument=instrument)
    is_private = is_told_less(viewer=viewer, look=look)
    if is_private:
        _require_whole_periods(from_on, until_on, look.by)
    if wanted is None:
        return []
    back = kept_back(wanted.look, wanted.meaning, at=today.now(), instrument=instrument) if is_private else NOTHING_BACK
    return list(_findings(wanted, back, is_private=is_private))


def is_told_less(*, viewer: Actor, look: Look) -> bool:
    """Few answers are kept back, but not from the house: it prints them on the machine on which they lie."""
    return look.is_private and viewer is not HOUSE


def asked_for(
    *,
    viewer: Actor,
    look: Look,
    meaning: Meaning | None = None,
    unit: str = EVERY_UNIT,
    instrument: str | None = None,
    days: tuple[date | None, date | None] = (None, None),
    is_overall: bool = False,
) -> Asked | None:
    """What ``measure`` counts, asked for with the same words; None where there is nothing to count.

    Raises NoSuchIndicator, people's NoSuchUnit.
    """
    look = replace(look, audience=_audience(look.channel, look.audience))
    seen = _units(viewer, unit)
    meant = _meant(meaning or meaning_of(code=look.indicator, version=look.version), look)
    span = _span(*days)
    if span is None or not seen:
        return None
    return Asked(
        look=look,
        units=seen,
        meaning=meant,
        span=span,
        is_every_unit=unit == EVERY_UNIT,
        instrument=instrument,
        is_overall=is_overall or look.aspect is not None or look.item is not None,
    )


def _require_whole_periods(from_on: date | None, until_on: date | None, by: By) -> None:
    """Of two spans that differ by a day, what was answered on that day would follow."""
    if any(day is not None and begin(day=day, by=by) != day for day in (from_on, until_on)):
        raise CutsAPeriod


def _audience(channel: str | None, audience: Audience) -> Audience:
    if channel is None or channel.startswith(OF_KIND):
        return audience
    return Audience.INTERNAL if channel in voice.internal_channels() else Audience.EXTERNAL


def _meant(meaning: Meaning, look: Look) -> Meaning:
    return by_tree(of_audience(meaning, look.audience), look.tree, at=today.now())


def _units(viewer: Actor, code: str) -> dict[int, str]:
    if code != EVERY_UNIT:
        unit = people.unit_for(viewer=viewer, power=rules.SEE, code=code)
        return {unit.pk: unit.code}
    return {unit.pk: unit.code for unit in people.units_seen(viewer=viewer, power=rules.SEE)}


def require_known(*, look: Look, instrument: str | None = None) -> None:
    """Raises NothingIsKnownAs: where a page shows nothing, a machine is told that it asks for nothing."""
    names = {
        "channel": look.channel, "instrument": instrument, "language": look.language,
        "aspect": look.aspect, "item": look.item,
    }  # fmt: skip
    for column, name in names.items():
        if name is not None and not _is_known(column, name):
            raise NothingIsKnownAs(column=column, name=name, known=_known(column))


def _is_known(column: str, name: str) -> bool:
    """A recipe brings questions that no instrument here has, so a question is known by its answers."""
    instrument, _slash, question = name.partition("/")
    if column == "item":
        return instrument in values_of("instrument") and question in values_of("item")
    return name in _known(column)


def _known(column: str) -> Sequence[str]:
    if column == "aspect":
        return [aspect.code for aspect in standards.aspects()]
    if column == "item":
        asked_here = instruments.questions_on_a_scale(codes=list(values_of("instrument")))
        return [f"{each.instrument}/{each.name}" for each in asked_here]
    kinds = [f"{OF_KIND}{kind.value}" for kind in Evidence] if column == "channel" else []
    return [*values_of(column), *kinds]


def _span(from_on: date | None, until_on: date | None) -> tuple[date, date] | None:
    months = sorted(the_lake().months(ANSWERS))
    if not months:
        return None
    span = (from_on or months[0], until_on or moved(month=months[-1], months=1))
    return span if span[0] < span[1] else None


def _rows(wanted: Asked) -> list[Row]:
    few, look, meaning = () if wanted.is_every_unit else tuple(sorted(wanted.units)), wanted.look, wanted.meaning
    is_whole = wanted.is_overall or not meaning.is_by_aspect
    rows: list[Row] = []
    for per in (Per.UNIT,) if is_whole else (Per.UNIT, Per.UNIT_ASPECT):
        asked = question(
            meaning,
            span=wanted.span,
            by=look.by,
            per=per,
            units=few,
            is_per_scale=meaning.kind is Kind.MEAN,
            instrument=wanted.instrument,
        )
        found = rows_of(meaning, looked(asked, look))
        rows += [row for row in found if row.unit in wanted.units and (row.aspect is not None) == (per is not Per.UNIT)]
    if meaning.kind is Kind.COMPOSITE:
        rows = list(merged(rows))
    rows.sort(key=lambda row: (row.period, wanted.units[row.unit or 0], row.aspect or "", _series_of(row)))
    return rows


def _series_of(row: Row) -> int:
    return min((line.series for line in row.lines), default=0)


def _findings(wanted: Asked, back: KeptBack, *, is_private: bool) -> Iterator[Finding]:
    rows = _rows(wanted)
    said, met = _said(wanted), _met(wanted, rows)
    shares = shares_of([row.count for row in rows], kind=wanted.meaning.kind)
    for row, share in zip(rows, shares, strict=True):
        withheld = _withheld(wanted, row, share, back)
        if row.unit is None or (share.value is None and withheld is None):
            continue
        told = share if withheld is None else WITHHELD
        is_open = withheld is None or (withheld == SOURCE_SILENT and not is_private)
        yield Finding(
            period=period_name(first_day=row.period, by=wanted.look.by),
            unit=wanted.units[row.unit],
            aspect=row.aspect or wanted.look.aspect,
            value=_value(wanted, row, told),
            n=share.n if is_open else None,
            low=told.low,
            high=told.high,
            definition=said.get(row.aspect, said[None]),
            kind=wanted.meaning.kind.value,
            scale=None if wanted.meaning.kind is Kind.COMPOSITE else scale_name(share),
            series=tuple(series_name(line) for line in sorted(row.lines)),
            encounters=met.get((row.period, row.unit)),
            tree=wanted.meaning.tree.value,
            item=wanted.look.item,
            indicator=wanted.meaning.code,
            version=wanted.meaning.version,
            withheld=withheld,
            sources=tuple(_source_finding(part) for part in share.count.parts) if is_open else (),
        )


def _withheld(wanted: Asked, row: Row, share: Share, back: KeptBack) -> str | None:
    """Why there is a row without a value; None where there is one, or where there is none at all."""
    if share.value is None and not (share.n and share.missing):
        return None
    span = Span(row.period, later(first=row.period, by=wanted.look.by))
    if row.unit is not None and back.holds(row.unit, span, row.aspect):
        return TOO_FEW
    return SOURCE_SILENT if share.value is None else None


def _source_finding(part: Part) -> SourceFinding:
    if not part.n:
        return SourceFinding(str(part.name), part.kind.value, part.weight, None, 0)
    value = part.count.mean if part.kind is Kind.MEAN else shares_of([part.count], kind=part.kind)[0].value
    return SourceFinding(str(part.name), part.kind.value, part.weight, value, part.n)


def _value(wanted: Asked, row: Row, share: Share) -> float | None:
    """The lake's own mean: multiplied out and divided again it would differ in its last digit."""
    return row.mean if wanted.meaning.kind is Kind.MEAN and share.value is not None else share.value


def _said(wanted: Asked) -> Mapping[str | None, str]:
    if not wanted.is_overall and wanted.meaning.is_by_aspect:
        return definitions(wanted.meaning)
    if wanted.look.aspect or wanted.look.item:
        return {None: defined_as(wanted.meaning, wanted.look)}
    return {None: defined(wanted.meaning, str(wanted.meaning.definition))}


def _met(wanted: Asked, rows: Sequence[Row]) -> dict[tuple[date, int], int]:
    """Of the answers to one question, in one language or to several sources, nobody knows how many encounters they
    stand for.
    """
    look = wanted.look
    if not rows or look.aspect or look.item or look.language or wanted.meaning.kind is Kind.COMPOSITE:
        return {}
    few = () if wanted.is_every_unit else tuple(sorted(wanted.units))
    found = encounters(
        question(
            wanted.meaning,
            span=wanted.span,
            by=look.by,
            per=Per.UNIT,
            units=few,
            channel=look.channel,
            instrument=wanted.instrument,
        )
    )
    return {key: sum(kinds.values()) for key, kinds in found.items()}
