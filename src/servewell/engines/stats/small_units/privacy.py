"""Which cells of a table of counts must be hidden: nobody is recognised, and no hidden cell can be worked out."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servewell.engines.stats.counts import IntArray, LengthsDiffer, whole

BoolArray = NDArray[np.bool_]

LEAST = 10
Cell = tuple[int, int]


class CellsCannotBeHidden(ValueError):
    """A small cell could be worked out from its total, and no other cell is left to hide beside it."""


class LeastIsNoCount(ValueError):
    """The least count to be shown is not a whole number of 1 or more."""


def cells_to_hide(*, counts: ArrayLike, least: int = LEAST) -> BoolArray:
    """True where a cell must not be shown; the shape is that of counts: a row of cells, or rows by columns.

    Hidden are counts under `least` (not 0: nobody is recognised), and beside them as many more as are needed when all
    totals (of the row, of each column, of everything) are shown: in each row and column with hidden cells they are two
    or more and add up to `least` or more, and no hidden cell follows from the totals. As each hidden cell then lies on
    a ring of hidden cells above 0, one person more here and less there gives the same totals. The smallest cell that
    will do is taken. Source: Cox 1980, JASA 75:377 (complementary suppression); Gusfield 1988, SIAM J Comput 17:552 (a
    cell follows from the totals just when it is a bridge between rows and columns).
    Raises CellsCannotBeHidden (join small units, or show no totals), LeastIsNoCount, LengthsDiffer, CountIsNotWhole,
    CountsBelowZero.
    """
    if least != int(least) or least < 1:
        raise LeastIsNoCount(f"The least count is {least}; show cells from a whole number on, such as {LEAST}.")
    given = whole(counts=counts, name="counts")
    if given.ndim not in (1, 2) or given.size == 0:
        raise LengthsDiffer(f"counts has the shape {given.shape}; give a row of cells, or rows by columns.")
    if given.ndim == 1:
        hidden = (given > 0) & (given < least)
        _fill_line(given, hidden, least, "the row")
        return hidden
    return _of_table(given, least)


def _of_table(counts: IntArray, least: int) -> BoolArray:
    hidden = (counts > 0) & (counts < least)
    while True:
        before = int(hidden.sum())
        for at in range(len(counts)):
            _fill_line(counts[at], hidden[at], least, f"row {at}", liked=_any(hidden, 0))
        for at in range(len(counts[0])):
            _fill_line(counts[:, at], hidden[:, at], least, f"column {at}", liked=_any(hidden, 1))
        if int(hidden.sum()) > before:
            continue
        bridge = _bridge(hidden)
        if bridge is None:
            return hidden
        _close_ring(counts, hidden, *bridge)


def _fill_line(counts: IntArray, hidden: BoolArray, least: int, name: str, liked: BoolArray | None = None) -> None:
    """Hides more of one row or column until what is hidden cannot be told from its total."""
    if not hidden.any():
        return
    preferred = np.zeros(len(counts), dtype=bool) if liked is None else liked
    while hidden.sum() < 2 or counts[hidden].sum() < least:
        free = np.flatnonzero(~hidden & (counts > 0))
        if len(free) == 0:
            raise CellsCannotBeHidden(
                f"In {name} the hidden cells add up to {int(counts[hidden].sum())}, and no other cell can hide them; "
                f"join it with another until it holds two cells and {least} answers, or show no totals."
            )
        hidden[min(free.tolist(), key=lambda at: (not preferred[at], counts[at], at))] = True


def _bridge(hidden: BoolArray) -> tuple[Cell, BoolArray, BoolArray] | None:
    """A hidden cell on no ring of hidden cells, and the rows and columns that hang on its row's side; None if none."""
    cell = _first_bridge(hidden)
    if cell is None:
        return None
    hidden[cell] = False
    rows, columns = _reached(hidden, cell[0])
    hidden[cell] = True
    return cell, rows, columns


def _first_bridge(hidden: BoolArray) -> Cell | None:
    """Walks from hidden cell to hidden cell, each once: a cell is a bridge where no way leads back past it.

    Rows and columns are numbered through; `back` is the earliest one that a way leads back to. Source: Tarjan 1974,
    Inf Process Lett 2:160.
    """
    count = len(hidden)
    joined: list[list[int]] = [[] for _ in range(count + hidden.shape[1])]
    for row, column in np.argwhere(hidden).tolist():
        joined[row].append(count + column)
        joined[count + column].append(row)
    order = [-1] * len(joined)
    back, seen = order.copy(), 0
    for start in range(count):
        if order[start] >= 0:
            continue
        order[start], back[start], seen = seen, seen, seen + 1
        way = [(start, -1, iter(joined[start]))]
        while way:
            at, before, rest = way[-1]
            to = next((each for each in rest if each != before), None)
            if to is None:
                way.pop()
                if before >= 0:
                    back[before] = min(back[before], back[at])
                    if back[at] > order[before]:
                        return (before, at - count) if before < count else (at, before - count)
            elif order[to] >= 0:
                back[at] = min(back[at], order[to])
            else:
                order[to], back[to], seen = seen, seen, seen + 1
                way.append((to, at, iter(joined[to])))
    return None


def _reached(hidden: BoolArray, row: int) -> tuple[BoolArray, BoolArray]:
    """The rows and columns one comes to from a row by stepping from hidden cell to hidden cell."""
    rows: BoolArray = np.zeros(hidden.shape[0], dtype=bool)
    rows[row] = True
    columns: BoolArray = np.zeros(hidden.shape[1], dtype=bool)
    while True:
        across = _any(hidden[rows], 0)
        down = rows | _any(hidden[:, across], 1)
        if (across == columns).all() and (down == rows).all():
            return rows, columns
        rows, columns = down, across


def _any(hidden: BoolArray, axis: int) -> BoolArray:
    found: BoolArray = np.any(hidden, axis=axis)
    return found


def _close_ring(counts: IntArray, hidden: BoolArray, bridge: Cell, rows: BoolArray, columns: BoolArray) -> None:
    """Hides a cell that joins both sides of a bridge a second time."""
    ours_rows, ours_columns = rows, columns
    theirs_rows, theirs_columns = _side(hidden, bridge)
    joins = np.outer(ours_rows, theirs_columns) | np.outer(theirs_rows, ours_columns)
    free = np.argwhere(joins & ~hidden & (counts > 0)).tolist()
    if not free:
        # a way round through a row or column that hides nothing yet
        free = np.argwhere(~hidden & (counts > 0) & (ours_rows | theirs_rows)[:, None]).tolist()
    if not free:
        raise CellsCannotBeHidden(
            f"The cell in row {bridge[0]} and column {bridge[1]} follows from the totals, and no other cell can hide "
            "it; join its row or column with another, or show no totals."
        )
    row, column = min(free, key=lambda at: (int(counts[at[0], at[1]]), at))
    hidden[row, column] = True


def _side(hidden: BoolArray, bridge: Cell) -> tuple[BoolArray, BoolArray]:
    """What hangs on the column of the bridge."""
    row, column = bridge
    hidden[row, column] = False
    columns, rows = _reached(hidden.T, column)
    hidden[row, column] = True
    return rows, columns
