"""The questions of a recipe: items with their scales, comments, and the kind of an encounter."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from servewell.engines.tables.recipe import (
    KINDS,
    ByValue,
    CommentRule,
    ItemRule,
    PartIs,
    Scale,
    Split,
)
from servewell.engines.tables.recipes import keys
from servewell.engines.tables.recipes.document import Section
from servewell.engines.tables.recipes.wording import by_value, required, words_of

MOST_STEPS: Final = 100
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def items_of(root: Section, *, spoken: str) -> tuple[ItemRule, ...]:
    items = tuple(_item(name, section, spoken) for name, section in _named(root, "items", keys.ITEM))
    overall = [each.name for each in items if each.is_overall]
    if len(overall) > 1:
        names = ", ".join(f"`{each}`" for each in overall)
        root.fault("items", f"{names} are all called overall.", "Keep `overall: true` at one of them.")
    return items


def _named(root: Section, key: str, known: tuple[str, ...]) -> Iterator[tuple[str, Section]]:
    listed = root.section(key, None)
    for name in () if listed is None else listed.entries:
        if listed is None or (section := listed.section(name, known)) is None:
            continue
        if not _NAME.fullmatch(name):
            mend = "Use small letters, digits and `_`, a letter first, up to 40."
            section.noted.fault(section.path, section.line, f"`{name}` cannot be a name.", mend)
        yield name, section


def _item(name: str, section: Section, spoken: str) -> ItemRule:
    item = ItemRule(
        name=name,
        column=required(section, "column", "Name the column of the answers."),
        question=words_of(section, "question", spoken=spoken, is_required=True),
        aspect=section.text("aspect"),
        scales=tuple(_scales(section)),
        values=section.numbers("values"),
        does_not_apply=section.codes("does not apply"),
        blank=section.codes("blank"),
        is_overall=section.flag("overall"),
        weight=section.number("weight"),
    )
    _look_at(item, section)
    return item


def _look_at(item: ItemRule, section: Section) -> None:
    if not item.scales and "scale" not in section:
        for key in ("values", "overall", "weight"):
            if key in section and (key != "overall" or item.is_overall):
                section.fault(key, f"`{key}` needs a scale.", "Write `scale: {worst: 1, best: 5}`, or take it out.")
    if item.weight is not None and item.weight < 0:
        section.fault("weight", "A weight cannot be below nought.", "Write 0 where it must not count.")
    for label in _off_the_scale(item):
        what = f"`{label}` means a number that lies off the scale."
        section.noted.fault(section.path, section.line, what, "Give it a number between the ends.")
    for scale in item.scales or (Scale(0, 1),):
        twice = _said_twice(item, scale)
        if twice:
            mend = "Let it stand under one of `values`, `does not apply` and `blank`."
            section.noted.fault(section.path, section.line, f"`{twice}` means two things.", mend)
            return


def _off_the_scale(item: ItemRule) -> Iterator[str]:
    for label, value in item.values.items():
        if item.scales and not any(lies_on(scale, value) for scale in item.scales):
            yield label
    for scale in item.scales:
        yield from (label for label, value in scale.values.items() if not lies_on(scale, value))


def lies_on(scale: Scale, value: float) -> bool:
    return min(scale.worst, scale.best) <= value <= max(scale.worst, scale.best)


def _said_twice(item: ItemRule, scale: Scale) -> str | None:
    values = item.values.keys() | scale.values.keys()
    does_not_apply = item.does_not_apply | scale.does_not_apply
    blank = item.blank | scale.blank
    return min((values & does_not_apply) | (values & blank) | (does_not_apply & blank), default=None)


def _scales(section: Section) -> Iterator[Scale]:
    if not section.is_list("scale"):
        alone = section.section("scale", keys.SCALE)
        if alone is not None:
            yield _scale(alone, is_first=True)
        return
    latest: date | None = None
    for place, entry in enumerate(section.sections("scale", keys.SCALE)):
        scale = _scale(entry, is_first=place == 0)
        if scale.from_on is not None and latest is not None and scale.from_on <= latest:
            entry.fault("from", "It begins before the one above it.", "Write the scales in the order of time.")
        latest = scale.from_on or latest
        yield scale


def _scale(section: Section, *, is_first: bool) -> Scale:
    worst, best = (_end(section, key) for key in ("worst", "best"))
    if worst is not None and best is not None and not 0 < abs(best - worst) <= MOST_STEPS:
        what = "Worst and best are the same." if worst == best else f"It has more than {MOST_STEPS + 1} steps."
        section.fault("best", what, "Write the number of the worst answer and that of the best.")
    if is_first and "from" in section:
        section.fault("from", "The first scale holds from the beginning.", "Take `from` out, or put a scale before it.")
    if not is_first and "from" not in section:
        section.missing("from", "Write the day from which this scale holds.")
    return Scale(
        worst=0.0 if worst is None else worst,
        best=1.0 if best is None else best,
        from_on=section.day("from"),
        why=section.text("why") or "",
        values=section.numbers("values"),
        does_not_apply=section.codes("does not apply"),
        blank=section.codes("blank"),
    )


def _end(section: Section, key: str) -> float | None:
    if key not in section:
        section.missing(key, "Write both ends: `{worst: 1, best: 5}`.")
    return section.number(key)


def comments_of(root: Section, *, spoken: str, taken: frozenset[str]) -> tuple[CommentRule, ...]:
    found = []
    for name, section in _named(root, "comments", keys.COMMENT):
        if name in taken:
            what = f"`{name}` is the name of an item already."
            section.noted.fault(section.path, section.line, what, "Give it a name of its own.")
        found.append(_comment(name, section, spoken))
    return tuple(found)


def _comment(name: str, section: Section, spoken: str) -> CommentRule:
    needs_words = "question column" not in section
    question = words_of(section, "question", spoken=spoken, is_required=needs_words)
    return CommentRule(
        name=name,
        column=required(section, "column", "Name the column of the words."),
        question=question or None,
        question_column=section.text("question column"),
        aspect=section.text("aspect"),
        blank=section.codes("blank"),
        is_html=section.flag("html"),
        splits=tuple(_split(each) for each in section.sections("split", keys.SPLIT)),
    )


def _split(section: Section) -> Split:
    begins = required(section, "from", "Write the text that begins the part.")
    if "from" in section and not begins.strip():
        section.fault("from", "An empty text begins nothing.", "Write the text that begins the part.")
    said = required(section, "is", "Write `answer` or `comment`.")
    if "is" in section and said not in tuple(PartIs):
        section.fault("is", f"`{said}` is no part.", "Write `answer` or `comment`.")
    return Split(begins, PartIs.ANSWER if said == PartIs.ANSWER else PartIs.COMMENT)


def kind_of(root: Section) -> ByValue:
    if "kind" not in root:
        root.missing("kind", "Write `kind: {is: stay}`, or `job`, `flight`, `visit`.")
    section = root.section("kind", keys.BY_VALUE)
    if section is None:
        return ByValue()
    rule = by_value(section)
    said = [("is", rule.is_), ("otherwise", rule.otherwise), *(("values", each) for each in rule.values.values())]
    for key, kind in said:
        if kind is not None and kind not in KINDS:
            section.fault(key, f"`{kind}` is no kind of encounter.", "Kinds are stay, job, flight and visit.")
    return rule
