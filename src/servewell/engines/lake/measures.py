"""Measures over facts, written once as Ibis expressions and run by whichever engine holds the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from servewell.engines.lake import lines, rolling
from servewell.engines.lake.answers import ANSWERS, CLOSED_PLACES, PLACES, SCORES
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.facts import Column, Fact, arrow_schema
from servewell.engines.lake.lines import Line, Scale
from servewell.engines.lake.store import Lake

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

FIGURES = Fact(
    name="figures",
    columns=(
        Column("period", "date"),
        Column("unit", "int64"),
        Column("aspect", "string"),
        Column("n", "int64"),
        Column("successes", "int64"),
        Column("failures", "int64"),
        Column("mean", "float64"),
        Column("variance", "float64"),
        Column("series", "int32"),
        Column("worst", "float64"),
        Column("best", "float64"),
        Column("lines", "string"),
    ),
    month_column=None,
)

# A mean is taken over answers that are alike in these.
SCALE = ("worst", "best", "series")
NOT_SPLIT = {"aspect": "string", "worst": "float64", "best": "float64", "series": "int32"}


class By(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def unit(self) -> Literal["D", "W", "M", "Q", "Y"]:
        return UNITS[self]


# weeks begin on Monday, as ISO 8601 has them
UNITS: Mapping[By, Literal["D", "W", "M", "Q", "Y"]] = {
    By.DAY: "D",
    By.WEEK: "W",
    By.MONTH: "M",
    By.QUARTER: "Q",
    By.YEAR: "Y",
}


class Per(StrEnum):
    """What a period is split by."""

    NOTHING = "nothing"
    UNIT = "unit"
    ASPECT = "aspect"
    UNIT_ASPECT = "unit-aspect"


@dataclass(frozen=True)
class Question:
    """What is asked of the answers. No figure without its span of days; `until_day` is the first day left out.

    `top`: so many of the best answers are successes, and a scale on which all answers would be is left out. None: every
    answer on a scale is counted and none is a success. `bottom`: so many of the worst answers are failures. `scale`:
    just the answers that were given on it. `per_scale`: answers of another scale or series are another row, so that a
    mean is of one scale. `with_lines`: each row names the lines that its answers belong to. `channels`: just the
    answers that came by one of these; `without_channels` leaves some out. `aspect`: just the items under it; `item`:
    just the answers to this question of this instrument, as "instrument/item", whether or not it is the overall one;
    not both. `items`: the answers to one of these, in place of the overall items where only those are asked for.
    `instruments`: just the answers to these. `of_scores`: SCORES in place of ANSWERS. `tree_on`: every answer counts
    where its unit stands in the tree of this day, a closed one where it would stand; None: in that of the day of the
    answer.
    """

    from_day: date
    until_day: date
    by: By = By.MONTH
    per: Per = Per.UNIT
    only_overall: bool = False
    top: int | None = 2
    per_scale: bool = False
    with_lines: bool = False
    units: tuple[int, ...] = ()
    channel: str | None = None
    channels: tuple[str, ...] | None = None
    without_channels: tuple[str, ...] = ()
    language: str | None = None
    instrument: str | None = None
    aspect: str | None = None
    item: str | None = None
    items: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    bottom: int | None = None
    scale: Scale | None = None
    of_scores: bool = False
    tree_on: date | None = None

    def __post_init__(self) -> None:
        if self.from_day >= self.until_day:
            raise ValueError(f"From {self.from_day} until {self.until_day} (exclusive) there is no day to count.")
        if self.top is not None and self.top < 1:
            raise ValueError("At least the best answer counts as a success: `top` must be 1 or more.")
        if self.item is not None and (self.aspect is not None or "/" not in self.item):
            raise ValueError(
                f"Ask for an aspect or for one item as instrument/item, not for {self.aspect}, {self.item}."
            )
        if any("/" not in each for each in self.items):
            raise ValueError(f"Name each item as instrument/item, not as {', '.join(self.items)}.")
        if self.bottom is not None and (self.scale is None or self.bottom < 1):
            raise ValueError("So many of the worst are failures on a scale only: give `scale`, and 1 or more.")

    @property
    def fact(self) -> Fact:
        return SCORES if self.of_scores else ANSWERS

    @property
    def span(self) -> tuple[date, date]:
        return self.from_day, self.until_day

    @property
    def is_per_unit(self) -> bool:
        return self.per in (Per.UNIT, Per.UNIT_ASPECT)

    @property
    def is_per_aspect(self) -> bool:
        return self.per in (Per.ASPECT, Per.UNIT_ASPECT)


@dataclass(frozen=True)
class Figure:
    """One row of a measure. `unit`, `aspect`, `series` and `scale` are None where the question did not split by them.

    `lines` is empty where the question did not ask for them.
    """

    period: date
    unit: int | None
    aspect: str | None
    n: int
    successes: int
    mean: float
    variance: float | None
    series: int | None = None
    scale: Scale | None = None
    lines: frozenset[Line] = frozenset()
    failures: int = 0


def figures(*, lake: Lake, question: Question) -> tuple[Figure, ...]:
    """Satisfaction as the lake has it now, as plain values."""
    return figures_in(table=satisfaction_table(lake=lake, question=question))


def figures_in(*, table: pa.Table) -> tuple[Figure, ...]:
    """Rows in the columns of FIGURES, as plain values."""
    return tuple(_figure(**row) for row in table.to_pylist())


def _figure(
    *,
    period: date,
    unit: int | None,
    aspect: str | None,
    n: int,
    successes: int,
    failures: int,
    mean: float,
    variance: float | None,
    series: int | None,
    worst: float | None,
    best: float | None,
    **named: str | None,
) -> Figure:
    scale = None if worst is None or best is None else Scale(worst, best)
    return Figure(
        period, unit, aspect, n, successes, mean, variance, series, scale, lines.read(named["lines"]), failures
    )


def values_in(*, lake: Lake, fact: Fact, column: str) -> tuple[str, ...]:
    """Each text that stands in a column, once and in order."""
    table = ibis_table(fact)
    found = table.select(table[column]).distinct().order_by(column)
    return tuple(lake.query(sql=as_sql(found), facts=(fact,)).column(column).to_pylist())


def satisfaction_table(*, lake: Lake, question: Question) -> pa.Table:
    """Satisfaction as the lake has it now, as Arrow: for many thousand rows."""
    facts = (question.fact, PLACES, CLOSED_PLACES)
    found = lake.query(sql=for_any(_sql, question), facts=facts, span=question.span)
    return found.cast(arrow_schema(fact=FIGURES))  # DuckDB adds whole numbers up to 128 bits


@lru_cache(maxsize=256)
def _sql(question: Question) -> str:
    answers, places, closed = (ibis_table(fact) for fact in (question.fact, PLACES, CLOSED_PLACES))
    return as_sql(satisfaction(answers=answers, places=places, closed=closed, question=question))


def ibis_table(fact: Fact) -> ibis.Table:
    """A fact by its name alone, to build an expression on."""
    import ibis

    return ibis.table(arrow_schema(fact=fact), name=fact.name)


def as_sql(expression: ibis.Table) -> str:
    import ibis

    return str(ibis.to_sql(expression, dialect="duckdb"))


def satisfaction(*, answers: ibis.Table, places: ibis.Table, closed: ibis.Table, question: Question) -> ibis.Table:
    """One row for each period and what it is split by, in the columns of FIGURES.
    A unit's row holds the answers of every unit that stood below it on the day of the answer, or on the question's
    `tree_on`. Without `units` and without a split by unit the tree is not asked: every answer counts once. Answers
    without a value are not counted; variance is the sample's and null where n is 1. Rows come in the order of period,
    unit, aspect, scale and series.
    """
    places = rolling.tree(places=places, closed=closed, question=question)
    given = asked(answers=answers, places=places, question=question)
    sums = _summed(answers=given, slices=rolling.slices(places=places, question=question), question=question)
    placed = rolling.rolled_up(sums=sums, places=places, question=question)
    return _figures(rolled=placed, question=question)


def asked(*, answers: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    """The answers that the question is about."""
    import ibis

    wanted = _about(answers, question)
    for name in ("channel", "language", "instrument", "aspect"):
        if (value := getattr(question, name)) is not None:
            wanted.append(answers[name] == ibis.literal(value, "string"))
    if question.channels is not None:
        wanted.append(answers.channel.isin(question.channels))
    if question.without_channels:
        wanted.append(answers.channel.notin(question.without_channels))
    wanted += [
        answers.day >= ibis.literal(question.from_day, "date"),
        answers.day < ibis.literal(question.until_day, "date"),
        answers.value.notnull(),
    ]
    if question.top is not None:
        wanted.append((answers.best - answers.worst).abs() >= ibis.literal(float(question.top), "float64"))
    return rolling.below(rows=answers.filter(wanted), places=places, question=question)


def _about(answers: ibis.Table, question: Question) -> list[ibis.Value]:
    """Which questions on which scale, of which instruments."""
    wanted = []
    if question.scale is not None:
        wanted += [answers.worst == question.scale.worst, answers.best == question.scale.best]
    if question.item is not None:
        wanted.append(_answers_one_of(answers, (question.item,)))
    elif question.aspect is None and question.only_overall:
        wanted.append(_answers_one_of(answers, question.items) if question.items else answers.is_overall)
    if question.instruments:
        wanted.append(answers.instrument.isin(question.instruments))
    return wanted


def _answers_one_of(answers: ibis.Table, items: tuple[str, ...]) -> ibis.Value:
    import ibis

    named = [each.split("/", 1) for each in items]
    return ibis.or_(*((answers.instrument == instrument) & (answers.item == item) for instrument, item in named))


def _summed(*, answers: ibis.Table, slices: ibis.Table, question: Question) -> ibis.Table:
    answers = answers.mutate(is_top=_is_top(answers, question))
    # without failures to count the sum is left out: what is not asked costs nothing
    failures = {} if question.bottom is None else {"failures": "is_bottom"}
    if failures:
        answers = answers.mutate(is_bottom=_is_bottom(answers, question))
    dated = answers.inner_join(slices, answers.day == slices.day)
    keys = ["unit", "period", "slice", *_split(question)]
    return dated.group_by(keys).aggregate(
        n=dated.count(),
        successes=dated.count(where=dated.is_top),
        **{name: dated.count(where=dated[column]) for name, column in failures.items()},
        total=dated.value.sum(),
        squares=(dated.value * dated.value).sum(),
    )


def _is_top(answers: ibis.Table, question: Question) -> ibis.Value:
    import ibis

    if question.top is None:
        return ibis.literal(value=False)
    reach = ibis.literal(float(question.top - 1), "float64")
    return ((answers.best > answers.worst) & (answers.value >= answers.best - reach)) | (
        (answers.best < answers.worst) & (answers.value <= answers.best + reach)
    )


def _is_bottom(answers: ibis.Table, question: Question) -> ibis.Value:
    import ibis

    reach = ibis.literal(float((question.bottom or 1) - 1), "float64")
    return ((answers.best > answers.worst) & (answers.value <= answers.worst + reach)) | (
        (answers.best < answers.worst) & (answers.value >= answers.worst - reach)
    )


def _split(question: Question) -> list[str]:
    keys = ["aspect"] if question.is_per_aspect else []
    if question.with_lines:
        return [*keys, *lines.KEYS]
    return [*keys, *SCALE] if question.per_scale else keys


def _figures(*, rolled: ibis.Table, question: Question) -> ibis.Table:
    import ibis

    keys = ["period", "unit", *(["aspect"] if question.is_per_aspect else []), *(SCALE if question.per_scale else [])]
    sums = rolled.group_by(keys).aggregate(
        n=rolled.n.sum().cast("int64"),
        successes=rolled.successes.sum().cast("int64"),
        failures=ibis.literal(0, "int64") if question.bottom is None else rolled.failures.sum().cast("int64"),
        total=rolled.total.sum(),
        squares=rolled.squares.sum(),
        lines=lines.joined(rolled) if question.with_lines else ibis.null("string"),
    )
    n = sums.n.cast("float64")
    spread = (sums.squares - sums.total * sums.total / n) / (n - ibis.literal(1.0, "float64"))
    variance = ibis.ifelse(spread > 0, spread, ibis.literal(0.0, "float64"))
    # Threads add fractions in no fixed order. Rounding beyond what anyone reads gives the same figures every time.
    known = sums.mutate(
        mean=(sums.total / n).round(9),
        variance=ibis.ifelse(sums.n > 1, variance.round(6), ibis.null("float64")),
        **{name: ibis.null(kind) for name, kind in NOT_SPLIT.items() if name not in keys},
    )
    return known.select(*FIGURES.column_names).order_by(["period", "unit", "aspect", *SCALE])
