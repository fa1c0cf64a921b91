"""Proposes the scale of a column from its answers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from servewell.engines.tables.profiling import ColumnProfile, answer_words
from servewell.engines.tables.recipe import Scale, number_of
from servewell.engines.tables.suggesting import callings

USUAL_ENDS: Final = (5, 10, 7, 4, 3, 2)
MOST_ANSWERS: Final = 16
MOST_FRACTIONS: Final = 200
RARE: Final = 0.005
MOST_RARE: Final = 0.1
RARE_WORDS: Final = 0.01
FEWEST_FOR_RARE: Final = 20
MOST_STRAYS: Final = 5
FEWEST_OF_A_HUNDRED: Final = 8
_LED: Final = re.compile(r"(\d{1,2})(?!\d)(?![.,]\d)", re.ASCII)
APART: Final = frozenset({0, -1, -9, 6, 7, 8, 9, 11, 77, 88, 97, 98, 99, 777, 888, 999})


@dataclass(frozen=True)
class ProposedScale:
    """``asks``: what the answers alone do not show."""

    scale: Scale
    values: Mapping[str, float] = field(default_factory=dict)
    does_not_apply: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    asks: tuple[str, ...] = ()


def scale_of(column: ColumnProfile) -> ProposedScale | None:
    """None where the answers are neither few whole numbers nor words of a ladder.

    Where the name speaks of a rating, also of fractions, of numbers to a hundred, and of numbers with words behind.
    """
    said = [value for value in column.values if not answer_words.is_silent(value)]
    if not said or column.is_capped or len(said) > MOST_FRACTIONS:
        return None
    numbers = {value: number for value in said if (number := number_of(value)) is not None}
    words = [value for value in said if value not in numbers]
    if words and 0 < _count(column, words) <= max(1, RARE_WORDS * column.filled) and len(numbers) > 1:
        scale = _of_numbers(column, numbers)
        return scale and replace(scale, asks=(*scale.asks, *_about_strays(sorted(words)[:MOST_STRAYS])))
    if not words:
        return _of_numbers(column, numbers)
    return _of_labels(column, words, numbers) if len(said) <= MOST_ANSWERS else None


def silent(column: ColumnProfile) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a column that say: does not apply, and: nothing was answered."""
    not_applicable = frozenset(value for value in column.values if answer_words.says_not_applicable(value))
    return not_applicable, frozenset(value for value in column.values if answer_words.says_nothing(value))


def _of_labels(column: ColumnProfile, words: list[str], numbers: Mapping[str, float]) -> ProposedScale | None:
    steps, best = answer_words.ladder_of(words)
    if steps:
        return _of_words(column, steps, best, list(numbers))
    return None if numbers or not callings.says_rated(column.name) else _of_numbered_words(column, words)


def _of_words(column: ColumnProfile, steps: Mapping[str, int], best: int, numbers: list[str]) -> ProposedScale | None:
    does_not_apply, blank = silent(column)
    asks = [f"{_listed(numbers)} stand among words: say what they mean."] if numbers else []
    return ProposedScale(
        scale=Scale(worst=1.0, best=float(best)),
        values={label: float(step) for label, step in steps.items()},
        does_not_apply=does_not_apply,
        blank=blank,
        asks=tuple(asks),
    )


def _of_numbered_words(column: ColumnProfile, words: list[str]) -> ProposedScale | None:
    """``5 - Very good``, ``4 stars``, ``3/5``: the number is the answer."""
    led = {value: int(found[1]) for value in words if (found := _LED.match(value))}
    steps = sorted(set(led.values()))
    if len(led) < len(words) or len(steps) < 2 or steps[-1] not in USUAL_ENDS:
        return None
    does_not_apply, blank = silent(column)
    worst, best = min(1, steps[0]), steps[-1]
    values = {value: float(step) for value, step in led.items()}
    return ProposedScale(Scale(worst, best), values, does_not_apply, blank, (_which_end(worst, best),))


def _of_numbers(column: ColumnProfile, numbers: Mapping[str, float]) -> ProposedScale | None:
    if len(numbers) < 2:
        return None
    spoken = callings.says_rated(column.name)
    if len(numbers) > MOST_ANSWERS and not spoken:
        return None
    rare = _strays(column, numbers)
    usual = {value: number for value, number in numbers.items() if value not in rare}
    ends = _stated_ends(column) or _ends(usual, column, spoken=spoken)
    if ends is None:
        return None
    worst, best = ends
    off = {value: number for value, number in numbers.items() if not worst <= number <= best}
    codes = [value for value in off if value not in rare or (off[value] < worst and off[value] in APART)]
    if not {off[value] for value in codes} <= APART:
        return None
    does_not_apply, blank = silent(column)
    strays = [value for value in rare if value in off and value not in codes]
    return ProposedScale(
        scale=Scale(worst=float(worst), best=float(best)),
        does_not_apply=does_not_apply | {value for value in codes if off[value] > best},
        blank=blank | {value for value in codes if off[value] < worst},
        asks=(_which_end(worst, best), *_about_codes(codes, worst), *_about_strays(strays)),
    )


