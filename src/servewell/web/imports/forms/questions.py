"""What people decide about the questions of a file: their words, which end is best, and what the codes mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from servewell.engines.tables.recipe import CommentRule, ItemRule, Recipe, Scale, Unsure, normal
from servewell.rooms.voice.services import Seen

MOST_STEPS: Final = 100
MOST_CODES: Final = 12
LONGEST_QUESTION: Final = 500


class Code(StrEnum):
    """What becomes of a value: a score, a score under another number, or neither."""

    SCORE = "score"
    NOT_APPLICABLE = "na"
    BLANK = "blank"
    HELD = "held"


class Fault(StrEnum):
    NO_NUMBER = "no-number"
    ENDS_ARE_ONE = "ends-are-one"
    TOO_MANY_STEPS = "too-many-steps"
    NO_DIRECTION = "no-direction"
    NO_QUESTION = "no-question"


class AnswersAreFaulty(Exception):
    """``faults`` are by the name of the field."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        self.faults = faults
        super().__init__(", ".join(f"{name}: {fault}" for name, fault in faults.items()))


@dataclass(frozen=True)
class Group:
    """Questions that hold the same answers: one scale is decided for all of them. ``key`` is the first one's name."""

    items: tuple[ItemRule, ...]
    values: tuple[tuple[str, int], ...]

    @property
    def key(self) -> str:
        return self.items[0].name

    @property
    def scale(self) -> Scale | None:
        return self.items[0].scales[0] if self.items[0].scales else None

    @property
    def changes_in_time(self) -> bool:
        return len(self.items[0].scales) > 1

    def codes(self) -> tuple[tuple[str, int], ...]:
        """The values that are no plain number on any stretch of the scale: what they mean must be said."""
        return tuple((value, count) for value, count in self.values if self._stands_apart(value))[:MOST_CODES]

    def _stands_apart(self, value: str) -> bool:
        item, number = self.items[0], as_number(value)
        if value in item.does_not_apply | item.blank or value in item.values or number is None or self.scale is None:
            return True
        ends = [sorted((scale.worst, scale.best)) for scale in item.scales]
        return not any(low <= number <= high for low, high in ends)

    def unknown(self) -> tuple[tuple[str, int], ...]:
        """Values of which nobody has said what they mean: their rows are held back."""
        return tuple(each for each in self.codes() if self.meaning(each[0]) is Code.HELD)

    def meaning(self, value: str) -> Code:
        item = self.items[0]
        if value in item.does_not_apply:
            return Code.NOT_APPLICABLE
        if value in item.blank:
            return Code.BLANK
        return Code.SCORE if value in item.values else Code.HELD


def groups_of(recipe: Recipe, seen: Seen) -> tuple[Group, ...]:
    """The scored questions, those with the same answers together, in the order of the file."""
    found: dict[object, list[ItemRule]] = {}
    for item in recipe.items:
        if item.scales:
            found.setdefault(_sameness(item, seen), []).append(item)
    return tuple(Group(items=tuple(items), values=_values(items, seen)) for items in found.values())


def _sameness(item: ItemRule, seen: Seen) -> object:
    column = seen.column(item.column)
    held = frozenset(value for value, _ in column.values) if column else frozenset()
    if len(held) > MOST_STEPS:
        held = frozenset()
    ends = tuple((scale.from_on, scale.worst, scale.best) for scale in item.scales)
    return ends, item.does_not_apply, item.blank, tuple(sorted(item.values.items())), held


def _values(items: Iterable[ItemRule], seen: Seen) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for item in items:
        column = seen.column(item.column)
        for value, count in column.values if column else ():
            if value.strip():
                counts[value] = counts.get(value, 0) + count
    return tuple(sorted(counts.items(), key=lambda each: -each[1]))


def with_questions(recipe: Recipe, posted: Mapping[str, str], *, seen: Seen, language: str) -> Recipe:
    """Raises AnswersAreFaulty. Only groups whose scale was in the form are decided; the others stay as they are."""
    faults: dict[str, Fault] = {}
    items = {each.name: each for each in recipe.items}
    for group in groups_of(recipe, seen):
        if f"decides-{group.key}" in posted:
            decided = _decided(group, posted, faults)
            items |= {each.name: decided(each) for each in group.items}
    named = tuple(_item_in_words(each, posted, faults, language) for each in items.values())
    comments = tuple(_comment_in_words(each, posted, faults, language) for each in recipe.comments)
    if faults:
        raise AnswersAreFaulty(faults)
    unsure = tuple(each for each in recipe.unsure if not _is_decided(each.where, posted, recipe, seen))
    named_anew = replace(recipe, items=_with_overall(named, posted), comments=comments, unsure=unsure)
    return replace(named_anew, unsure=(*unsure, *_set_apart(recipe, named_anew, posted, seen)))


def _set_apart(was: Recipe, now: Recipe, posted: Mapping[str, str], seen: Seen) -> Iterator[Unsure]:
    """Values that lie off the scale only since it was decided: nobody could say yet what they mean."""
    shown = {item.name: {value for value, _ in group.codes()} for group in groups_of(was, seen) for item in group.items}
    decided = {item.name for group in groups_of(was, seen) if f"decides-{group.key}" in posted for item in group.items}
    for group in groups_of(now, seen):
        for item in group.items:
            fresh = [value for value, _ in group.unknown() if value not in shown.get(item.name, ())]
            if fresh and item.name in decided:
                yield Unsure(where=f"items.{item.name}", why=f"{', '.join(fresh)}: off this scale. What does it mean?")


