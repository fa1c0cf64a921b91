"""One number for the very answers that a question counts: the same for the same answers, in whatever files they lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from servewell.engines.lake import rolling
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.measures import Question, as_sql, asked, ibis_table
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    import ibis

# what an answer counts as; whose response it was says nothing about a figure
COUNTED = (
    "unit",
    "day",
    "channel",
    "instrument",
    "item",
    "series",
    "aspect",
    "is_overall",
    "value",
    "worst",
    "best",
    "language",
)
NUMBERS = ("value", "worst", "best")
BETWEEN = "\x1f"


@dataclass(frozen=True)
class Digest:
    """``n`` answers, and two sums over all of them of what MD5 makes of each: in no order, and nothing cancels out."""

    n: int
    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.n}:{self.low:x}:{self.high:x}"


def digest(*, lake: Lake, question: Question) -> Digest:
    """Of the answers below the question's units, on the days on which each unit stood there."""
    row = lake.query(sql=for_any(_sql, question), facts=(ANSWERS, PLACES, CLOSED_PLACES)).to_pylist()[0]
    return Digest(n=row["n"], low=int(row["low"] or 0), high=int(row["high"] or 0))


@lru_cache(maxsize=64)
def _sql(question: Question) -> str:
    answers, places, closed = (ibis_table(fact) for fact in (ANSWERS, PLACES, CLOSED_PLACES))
    stood = rolling.tree(places=places, closed=closed, question=question)
    given = asked(answers=answers, places=stood, question=question)
    return as_sql(_summed(_standing(given, stood, question)))


def _standing(given: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    if not question.units:
        return given
    below = places.filter(places.ancestor.isin(question.units))
    return given.semi_join(below, [given.unit == below.unit, below.from_day <= given.day, below.until_day > given.day])


def _summed(given: ibis.Table) -> ibis.Table:
    import ibis

    @ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
    def md5_number_lower(text: str) -> int: ...  # type: ignore[empty-body]

    @ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
    def md5_number_upper(text: str) -> int: ...  # type: ignore[empty-body]

    texts = [
        (given[name].round(9) if name in NUMBERS else given[name]).cast("string").fill_null("") for name in COUNTED
    ]
    line = ibis.literal(BETWEEN).join(texts)
    # in 128 bits: DuckDB would refuse to add up more than it can hold
    low, high = (made(line).cast("decimal(38, 0)") for made in (md5_number_lower, md5_number_upper))
    return given.aggregate(n=given.count(), low=low.sum().cast("string"), high=high.sum().cast("string"))
