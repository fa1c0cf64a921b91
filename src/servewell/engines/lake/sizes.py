"""How many answered, cut as finely as anybody can narrow figures down: by unit, days, aspect, channel and more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from servewell.engines.lake import rolling
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES, SCORES
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.measures import Question, as_sql, asked, ibis_table
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    import ibis
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

Value = TypeVar("Value")
# by what answers are split that is no column of theirs: the question that they answer, as "instrument/item"
QUESTION = "question"


@dataclass(frozen=True)
class Column(Generic[Value]):
    """``values``: each that occurs, in ascending order, None first; ``codes``: of each row the place of its value."""

    values: tuple[Value, ...]
    codes: NDArray[np.int64]


@dataclass(frozen=True)
class Sizes:
    """Row by row how many answers there are of a unit, without those below it, from a day on: for as long as neither
    the question's period nor the tree of units changes. ``asked``: to which of the questions; ``parts``: what stands in
    the columns that they are split by.
    """

    asked: NDArray[np.int64]
    days: Column[date]
    units: Column[int]
    aspects: Column[str | None]
    parts: Mapping[str, Column[str | None]]
    n: NDArray[np.int64]


def sizes(*, lake: Lake, questions: Sequence[Question], split: Sequence[str] = ()) -> Sizes:
    """Of the answers that the questions are about, at least one; which units they ask for, and by which tree, is left
    aside, and so are answers under no aspect where it is asked by aspect.

    ``split``: names of columns of the answers, as channel or language, or QUESTION.
    """
    import numpy as np
    import pyarrow as pa

    many = [_counted_in(lake, question, tuple(split)) for question in questions]
    rows = pa.concat_tables(many, promote_options="default")
    return Sizes(
        asked=np.repeat(np.arange(len(many)), [len(each) for each in many]),
        days=_column(rows, "slice"),
        units=_column(rows, "unit"),
        aspects=_column(rows, "aspect"),
        parts={name: _column(rows, f"by_{name}") for name in split},
        n=rows["n"].to_numpy(),
    )


def _counted_in(lake: Lake, question: Question, split: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa

    every = replace(question, units=(), tree_on=None)
    facts = (SCORES if question.of_scores else ANSWERS, PLACES, CLOSED_PLACES)
    sql = for_any(lambda asked: _sql(asked, split), every)
    rows = lake.query(sql=sql, facts=facts, span=question.span)
    if question.is_per_aspect:
        return rows.filter(rows["aspect"].is_valid())
    return rows.append_column("aspect", pa.nulls(len(rows), pa.string()))


def _column(rows: pa.Table, name: str) -> Column:  # type: ignore[type-arg]  # of what the column is in the lake
    import numpy as np

    coded = rows[name].combine_chunks().dictionary_encode(null_encoding="encode")
    values = coded.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda place: (values[place] is not None, values[place]))
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return Column(tuple(values[place] for place in order), places[coded.indices.to_numpy()])


@lru_cache(maxsize=256)
def _sql(question: Question, split: tuple[str, ...]) -> str:
    answers, places = ibis_table(question.fact), ibis_table(PLACES)
    return as_sql(_counted(answers, places, question, split))


def _counted(answers: ibis.Table, places: ibis.Table, question: Question, split: tuple[str, ...]) -> ibis.Table:
    given = asked(answers=answers, places=places, question=question)
    slices = rolling.slices(places=places, question=question)
    dated = given.inner_join(slices, given.day == slices.day)
    dated = dated.mutate(**{f"by_{name}": _part(dated, name) for name in split})
    aspects = ["aspect"] if question.is_per_aspect else []
    keys = ["slice", "unit", *aspects, *(f"by_{name}" for name in split)]
    return dated.group_by(keys).aggregate(n=dated.count().cast("int64")).order_by(keys)


def _part(answers: ibis.Table, name: str) -> ibis.Value:
    import ibis

    if name != QUESTION:
        return answers[name]
    return answers.instrument.concat(ibis.literal("/"), answers.item)
