"""Runs of questions that are asked alike: ``Q7A`` to ``Q7N``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from servewell.engines.tables.profiling import ColumnProfile
from servewell.engines.tables.suggesting import aligning, names
from servewell.engines.tables.suggesting.likeness import Known, Likeness, likeness

FEWEST_NEIGHBOURS: Final = 2


@dataclass(frozen=True)
class Matched:
    """An item with this year's column, why, and how clearly. ``is_apart``: away from the items that were beside it."""

    known: Known
    column: ColumnProfile
    likeness: Likeness
    margin: float
    is_in_order: bool
    is_apart: bool = False


def match(*, knowns: Sequence[Known], columns: Sequence[ColumnProfile]) -> list[Matched]:
    """Batteries beside batteries; what is left over, one by one, by its words and answers."""
    found = _by_battery(knowns, columns)
    taken, placed = {each.column.name for each in found}, {each.known.item.name for each in found}
    rest = [each for each in knowns if each.item.name not in placed]
    free = [each for each in columns if each.name not in taken]
    codes = [each.known.name.code for each in found]
    alone = [each for each in _laid(rest, free) if each.likeness.is_evident]
    return found + [replace(each, is_apart=codes.count(each.known.name.code) >= FEWEST_NEIGHBOURS) for each in alone]


def runs_of_items(knowns: Sequence[Known]) -> list[list[Known]]:
    """In the order of last year's columns: by their places, else by their letters, else as the recipe names them."""
    codes = list(dict.fromkeys(each.name.code for each in knowns))
    runs = [[each for each in knowns if each.name.code == code] for code in codes]
    return [_in_order_of_columns(run) for run in runs]


def _in_order_of_columns(run: Sequence[Known]) -> list[Known]:
    places = [each.column.place for each in run if each.column is not None]
    if len(places) == len(run):
        return sorted(run, key=lambda each: each.column.place if each.column else 0)
    if all(each.name.letter for each in run):
        return sorted(run, key=lambda each: (len(each.name.letter), each.name.letter))
    return list(run)


def runs_of_columns(columns: Sequence[ColumnProfile]) -> list[list[ColumnProfile]]:
    """Neighbours with the same question number; without numbers, neighbours."""
    runs: list[list[ColumnProfile]] = []
    for column in columns:
        last = runs[-1][-1] if runs else None
        if last and column.place == last.place + 1 and names.name_of(last.name).code == names.name_of(column.name).code:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _by_battery(knowns: Sequence[Known], columns: Sequence[ColumnProfile]) -> list[Matched]:
    runs, batteries = runs_of_items(knowns), runs_of_columns(columns)
    laid = [[_laid(run, battery) for battery in batteries] for run in runs]
    chosen = aligning.align([[_worth(each) or None for each in row] for row in laid])
    return [each for run, battery in chosen.pairs.items() for each in laid[run][battery]]


def _worth(laid: Sequence[Matched]) -> float:
    return sum(each.likeness.total for each in laid)


def _laid(knowns: Sequence[Known], columns: Sequence[ColumnProfile]) -> list[Matched]:
    likenesses = [[likeness(known, column) for column in columns] for known in knowns]
    found = aligning.align([[each.total if each else None for each in row] for row in likenesses])
    matched = []
    for item, column in sorted(found.pairs.items()):
        alike = likenesses[item][column]
        if alike is not None:
            matched.append(Matched(knowns[item], columns[column], alike, found.margins[item], found.is_in_order))
    return matched
