"""How many answered, cut as finely as anybody can narrow figures down: by unit, days, aspect, channel and more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from servewell.engines.lake import rolling
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES, SCORES
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.measures import Question, as_sql, asked, ibis_table
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    import ibis


@dataclass(frozen=True)
class Size:
    """``n`` answers of a unit, without those below it, from ``day`` on: for as long as neither the question's period
    nor the tree of units changes. ``parts``: what stands in the columns that they are split by.
    """

    day: date
    unit: int
    aspect: str | None
    parts: tuple[str | None, ...]
    n: int


def sizes(*, lake: Lake, question: Question, split: tuple[str, ...] = ()) -> tuple[Size, ...]:
    """Of the answers that a question is about; which units it asks for, and by which tree, is left aside.

    ``split``: names of columns of the answers, as channel or language.
    """
    every = replace(question, units=(), tree_on=None)
    facts = (SCORES if question.of_scores else ANSWERS, PLACES, CLOSED_PLACES)
    sql = for_any(lambda asked: _sql(asked, split), every)
    rows = lake.query(sql=sql, facts=facts, span=question.span).to_pylist()
    return tuple(
        Size(row["slice"], row["unit"], row.get("aspect"), tuple(row[f"by_{name}"] for name in split), row["n"])
        for row in rows
    )


@lru_cache(maxsize=256)
def _sql(question: Question, split: tuple[str, ...]) -> str:
    answers, places = ibis_table(question.fact), ibis_table(PLACES)
    return as_sql(_counted(answers, places, question, split))


def _counted(answers: ibis.Table, places: ibis.Table, question: Question, split: tuple[str, ...]) -> ibis.Table:
    given = asked(answers=answers, places=places, question=question)
    slices = rolling.slices(places=places, question=question)
    dated = given.inner_join(slices, given.day == slices.day)
    dated = dated.mutate(**{f"by_{name}": dated[name] for name in split})
    aspects = ["aspect"] if question.is_per_aspect else []
    keys = ["slice", "unit", *aspects, *(f"by_{name}" for name in split)]
    return dated.group_by(keys).aggregate(n=dated.count().cast("int64")).order_by(keys)
