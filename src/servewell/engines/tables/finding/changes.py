"""Answers that changed their meaning in time: a scale that grew, a value that stood for no answer."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from servewell.engines.tables.finding.shapes import Choice, Finding, Value
from servewell.engines.tables.profiling import ColumnProfile, Profile, answer_words
from servewell.engines.tables.recipe import ItemRule, Recipe, number_of

USUAL_ENDS: Final = (2, 3, 4, 5, 7)
FEWEST: Final = 30
LEAST_GAIN: Final = 15.0
NEVER: Final = 0.03
OFTEN: Final = 0.15
ALWAYS: Final = 0.95
NOT_ALWAYS: Final = 0.85

Says = dict[str, str | int | float]
_ASIDE: Final = (Choice("leave-out-before"), Choice("same-scale"))
Months = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Turn:
    """The month from which a share is another one, as sure as ``gain`` says (in log likelihood)."""

    month: str
    before: float
    after: float
    fewest: int
    gain: float


def changed_meanings(profile: Profile, recipe: Recipe | None) -> Iterator[Finding]:
    for column in profile.columns:
        item = _item_of(column, recipe)
        if len(column.by_month) < 2 or (recipe is not None and (item is None or len(item.scales) > 1)):
            continue
        found = _grown_scale(column, item) or _default_value(column, item)
        if found:
            yield found


def _item_of(column: ColumnProfile, recipe: Recipe | None) -> ItemRule | None:
    return next((item for item in recipe.items if item.column == column.name), None) if recipe else None


def _grown_scale(column: ColumnProfile, item: ItemRule | None) -> Finding | None:
    """Answers above an end that hardly occurred on one side of a month and often on the other."""
    numbers = {value for value in column.values if number_of(value) is not None}
    top = max((number_of(value) or 0.0 for value in numbers), default=0.0)
    turns = []
    for end in USUAL_ENDS:
        if end < top and (turn := turn_of(column.by_month, _above(end), among=numbers.__contains__)):
            low, high = sorted((turn.before, turn.after))
            if low <= NEVER and high >= OFTEN and turn.fewest >= FEWEST:
                turns.append((turn.gain, end, turn))
    if not turns:
        return None
    _, end, turn = max(turns, key=lambda each: each[:2])
    if few := _few_values(column.by_month, turn, end):
        code = "few-values-until" if turn.before < turn.after else "few-values-from"
        return Finding(code, column.name, {"values": few, "month": turn.month}, _examples(column, end), _ASIDE)
    usual = 10 if 5 < top <= 10 else int(top)
    before, after = (end, usual) if turn.before < turn.after else (usual, end)
    says: Says = {"month": turn.month, "before": before, "after": after, "above": end}
    return Finding(
        "scale-changed", column.name, says, _examples(column, end), _scale_choices(item, turn, before, after)
    )


def _few_values(months: Months, turn: Turn, end: int) -> str:
    """The values of the narrower side, where they are too few to be a scale: 1 and 4 alone are no 1 to 4."""
    is_narrow_first = turn.before < turn.after
    side = [values for month, values in months.items() if (month < turn.month) == is_narrow_first]
    counts: dict[str, int] = {}
    for value, count in ((value, count) for values in side for value, count in values.items()):
        if (number := number_of(value)) is not None and 0 < number <= end:
            counts[value] = counts.get(value, 0) + count
    used = sorted(value for value, count in counts.items() if count * 50 >= sum(counts.values()))
    return ", ".join(used) if len(used) < 0.7 * end else ""


def _scale_choices(item: ItemRule | None, turn: Turn, before: int, after: int) -> tuple[Choice, ...]:
    if item is None or not item.scales:
        return (Choice("new-scale-from"), Choice("same-scale"))
    where, first = f"items.{item.name}.scale", item.scales[0]
    near, far = ("best", "worst") if first.worst > first.best else ("worst", "best")
    patch: dict[str, Value] = {f"{where}[1].{far}": before, f"{where}[2].from": f"{turn.month}-01"}
    patch |= {f"{where}[2].{near}": min(first.worst, first.best), f"{where}[2].{far}": after}
    return (Choice("new-scale-from", patch), Choice("same-scale"))


def _default_value(column: ColumnProfile, item: ItemRule | None) -> Finding | None:
    """A value that nearly all rows have on one side of a month: written by default, not answered."""
    said = [value for value in column.values if not answer_words.is_silent(value)]
    for value in said:
        turn = turn_of(column.by_month, value.__eq__, among=bool)
        if turn is None or turn.fewest < FEWEST:
            continue
        low, high = sorted((turn.before, turn.after))
        if high >= ALWAYS and low <= NOT_ALWAYS:
            code = "one-value-until" if turn.before > turn.after else "one-value-from"
            says: Says = {"value": value, "month": turn.month, "percent": round(100 * high, 1)}
            row = column.first_rows.get(value)
            return Finding(code, column.name, says, ((row, value),) if row else (), _default_choices(item, turn, value))
    return None


def _default_choices(item: ItemRule | None, turn: Turn, value: str) -> tuple[Choice, ...]:
    """Read as no answer until then; or it was an answer all along."""
    if item is None or not item.scales or turn.before < turn.after:
        return (Choice("no-answer-then"), Choice("an-answer-always"))
    where, scale = f"items.{item.name}.scale", item.scales[0]
    patch: dict[str, Value] = {f"{where}[1].blank": (value,), f"{where}[2].from": f"{turn.month}-01"}
    patch |= {f"{where}[2].worst": scale.worst, f"{where}[2].best": scale.best}
    return (Choice("no-answer-then", patch), Choice("an-answer-always"))


def turn_of(months: Months, counts: Callable[[str], bool], among: Callable[[str], bool]) -> Turn | None:
    """The month at which the share of the values that ``counts`` changes most clearly. Months in order."""
    spans = [_counted(values, counts, among) for values in months.values()]
    names = list(months)
    hits, total = sum(hit for hit, _ in spans), sum(size for _, size in spans)
    best: Turn | None = None
    hit_before = size_before = 0
    for place in range(1, len(spans)):
        hit_before, size_before = hit_before + spans[place - 1][0], size_before + spans[place - 1][1]
        hit_after, size_after = hits - hit_before, total - size_before
        if not size_before or not size_after:
            continue
        gain = _fit(hit_before, size_before) + _fit(hit_after, size_after) - _fit(hits, total)
        if gain >= LEAST_GAIN and (best is None or gain > best.gain):
            before, after = hit_before / size_before, hit_after / size_after
            fewest = size_before if _is_settled(before, after) else size_after
            best = Turn(names[place], before, after, fewest, gain)
    return best


def _is_settled(before: float, after: float) -> bool:
    """Is the earlier side the one with nearly none or nearly all?"""
    return min(before, 1 - before) <= min(after, 1 - after)


def _counted(values: Mapping[str, int], counts: Callable[[str], bool], among: Callable[[str], bool]) -> tuple[int, int]:
    known = [(value, count) for value, count in values.items() if among(value)]
    return sum(count for value, count in known if counts(value)), sum(count for _, count in known)


def _fit(hits: int, size: int) -> float:
    """The log likelihood of a share at its best."""
    parts: Sequence[int] = (hits, size - hits)
    return sum(part * math.log(part / size) for part in parts if part)


def _above(end: int) -> Callable[[str], bool]:
    return lambda value: (number_of(value) or 0.0) > end


def _examples(column: ColumnProfile, end: int) -> tuple[tuple[int, str], ...]:
    rows = [(row, value) for value, row in column.first_rows.items() if _above(end)(value)]
    return tuple(sorted(rows)[:3])
