"""Figures: what they mean, and a lake that holds answers without a database that commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from servewell.base.permissions import HOUSE
from servewell.engines.lake.answers import SCORE
from servewell.engines.stats import Signal
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import Annotation, Indicator, Published
from servewell.rooms.insight.terms import Form, Kind
from servewell.rooms.people.facts import CLOSED_PLACES, PLACES
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice.terms import Audience
from tests.builders.company import LONG_AGO, a_person, words
from tests.engines.lake.lake_rows import Cell, answer, fill


def an_indicator(
    code: str = "css", *, definition: str = "The two best answers.", top_boxes: int = 2, at: datetime = LONG_AGO
) -> Indicator:
    title = words("Satisfied customers")
    return services.define(
        code=code, title=title, definition=words(definition), top_boxes=top_boxes, by=HOUSE, at=at
    )  # fmt: skip


def a_mean(code: str = "css") -> Indicator:
    """An indicator that is the mean of all answers."""
    return services.define(
        code=code, title=words("Overall"), definition=words("The mean."), kind=Kind.MEAN, by=HOUSE, at=LONG_AGO
    )


def an_annotation(
    unit: Unit, *, text: str = "The lift stood still.", month: date | None = None, cause_of: Signal | None = None,
    audience: Audience = Audience.EXTERNAL, at: datetime,
) -> Annotation:  # fmt: skip
    """By a person of the unit who may explain its figures."""
    number = f"explains-{unit.code}"[:20]
    explainer = Person.objects.filter(number=number).first() or a_person(
        f"Explainer of {unit.code}", rules.EXPLAIN, unit=unit, number=number
    )
    first = (month or at.date()).replace(day=1)  # that day has begun in every zone
    months = services.Months(first, first)
    return services.annotate(
        unit=unit, months=months, text=text, cause_of=cause_of, audience=audience, by=explainer, at=at
    )


def asked_to_publish(unit: Unit, *, form: Form = Form.PDF, at: datetime) -> Published:
    """By a person of the unit who may see its figures."""
    number = f"publishes-{unit.code}"[:20]
    publisher = Person.objects.filter(number=number).first() or a_person(
        f"Publisher of {unit.code}", rules.SEE, unit=unit, number=number
    )
    look = selectors.Look(unit=unit.code, until=at.date())
    return services.ask_to_publish(unit=unit, look=look, form=form, language="en", by=publisher, at=at)


@dataclass(frozen=True)
class Rated:
    """What customers of a unit answered on a day, answer by answer, on a scale."""

    unit: Unit
    day: date
    values: Sequence[float]
    worst: float = 1.0
    best: float = 5.0
    series: int = 1
    aspect: str | None = None
    channel: str = "web"
    language: str = "en"
    item: str = "q1"
    is_overall: bool | None = None
    instrument: str = "stay"


@dataclass(frozen=True)
class Scored:
    """What our own people scored at a unit on a day with an instrument, from 0 to 1."""

    unit: Unit
    day: date
    instrument: str
    values: Sequence[float]


@dataclass(frozen=True)
class Responded:
    """What one customer answered as a whole, and under each aspect, on a scale."""

    unit: Unit
    day: date
    response: int
    overall: float
    aspects: Mapping[str, float]
    worst: float = 1.0
    best: float = 5.0
    channel: str = "web"


@dataclass(frozen=True)
class Met:
    """So many encounters of a unit on a day."""

    unit: Unit
    day: date
    volume: int
    kind: str = "stay"


@dataclass(frozen=True)
class Answered:
    """So many customers of a unit answered on a day, so many of them with one of the two best answers."""

    unit: Unit
    day: date
    satisfied: int
    n: int
    aspect: str | None = None
    channel: str = "web"
    language: str = "en"


@dataclass(frozen=True)
class Spoke:
    """So many voices of a unit on a day that answered alike; ``overall`` is their answer for the whole, from 0 to 1."""

    unit: Unit
    day: date
    many: int
    overall: float | None = None
    asks_for_answer: bool = False
    channel: str = "web"


def a_bad_may(unit: Unit) -> None:
    """Two years to November 2026, a little up and down, of which only May 2026 fell far below the limit."""
    months = [date(2025 + number // 12, number % 12 + 1, 3) for number in range(23)]
    satisfied = [40 if month == date(2026, 5, 3) else 76 + month.month % 2 * 8 for month in months]
    the_lake_holds(*[Answered(unit, month, many, 100) for month, many in zip(months, satisfied, strict=True)])


def the_lake_holds(*many: Answered | Rated | Responded | Scored | Met | Spoke) -> None:
    """Just these answers and encounters, and the tree of units as it is. Needs the fixture ``lake``."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        places = [tuple(row) for row in cursor.fetchall()]
        cursor.execute(CLOSED_PLACES)
        closed = [(above, unit, _day(first), _day(end)) for above, unit, first, end in cursor.fetchall()]
    fill(
        selectors.the_lake(),
        answers=[row for each in many if isinstance(each, Answered | Rated | Responded) for row in _answers(each)],
        scores=[row for each in many if isinstance(each, Scored) for row in _scores(each)],
        encounters=[(each.unit.pk, each.day, each.kind, each.volume) for each in many if isinstance(each, Met)],
        places=places,
        closed=closed,
        voices=[row for each in many if isinstance(each, Spoke) for row in _voices(each)],
    )


def _day(found: date | str) -> date:
    """SQLite knows of no column of a recursion that it holds days."""
    return date.fromisoformat(found) if isinstance(found, str) else found


def _voices(each: Spoke) -> list[tuple[Cell, ...]]:
    return [(each.unit.pk, each.day, each.channel, "en", each.asks_for_answer, each.overall)] * each.many


def _answers(each: Answered | Rated | Responded) -> list[tuple[Cell, ...]]:
    if isinstance(each, Responded):
        return _response(each)
    if isinstance(each, Answered):
        values = [5.0 if number < each.satisfied else 2.0 for number in range(each.n)]
        rated = Rated(each.unit, each.day, values, aspect=each.aspect, channel=each.channel, language=each.language)
        return _answers(rated)
    return [
        answer(
            unit=each.unit.pk,
            day=each.day,
            value=float(value),
            aspect=each.aspect,
            is_overall=each.aspect is None if each.is_overall is None else each.is_overall,
            item=each.item,
            instrument=each.instrument,
            worst=each.worst,
            best=each.best,
            series=each.series,
            channel=each.channel,
            language=each.language,
        )
        for value in each.values
    ]


def _response(each: Responded) -> list[tuple[Cell, ...]]:
    return [
        answer(
            unit=each.unit.pk,
            day=each.day,
            value=value,
            response=each.response,
            channel=each.channel,
            item=aspect or "overall",
            aspect=aspect,
            is_overall=aspect is None,
            worst=each.worst,
            best=each.best,
        )
        for aspect, value in ((None, each.overall), *each.aspects.items())
    ]


def _scores(each: Scored) -> list[tuple[Cell, ...]]:
    return [
        answer(
            unit=each.unit.pk, day=each.day, value=value, is_overall=False, worst=0.0, best=1.0, item=SCORE,
            instrument=each.instrument,
        )
        for value in each.values
    ]  # fmt: skip
