"""What changed from one version to the next, and which series of figures that breaks."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from servewell.engines.forms.document import Form, Item, Validator, Words
from servewell.engines.forms.expressions import Expression
from servewell.engines.forms.scoring import page_name

Said: TypeAlias = object


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REWORDED = "reworded"
    RETYPED = "retyped"
    RESCALED = "rescaled"
    CHOICES = "choices"
    LOGIC = "logic"
    DEMANDS = "demands"
    WEIGHTS = "weights"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Change:
    """``of`` is the item's or section's name, empty: the form's own. ``what`` names what is otherwise.

    ``before`` and ``after`` are finished values: words by language, texts of conditions, numbers, lists of them.
    """

    kind: ChangeKind
    of: str
    what: str
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class Changes:
    """``continuing`` and ``broken`` name the items with a scale that both versions ask: broken is the series of those
    whose scale is another."""

    changes: tuple[Change, ...]
    continuing: tuple[str, ...]
    broken: tuple[str, ...]


def changes(before: Form, after: Form) -> Changes:
    """In the order of the form: what is about the whole, sections, items; last what was taken out."""
    both = [item for item in after.items if before.item(item.name)]
    scaled = [(item.name, same_scale(_known(before, item.name), item)) for item in both if _has_scale(before, item)]
    return Changes(
        changes=(*_of_form(before, after), *_of_sections(before, after), *_of_items(before, after)),
        continuing=tuple(name for name, is_same in scaled if is_same),
        broken=tuple(name for name, is_same in scaled if not is_same),
    )


def same_scale(before: Item, after: Item) -> bool:
    """Whether figures of the two can be compared: the same ends, the same steps between, the same definition."""
    return _scale(before) == _scale(after)


def _scale(item: Item) -> Said:
    points = {choice.value: choice.points for choice in item.choices if choice.points is not None}
    return item.worst, item.best, item.lowest, item.highest, points, item.metric.code if item.metric else None


def _has_scale(before: Form, after: Item) -> bool:
    return after.best is not None or _known(before, after.name).best is not None


def _known(form: Form, name: str) -> Item:
    found = form.item(name)
    if found is None:
        raise KeyError(name)
    return found


def _text(expression: Expression | None) -> str | None:
    return None if expression is None else expression.text


def _validators(validators: Sequence[Validator]) -> Said:
    return [
        {
            "type": each.check.value,
            "text": dict(each.text),
            "lowest": each.lowest,
            "highest": each.highest,
            "pattern": each.pattern,
            "ignores_case": each.ignores_case,
            "expression": _text(each.expression),
        }
        for each in validators
    ]


def _words(words: Words | None) -> Said:
    return None if words is None else dict(words)


_OF_ITEM: Final[Mapping[ChangeKind, Mapping[str, Callable[[Item], Said]]]] = {
    ChangeKind.RETYPED: {
        "type": lambda item: item.kind.value,
        "input_type": lambda item: item.input_type and item.input_type.value,
    },
    ChangeKind.REWORDED: {
        "title": lambda item: _words(item.title),
        "description": lambda item: _words(item.description),
        "low_label": lambda item: _words(item.low_label),
        "high_label": lambda item: _words(item.high_label),
        "none_label": lambda item: _words(item.none_label),
        "choices": lambda item: {choice.value: dict(choice.text) for choice in item.choices},
        "anchors": lambda item: {anchor.value: dict(anchor.text) for anchor in item.anchors},
        "matrix": lambda item: item.matrix and [_words(item.matrix.title), _words(item.matrix.description)],
        "columns": lambda item: item.matrix and {value: dict(words) for value, words in item.matrix.columns.items()},
    },
    ChangeKind.RESCALED: {
        "lowest": lambda item: item.lowest,
        "highest": lambda item: item.highest,
        "worst": lambda item: item.worst,
        "best": lambda item: item.best,
        "points": lambda item: {choice.value: choice.points for choice in item.choices if choice.points is not None},
        "metric": lambda item: item.metric and item.metric.code,
    },
    ChangeKind.CHOICES: {"choices": lambda item: [choice.value for choice in item.choices]},
    ChangeKind.LOGIC: {
        "visible_if": lambda item: _text(item.visible_if),
        "required_if": lambda item: _text(item.required_if),
        "evidence_if": lambda item: _text(item.evidence_if),
        "evidence": lambda item: list(item.evidence),
    },
    ChangeKind.DEMANDS: {
        "is_required": lambda item: item.is_required,
        "may_not_apply": lambda item: item.may_not_apply,
        "validators": lambda item: _validators(item.validators),
        "minimum": lambda item: item.minimum,
        "maximum": lambda item: item.maximum,
        "fewest": lambda item: item.fewest,
        "most": lambda item: item.most,
        "max_length": lambda item: item.max_length,
        "media_types": lambda item: list(item.media_types),
        "largest": lambda item: item.largest,
        "is_photo": lambda item: item.is_photo,
    },
    ChangeKind.WEIGHTS: {
        "weight": lambda item: item.weight,
        "is_critical": lambda item: item.is_critical,
        "critical_below": lambda item: item.critical_below,
        "caps_at": lambda item: item.caps_at,
        "is_bonus": lambda item: item.is_bonus,
    },
    ChangeKind.ABOUT: {
        "aspect": lambda item: item.aspect,
        "standards": lambda item: list(item.standards),
        "is_overall": lambda item: item.is_overall,
        "asks_for_answer": lambda item: item.asks_for_answer,
        "is_contact": lambda item: item.is_contact,
        "consent": lambda item: item.consent,
    },
}


def _of_items(before: Form, after: Form) -> Iterator[Change]:
    moved = _moved(before, after)
    for item in after.items:
        known = before.item(item.name)
        if known is None:
            yield Change(ChangeKind.ADDED, item.name, "item", None, dict(item.title))
            continue
        if item.name in moved:
            yield Change(ChangeKind.MOVED, item.name, "place", _place(before, known), _place(after, item))
        for kind, properties in _OF_ITEM.items():
            for what, said in properties.items():
                yield from _otherwise(kind, item.name, what, said(known), said(item))
    for item in before.items:
        if after.item(item.name) is None:
            yield Change(ChangeKind.REMOVED, item.name, "item", dict(item.title), None)


def _otherwise(kind: ChangeKind, of: str, what: str, before: Said, after: Said) -> Iterator[Change]:
    if before == after:
        return
    if kind is ChangeKind.REWORDED and what in {"choices", "columns"} and _only_other_values(before, after):
        return
    yield Change(kind, of, what, before, after)


def _only_other_values(before: Said, after: Said) -> bool:
    """Whether every choice that both offer says the same: then it is the choices that changed, not their words."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return False
    return all(before[value] == after[value] for value in before.keys() & after.keys())


