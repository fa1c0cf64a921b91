"""How much speaks for a column of this year being an item of last year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from servewell.engines.tables.profiling import ColumnProfile, answer_words
from servewell.engines.tables.recipe import ItemRule, number_of
from servewell.engines.tables.suggesting import names, scales

LEAST_FIT: Final = 0.8
NOTHING: Final = "none"
MOST_ANSWERS: Final = 200
MOST_NEW_CODES: Final = 2
LEAST_KNOWN: Final = 0.15
LIKE_YEARS: Final = 0.16


@dataclass(frozen=True)
class Known:
    """An item of the recipe at hand, with last year's column where it is known."""

    item: ItemRule
    column: ColumnProfile | None

    @property
    def name(self) -> names.Name:
        return names.name_of(self.item.column)

    @property
    def vocabulary(self) -> frozenset[str]:
        said = " ".join(self.item.question.values())
        return names.vocabulary(f"{said} {self.item.name.replace('_', ' ')} {' '.join(self.name.words)}")


@dataclass(frozen=True)
class Likeness:
    """``words`` and ``answers`` are None where they cannot be compared. ``total`` is what an alignment adds up."""

    words: float | None
    answers: float | None
    is_same_name: bool
    total: float

    @property
    def is_evident(self) -> bool:
        """Words or answers speak for it, and neither against."""
        good_words = self.words is not None and self.words >= 0.75
        good_answers = self.answers is not None and self.answers >= 0.4
        bad = (self.words is not None and self.words < 0.4) or (self.answers is not None and self.answers < -0.2)
        return (good_words or good_answers) and not bad


def likeness(known: Known, column: ColumnProfile) -> Likeness | None:
    """None where the values cannot be answers to the item."""
    if fit(known.item, column) < LEAST_FIT:
        return None
    there = names.name_of(column.name)
    words = names.covered(there.words, known.vocabulary) if there.words else None
    answers = _answers(known, column)
    is_same = names.plain(known.item.column) == names.plain(column.name)
    total = 0.4 + (0.15 if there.letter and there.letter == known.name.letter else 0.0)
    total += 0.0 if words is None else 2.4 * words - 0.8
    total += 0.0 if answers is None else 1.2 * answers
    total += (0.6 if there.words else 0.15) if is_same else 0.0
    return Likeness(words, answers, is_same, total)


def fit(item: ItemRule, column: ColumnProfile) -> float:
    """The share of the answers that the item's scale and codes know."""
    if not column.filled:
        return 0.0
    if not item.scales:
        return 1.0 if column.mean_length < 60 else 0.0
    if column.distinct > MOST_ANSWERS:
        return 0.0
    known = sum(count for value, count in column.values.items() if answer_of(item, value) is not None)
    aside = [count for value, count in column.values.items() if answer_of(item, value) is None and _stands_apart(value)]
    if len(aside) <= MOST_NEW_CODES and known >= LEAST_KNOWN * column.filled:
        known += sum(aside)
    return known / column.filled


def _stands_apart(value: str) -> bool:
    """Could it be a code that says there is no answer? It was perhaps written in another way last year."""
    return answer_words.is_silent(value) or (value.lstrip("-").isdecimal() and int(value) in scales.APART)


def answer_of(item: ItemRule, value: str) -> str | None:
    """The answer that a value stands for: a number, ``none``, or None where the item does not know it."""
    scale = item.scales[-1]
    if value in item.does_not_apply | item.blank | scale.does_not_apply | scale.blank:
        return NOTHING
    if value in scale.values or value in item.values:
        return f"{scale.values.get(value, item.values.get(value, 0)):g}"
    number = number_of(value)
    if number is None:
        return None
    low, high = sorted((scale.worst, scale.best))
    return f"{number:g}" if low <= number <= high else None


def _answers(known: Known, column: ColumnProfile) -> float | None:
    """1 where the answers are spread alike in both years, 0 as far apart as years may be, down to -1."""
    if known.column is None or not known.item.scales:
        return None
    before, now = _spread(known.item, known.column), _spread(known.item, column)
    apart = sum(abs(before.get(key, 0.0) - now.get(key, 0.0)) for key in before.keys() | now.keys()) / 2
    return max(-1.0, 1.0 - apart / LIKE_YEARS)


def _spread(item: ItemRule, column: ColumnProfile) -> Mapping[str, float]:
    """The shares of the answers; not applying, blank and empty are one, because files change how they write these."""
    shares = {NOTHING: float(column.empty)}
    for value, count in column.values.items():
        answer = answer_of(item, value) or (NOTHING if _stands_apart(value) else "unknown")
        shares[answer] = shares.get(answer, 0.0) + count
    return {answer: count / column.rows for answer, count in shares.items()} if column.rows else shares
