"""The scores of many responses to one form: the same values as `score` gives, without saying how they came about."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from servewell.engines.forms import answers, keeping
from servewell.engines.forms.document import FIRST_EDITION, AnswerValue, Form, Item
from servewell.engines.forms.scoring import has_failed, place_of, section_of, section_weights

Answers: TypeAlias = Mapping[str, object]

# what a condition gave for the same answers before; forgotten when it grows beyond use, as words in it would make it
_MOST_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class _Worth:
    """What one answer adds to what was reached, none where the item has no weight, and whether it fails the whole."""

    reached: float | None
    fails: bool


_NOTHING: Final = _Worth(None, fails=False)


class Scorer:
    """A form, prepared once. Takes answers as `validate` gave them or as `keep` wrote them."""

    def __init__(self, form: Form) -> None:
        self._weights = section_weights(form)
        self._steps = tuple(_Step(form, item) for item in form.items if _matters(item))
        looked_at = frozenset[str]().union(*(_looked_at(item) for item in form.items))
        self._conditions = tuple(_Condition(item, is_looked_at=item.name in looked_at) for item in form.items)
        self._is_always_whole = all(condition.is_always_shown for condition in self._conditions)

    def value(self, given: Answers) -> float | None:
        hidden = frozenset[str]() if self._is_always_whole else self._hidden(given)
        counted = self._counted(given, hidden)
        return self._by_sections(*counted) if self._weights else self._by_items(*counted)

    def _hidden(self, given: Answers) -> frozenset[str]:
        seen: dict[str, AnswerValue] = {}
        hidden = set()
        for condition in self._conditions:
            if not condition.shows(seen):
                hidden.add(condition.name)
            elif condition.is_looked_at and condition.name in given:
                seen[condition.name] = keeping.value_kept(given[condition.name])
        return frozenset(hidden)

    def _counted(self, given: Answers, hidden: frozenset[str]) -> tuple[list[tuple["_Step", float]], float]:
        """The steps that count with what they reached, and the most that the score can be."""
        counted: list[tuple[_Step, float]] = []
        cap = 1.0
        for step in self._steps:
            raw = given.get(step.name)
            if raw is None or step.name in hidden:
                continue
            worth = step.worth(raw)
            if worth.reached is not None:
                counted.append((step, worth.reached))
            if worth.fails and step.caps_at < cap:
                cap = step.caps_at
        return counted, cap

    def _by_items(self, counted: list[tuple["_Step", float]], cap: float) -> float | None:
        possible = math.fsum([step.possible for step, _ in counted])
        return min(math.fsum([reached for _, reached in counted]) / possible, cap) if possible else None

    def _by_sections(self, counted: list[tuple["_Step", float]], cap: float) -> float | None:
        inside: dict[str, list[tuple[_Step, float]]] = {}
        for each in counted:
            inside.setdefault(each[0].section, []).append(each)
        parts = [
            (value, weight)
            for name, steps in inside.items()
            if (weight := self._weights.get(name)) and (value := self._by_items(steps, math.inf)) is not None
        ]
        whole = math.fsum([weight for _, weight in parts])
        return min(math.fsum([value * weight for value, weight in parts]) / whole, cap) if whole else None


def score_many(form: Form, many: Iterable[Answers]) -> Iterator[float | None]:
    """The value of each score, in the order given; a score that never was there is none."""
    return map(Scorer(form).value, many)


def _matters(item: Item) -> bool:
    return item.best is not None and bool(item.weight or item.is_critical)


def _looked_at(item: Item) -> frozenset[str]:
    conditions = (*item.within, *(() if item.visible_if is None else (item.visible_if,)))
    return frozenset[str]().union(*(condition.names for condition in conditions))


class _Step:
    """An item that counts or can fail the whole, with what each answer to it is worth."""

    __slots__ = ("_table", "_worth_of", "caps_at", "name", "possible", "section")

    def __init__(self, form: Form, item: Item) -> None:
        self.name = item.name
        self.section = section_of(form, item) or ""
        self.possible = 0.0 if item.is_bonus else item.weight
        self.caps_at = 0.0 if form.edition == FIRST_EDITION else item.caps_at
        self._worth_of = _worth_of(form, item)
        self._table: dict[object, _Worth] = {}

    def worth(self, raw: object) -> _Worth:
        if raw.__class__ is dict:
            raw = raw[keeping.VALUE]
        try:
            return self._table[raw]
        except KeyError:
            pass
        except TypeError:
            return _NOTHING  # a list has no place on a scale
        worth = self._worth_of(raw)
        if len(self._table) < _MOST_REMEMBERED:
            self._table[raw] = worth
        return worth


def _worth_of(form: Form, item: Item) -> Callable[[object], _Worth]:
    def worth(raw: object) -> _Worth:
        place = place_of(item, raw) if isinstance(raw, int | float | str) else None
        if place is None:
            return _NOTHING
        return _Worth(
            place * item.weight if item.weight else None,
            fails=has_failed(form, item, place, is_counted=item.weight != 0),
        )

    return worth


class _Condition:
    """Whether an item shows; the same answers are looked at once."""

    __slots__ = ("_item", "_names", "_remembered", "is_always_shown", "is_looked_at", "name")

    def __init__(self, item: Item, *, is_looked_at: bool) -> None:
        self.name = item.name
        self.is_looked_at = is_looked_at
        self._item = item
        self._names = tuple(sorted(_looked_at(item)))
        self.is_always_shown = not item.within and item.visible_if is None
        self._remembered: dict[object, bool] = {}

    def shows(self, seen: Mapping[str, AnswerValue]) -> bool:
        if self.is_always_shown:
            return True
        looked_at = [seen.get(name) for name in self._names]
        # true and 1 are one key of a dictionary and not one answer
        key = tuple([(value.__class__, value) for value in looked_at])
        if key not in self._remembered:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = answers.is_visible(self._item, seen)
        return self._remembered[key]
