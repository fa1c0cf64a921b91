"""The scores of many responses to one form: the same values as `score` gives, without saying how they came about."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from servewell.engines.forms import answers, keeping
from servewell.engines.forms.document import FIRST_EDITION, AnswerValue, Form, Item
from servewell.engines.forms.scoring import has_failed, place_of, section_of, section_weights

Answers: TypeAlias = Mapping[str, object]
# what an answer adds to what was reached, none where it does not count, and whether it fails the whole
Worth: TypeAlias = tuple[float | None, bool]

# answers and conditions are looked at once; forgotten when they grow beyond use, as words would make them
_MOST_REMEMBERED: Final = 4096
_NOTHING: Final[Worth] = (None, False)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Of one section, or of the whole: what was reached and what was possible."""

    reached: list[float]
    possible: list[float]

    @property
    def mean(self) -> float | None:
        possible = math.fsum(self.possible)
        return math.fsum(self.reached) / possible if possible else None


class Scorer:
    """A form, prepared once. Takes answers as `validate` gave them or as `keep` wrote them."""

    def __init__(self, form: Form) -> None:
        weights = section_weights(form)
        sections = list(weights) or [""]
        self._has_weights = bool(weights)
        self._weights = [weights.get(name, 1.0) for name in sections]
        those = [item for item in form.items if item.best is not None and (item.weight or item.is_critical)]
        self._steps = tuple(
            (
                item.name,
                sections.index(section_of(form, item) or "") if weights else 0,
                0.0 if item.is_bonus else item.weight,
                0.0 if form.edition == FIRST_EDITION else item.caps_at,
                _Worths(form, item),
            )
            for item in those
        )
        looked_at = frozenset[str]().union(*(_looked_at(item) for item in form.items))
        conditions = [_Condition(item, is_looked_at=item.name in looked_at) for item in form.items]
        is_always_whole = all(each.is_always_shown for each in conditions)
        self._conditions = [
            each for each in conditions if not is_always_whole and (each.is_looked_at or not each.is_always_shown)
        ]

    def value(self, given: Answers) -> float | None:
        hidden = self._hidden(given) if self._conditions else ()
        cap = 1.0
        counted = [_Counted([], []) for _ in self._weights]
        get = given.get
        for name, section, possible, caps_at, worths in self._steps:
            raw = get(name)
            if raw is None or name in hidden:
                continue
            try:
                reached, fails = worths[raw["value"] if raw.__class__ is dict else raw]
            except TypeError:
                continue  # a list has no place on a scale
            if reached is not None:
                counted[section].reached.append(reached)
                counted[section].possible.append(possible)
            if fails and caps_at < cap:
                cap = caps_at
        mean = self._mean(counted) if self._has_weights else counted[0].mean
        return None if mean is None else min(mean, cap)

    def _hidden(self, given: Answers) -> Collection[str]:
        seen: dict[str, AnswerValue] = {}
        hidden = []
        for condition in self._conditions:
            if not condition.shows(seen):
                hidden.append(condition.name)
            elif condition.is_looked_at and condition.name in given:
                seen[condition.name] = keeping.value_kept(given[condition.name])
        return hidden

    def _mean(self, counted: list[_Counted]) -> float | None:
        parts = [
            (mean, weight)
            for each, weight in zip(counted, self._weights, strict=True)
            if weight and each.reached and (mean := each.mean) is not None
        ]
        whole = math.fsum([weight for _, weight in parts])
        return math.fsum([mean * weight for mean, weight in parts]) / whole if whole else None


def score_many(form: Form, many: Iterable[Answers]) -> Iterator[float | None]:
    """The value of each score, in the order given; a score that never was there is none."""
    return map(Scorer(form).value, many)


def _looked_at(item: Item) -> frozenset[str]:
    conditions = (*item.within, *(() if item.visible_if is None else (item.visible_if,)))
    return frozenset[str]().union(*(condition.names for condition in conditions))


class _Worths(dict[object, Worth]):
    """What each answer to an item is worth, once it was looked at."""

    def __init__(self, form: Form, item: Item) -> None:
        super().__init__()
        self._form, self._item = form, item

    def __missing__(self, raw: object) -> Worth:
        worth = self._of(raw)
        if len(self) < _MOST_REMEMBERED:
            self[raw] = worth
        return worth

    def _of(self, raw: object) -> Worth:
        item = self._item
        place = place_of(item, raw) if isinstance(raw, int | float | str) else None
        if place is None:
            return _NOTHING
        reached = place * item.weight if item.weight else None
        return reached, has_failed(self._form, item, place, is_counted=item.weight != 0)


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
