"""What each response says as a whole and of each part: a table of numbers for statistics, without anybody's key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

from servewell.engines.lake import rolling
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.measures import Question, as_sql, asked, ibis_table
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    import ibis
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Part = Literal["aspect", "item"]

# rows are drawn by this sequence, which is the same for the same responses: (key * FACTOR) modulo PRIME, both primes
PRIME, FACTOR = 2_147_483_647, 48_271


@dataclass(frozen=True, eq=False)
class Responses:
    """One row for each response with an overall answer, in no order that means anything; nan where nothing was said.

    `overall` and `parts` (rows x parts, a mean where a part was asked for several times) run from 0, the worst answer,
    to 1, the best. `scales` (rows x 3) has worst, best and series of the overall answer. `there_were`: how many such
    responses there are; where they are more than were asked for, the rows are drawn from them.
    """

    overall: Numbers
    parts: Numbers
    scales: Numbers
    there_were: int


def responses(*, lake: Lake, question: Question, parts: tuple[str, ...], part: Part, most: int) -> Responses:
    """The responses behind a question (which asks for no aspect, item or `top`), at most so many of them.

    `parts` are codes of aspects, or names of items. Never a Python object for each row.
    """
    import numpy as np

    sql_of = partial(_sql, parts=parts, part=part, most=most)
    found = lake.query(sql=for_any(sql_of, question), facts=(ANSWERS, PLACES, CLOSED_PLACES))

    def column(name: str) -> Numbers:
        return np.asarray(found.column(name).cast("float64").fill_null(float("nan")).to_numpy(), dtype=np.float64)

    rows = found.num_rows
    return Responses(
        overall=column("overall"),
        parts=np.column_stack([column(name) for name in _names(parts)]) if parts else np.empty((rows, 0)),
        scales=np.column_stack([column(name) for name in ("worst", "best", "series")]),
        there_were=int(found.column("there_were")[0].as_py()) if rows else 0,
    )


def _names(parts: tuple[str, ...]) -> list[str]:
    return [f"part_{place}" for place in range(len(parts))]


@lru_cache(maxsize=64)
def _sql(question: Question, *, parts: tuple[str, ...], part: Part, most: int) -> str:
    answers, places, closed = (ibis_table(fact) for fact in (ANSWERS, PLACES, CLOSED_PLACES))
    stood = rolling.tree(places=places, closed=closed, question=question)
    given = _standing(asked(answers=answers, places=stood, question=question), stood, question)
    return as_sql(_drawn(_by_response(given, parts, part), most))


def _standing(answers: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    """Only what was answered on days on which its unit stood below the asked ones."""
    if not question.units:
        return answers
    places = places.filter(places.ancestor.isin(question.units))
    there = [answers.unit == places.unit, places.from_day <= answers.day, places.until_day > answers.day]
    return answers.semi_join(places, there)


def _by_response(answers: ibis.Table, parts: tuple[str, ...], part: Part) -> ibis.Table:
    given = answers.filter(answers.best != answers.worst)
    given = given.mutate(share=(given.value - given.worst) / (given.best - given.worst))
    sums = given.group_by("response").aggregate(
        overall=given.share.mean(where=given.is_overall),
        worst=given.worst.max(where=given.is_overall),
        best=given.best.max(where=given.is_overall),
        series=given.series.max(where=given.is_overall),
        **{
            name: given.share.mean(where=(given[part] == code) & ~given.is_overall)
            for name, code in zip(_names(parts), parts, strict=True)
        },
    )
    return sums.filter(sums.overall.notnull())


def _drawn(rows: ibis.Table, most: int) -> ibis.Table:
    """The same rows in the same order every time; threads add fractions in none, so they are rounded."""
    import ibis

    place = (
        (rows.response % ibis.literal(PRIME, "int64")) * ibis.literal(FACTOR, "int64") % ibis.literal(PRIME, "int64")
    )
    counted = rows.mutate(place=place, there_were=rows.count().over(ibis.window()))
    ordered = counted.order_by(["place", "response"]).limit(most)
    numbers = {name: ordered[name].round(9) for name in rows.columns if name == "overall" or name.startswith("part_")}
    return ordered.mutate(**numbers).drop("response", "place")
