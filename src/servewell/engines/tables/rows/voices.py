"""Rows that are voices. The function that reads them runs a million times: it looks up, it does not compute."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
from servewell.engines.tables.rows.meant import NO_WEIGHT, is_meant, language_reader, weight
from servewell.engines.tables.rows.naming import namer
from servewell.engines.tables.rows.remembering import Remembered
from servewell.engines.tables.rows.timing import Whereabouts
from servewell.engines.tables.rows.words import Comment

Fate = Understood | HeldBack | LeftOut


@dataclass(frozen=True)
class _Refusing:
    """The slow way through a row that cannot be kept: everything is looked at again, and all reasons are told."""

    where: Whereabouts
    answers: Answers
    readers: Sequence[words.Read]
    weight_at: int | None
    columns: Columns

    def held(self, cells: Sequence[str], span: int | None) -> HeldBack:
        """``span`` None: the day is not known."""
        reasons = [*self.where.faults(cells), *self.answers.faults(cells, span), *self._fault_of_weight(cells)]
        comments: list[Comment] = []
        for read in self.readers:
            read(cells, comments, [])
        if not comments and not self.answers.says_something(cells, span):
            reasons.append(Reason(str(ReasonCode.SAYS_NOTHING)))
        return HeldBack(tuple(reasons))

    def _fault_of_weight(self, cells: Sequence[str]) -> list[Reason]:
        if self.weight_at is None or weight(cells[self.weight_at]) != NO_WEIGHT:
            return []
        return [reason(ReasonCode.NO_NUMBER, self.columns.names[self.weight_at], cells[self.weight_at])]


class _Reader:
    """The columns of voices, found once."""

    def __init__(self, *, recipe: Recipe, columns: Columns, where: Whereabouts, spans: Sequence[Span]) -> None:
        self._meant = is_meant(recipe.only, columns)
        answers = Answers(items=recipe.items, spans=spans, columns=columns)
        self._find = where.finder()
        self._places, self._pieces, self._overall_of = answers.places, answers.pieces, answers.overall_of
        self._comments = tuple(words.reader(rule, columns) for rule in recipe.comments)
        self._language_of = language_reader(recipe.language, columns)
        self._contact_of = contacts.reader(recipe.customer, columns)
        self._weight_at = columns.place_if(recipe.weight_column, where="weight.column")
        self._weights = Remembered(weight)
        self._held = _Refusing(where, answers, self._comments, self._weight_at, columns).held
        self._name_of = namer(recipe, columns)

    def read(self, cells: Sequence[str]) -> Fate:
        if self._meant is not None and not self._meant(cells):
            return LEFT_OUT
        found = self._find(cells)
        if found is None:
            return self._held(cells, None)
        unit, (at, on, span) = found
        pieces = [known[cells[place]] for known, place in zip(self._pieces[span], self._places, strict=True)]
        heavy = None if self._weight_at is None else self._weights[cells[self._weight_at]]
        comments: list[Comment] = []
        replies: list[str] = []
        for read in self._comments:
            read(cells, comments, replies)
        if None in pieces or heavy == NO_WEIGHT or not (comments or any(pieces)):
            return self._held(cells, span)
        return Understood(
            unit,
            at,
            on,
            self._language_of(cells) or unit.language,
            span,
            f"{{{', '.join(filter(None, pieces))}}}",
            self._overall_of(cells, span),
            comments,
            replies,
            *self._contact_of(cells),
            heavy,
            *self._name_of(cells),
        )


def compiled(
    *, recipe: Recipe, columns: Columns, where: Whereabouts, spans: Sequence[Span]
) -> Callable[[Sequence[str]], Fate]:
    return _Reader(recipe=recipe, columns=columns, where=where, spans=spans).read
