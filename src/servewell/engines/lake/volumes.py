"""How many encounters there were: what answers are counted against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from servewell.engines.lake import rolling
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.facts import Column, Fact, arrow_schema
from servewell.engines.lake.measures import Question, as_sql, asked, ibis_table
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    import ibis

ENCOUNTERS = Fact(
    name="encounters",
    columns=(
        Column("unit", "int64"),
        Column("day", "date"),
        Column("kind", "string"),
        Column("volume", "int64"),
    ),
    month_column="day",
)

VOLUMES = Fact(
    name="volumes",
    columns=(
        Column("period", "date"),
        Column("unit", "int64"),
        Column("kind", "string"),
        Column("count", "int64"),
    ),
    month_column=None,
)

FACTS = (ANSWERS, ENCOUNTERS, PLACES, CLOSED_PLACES)


@dataclass(frozen=True)
class Volume:
    """So many encounters of a kind in a period; without a kind, so many answers where encounters are not known."""

    period: date
    unit: int | None
    kind: str | None
    count: int


def volumes(*, lake: Lake, question: Question) -> tuple[Volume, ...]:
    """The encounters behind the answers that a question is about, and the answers that have none behind them.

    Encounters of a unit are known for a month when there is one at least. Only where no answer is without them can the
    answers be counted against the encounters. The split by aspects and scales is left aside.
    """
    found = lake.query(sql=for_any(_sql, question), facts=FACTS, span=question.span)
    return tuple(Volume(**row) for row in found.cast(arrow_schema(fact=VOLUMES)).to_pylist())


@lru_cache(maxsize=256)
def _sql(question: Question) -> str:
    answers, encounters, places, closed = (ibis_table(fact) for fact in FACTS)
    stood = rolling.tree(places=places, closed=closed, question=question)
    return as_sql(_counted(answers=answers, encounters=encounters, places=stood, question=question))


def _counted(*, answers: ibis.Table, encounters: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    """One row for each period, unit and kind in the columns of VOLUMES."""
    import ibis

    given = asked(answers=answers, places=places, question=question)
    met = encounters.filter(
        encounters.day >= ibis.literal(question.from_day, "date"),
        encounters.day < ibis.literal(question.until_day, "date"),
    )
    met = rolling.below(rows=met, places=places, question=question)
    met = met.select("unit", "day", "kind", count=met.volume)
    both = met.union(_without(given, encounters))
    slices = rolling.slices(places=places, question=question)
    dated = both.inner_join(slices, both.day == slices.day)
    sums = dated.group_by(["unit", "period", "slice", "kind"]).aggregate(count=dated["count"].sum())
    placed = rolling.rolled_up(sums=sums, places=places, question=question)
    rolled = placed.group_by(["period", "unit", "kind"]).aggregate(count=placed["count"].sum().cast("int64"))
    return rolled.order_by(["period", "unit", "kind"])


def _without(answers: ibis.Table, encounters: ibis.Table) -> ibis.Table:
    """Answers of units and months of which no encounter is known."""
    import ibis

    known = encounters.select("unit", month=encounters.day.truncate("M")).distinct()
    bare = answers.mutate(month=answers.day.truncate("M")).anti_join(known, ["unit", "month"])
    return bare.select("unit", "day", kind=ibis.null("string"), count=ibis.literal(1, "int64"))