def _place(form: Form, item: Item) -> Said:
    """The page or section, and the item before it there."""
    inside = [each.name for each in form.items if (each.page, each.section) == (item.page, item.section)]
    at = inside.index(item.name)
    return [item.section or page_name(form, item.page), inside[at - 1] if at else None]


def _moved(before: Form, after: Form) -> frozenset[str]:
    """The fewest items that must have moved: those outside of the longest run that keeps its order, and those that
    stand under another page or section."""
    places = {item.name: at for at, item in enumerate(before.items)}
    both = [item for item in after.items if item.name in places]
    kept = _longest_rising([places[item.name] for item in both])
    return frozenset(
        item.name
        for at, item in enumerate(both)
        if at not in kept or _where(before, _known(before, item.name)) != _where(after, item)
    )


def _where(form: Form, item: Item) -> str:
    return item.section or page_name(form, item.page)


def _longest_rising(numbers: Sequence[int]) -> frozenset[int]:
    """Where the numbers of a longest rising run stand."""
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int | None] = []
    for at, number in enumerate(numbers):
        place = bisect_left(ends, number)
        before.append(ends_at[place - 1] if place else None)
        if place == len(ends):
            ends.append(number)
            ends_at.append(at)
        else:
            ends[place], ends_at[place] = number, at
    run: set[int] = set()
    step = ends_at[-1] if ends_at else None
    while step is not None:
        run.add(step)
        step = before[step]
    return frozenset(run)


def _of_form(before: Form, after: Form) -> Iterator[Change]:
    yield from _otherwise(ChangeKind.REWORDED, "", "title", dict(before.title), dict(after.title))
    yield from _otherwise(ChangeKind.REWORDED, "", "description", _words(before.description), _words(after.description))
    yield from _otherwise(ChangeKind.REWORDED, "", "languages", list(before.languages), list(after.languages))
    yield from _otherwise(ChangeKind.WEIGHTS, "", "rule", before.rule, after.rule)


@dataclass(frozen=True, slots=True)
class _Part:
    title: Words | None
    description: Words | None
    visible_if: str | None
    weight: float | None


def _of_sections(before: Form, after: Form) -> Iterator[Change]:
    known, now = _parts(before), _parts(after)
    for name, part in now.items():
        was = known.get(name)
        if was is None:
            yield Change(ChangeKind.ADDED, name, "section", None, _words(part.title))
            continue
        yield from _otherwise(ChangeKind.REWORDED, name, "title", _words(was.title), _words(part.title))
        said = _words(was.description), _words(part.description)
        yield from _otherwise(ChangeKind.REWORDED, name, "description", *said)
        yield from _otherwise(ChangeKind.LOGIC, name, "visible_if", was.visible_if, part.visible_if)
        yield from _otherwise(ChangeKind.WEIGHTS, name, "weight", was.weight, part.weight)
    for name, part in known.items():
        if name not in now:
            yield Change(ChangeKind.REMOVED, name, "section", _words(part.title), None)


def _parts(form: Form) -> Mapping[str, _Part]:
    """Pages and sections by name; a page without a name is known by its number."""
    parts = {
        page_name(form, number): _Part(page.title, page.description, _text(page.visible_if), page.weight)
        for number, page in enumerate(form.pages)
    }
    return parts | {
        each.name: _Part(each.title, each.description, _text(each.visible_if), each.weight) for each in form.sections
    }
