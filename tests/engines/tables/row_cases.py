"""A recipe and rows to try it on."""

from collections.abc import Mapping, Sequence
from datetime import date

from servewell.engines.tables import KnownUnit, Recipe, Understanding, read_recipe, understand

TODAY = date(2026, 11, 22)
MADRID = KnownUnit(1, "madrid", "Europe/Madrid", "es")
OSLO = KnownUnit(2, "oslo", "Europe/Oslo", "en")
UNITS: Mapping[str, KnownUnit] = {"madrid": MADRID, "Hotel Madrid": MADRID, "oslo": OSLO, "Hotel Oslo": OSLO}
COLUMNS = ("id", "hotel", "day", "whole", "room", "why")
PLAIN = """\
recipe: guests
title: Guests
unit: {column: hotel}
date: {column: day, formats: [YYYY-MM-DD]}
items:
  whole:
    column: whole
    question: The stay
    scale: {worst: 1, best: 5}
    values: {Great: 5}
    does not apply: [6]
    blank: [0]
    overall: true
  room: {column: room, question: Which room?, does not apply: [n/a], blank: ["-"]}
comments:
  why: {column: why, question: Why?, blank: [none at all]}
"""
# of the item `whole`, instead of its one scale
SCALES = """
      - {worst: 1, best: 5}
      - {from: 2011-03-01, worst: 0, best: 10, why: new stars, values: {Great: 10}, does not apply: [11]}"""
GOOD = ("1", "madrid", "2016-05-03", "4", "12", "Clean")


def a_recipe(more: str = "", *, instead: Mapping[str, str] | None = None) -> Recipe:
    text = PLAIN
    for old, new in (instead or {}).items():
        assert old in text
        text = text.replace(old, new)
    return read_recipe(text=text + more)


def understood_by(
    recipe: Recipe, *, columns: Sequence[str] = COLUMNS, rounded: frozenset[int] = frozenset()
) -> Understanding:
    return understand(recipe=recipe, columns=columns, units=UNITS, today=TODAY, rounded=rounded)


def a_row(**cells: str) -> list[str]:
    """The good row with other cells in it."""
    return [cells.get(name, cell) for name, cell in zip(COLUMNS, GOOD, strict=True)]
