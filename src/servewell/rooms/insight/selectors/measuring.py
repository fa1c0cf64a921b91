"""Figures for analysts and pages alike: each with its n, its interval and its definition."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servewell.base import today
from servewell.base.permissions import Actor
from servewell.engines.lake.lines import Line, Scale
from servewell.engines.lake.measures import ANSWERS, By, Figure, Per
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.selectors.encountering import encounters
from servewell.rooms.insight.selectors.meaning import (
    Meaning,
    by_tree,
    defined,
    definitions,
    meaning_of,
    of_audience,
    question,
)
from servewell.rooms.insight.selectors.opening import asked, the_lake, values_of
from servewell.rooms.insight.selectors.periods import moved
from servewell.rooms.insight.selectors.shares import Share, counted, shares_of
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience

EVERY_UNIT = "all"


class NothingIsKnownAs(Exception):
    """No answer in the figures has that in the column: came by that channel, was given to that instrument."""

    def __init__(self, *, column: str, name: str, known: tuple[str, ...]) -> None:
        listed = ", ".join(known) or "none yet"
        super().__init__(f"No {column} with answers is called {name!r}. There are: {listed}.")
        self.column = column


@dataclass(frozen=True)
class Finding:
    """One figure. ``period`` is 2026-11, 2026-Q4 or 2026; ``aspect`` is None for the item marked overall.

    A mean has the ``scale`` that it lies on, "1 to 5" with the best last, and a period of several scales or series has
    one for each; a share over several scales has none. The interval of a mean of one answer is not known. ``series``:
    what the answers belong to, as instrument/item/number. ``encounters``: how many there were, where that is known.
    ``tree``: whether units count as they stood on each day, or as they stand today.
    """

    period: str
    unit: str
    aspect: str | None
    value: float
    n: int
    low: float | None
    high: float | None
    definition: str
    kind: str
    scale: str | None
    series: tuple[str, ...]
    encounters: int | None
    tree: str


@dataclass(frozen=True)
class Asked:
    """What a call of ``measure`` is about; ``units`` are codes by key, and all of them where the tree is not cut."""

    meaning: Meaning
    span: tuple[date, date]
    by: By
    units: Mapping[int, str]
    is_every_unit: bool
    channel: str | None
    instrument: str | None
    is_overall: bool


def measure(
    *,
    viewer: Actor,
    indicator: str = terms.CSS,
    meaning: Meaning | None = None,
    by: str = By.MONTH,
    unit: str = EVERY_UNIT,
    channel: str | None = None,
    instrument: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    audience: Audience = Audience.EXTERNAL,
    is_overall: bool = False,
    tree: str = Tree.AS_IT_WAS,
) -> list[Finding]:
    """The figures of the units the viewer sees, by period, unit and aspect; the overall item comes first.

    A unit's figure holds the answers of every unit that stood below it on the day of the answer; with
    ``tree`` today's, of those that stand below it today. Where nobody answered there is no figure. ``until_on`` is the
    first day left out; without days, every month there is.
    ``meaning`` stands in for what the company has defined. Answers of customers and of employees are never mixed:
    ``audience`` says whose are counted, where ``channel`` does not. ``is_overall`` leaves out the aspects.
    Raises NoSuchIndicator, NothingIsKnownAs, people's NoSuchUnit.
    """
    meant = meaning or meaning_of(code=indicator)
    if channel is None:
        meant = of_audience(meant, audience)
    meant = by_tree(meant, Tree(tree), at=today.now())
    seen = _units(viewer, unit)
    _require_known(channel=channel, instrument=instrument)
    span = _span(from_on, until_on)
    if span is None or not seen:
        return []
    return list(_findings(Asked(meant, span, By(by), seen, unit == EVERY_UNIT, channel, instrument, is_overall)))


def _units(viewer: Actor, code: str) -> dict[int, str]:
    if code != EVERY_UNIT:
        unit = people.unit_for(viewer=viewer, power=rules.SEE, code=code)
        return {unit.pk: unit.code}
    return {unit.pk: unit.code for unit in people.units_seen(viewer=viewer, power=rules.SEE)}


def _require_known(**names: str | None) -> None:
    for column, name in names.items():
        if name is not None and name not in (known := values_of(column)):
            raise NothingIsKnownAs(column=column, name=name, known=known)


def _span(from_on: date | None, until_on: date | None) -> tuple[date, date] | None:
    months = sorted(the_lake().months(ANSWERS))
    if not months:
        return None
    span = (from_on or months[0], until_on or moved(month=months[-1], months=1))
    return span if span[0] < span[1] else None


def _rows(wanted: Asked) -> list[Figure]:
    few = () if wanted.is_every_unit else tuple(sorted(wanted.units))
    rows = [
        row
        for per in ((Per.UNIT,) if wanted.is_overall else (Per.UNIT, Per.UNIT_ASPECT))
        for row in asked(
            question(
                wanted.meaning,
                span=wanted.span,
                by=wanted.by,
                per=per,
                units=few,
                is_per_scale=wanted.meaning.kind is Kind.MEAN,
                channel=wanted.channel,
                instrument=wanted.instrument,
            )
        )
        if row.unit in wanted.units and (row.aspect is not None) == (per is Per.UNIT_ASPECT)
    ]
    rows.sort(key=lambda row: (row.period, wanted.units[row.unit or 0], row.aspect or "", row.series or 0))
    return rows


def _findings(wanted: Asked) -> Iterator[Finding]:
    rows = _rows(wanted)
    said: dict[str | None, str] = {None: defined(wanted.meaning, str(wanted.meaning.definition))}
    if not wanted.is_overall:
        said = definitions(wanted.meaning)
    shares = shares_of([counted([row]) for row in rows], kind=wanted.meaning.kind)
    met = _met(wanted, rows)
    for row, share in zip(rows, shares, strict=True):
        if share.value is None or row.unit is None:
            continue
        yield Finding(
            period=period_name(row.period, by=wanted.by),
            unit=wanted.units[row.unit],
            aspect=row.aspect,
            # the lake's own mean: multiplied out and divided again it would differ in its last digit
            value=row.mean if wanted.meaning.kind is Kind.MEAN else share.value,
            n=share.n,
            low=share.low,
            high=share.high,
            definition=said.get(row.aspect, said[None]),
            kind=wanted.meaning.kind.value,
            scale=scale_name(share),
            series=tuple(series_name(line) for line in sorted(row.lines)),
            encounters=met.get((row.period, row.unit)),
            tree=wanted.meaning.tree.value,
        )


def _met(wanted: Asked, rows: Sequence[Figure]) -> dict[tuple[date, int], int]:
    if not rows:
        return {}
    few = () if wanted.is_every_unit else tuple(sorted(wanted.units))
    found = encounters(
        question(
            wanted.meaning,
            span=wanted.span,
            by=wanted.by,
            per=Per.UNIT,
            units=few,
            channel=wanted.channel,
            instrument=wanted.instrument,
        )
    )
    return {key: sum(kinds.values()) for key, kinds in found.items()}


def scale_name(share: Share) -> str | None:
    """As data, the same in every language."""
    scales: set[Scale] = {line.scale for line in share.count.lines}
    if len(scales) != 1:
        return None
    (scale,) = scales
    return f"{scale.worst:g} to {scale.best:g}"


def series_name(line: Line) -> str:
    return f"{line.instrument}/{line.item}/{line.series}"


def period_name(first_day: date, *, by: By) -> str:
    if by is By.YEAR:
        return f"{first_day:%Y}"
    if by is By.QUARTER:
        return f"{first_day:%Y}-Q{(first_day.month + 2) // 3}"
    return f"{first_day:%Y-%m}"
