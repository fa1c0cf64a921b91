"""Figures for analysts and pages alike: each with its n, its interval and its definition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.engines.lake.measures import ANSWERS, By, Figure, Per, Question
from servewell.rooms.insight import rules, terms
from servewell.rooms.insight.models import Indicator
from servewell.rooms.insight.selectors.opening import asked, the_lake
from servewell.rooms.insight.selectors.shares import Count, shares_of
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards

EVERY_UNIT = "all"


class NoSuchIndicator(Exception):
    """No figure has been defined under that code."""


@dataclass(frozen=True)
class Finding:
    """One figure. ``period`` is 2026-11, 2026-Q4 or 2026; ``aspect`` is None for the item marked overall."""

    period: str
    unit: str
    aspect: str | None
    value: float
    n: int
    low: float
    high: float
    definition: str


def indicator(*, code: str = terms.CSS) -> Indicator:
    """The newest version. Raises NoSuchIndicator."""
    found = Indicator.objects.filter(code=code).order_by("-version").first()
    if found is None:
        known = sorted(set(Indicator.objects.values_list("code", flat=True)))
        raise NoSuchIndicator(f"No figure is defined as {code!r}. Defined are: {', '.join(known) or 'none yet'}.")
    return found


def measure(
    *,
    viewer: Actor,
    indicator: str = terms.CSS,
    by: str = By.MONTH,
    unit: str = EVERY_UNIT,
    from_on: date | None = None,
    until_on: date | None = None,
) -> list[Finding]:
    """The figures of the units the viewer sees, by period, unit and aspect; the overall item comes first.

    A unit's figure holds the answers of every unit that stood below it on the day of the answer. Where nobody
    answered there is no figure. ``until_on`` is the first day left out; without days, every month there is.
    Raises NoSuchIndicator, people's NoSuchUnit.
    """
    meaning = newest(code=indicator)
    seen = _units(viewer, unit)
    span = _span(from_on, until_on)
    if span is None or not seen:
        return []
    few = tuple(sorted(seen)) if unit != EVERY_UNIT else ()
    rows = [
        row
        for per in (Per.UNIT, Per.UNIT_ASPECT)
        for row in asked(question(meaning, span=span, by=By(by), per=per, units=few))
        if row.unit in seen and (row.aspect is not None) == (per is Per.UNIT_ASPECT)
    ]
    rows.sort(key=lambda row: (row.period, seen[row.unit or 0], row.aspect or ""))
    return list(_findings(rows, seen, By(by), definitions(meaning)))


newest = indicator


def question(meaning: Indicator, *, span: tuple[date, date], by: By, per: Per, units: tuple[int, ...] = ()) -> Question:
    """What an indicator asks of the answers; split by aspects it asks the items under them."""
    overall = per in (Per.NOTHING, Per.UNIT)
    return Question(
        from_day=span[0], until_day=span[1], by=by, per=per, only_overall=overall, top=meaning.top_boxes, units=units
    )


def _units(viewer: Actor, code: str) -> dict[int, str]:
    if code != EVERY_UNIT:
        unit = people.unit_for(viewer=viewer, power=rules.SEE, code=code)
        return {unit.pk: unit.code}
    return {unit.pk: unit.code for unit in people.units_seen(viewer=viewer, power=rules.SEE)}


def _span(from_on: date | None, until_on: date | None) -> tuple[date, date] | None:
    months = sorted(the_lake().months(ANSWERS))
    if not months:
        return None
    span = (from_on or months[0], until_on or moved(month=months[-1], months=1))
    return span if span[0] < span[1] else None


def moved(*, month: date, months: int) -> date:
    """The first day of the month so many months later, or earlier where negative."""
    place = month.year * 12 + month.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def definitions(meaning: Indicator) -> dict[str | None, str]:
    """What a figure says it is: in the indicator's own words for the overall item, and for each aspect."""
    repeatedly = instruments.aspects_asked_repeatedly()
    said: dict[str | None, str] = {
        aspect.code: _of_aspect(meaning, aspect.name, is_asked_repeatedly=aspect.code in repeatedly)
        for aspect in standards.aspects()
    }
    return {**said, None: str(meaning.definition)}


def _of_aspect(meaning: Indicator, name: Words, *, is_asked_repeatedly: bool) -> str:
    definition = ngettext(
        "Share of the best answer to the questions under “%(aspect)s”; 95 %% Wilson interval.",
        "Share of the %(boxes)s best answers to the questions under “%(aspect)s”; 95 %% Wilson interval.",
        meaning.top_boxes,
    ) % {"boxes": meaning.top_boxes, "aspect": str(name)}
    if not is_asked_repeatedly:
        return definition
    return _(
        "%(definition)s A customer counts once for each of these questions, so the interval is a little too narrow."
    ) % {"definition": definition}


def _findings(
    rows: list[Figure], units: Mapping[int, str], by: By, said: Mapping[str | None, str]
) -> Iterator[Finding]:
    shares = shares_of([Count(row.successes, row.n) for row in rows])
    for row, share in zip(rows, shares, strict=True):
        if share.value is None or share.low is None or share.high is None or row.unit is None:
            continue
        yield Finding(
            period=period_name(row.period, by=by),
            unit=units[row.unit],
            aspect=row.aspect,
            value=share.value,
            n=share.n,
            low=share.low,
            high=share.high,
            definition=said.get(row.aspect, said[None]),
        )


def period_name(first_day: date, *, by: By) -> str:
    if by is By.YEAR:
        return f"{first_day:%Y}"
    if by is By.QUARTER:
        return f"{first_day:%Y}-Q{(first_day.month + 2) // 3}"
    return f"{first_day:%Y-%m}"
