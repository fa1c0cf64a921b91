"""Lays last year's items beside this year's columns, in order where nothing speaks against it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Scores = Sequence[Sequence[float | None]]
Pairs = dict[int, int]

FORBIDDEN: Final = -1e6
OUT_OF_ORDER: Final = 0.75


@dataclass(frozen=True)
class Alignment:
    """Columns by item. ``margins``: how much worse the best other laying would be, by item."""

    pairs: Pairs
    total: float
    margins: dict[int, float]
    is_in_order: bool


def align(scores: Scores) -> Alignment:
    """In order, unless leaving the order gains more than chance would."""
    ordered, in_order = _in_order(scores)
    free, out_of_order = _in_any_order(scores)
    is_in_order = out_of_order - in_order <= OUT_OF_ORDER
    pairs, total, solve = (ordered, in_order, _in_order) if is_in_order else (free, out_of_order, _in_any_order)
    return Alignment(pairs, total, _margins(scores, pairs, total, solve), is_in_order)


def _margins(
    scores: Scores, pairs: Pairs, total: float, solve: Callable[[Scores], tuple[Pairs, float]]
) -> dict[int, float]:
    margins = {}
    for item, column in pairs.items():
        without = [list(row) for row in scores]
        without[item][column] = None
        margins[item] = total - solve(without)[1]
    return margins


def _in_order(scores: Scores) -> tuple[Pairs, float]:
    """The best laying that keeps the order; items and columns may stay alone."""
    items, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(items + 1)]
    for item in range(1, items + 1):
        for column in range(1, columns + 1):
            score = scores[item - 1][column - 1]
            paired = best[item - 1][column - 1] + score if score is not None else float("-inf")
            best[item][column] = max(best[item - 1][column], best[item][column - 1], paired)
    return _walk_back(scores, best), best[items][columns]


def _walk_back(scores: Scores, best: Sequence[Sequence[float]]) -> Pairs:
    pairs: Pairs = {}
    item, column = len(best) - 1, len(best[0]) - 1
    while item and column:
        score = scores[item - 1][column - 1]
        if score is not None and score > 0 and best[item][column] == best[item - 1][column - 1] + score:
            item, column = item - 1, column - 1
            pairs[item] = column
        elif best[item][column] == best[item - 1][column]:
            item -= 1
        else:
            column -= 1
    return pairs


def _in_any_order(scores: Scores) -> tuple[Pairs, float]:
    if not scores or not scores[0]:
        return {}, 0.0
    import numpy as np  # noqa: PLC0415 - the two cost more than all the rest together
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    table = np.array([[FORBIDDEN if score is None or score < 0 else score for score in row] for row in scores])
    # a column of noughts for each item lets it stay alone
    rows, columns = linear_sum_assignment(np.hstack([table, np.zeros((len(scores), len(scores)))]), maximize=True)
    pairs = {int(item): int(column) for item, column in zip(rows, columns, strict=True) if column < table.shape[1]}
    return pairs, float(sum(table[item, column] for item, column in pairs.items()))
