"""The score of a response: how it came about is part of it, so that anyone can compute it again."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servewell.engines.forms import answers
from servewell.engines.forms.document import FIRST_EDITION, NOT_APPLICABLE, AnswerValue, Form, Item

FIRST_RULE: Final = "weighted-1"
SECOND_RULE: Final = "weighted-2"


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
    """One item of the derivation; `normalised` is 0 at the worst and 1 at the best end of the item's scale.

    `fails_below` and `caps_at` are of a critical item whose threshold or cap the document states.
    """

    name: str
    aspect: str | None
    raw: AnswerValue | None
    worst: float | None
    best: float | None
    normalised: float | None
    weight: float
    standing: Standing
    is_critical_failure: bool
    section: str | None = None
    is_bonus: bool = False
    fails_below: float | None = None
    caps_at: float | None = None


@dataclass(frozen=True, slots=True)
class SectionScore:
    """`value` is what was `reached` of what was `possible`: with a bonus it may pass 1. None where nothing counted.

    `weight` is the section's part of the whole; none: the whole is made of its items.
    """

    name: str
    reached: float
    possible: float
    weight: float | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Scored:
    """`value` is the weighted mean of what counted, from 0 to 1, none if nothing counted.

    A critical item that failed makes it 0, or caps it where the document says so.
    """

    value: float | None
    counted_weight: float
    failed_critical: tuple[str, ...]
    derivation: tuple[Line, ...]
    sections: tuple[SectionScore, ...] = ()
    rule: str = FIRST_RULE


def score(form: Form, values: Mapping[str, AnswerValue]) -> Scored:
    """From the values that `validate` gave. What does not apply or was not answered is out of the denominator."""
    seen: dict[str, AnswerValue] = {}
    lines: list[Line] = []
    for item in form.items:
        is_shown = answers.is_visible(item, seen)
        if is_shown and item.name in values:
            seen[item.name] = values[item.name]
        lines.append(_line(form, item, values.get(item.name), is_shown=is_shown))
    return total(tuple(lines), rule=form.rule, weights=section_weights(form))


def section_weights(form: Form) -> Mapping[str, float]:
    """Of each section its part of the score; empty where the document gives none, and the items make the whole."""
    said = {section.name: section.weight for section in form.sections}
    said |= {page_name(form, number): page.weight for number, page in enumerate(form.pages)}
    if all(weight is None for weight in said.values()):
        return {}
    return {name: 1.0 if weight is None else weight for name, weight in said.items()}


def page_name(form: Form, number: int) -> str:
    return form.pages[number].name or f"page{number + 1}"


def section_of(form: Form, item: Item) -> str | None:
    """The section that an item is scored under; in the first edition a page is none."""
    return item.section or (None if form.edition == FIRST_EDITION else page_name(form, item.page))


def total(
    derivation: tuple[Line, ...], *, rule: str = FIRST_RULE, weights: Mapping[str, float] | None = None
) -> Scored:
    """The same score from a derivation alone."""
    counted = [line for line in derivation if line.standing is Standing.COUNTED and line.normalised is not None]
    possible = math.fsum(line.weight for line in counted if not line.is_bonus)
    failed = tuple(line.name for line in derivation if line.is_critical_failure)
    sections = _sections(counted, weights or {}) if rule != FIRST_RULE else ()
    mean = _of_sections(sections) if weights else _mean(counted, possible)
    if mean is None:
        return Scored(None, possible, failed, derivation, sections, rule)
    caps = (line.caps_at or 0.0 for line in derivation if line.is_critical_failure)
    return Scored(min(mean, 1.0, *caps), possible, failed, derivation, sections, rule)


def _mean(counted: list[Line], possible: float) -> float | None:
    return _reached(counted) / possible if possible else None


def _reached(counted: list[Line]) -> float:
    return math.fsum((line.normalised or 0.0) * line.weight for line in counted)


def _sections(counted: list[Line], weights: Mapping[str, float]) -> tuple[SectionScore, ...]:
    inside: dict[str, list[Line]] = {}
    for line in counted:
        inside.setdefault(line.section or "", []).append(line)
    scores = []
    for name, lines in inside.items():
        possible = math.fsum(line.weight for line in lines if not line.is_bonus)
        scores.append(SectionScore(name, _reached(lines), possible, weights.get(name), value=_mean(lines, possible)))
    return tuple(scores)


def _of_sections(sections: tuple[SectionScore, ...]) -> float | None:
    parts = [(each.value, each.weight) for each in sections if each.value is not None and each.weight]
    whole = math.fsum(weight for _, weight in parts)
    return math.fsum(value * weight for value, weight in parts) / whole if whole else None


def _line(form: Form, item: Item, raw: AnswerValue | None, *, is_shown: bool) -> Line:
    normalised = place_of(item, raw) if is_shown else None
    standing = _standing(item, raw, normalised, is_shown=is_shown)
    has_limits = item.is_critical and form.edition != FIRST_EDITION
    return Line(
        name=item.name,
        aspect=item.aspect,
        raw=raw,
        worst=item.worst,
        best=item.best,
        normalised=normalised,
        weight=item.weight,
        standing=standing,
        is_critical_failure=has_failed(form, item, normalised, is_counted=standing is Standing.COUNTED),
        section=section_of(form, item),
        is_bonus=item.is_bonus,
        fails_below=item.critical_below if has_limits else None,
        caps_at=item.caps_at if has_limits else None,
    )


def has_failed(form: Form, item: Item, normalised: float | None, *, is_counted: bool) -> bool:
    """In the first edition a critical item without a weight fails nothing; in the second it just passes or fails."""
    if not item.is_critical or normalised is None or (form.edition == FIRST_EDITION and not is_counted):
        return False
    return normalised == 0 if item.critical_below is None else normalised < item.critical_below


def place_of(item: Item, raw: AnswerValue | None) -> float | None:
    """Where an answer lies from 0, its worst, to 1, its best."""
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
