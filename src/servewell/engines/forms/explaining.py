"""How a score came about, in finished pieces: whoever shows it adds the sentences of a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from servewell.engines.forms import piping
from servewell.engines.forms.document import Form, Item, Words
from servewell.engines.forms.scoring import Line, Scored, SectionScore, Standing, page_name


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """``answer`` is what was answered in words, none where nothing was; ``means`` the anchor of that answer.

    ``reached`` of ``possible`` are the parts of the score; none where the item does not count. ``fails_below`` is of a
    critical item, from 0 to 1; 0 there says: only its worst answer fails.
    """

    name: str
    title: Words
    section: str | None
    answer: Words | None
    means: Words | None
    place: float | None
    weight: float
    reached: float | None
    possible: float | None
    standing: Standing
    is_bonus: bool
    fails_below: float | None
    has_failed: bool


@dataclass(frozen=True, slots=True)
class ExplainedSection:
    title: Words | None
    score: SectionScore


@dataclass(frozen=True, slots=True)
class Explained:
    """``before`` is the score before bonuses were cut at 1 and critical items had their say, ``value`` the score.

    ``cap`` is the most that the critical items in ``failed`` leave; none where none failed.
    """

    rule: str
    items: tuple[ExplainedItem, ...]
    sections: tuple[ExplainedSection, ...]
    reached: float
    possible: float
    before: float | None
    failed: tuple[str, ...]
    cap: float | None
    value: float | None


def explain(form: Form, scored: Scored) -> Explained:
    """``scored`` is of this form; it may have been computed again from what was stored."""
    items = tuple(_item(form, item, line) for line in scored.derivation if (item := form.item(line.name)))
    whole = _whole(scored, sum(each.reached or 0.0 for each in items))
    caps = [line.caps_at or 0.0 for line in scored.derivation if line.is_critical_failure]
    titles = _titles(form)
    return Explained(
        rule=scored.rule,
        items=items,
        sections=tuple(ExplainedSection(titles.get(each.name), each) for each in scored.sections),
        reached=whole[0],
        possible=whole[1],
        before=whole[0] / whole[1] if whole[1] else None,
        failed=scored.failed_critical,
        cap=min(caps) if caps else None,
        value=scored.value,
    )


def _whole(scored: Scored, reached: float) -> tuple[float, float]:
    """What was reached of what was possible: points of items, or, where sections have weights, of sections."""
    weighted = [each for each in scored.sections if each.weight is not None and each.value is not None]
    if not weighted:
        return reached, scored.counted_weight
    return (
        sum((each.value or 0.0) * (each.weight or 0.0) for each in weighted),
        sum(each.weight or 0.0 for each in weighted),
    )


def _titles(form: Form) -> Mapping[str, Words | None]:
    titles = {section.name: section.title for section in form.sections}
    return titles | {page_name(form, number): page.title for number, page in enumerate(form.pages)}


def _item(form: Form, item: Item, line: Line) -> ExplainedItem:
    counts = line.standing is Standing.COUNTED and line.normalised is not None
    return ExplainedItem(
        name=line.name,
        title=item.title,
        section=line.section,
        answer=None if line.raw is None else {each: piping.said(item, line.raw, each) for each in form.languages},
        means=_anchor(item, line),
        place=line.normalised,
        weight=line.weight,
        reached=(line.normalised or 0.0) * line.weight if counts else None,
        possible=(0.0 if line.is_bonus else line.weight) if counts else None,
        standing=line.standing,
        is_bonus=line.is_bonus,
        fails_below=(line.fails_below or 0.0) if item.is_critical else None,
        has_failed=line.is_critical_failure,
    )


def _anchor(item: Item, line: Line) -> Words | None:
    posted = str(line.raw).lower() if isinstance(line.raw, bool) else str(line.raw)
    return next((anchor.text for anchor in item.anchors if anchor.value == posted), None)
