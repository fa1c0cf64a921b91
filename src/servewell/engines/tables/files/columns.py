"""Columns with the names that recipes use."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """``place`` counts from 0; ``name`` is how recipes write it; ``label`` is what stands in the file."""

    place: int
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know. ``code`` is stable; ``places`` are rows, lines or columns, as the code says."""

    code: str
    says: str
    places: tuple[int, ...] = ()
    examples: tuple[str, ...] = ()


def name_in_recipes(label: str) -> str:
    """Without blanks and line breaks at its ends or doubled, and without what is no text."""
    clean = "".join("\ufffd" if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in label)
    return " ".join(clean.replace("\ufeff", "").split())


def columns_of(labels: Sequence[str]) -> tuple[Column, ...]:
    taken: set[str] = set()
    columns = []
    for place, label in enumerate(labels):
        name = _not_yet(name_in_recipes(label) or f"column {place + 1}", taken)
        taken.add(name)
        columns.append(Column(place=place, name=name, label=label))
    return tuple(columns)


def _not_yet(name: str, taken: set[str]) -> str:
    times = 2
    free = name
    while free in taken:
        free = f"{name} ({times})"
        times += 1
    return free


def remarks_on(columns: Sequence[Column]) -> tuple[Remark, ...]:
    nameless = [column for column in columns if not name_in_recipes(column.label)]
    double = [column for column in columns if column.name != (name_in_recipes(column.label) or column.name)]
    remarks = []
    if double:
        says = f"Names that stand over several columns; the later ones are called {_names(double)}."
        remarks.append(_remark("column-twice", says, double))
    if nameless:
        says = f"Columns without a name; they are called {_names(nameless)}."
        remarks.append(_remark("column-without-name", says, nameless))
    return tuple(remarks)


def _remark(code: str, says: str, columns: Sequence[Column]) -> Remark:
    places = tuple(column.place + 1 for column in columns)
    return Remark(code=code, says=says, places=places, examples=tuple(column.name for column in columns))


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(f"“{column.name}”" for column in columns[:10]) + (" …" if len(columns) > 10 else "")