def _strays(column: ColumnProfile, numbers: Mapping[str, float]) -> list[str]:
    """Numbers so rare that they say nothing about the scale."""
    answered = _count(column, numbers)
    if answered < FEWEST_FOR_RARE:
        return []
    rare = [value for value in numbers if column.values[value] <= max(1, RARE * answered)]
    is_few = _count(column, rare) <= MOST_RARE * answered
    return sorted(rare, key=lambda each: numbers[each]) if is_few else []


def _stated_ends(column: ColumnProfile) -> tuple[int, int] | None:
    """What the name states, where nearly all answers lie between."""
    ends = callings.ends_in(column.name)
    if ends is None:
        return None
    inside = [value for value in column.values if ends[0] <= (number_of(value) or ends[0] - 1.0) <= ends[1]]
    return ends if _count(column, inside) * 2 > column.filled else None


def _ends(numbers: Mapping[str, float], column: ColumnProfile, *, spoken: bool) -> tuple[int, int] | None:
    """The usual scale that holds the whole numbers; fractions only where the name speaks of a rating."""
    whole = sorted({int(number) for number in numbers.values() if number.is_integer()})
    has_fractions = len(whole) < len(set(numbers.values()))
    if not whole or (has_fractions and not spoken):
        return None
    ends = _usual_ends(whole, column)
    if ends is None and spoken:
        ends = _ends_on_both_sides(whole) or _ends_at_a_hundred(whole)
    if ends and any(not ends[0] <= number <= ends[1] for number in numbers.values() if not number.is_integer()):
        return None
    return ends


def _usual_ends(numbers: list[int], column: ColumnProfile) -> tuple[int, int] | None:
    """The usual scale that holds nearly all answers between its ends; codes that stand apart may lie outside."""
    if numbers in ([0, 1], [0, 1, 2]):
        return 0, numbers[-1]
    if {0, 9, 10} <= set(numbers) and len(numbers) >= 9 and _share(column, 0) < 0.25:
        return 0, 10
    if numbers[-1] > 999 or numbers[0] < -9:
        return None
    present = {number for number in numbers if number > 0}
    for best in USUAL_ENDS:
        inside = {number for number in present if number <= best}
        outside = present - inside
        if (
            inside
            and len(inside) * 3 >= best * 2
            and max(inside) == best
            and outside <= APART
            and _stand_apart(outside, best)
            and {number for number in numbers if number < 0} <= APART
        ):
            return 1, best
    return None


def _ends_on_both_sides(numbers: list[int]) -> tuple[int, int] | None:
    """From -2 to 2: as far below nought as above."""
    is_even = numbers[0] == -numbers[-1] and numbers[-1] in (1, 2, 3, 5, 10)
    return (numbers[0], numbers[-1]) if is_even and len(numbers) > 2 else None


def _ends_at_a_hundred(numbers: list[int]) -> tuple[int, int] | None:
    if len(numbers) < FEWEST_OF_A_HUNDRED or not 0 <= numbers[0] <= numbers[-1] <= 100 or numbers[-1] <= 50:
        return None
    return min(1, numbers[0]), 100


def _stand_apart(outside: set[int], best: int) -> bool:
    """Codes beyond the scale: one right behind its end, or some further away. 6 and 7 after 5 are more of the scale."""
    return not {best + 1, best + 2} <= outside


def _count(column: ColumnProfile, values: Iterable[str]) -> int:
    return sum(column.values[value] for value in values)


def _share(column: ColumnProfile, number: int) -> float:
    return column.values.get(str(number), 0) / column.filled if column.filled else 0.0


def _which_end(worst: int, best: int) -> str:
    return f"Is {best} the best answer, or {worst}? The numbers do not say it."


def _about_codes(codes: list[str], worst: int) -> tuple[str, ...]:
    below = sorted(value for value in codes if (number_of(value) or 0) < worst)
    beyond = sorted(value for value in codes if value not in below)
    asks = [f"{_listed(below)} lies below the scale: was nothing answered?"] if below else []
    asks += [f"{_listed(beyond)} lies beyond the scale: does the question not apply?"] if beyond else []
    return tuple(asks)


def _about_strays(strays: list[str]) -> tuple[str, ...]:
    return (f"{_listed(strays)} is rare and off the scale: such rows are held back.",) if strays else ()


def _listed(values: list[str]) -> str:
    return ", ".join(values)
