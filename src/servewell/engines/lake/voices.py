"""What customers said, and what it is counted against: voices per encounter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from servewell.engines.lake import rolling
from servewell.engines.lake.answers import CLOSED_PLACES, PLACES
from servewell.engines.lake.compiled import for_any
from servewell.engines.lake.facts import Column, Fact, arrow_schema
from servewell.engines.lake.measures import Question, as_sql, ibis_table
from servewell.engines.lake.store import Lake
from servewell.engines.lake.volumes import ENCOUNTERS

if TYPE_CHECKING:
    import ibis

# One row for each voice, also where it answered no question: `overall` is the answer for the whole, from 0 to 1.
VOICES = Fact(
    name="voices",
    columns=(
        Column("unit", "int64"),
        Column("day", "date"),
        Column("channel", "string"),
        Column("language", "string"),
        Column("asks_for_answer", "bool"),
        Column("overall", "float64"),
    ),
    month_column="day",
)

SAID = Fact(
    name="said",
    columns=(
        Column("period", "date"),
        Column("unit", "int64"),
        Column("kind", "string"),
        Column("encounters", "int64"),
        Column("voices", "int64"),
        Column("complaints", "int64"),
        Column("asking", "int64"),
        Column("uncounted", "int64"),
    ),
    month_column=None,
)

NOT_COUNTED = Fact(name="not_counted", columns=(Column("unit", "int64"), Column("month", "date")), month_column=None)

FACTS = (VOICES, ENCOUNTERS, PLACES, CLOSED_PLACES)
SUMS = ("encounters", "voices", "complaints", "asking", "uncounted")


@dataclass(frozen=True)
class Said:
    """What was said in a period at a unit, with all below it; a row of a `kind` says how many encounters there were.

    `uncounted` are voices of units and months of which no encounter is known.
    """

    period: date
    unit: int | None
    kind: str | None
    encounters: int
    voices: int
    complaints: int
    asking: int
    uncounted: int


@dataclass(frozen=True)
class Uncounted:
    """A unit was heard in these months, and of none of them is it known how many encounters there were."""

    unit: int
    months: tuple[date, ...]


def said(*, lake: Lake, question: Question, low: float) -> tuple[Said, ...]:
    """What voices said beside how many encounters there were, in the order of period, unit and kind.

    A complaint is a voice whose answer for the whole lies below `low`, or that has no such answer and asks for one from
    us. Encounters of a unit count from the month in which it was first heard by the channels asked for: before it,
    silence says nothing. Only the question's days, units, channels, language and tree are looked at.
    """
    found = lake.query(sql=for_any(partial(_said_sql, low=low), question), facts=FACTS)
    return tuple(Said(**row) for row in found.cast(arrow_schema(fact=SAID)).to_pylist())


def uncounted(*, lake: Lake, question: Question) -> tuple[Uncounted, ...]:
    """Which units below the asked ones were heard in months of which no encounter of theirs is known, by their keys."""
    found = lake.query(sql=for_any(_uncounted_sql, question), facts=FACTS).cast(arrow_schema(fact=NOT_COUNTED))
    months: dict[int, list[date]] = {}
    for row in found.to_pylist():
        months.setdefault(row["unit"], []).append(row["month"])
    return tuple(Uncounted(unit, tuple(sorted(many))) for unit, many in sorted(months.items()))


@lru_cache(maxsize=256)
def _said_sql(question: Question, *, low: float) -> str:
    voices, encounters, places, closed = (ibis_table(fact) for fact in FACTS)
    stood = rolling.tree(places=places, closed=closed, question=question)
    return as_sql(_counted(voices=voices, encounters=encounters, places=stood, question=question, low=low))


@lru_cache(maxsize=256)
def _uncounted_sql(question: Question) -> str:
    voices, encounters, places, closed = (ibis_table(fact) for fact in FACTS)
    stood = rolling.tree(places=places, closed=closed, question=question)
    bare = _bare(_asked(voices=_heard(voices, question), places=stood, question=question), encounters)
    standing = stood.filter(stood.ancestor.isin(question.units)) if question.units else stood
    below = [bare.unit == standing.unit, standing.from_day <= bare.day, standing.until_day > bare.day]
    named = bare.semi_join(standing, below)
    return as_sql(named.select("unit", "month").distinct().order_by(["unit", "month"]))


def _counted(
    *, voices: ibis.Table, encounters: ibis.Table, places: ibis.Table, question: Question, low: float
) -> ibis.Table:
    """One row for each period, unit and kind in the columns of SAID."""
    import ibis

    heard = _heard(voices, question)
    told = _asked(voices=heard, places=places, question=question)
    none = ibis.null("string")
    both = (
        _row(told, kind=none, voices=1, **_kinds(told, low))
        .union(_row(_bare(told, encounters), kind=none, uncounted=1))
        .union(_met(heard=heard, encounters=encounters, places=places, question=question))
    )
    slices = rolling.slices(places=places, question=question)
    dated = both.inner_join(slices, both.day == slices.day)
    sums = dated.group_by(["unit", "period", "slice", "kind"]).aggregate(**{n: dated[n].sum() for n in SUMS})
    placed = rolling.rolled_up(sums=sums, places=places, question=question)
    rolled = placed.group_by(["period", "unit", "kind"]).aggregate(**{n: placed[n].sum().cast("int64") for n in SUMS})
    return rolled.select(*SAID.column_names).order_by(["period", "unit", "kind"])


def _heard(voices: ibis.Table, question: Question) -> ibis.Table:
    """By the channels and in the language asked for, on whatever day."""
    import ibis

    wanted = [voices.unit.notnull()]
    for name in ("channel", "language"):
        if (value := getattr(question, name)) is not None:
            wanted.append(voices[name] == ibis.literal(value, "string"))
    if question.channels is not None:
        wanted.append(voices.channel.isin(question.channels))
    if question.without_channels:
        wanted.append(voices.channel.notin(question.without_channels))
    return voices.filter(wanted)


def _asked(*, voices: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    return rolling.below(rows=_on_its_days(voices, question), places=places, question=question)


def _on_its_days(rows: ibis.Table, question: Question) -> ibis.Table:
    import ibis

    first, until = (ibis.literal(day, "date") for day in (question.from_day, question.until_day))
    return rows.filter(rows.day >= first, rows.day < until)


def _kinds(told: ibis.Table, low: float) -> dict[str, ibis.Value]:
    import ibis

    is_low = (told.overall < ibis.literal(low, "float64")).fill_null(ibis.literal(value=False))
    complains = is_low | (told.overall.isnull() & told.asks_for_answer)
    return {"complaints": complains.cast("int64"), "asking": told.asks_for_answer.cast("int64")}


def _bare(told: ibis.Table, encounters: ibis.Table) -> ibis.Table:
    """Voices of units and months of which no encounter is known."""
    known = encounters.select("unit", month=encounters.day.truncate("M")).distinct()
    return told.mutate(month=told.day.truncate("M")).anti_join(known, ["unit", "month"])


def _met(*, heard: ibis.Table, encounters: ibis.Table, places: ibis.Table, question: Question) -> ibis.Table:
    first = heard.group_by("unit").aggregate(since=heard.day.min().truncate("M"))
    there = rolling.below(rows=_on_its_days(encounters, question), places=places, question=question)
    since = there.inner_join(first, [there.unit == first.unit, there.day >= first.since])
    return _row(since, kind=since.kind, encounters=since.volume)


def _row(rows: ibis.Table, *, kind: ibis.Value, **counts: ibis.Value | int) -> ibis.Table:
    import ibis

    columns = {name: counts.get(name, 0) for name in SUMS}
    numbers = {n: ibis.literal(each, "int64") if isinstance(each, int) else each for n, each in columns.items()}
    return rows.select("unit", "day", kind=kind, **numbers)
