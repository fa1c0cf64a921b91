"""Measures over facts, written once as Ibis expressions and run by whichever engine holds the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from servewell.engines.lake.facts import Column, Fact, arrow_schema
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

ANSWERS = Fact(
    name="answers",
    columns=(
        Column("response", "int64"),
        Column("unit", "int64"),
        Column("day", "date"),
        Column("channel", "string"),
        Column("instrument", "string"),
        Column("item", "string"),
        Column("aspect", "string"),
        Column("is_overall", "bool"),
        Column("value", "float64"),
        Column("worst", "float64"),
        Column("best", "float64"),
        Column("language", "string"),
    ),
    month_column="day",
)

# One row for each unit, each of its ancestors (itself included) and each span of days in which it stood below it.
PLACES = Fact(
    name="places",
    columns=(
        Column("ancestor", "int64"),
        Column("unit", "int64"),
        Column("from_day", "date"),
        Column("until_day", "date"),
    ),
    month_column=None,
)

FIGURES = Fact(
    name="figures",
    columns=(
        Column("period", "date"),
        Column("unit", "int64"),
        Column("aspect", "string"),
        Column("n", "int64"),
        Column("successes", "int64"),
        Column("mean", "float64"),
        Column("variance", "float64"),
    ),
    month_column=None,
)


class By(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Per(StrEnum):
    """What a period is split by."""

    NOTHING = "nothing"
    UNIT = "unit"
    ASPECT = "aspect"
    UNIT_ASPECT = "unit-aspect"


@dataclass(frozen=True)
class Question:
    """What is asked of the answers. No figure without its span of days; `until_day` is the first day left out."""

    from_day: date
    until_day: date
    by: By = By.MONTH
    per: Per = Per.UNIT
    only_overall: bool = False
    top: int = 2
    units: tuple[int, ...] = ()
    channel: str | None = None
    language: str | None = None
    instrument: str | None = None

    def __post_init__(self) -> None:
        if self.from_day >= self.until_day:
            raise ValueError(f"From {self.from_day} until {self.until_day} (exclusive) there is no day to count.")
        if self.top < 1:
            raise ValueError("At least the best answer counts as a success: `top` must be 1 or more.")

    @property
    def is_per_unit(self) -> bool:
        return self.per in (Per.UNIT, Per.UNIT_ASPECT)

    @property
    def is_per_aspect(self) -> bool:
        return self.per in (Per.ASPECT, Per.UNIT_ASPECT)


@dataclass(frozen=True)
class Figure:
    """One row of a measure. `unit` and `aspect` are None where the question did not split by them."""

    period: date
    unit: int | None
    aspect: str | None
    n: int
    successes: int
    mean: float
    variance: float | None


def figures(*, lake: Lake, question: Question) -> tuple[Figure, ...]:
    """Satisfaction as the lake has it now, as plain values."""
    return tuple(Figure(**row) for row in satisfaction_table(lake=lake, question=question).to_pylist())


def satisfaction_table(*, lake: Lake, question: Question) -> pa.Table:
    """Satisfaction as the lake has it now, as Arrow: for many thousand rows."""
    found = lake.query(sql=_satisfaction_sql(question), facts=(ANSWERS, PLACES))
    return found.cast(arrow_schema(fact=FIGURES))  # DuckDB adds whole numbers up to 128 bits


@lru_cache(maxsize=256)
def _satisfaction_sql(question: Question) -> str:
    # Building and compiling the expression takes 25 ms, a quarter of the query over millions of rows.
    import ibis

    answers, places = (ibis.table(arrow_schema(fact=fact), name=fact.name) for fact in (ANSWERS, PLACES))
    return str(ibis.to_sql(satisfaction(answers=answers, places=places, question=question), dialect="duckdb"))


def satisfaction(*, answers: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    """One row for each period and what it is split by: period, unit, aspect, n, successes, mean, variance.

    A unit's row holds the answers of every unit that stood below it on the day of the answer. Without `units` and
    without a split by unit the tree is not asked: every answer counts once. Answers without a value are not counted;
    variance is the sample's and null where n is 1. Rows come in the order of period, unit, aspect.
    """
    asked = _asked(answers=answers, places=places, question=question)
    slices = _slices(places=places, question=question)
    sums = _summed(answers=asked, slices=slices, question=question)
    rolled = _rolled_up(sums=sums, places=places, question=question)
    return _figures(rolled=rolled, question=question)


def _asked(*, answers: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    import ibis

    wanted = [
        answers.value.notnull(),
        (answers.best - answers.worst).abs() >= ibis.literal(float(question.top), "float64"),
        answers.day >= ibis.literal(question.from_day, "date"),
        answers.day < ibis.literal(question.until_day, "date"),
    ]
    if question.only_overall:
        wanted.append(answers.is_overall)
    for name in ("channel", "language", "instrument"):
        if (value := getattr(question, name)) is not None:
            wanted.append(answers[name] == ibis.literal(value, "string"))
    if question.units:
        # Only an early thinning: on which days a unit stood below them is decided when rolling up.
        wanted.append(answers.unit.isin(places.filter(places.ancestor.isin(question.units)).unit))
    return answers.filter(wanted)


def _slices(*, places: ibis.Table, question: Question) -> ibis.Table:
    """Each day with its period and its slice, the first day since which neither the period nor the tree has changed.

    Adding up by slice instead of by day makes a month of answers one row for each unit, and still lets a unit that
    moved in mid-month count for its old parent before and for its new one after.
    """
    import ibis

    unit = {By.MONTH: "M", By.QUARTER: "Q", By.YEAR: "Y"}[question.by]
    first, until = (ibis.literal(day, "date") for day in (question.from_day, question.until_day))
    days = ibis.range(first.cast("timestamp"), until.cast("timestamp"), ibis.interval(days=1)).unnest()
    days = days.cast("date").name("day").as_table()
    days = days.mutate(period=days.day.truncate(unit))
    changes = places.select(edge=places.from_day).union(places.select(edge=places.until_day)).distinct()
    opens = (days.day == days.period) | (days.day == first) | days.day.isin(changes.edge)
    marked = days.mutate(opened=ibis.ifelse(opens, days.day, ibis.null("date")))
    so_far = ibis.cumulative_window(order_by=marked.day)
    return marked.select("day", "period", slice=marked.opened.max().over(so_far))


def _summed(*, answers: ibis.Table, slices: ibis.Table, question: Question) -> ibis.Table:
    import ibis

    reach = ibis.literal(float(question.top - 1), "float64")
    is_top = ((answers.best > answers.worst) & (answers.value >= answers.best - reach)) | (
        (answers.best < answers.worst) & (answers.value <= answers.best + reach)
    )
    answers = answers.mutate(is_top=is_top)
    dated = answers.inner_join(slices, answers.day == slices.day)
    keys = ["unit", "period", "slice"] + (["aspect"] if question.is_per_aspect else [])
    return dated.group_by(keys).aggregate(
        n=dated.count(),
        successes=dated.count(where=dated.is_top),
        total=dated.value.sum(),
        squares=(dated.value * dated.value).sum(),
    )


def _rolled_up(*, sums: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    import ibis

    if question.units:
        places = places.filter(places.ancestor.isin(question.units))
    standing = [sums.unit == places.unit, places.from_day <= sums.slice, places.until_day > sums.slice]
    if question.is_per_unit:
        placed = sums.inner_join(places, standing).select(
            *(sums[name] for name in sums.columns if name != "unit"), unit=places.ancestor
        )
    elif question.units:
        placed = sums.semi_join(places, standing).mutate(unit=ibis.null("int64"))
    else:
        placed = sums.mutate(unit=ibis.null("int64"))
    return placed if question.is_per_aspect else placed.mutate(aspect=ibis.null("string"))


def _figures(*, rolled: ibis.Table, question: Question) -> ibis.Table:
    import ibis

    sums = rolled.group_by(["period", "unit", "aspect"]).aggregate(
        n=rolled.n.sum().cast("int64"),
        successes=rolled.successes.sum().cast("int64"),
        total=rolled.total.sum(),
        squares=rolled.squares.sum(),
    )
    n = sums.n.cast("float64")
    spread = (sums.squares - sums.total * sums.total / n) / (n - ibis.literal(1.0, "float64"))
    variance = ibis.ifelse(spread > 0, spread, ibis.literal(0.0, "float64"))
    # Threads add fractions in no fixed order. Rounding beyond what anyone reads gives the same figures every time.
    return sums.select(
        "period",
        "unit",
        "aspect",
        "n",
        "successes",
        mean=(sums.total / n).round(9),
        variance=ibis.ifelse(sums.n > 1, variance.round(6), ibis.null("float64")),
    ).order_by(["period", "unit", "aspect"])
