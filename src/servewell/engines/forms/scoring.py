"""The score of a response: how it came about is part of it, so that anyone can compute it again."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from servewell.engines.forms import answers
from servewell.engines.forms.document import NOT_APPLICABLE, AnswerValue, Form, Item


class Standing(StrEnum):
    """Whether an item counts, or why it does not."""

    COUNTED = "counted"
    NOT_SHOWN = "not_shown"
    NOT_ANSWERED = "not_answered"
    NOT_APPLICABLE = "not_applicable"
    NO_SCALE = "no_scale"
    NO_WEIGHT = "no_weight"


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the derivation; `normalised` is 0 at the worst and 1 at the best end of the item's scale."""

    name: str
    aspect: str | None
    raw: AnswerValue | None
    worst: float | None
    best: float | None
    normalised: float | None
    weight: float
    standing: Standing
    is_critical_failure: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """`value` is the weighted mean of what counted, from 0 to 1.

    It is 0 if a critical item is at its worst, and none if nothing counted.
    """

    value: float | None
    counted_weight: float
    failed_critical: tuple[str, ...]
    derivation: tuple[Line, ...]


def score(form: Form, values: Mapping[str, AnswerValue]) -> Scored:
    """From the values that `validate` gave. What does not apply or was not answered is out of the denominator."""
    seen: dict[str, AnswerValue] = {}
    lines: list[Line] = []
    for item in form.items:
        is_shown = answers.is_visible(item, seen)
        if is_shown and item.name in values:
            seen[item.name] = values[item.name]
        lines.append(_line(item, values.get(item.name), is_shown=is_shown))
    return total(tuple(lines))


def total(derivation: tuple[Line, ...]) -> Scored:
    """The same score from a derivation alone."""
    parts = [(line.normalised, line.weight) for line in derivation if line.standing is Standing.COUNTED]
    counted = [(normalised, weight) for normalised, weight in parts if normalised is not None]
    weight = math.fsum(weight for _, weight in counted)
    failed = tuple(line.name for line in derivation if line.is_critical_failure)
    if not counted:
        return Scored(None, 0.0, failed, derivation)
    mean = math.fsum(normalised * weight for normalised, weight in counted) / weight
    return Scored(0.0 if failed else min(mean, 1.0), weight, failed, derivation)


def _line(item: Item, raw: AnswerValue | None, *, is_shown: bool) -> Line:
    normalised = _normalised(item, raw) if is_shown else None
    standing = _standing(item, raw, normalised, is_shown=is_shown)
    is_counted = standing is Standing.COUNTED
    return Line(
        name=item.name,
        aspect=item.aspect,
        raw=raw,
        worst=item.worst,
        best=item.best,
        normalised=normalised,
        weight=item.weight,
        standing=standing,
        is_critical_failure=is_counted and item.is_critical and normalised == 0,
    )


def _normalised(item: Item, raw: AnswerValue | None) -> float | None:
    points = None if raw is None else item.points_of(raw)
    if points is None or item.worst is None or item.best is None:
        return None
    return (points - item.worst) / (item.best - item.worst)


def _standing(item: Item, raw: AnswerValue | None, normalised: float | None, *, is_shown: bool) -> Standing:
    if not is_shown:
        return Standing.NOT_SHOWN
    if item.best is None:
        return Standing.NO_SCALE
    if item.weight == 0:
        return Standing.NO_WEIGHT
    if raw is None:
        return Standing.NOT_ANSWERED
    if item.may_not_apply and raw == NOT_APPLICABLE:
        return Standing.NOT_APPLICABLE
    return Standing.COUNTED if normalised is not None else Standing.NO_SCALE
