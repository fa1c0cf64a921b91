"""Whose row it is: by the rows that the person's voices came by, and by cells that hold one of their contacts."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from servewell.engines import tables
from servewell.rooms.customers import terms as contacts

Theirs = Callable[[int, Sequence[str]], bool]
_number: Final = re.compile(r"\s*(?:\+|00)[0-9\s().\-/]{8,24}")


class Finder:
    """``digests`` are those of the person's contacts, ``rows`` the first rows of their voices in this file."""

    def __init__(self, *, digests: Collection[str], rows: Collection[int]) -> None:
        self._digests = frozenset(digests)
        self._rows = frozenset(rows)

    def is_theirs(self, number: int, cells: Sequence[str]) -> bool:
        return number in self._rows or any(map(self._is_contact, cells))

    def _is_contact(self, cell: str) -> bool:
        kind = contacts.EMAIL if "@" in cell else contacts.PHONE if _number.fullmatch(cell) else None
        if kind is None:
            return False
        try:
            return contacts.contact_digest(kind, contacts.folded(kind, cell)) in self._digests
        except contacts.NotAContact:
            return False


def of_whole_voices(finder: Finder, *, recipe: tables.Recipe, table: tables.Table) -> Theirs:
    """Where a voice has a row per answer: all rows that name the same voice as one that is theirs."""
    if recipe.rows is None:
        return finder.is_theirs
    places = _places(recipe.rows.voice, table)
    named = {_name(row.cells, places) for row in table.rows() if finder.is_theirs(row.number, row.cells)}
    return lambda number, cells: finder.is_theirs(number, cells) or _name(cells, places) in named


def _name(cells: Sequence[str], places: Sequence[int]) -> tuple[str, ...]:
    return tuple(tables.normal(cells[place]) if place < len(cells) else "" for place in places)


def kept_places(*, recipe: tables.Recipe, table: tables.Table) -> Callable[[Sequence[str]], Collection[int]]:
    """What figures rest on: unit, day, kind, number, what was chosen. All else in a row goes, whatever it is."""
    plain = {
        recipe.unit.column, recipe.date.column, recipe.date.by_column, recipe.weight_column, recipe.language.column,
        recipe.kind.column, recipe.volume, recipe.served_by, *(only.column for only in recipe.only),
    }  # fmt: skip
    chosen = {item.column for item in recipe.items if item.scales}
    if recipe.rows is None:
        places = frozenset(_places(sorted(chosen | {column for column in plain if column}), table))
        return lambda cells: places
    always = frozenset(_places(sorted({recipe.rows.question, *(column for column in plain if column)}), table))
    question, answer = _places([recipe.rows.question, recipe.rows.answer], table)
    asked = {tables.normal(each) for each in chosen}

    def kept(cells: Sequence[str]) -> Collection[int]:
        is_chosen = question < len(cells) and tables.normal(cells[question]) in asked
        return always | {answer} if is_chosen else always

    return kept


def _places(columns: Sequence[str], table: tables.Table) -> list[int]:
    names = [column.name for column in table.columns]
    return [names.index(name) for column in columns if (name := " ".join(column.split())) in names]
