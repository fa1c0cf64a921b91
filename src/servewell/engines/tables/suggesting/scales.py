"""Proposes the scale of a column from its answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from servewell.engines.tables.profiling import ColumnProfile, answer_words
from servewell.engines.tables.recipe import Scale

USUAL_ENDS: Final = (5, 10, 7, 4, 3, 2)
MOST_ANSWERS: Final = 16
RARE: Final = 0.005
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
    """None where the answers are neither few whole numbers nor words of a ladder."""
    said = [value for value in column.values if not answer_words.is_silent(value)]
    if not said or len(said) > MOST_ANSWERS or column.is_capped:
        return None
    numbers = [value for value in said if _whole(value) is not None]
    words = [value for value in said if value not in numbers]
    if not words:
        return _of_numbers(column, sorted(int(value) for value in numbers))
    steps, best = answer_words.ladder_of(words)
    return _of_words(column, steps, best, numbers) if steps else None


def silent(column: ColumnProfile) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a column that say: does not apply, and: nothing was answered."""
    not_applicable = frozenset(value for value in column.values if answer_words.says_not_applicable(value))
    return not_applicable, frozenset(value for value in column.values if answer_words.says_nothing(value))


def _whole(value: str) -> int | None:
    """Normal forms of whole numbers alone: they are found again as they stand."""
    try:
        return int(value) if len(value) < 5 else None
    except ValueError:
        return None


def _of_words(column: ColumnProfile, steps: Mapping[str, int], best: int, numbers: list[str]) -> ProposedScale:
    does_not_apply, blank = silent(column)
    asks = [f"{_listed(numbers)} stand among words: say what they mean."] if numbers else []
    scale = Scale(worst=1.0, best=float(best))
    return ProposedScale(
        scale=scale,
        values={label: float(step) for label, step in steps.items()},
        does_not_apply=does_not_apply,
        blank=blank,
        asks=tuple(asks),
    )


def _of_numbers(column: ColumnProfile, numbers: list[int]) -> ProposedScale | None:
    if len(numbers) < 2:
        return None
    strays = _strays(column, numbers)
    ends = _ends([number for number in numbers if number not in strays], column)
    if ends is None:
        return None
    worst, best = ends
    strays = [number for number in strays if number > best]
    off = [number for number in numbers if not worst <= number <= best and number not in strays]
    if not set(off) <= APART:
        return None
    does_not_apply, blank = silent(column)
    return ProposedScale(
        scale=Scale(worst=float(worst), best=float(best)),
        does_not_apply=does_not_apply | {str(number) for number in off if number > best},
        blank=blank | {str(number) for number in off if number < worst},
        asks=(_which_end(worst, best), *_about_codes(off, best), *_about_strays(strays)),
    )


def _strays(column: ColumnProfile, numbers: list[int]) -> list[int]:
    """Numbers so rare that they say nothing about the scale."""
    answered = sum(column.values[str(number)] for number in numbers)
    return [number for number in numbers if column.values[str(number)] <= max(1, RARE * answered) and answered >= 20]


def _ends(numbers: list[int], column: ColumnProfile) -> tuple[int, int] | None:
    """The usual scale that holds nearly all answers between its ends; codes that stand apart may lie outside."""
    if numbers in ([0, 1], [0, 1, 2]):
        return 0, numbers[-1]
    if {0, 9, 10} <= set(numbers) and len(numbers) >= 9 and _share(column, 0) < 0.25:
        return 0, 10
    if not numbers or numbers[-1] > 999 or numbers[0] < -9:
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
        ):
            return 1, best
    return None


def _stand_apart(outside: set[int], best: int) -> bool:
    """Codes beyond the scale: one right behind its end, or some further away. 6 and 7 after 5 are more of the scale."""
    return not {best + 1, best + 2} <= outside


def _share(column: ColumnProfile, number: int) -> float:
    return column.values.get(str(number), 0) / column.filled if column.filled else 0.0


def _which_end(worst: int, best: int) -> str:
    return f"Is {best} the best answer, or {worst}? The numbers do not say it."


def _about_codes(off: list[int], best: int) -> tuple[str, ...]:
    nothing = [str(number) for number in off if number <= 0]
    beyond = [str(number) for number in off if number > best]
    asks = [f"{_listed(nothing)} lies below the scale: was nothing answered?"] if nothing else []
    asks += [f"{_listed(beyond)} lies beyond the scale: does the question not apply?"] if beyond else []
    return tuple(asks)


def _about_strays(strays: list[int]) -> tuple[str, ...]:
    listed = _listed([str(number) for number in strays])
    return (f"{listed} is rare and off the scale: such rows are held back.",) if strays else ()


def _listed(values: list[str]) -> str:
    return ", ".join(values)
