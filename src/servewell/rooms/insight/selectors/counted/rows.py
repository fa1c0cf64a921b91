"""What the lake has of a figure, row by row: of a composite, of each source in its place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from servewell.engines.lake.measures import Figure, Question
from servewell.rooms.insight.selectors.counted.counts import (
    NOTHING,
    Count,
    Part,
    Row,
    added,
    count_of,
    from_nought_to_one,
)
from servewell.rooms.insight.selectors.counted.opening import asked
from servewell.rooms.insight.selectors.meant.meaning import Meaning, Source, source_question
from servewell.rooms.insight.terms import Kind

Ask = Callable[[Question], tuple[Figure, ...]]


def rows_of(meaning: Meaning, question: Question, ask: Ask = asked) -> tuple[Row, ...]:
    """The rows of a question that the meaning asks. A composite asks one for each of its sources.

    ``ask`` is how the lake is asked: remembered, or once.
    """
    if meaning.kind is not Kind.COMPOSITE:
        return tuple(Row(each.period, each.unit, each.aspect, count_of(each), each.mean) for each in ask(question))
    return tuple(row for place in range(len(meaning.sources)) for row in _of_source(meaning, place, question, ask))


def asked_of(meaning: Meaning, question: Question) -> tuple[Question, ...]:
    """What ``rows_of`` asks the lake."""
    if meaning.kind is not Kind.COMPOSITE:
        return (question,)
    each = (source_question(source, question) for source in meaning.sources)
    return tuple(wanted for wanted in each if wanted is not None)


def merged(rows: Iterable[Row]) -> tuple[Row, ...]:
    """One row for each period, unit and aspect: the sources of a composite in one."""
    found: dict[tuple[date, int | None, str | None], Count] = {}
    for row in rows:
        key = row.period, row.unit, row.aspect
        before = found.get(key)
        found[key] = row.count if before is None else added((before, row.count))
    return tuple(Row(*key, count) for key, count in found.items())


def without_answers(meaning: Meaning) -> Count:
    """Nobody answered: of a composite, nobody to any source."""
    if meaning.kind is not Kind.COMPOSITE:
        return NOTHING
    return replace(NOTHING, parts=tuple(_part(source, NOTHING) for source in meaning.sources))


def _of_source(meaning: Meaning, place: int, whole: Question, ask: Ask) -> Iterator[Row]:
    source = meaning.sources[place]
    wanted = source_question(source, whole)
    for figure in _alike(ask(wanted) if wanted else (), source):
        count = count_of(figure)
        if source.kind is Kind.MEAN and figure.scale is not None:
            count = from_nought_to_one(count, figure.scale)
        parts = [_part(each, NOTHING) for each in meaning.sources]
        parts[place] = _part(source, count)
        yield Row(figure.period, figure.unit, figure.aspect, Count(0, count.n, lines=count.lines, parts=tuple(parts)))


def _alike(figures: Iterable[Figure], source: Source) -> Iterator[Figure]:
    """A scale without length has no place for an answer between its ends."""
    for each in figures:
        if source.kind is Kind.MEAN and each.scale is not None and each.scale.worst == each.scale.best:
            continue
        yield each


def _part(source: Source, count: Count) -> Part:
    return Part(source.name, source.kind, source.weight, count)
