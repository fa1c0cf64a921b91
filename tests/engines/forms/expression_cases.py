"""Expressions for the tests: the vector file, and as many made-up ones as wanted, the same every time."""

import json
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from servewell.engines.forms.javascript import Scalar, Value

Json: TypeAlias = object
VECTORS = json.loads((Path(__file__).parent / "vectors" / "expressions.json").read_text(encoding="utf-8"))

_TEXTS: list[Scalar] = ["", "a", "B", "abc", "5", "05", "1,5", "0x1F", "true", " 5 ", "na", "2026-01-02", "1e3", "'q'"]
_ODD_TEXTS: list[Scalar] = ["undefined", "-3", "+4", ".5", "1.", "é", "Infinity", "12345678901234567", "1-2", "3*4"]
_NUMBERS: list[Scalar] = [0, 1, 2, 5, -1, 1.5, 0.1, 0.2, True, False]
_LISTS: list[Value] = [(), ("a",), ("a", "b"), ("5", "x")]
_LITERALS = ["1", "0", "5", "-1", "1.5", "0.1", "'a'", "'5'", "''", "true", "false", "'na'", '"abc"', "' 5 '", "'05'"]
_LIST_LITERALS = ["['a', 'b']", "[1, 5]", "[true]"]
_ANYWHERE = ["=", "==", "<>", "!=", "and", "or", "contains", "anyof", "allof"]
_NEVER_BESIDE_LISTS = ["<", "<=", ">", ">=", "+", "-", "*", "/"]


@dataclass(frozen=True)
class Case:
    expression: str
    values: Mapping[str, Value]


def from_json(values: Mapping[str, Json]) -> dict[str, Value]:
    """Answers as SurveyJS has them: rows of a matrix together, files as objects."""
    rows = {
        f"{name}.{row}": one for name, each in values.items() if isinstance(each, dict) for row, one in each.items()
    }
    return {
        name: tuple(one["name"] if isinstance(one, dict) else one for one in value)
        if isinstance(value, list)
        else value
        for name, value in ({**values, **rows}).items()
        if not isinstance(value, dict)
    }


def to_json(value: Value) -> Json:
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    return list(value) if isinstance(value, tuple) else value


def made_up(*, seed: int, count: int) -> list[Case]:
    """`a` and `b` hold one value or none; `c` holds a list or none, and stands only where a list may."""
    chance = random.Random(seed)
    return [Case(_expression(chance, depth=3), _values(chance)) for _ in range(count)]


def _values(chance: random.Random) -> dict[str, Value]:
    singles = [None, *_TEXTS, *_ODD_TEXTS, *_NUMBERS, *_NUMBERS]
    drawn: dict[str, Value] = {
        "a": chance.choice(singles),
        "b": chance.choice(singles),
        "c": chance.choice([None, *_LISTS]),
    }
    return {name: value for name, value in drawn.items() if value is not None}


def _expression(chance: random.Random, *, depth: int, lists: bool = True) -> str:
    shape = chance.random()
    if depth == 0 or shape < 0.2:
        return _leaf(chance, lists=lists)
    if shape < 0.3:
        return f"{_leaf(chance, lists=False)} {chance.choice(['empty', 'notempty'])}"
    if shape < 0.36:
        return f"!({_expression(chance, depth=depth - 1)})"
    if shape < 0.42:
        branches = ", ".join(_expression(chance, depth=depth - 1, lists=lists) for _ in range(2))
        return f"iif({_expression(chance, depth=depth - 1)}, {branches})"
    return _pair(chance, depth=depth, lists=lists)


def _leaf(chance: random.Random, *, lists: bool) -> str:
    if chance.random() < 0.6:
        return chance.choice(["{a}", "{b}", "{c}"] if lists else ["{a}", "{b}"])
    return chance.choice([*_LITERALS, *_LIST_LITERALS] if lists else _LITERALS)


def _pair(chance: random.Random, *, depth: int, lists: bool) -> str:
    operator = chance.choice([*_ANYWHERE, *_NEVER_BESIDE_LISTS])
    beside = (lists or operator not in {"and", "or"}) and operator not in _NEVER_BESIDE_LISTS
    sides = [_expression(chance, depth=depth - 1, lists=beside) for _ in range(2)]
    return f"(({sides[0]}) {operator} ({sides[1]}))" if chance.random() < 0.5 else f"({sides[0]} {operator} {sides[1]})"