def _decided(group: Group, posted: Mapping[str, str], faults: "dict[str, Fault]") -> "_Decision":
    scale = None if group.changes_in_time else _scale(group.key, posted, faults)
    best = posted.get(f"best-{group.key}", "")
    if group.changes_in_time and best not in ("high", "low"):
        faults[f"best-{group.key}"] = Fault.NO_DIRECTION
    meanings = {value: _meaning(group.key, value, posted) for value, _ in group.codes()}
    values = {}
    for value, meaning in meanings.items():
        if meaning is Code.SCORE and (number := as_number(posted.get(f"value-{group.key}-{value}", ""))) is not None:
            values[value] = number
        elif meaning is Code.SCORE and as_number(value) is None:
            faults[f"value-{group.key}-{value}"] = Fault.NO_NUMBER
    return _Decision(
        scale=scale,
        is_high_best=best == "high",
        values=values,
        does_not_apply=frozenset(value for value, each in meanings.items() if each is Code.NOT_APPLICABLE),
        blank=frozenset(value for value, each in meanings.items() if each is Code.BLANK),
        codes=frozenset(meanings),
    )


@dataclass(frozen=True)
class _Decision:
    scale: Scale | None
    is_high_best: bool
    values: Mapping[str, float]
    does_not_apply: frozenset[str]
    blank: frozenset[str]
    codes: frozenset[str]

    def __call__(self, item: ItemRule) -> ItemRule:
        """Codes that were not in the form, because they are not in this file, stay what they are."""
        kept = {value: number for value, number in item.values.items() if value not in self.codes}
        return replace(
            item,
            scales=self._scales(item),
            values=kept | dict(self.values),
            does_not_apply=(item.does_not_apply - self.codes) | self.does_not_apply,
            blank=(item.blank - self.codes) | self.blank,
        )

    def _scales(self, item: ItemRule) -> tuple[Scale, ...]:
        """Stretches keep their ends; which of them is best holds for all."""
        if self.scale is None:
            return tuple(_turned(each, is_high_best=self.is_high_best) for each in item.scales)
        return (replace(self.scale, why=item.scales[0].why),)


def _scale(key: str, posted: Mapping[str, str], faults: "dict[str, Fault]") -> Scale | None:
    ends = [as_number(posted.get(f"{end}-{key}", "")) for end in ("low", "high")]
    for end, number in zip(("low", "high"), ends, strict=True):
        if number is None:
            faults[f"{end}-{key}"] = Fault.NO_NUMBER
    low, high = ends
    if low is None or high is None:
        return None
    if low == high:
        faults[f"high-{key}"] = Fault.ENDS_ARE_ONE
    if abs(high - low) > MOST_STEPS:
        faults[f"high-{key}"] = Fault.TOO_MANY_STEPS
    best = posted.get(f"best-{key}", "")
    if best not in ("high", "low"):
        faults[f"best-{key}"] = Fault.NO_DIRECTION
    low, high = min(low, high), max(low, high)
    if f"high-{key}" in faults or f"best-{key}" in faults:
        return None
    return Scale(worst=low, best=high) if best == "high" else Scale(worst=high, best=low)


def _turned(scale: Scale, *, is_high_best: bool) -> Scale:
    low, high = sorted((scale.worst, scale.best))
    return replace(scale, worst=low, best=high) if is_high_best else replace(scale, worst=high, best=low)


def _meaning(key: str, value: str, posted: Mapping[str, str]) -> Code:
    said = posted.get(f"code-{key}-{value}", "")
    return Code(said) if said in set(Code) else Code.HELD


def _item_in_words(item: ItemRule, posted: Mapping[str, str], faults: "dict[str, Fault]", language: str) -> ItemRule:
    field = f"question-{item.name}"
    if field not in posted:
        return item
    aspect = posted.get(f"aspect-{item.name}", item.aspect or "") or None
    return replace(item, question=_words(item.question, posted[field], field, faults, language), aspect=aspect)


def _comment_in_words(
    rule: CommentRule, posted: Mapping[str, str], faults: "dict[str, Fault]", language: str
) -> CommentRule:
    field = f"question-{rule.name}"
    if field not in posted or rule.question_column:
        return rule
    return replace(rule, question=_words(rule.question or {}, posted[field], field, faults, language))


def _words(
    was: Mapping[str, str], said: str, field: str, faults: "dict[str, Fault]", language: str
) -> Mapping[str, str]:
    """In the language of the file; other languages of a recipe that has them are kept."""
    text = " ".join(said.split())[:LONGEST_QUESTION]
    if not text:
        faults[field] = Fault.NO_QUESTION
        return was
    code = language if language in was or not was else next(iter(was))
    return {**was, code: text}


def _with_overall(items: Sequence[ItemRule], posted: Mapping[str, str]) -> tuple[ItemRule, ...]:
    if "overall" not in posted:
        return tuple(items)
    return tuple(replace(each, is_overall=each.name == posted["overall"] and bool(each.scales)) for each in items)


def _is_decided(where: str, posted: Mapping[str, str], recipe: Recipe, seen: Seen) -> bool:
    """Whether the form that came back said something about this path."""
    parts = where.split(".")
    if len(parts) < 2 or parts[0] not in ("items", "comments") or parts[-1] == "column":
        return False
    keys = {item.name: group.key for group in groups_of(recipe, seen) for item in group.items}
    if parts[1] in keys and parts[2:] != ["question"]:
        return f"decides-{keys[parts[1]]}" in posted
    return f"question-{parts[1]}" in posted


def as_number(text: str) -> float | None:
    try:
        number = float(normal(text.replace(",", ".")))
    except ValueError:
        return None
    return number if abs(number) < 1e6 else None
