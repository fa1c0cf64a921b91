"""Rows that are voices. The function that reads them runs a million times: it looks up, it does not compute."""

from collections.abc import Callable, Sequence

from servewell.engines.tables.recipe import Recipe
from servewell.engines.tables.rows import contacts, words
from servewell.engines.tables.rows.answers import Answers
from servewell.engines.tables.rows.columns import Columns
from servewell.engines.tables.rows.fates import (
    LEFT_OUT,
    HeldBack,
    LeftOut,
    Reason,
    ReasonCode,
    Span,
    Understood,
    reason,
)
from servewell.engines.tables.rows.meant import is_meant, language_by_cell, weight
from servewell.engines.tables.rows.naming import namer
from servewell.engines.tables.rows.remembering import Remembered
from servewell.engines.tables.rows.timing import Whereabouts
from servewell.engines.tables.rows.words import Comment

Fate = Understood | HeldBack | LeftOut
_NOTHING = Reason(str(ReasonCode.SAYS_NOTHING))


def compiled(
    *, recipe: Recipe, columns: Columns, where: Whereabouts, spans: Sequence[Span]
) -> Callable[[Sequence[str]], Fate]:
    meant = is_meant(recipe.only, columns)
    answers = Answers(items=recipe.items, spans=spans, columns=columns)
    readers = tuple(words.reader(rule, columns) for rule in recipe.comments)
    language_at, languages = language_by_cell(recipe.language, columns)
    contact_of = contacts.reader(recipe.customer, columns)
    weight_at, weights = columns.place_if(recipe.weight_column, where="weight.column"), Remembered(weight)
    name_of = namer(recipe, columns)
    find, spoken = where.finder(), recipe.language.is_
    places, pieces_by_span, positions = answers.places, answers.pieces, answers.positions
    overall_at = None if answers.overall is None else places[answers.overall]

    def held(cells: Sequence[str], span: int | None) -> HeldBack:
        reasons = [*where.faults(cells), *answers.faults(cells, span), *_fault_of_weight(cells, weight_at, columns)]
        comments: list[Comment] = []
        for read in readers:
            read(cells, comments, [])
        if not comments and not answers.says_something(cells, span):
            reasons.append(_NOTHING)
        return HeldBack(tuple(reasons))

    def row(cells: Sequence[str]) -> Fate:
        if meant is not None and not meant(cells):
            return LEFT_OUT
        found = find(cells)
        if found is None:
            return held(cells, None)
        unit, (at, on, span) = found
        pieces = [known[cells[place]] for known, place in zip(pieces_by_span[span], places, strict=True)]
        heavy = None if weight_at is None else weights[cells[weight_at]]
        if None in pieces or heavy == -1.0:
            return held(cells, span)
        comments: list[Comment] = []
        replies: list[str] = []
        for read in readers:
            read(cells, comments, replies)
        answered = ", ".join(filter(None, pieces))
        if not answered and not comments:
            return held(cells, span)
        email, phone, name, lost = contacts.NOBODY if contact_of is None else contact_of(cells)
        return Understood(
            unit,
            at,
            on,
            spoken or (languages[cells[language_at]] if language_at is not None else "") or unit.language,
            span,
            f"{{{answered}}}",
            None if overall_at is None else positions[span][cells[overall_at]],
            comments,
            replies,
            email,
            phone,
            name,
            lost,
            heavy,
            *name_of(cells),
        )

    return row


def _fault_of_weight(cells: Sequence[str], weight_at: int | None, columns: Columns) -> list[Reason]:
    if weight_at is None or weight(cells[weight_at]) != -1.0:
        return []
    return [reason(ReasonCode.NO_NUMBER, columns.names[weight_at], cells[weight_at])]
