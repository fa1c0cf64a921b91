"""Figures: what they mean, and a lake that holds answers without a database that commits."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import selectors, services
from servewell.rooms.insight.models import Indicator
from servewell.rooms.people.facts import PLACES
from servewell.rooms.people.models import Unit
from tests.builders.company import LONG_AGO, words
from tests.engines.lake_rows import answer, fill


def an_indicator(
    code: str = "css", *, definition: str = "The two best answers.", top_boxes: int = 2, at: datetime = LONG_AGO
) -> Indicator:
    title = words("Satisfied customers")
    return services.define(
        code=code, title=title, definition=words(definition), top_boxes=top_boxes, by=HOUSE, at=at
    )  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """So many customers of a unit answered on a day, so many of them with one of the two best answers."""

    unit: Unit
    day: date
    satisfied: int
    n: int
    aspect: str | None = None


def the_lake_holds(*many: Answered) -> None:
    """Just these answers, and the tree of units as it is. Needs the fixture ``lake``."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        places = [tuple(row) for row in cursor.fetchall()]
    rows = [
        answer(
            unit=each.unit.pk,
            day=each.day,
            value=5.0 if number < each.satisfied else 2.0,
            aspect=each.aspect,
            is_overall=each.aspect is None,
        )
        for each in many
        for number in range(each.n)
    ]
    fill(selectors.the_lake(), answers=rows, places=places)
