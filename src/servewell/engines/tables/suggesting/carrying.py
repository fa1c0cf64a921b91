"""Carries last year's recipe over to this year's columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from servewell.engines.tables.finding.shapes import Choice, Finding
from servewell.engines.tables.profiling import ColumnProfile, Profile
from servewell.engines.tables.recipe import ItemRule, Recipe
from servewell.engines.tables.suggesting import batteries, fresh_items, likeness
from servewell.engines.tables.suggesting.drafts import Reasons
from servewell.engines.tables.suggesting.likeness import Known

LEAST_MARGIN: Final = 0.3
RARE: Final = 0.005
JUMP: Final = 0.03


@dataclass(frozen=True)
class Carried:
    items: tuple[ItemRule, ...]
    findings: tuple[Finding, ...]


def carry_items(*, like: Recipe, profile: Profile, like_profile: Profile | None, reasons: Reasons) -> Carried:
    """Last year's items on this year's columns, in last year's order, then what is new among them."""
    if like.rows is not None:
        return Carried(like.items, ())
    knowns = [Known(item, like_profile.column(item.column) if like_profile else None) for item in like.items]
    matched = {each.known.item.name: each for each in batteries.match(knowns=knowns, columns=profile.columns)}
    items, findings = [], []
    for known in knowns:
        found = matched.get(known.item.name)
        if found is None:
            _say_missing(known.item, reasons)
            continue
        _say_why(found, reasons)
        items.append(replace(known.item, column=found.column.name))
        findings += _changed_codes(found.known, found.column, reasons)
    new = _new_in_batteries(list(matched.values()), profile, {item.name for item in like.items}, reasons)
    return Carried((*items, *new), tuple(findings))


def _say_missing(item: ItemRule, reasons: Reasons) -> None:
    reasons.ask(
        "", f"No column here seems to be last year's item `{item.name}` ({_words(item)}). Add it, or leave it out."
    )


def _say_why(found: batteries.Matched, reasons: Reasons) -> None:
    item, column, alike = found.known.item, found.column, found.likeness
    where = f"items.{item.name}"
    why = f"`{item.column}` of last year is `{column.name}`: {_evidence(found)}."
    reasons.because(where, why)
    if alike.is_evident and found.margin >= LEAST_MARGIN and not found.is_apart:
        return
    if found.is_apart:
        reasons.ask(where, f"{why} It stands away from the columns of its neighbours: is it “{_words(item)}”?")
    elif not alike.is_evident:
        reasons.ask(
            where, f"{why} Neither words nor answers prove it: is `{column.name}` the question “{_words(item)}”?"
        )
    else:
        reasons.ask(where, f"{why} Another column would fit nearly as well: is it the question “{_words(item)}”?")


def _evidence(found: batteries.Matched) -> str:
    alike = found.likeness
    reasons = []
    if alike.is_same_name:
        reasons.append("it has the same name")
    if alike.words is not None and alike.words >= 0.5:
        reasons.append("its name holds words of the question")
    if alike.answers is not None and alike.answers >= 0.4:
        reasons.append("its answers are spread as last year's")
    if not found.is_apart:
        reasons.append(f"it stands at {'the same' if found.is_in_order else 'another'} place among its neighbours")
    return ", ".join(reasons)


def _words(item: ItemRule) -> str:
    return item.question.get("en") or next(iter(item.question.values()), item.name)


def _changed_codes(known: Known, column: ColumnProfile, reasons: Reasons) -> list[Finding]:
    """Codes that came, codes that went, and empty cells that grew or shrank: the meaning may have moved."""
    item, where = known.item, f"items.{known.item.name}"
    if not item.scales:
        return []
    found = _appeared(item, column) + _vanished(known, column)
    for each in found:
        reasons.ask(where, _CODE_SAYS[each.code].format(**each.says))
    return found


_CODE_SAYS: Final = {
    "code-appeared": "`{value}` is new in `{column}` ({count} answers): what does it mean?",
    "code-vanished": "`{value}` does not occur in `{column}` any more: how is it written this year?",
    "empty-changed": "{now_percent} % of `{column}` is empty, last year {before_percent} %: what do empty cells mean?",
}


def _appeared(item: ItemRule, column: ColumnProfile) -> list[Finding]:
    found = []
    for value, count in column.values.items():
        if likeness.answer_of(item, value) is not None:
            continue
        where = f"items.{item.name}"
        choices = (
            Choice("does-not-apply", {f"{where}.does not apply": (*sorted(item.does_not_apply), value)}),
            Choice("blank", {f"{where}.blank": (*sorted(item.blank), value)}),
        )
        says: dict[str, str | int | float] = {"value": value, "count": count, "column": column.name}
        found.append(Finding("code-appeared", column.name, says, choices=choices))
    return found


def _vanished(known: Known, column: ColumnProfile) -> list[Finding]:
    """With last year's file: each code that had a share then. Without: each kind of code of which none occurs."""
    item, before = known.item, known.column
    scale = item.scales[-1]
    kinds = (item.does_not_apply | scale.does_not_apply, item.blank | scale.blank)
    found = []
    for codes in kinds:
        gone = sorted(code for code in codes if code not in column.values)
        if before is not None:
            gone = [code for code in gone if before.values.get(code, 0) >= max(3, RARE * before.rows)]
        elif len(gone) < len(codes):
            gone = []
        found += [
            Finding("code-vanished", column.name, {"value": code, "column": column.name}, choices=(Choice("as-it-is"),))
            for code in gone
        ]
    if before is not None and abs(_empty(before) - _empty(column)) >= JUMP:
        says: dict[str, str | int | float] = {
            "column": column.name,
            "before_percent": _percent(before),
            "now_percent": _percent(column),
        }
        found.append(Finding("empty-changed", column.name, says, choices=(Choice("as-it-is"),)))
    return found


def _empty(column: ColumnProfile) -> float:
    return column.empty / column.rows if column.rows else 0.0


def _percent(column: ColumnProfile) -> float:
    return round(100 * _empty(column), 1)


def _new_in_batteries(
    matched: Sequence[batteries.Matched], profile: Profile, taken: set[str], reasons: Reasons
) -> list[ItemRule]:
    """Columns between the carried ones that are answered on the same scale: a question that was added."""
    carried = {each.column.name: each.known.item for each in matched}
    new = []
    for run in batteries.runs_of_columns(profile.columns):
        places = [place for place, column in enumerate(run) if column.name in carried]
        if len(places) < 3:
            continue
        model = carried[run[places[0]].name]
        for column in run:
            if column.name not in carried and likeness.fit(model, column) >= likeness.LEAST_FIT:
                item = _new_item(column, model, taken)
                taken.add(item.name)
                new.append(item)
                reasons.ask(f"items.{item.name}", f"`{column.name}` is new among its neighbours: what is the question?")
    return new


def _new_item(column: ColumnProfile, model: ItemRule, taken: set[str]) -> ItemRule:
    name = fresh_items.item_name(column.name, taken)
    question = {"en": fresh_items.question_of(column.name)}
    return replace(model, name=name, column=column.name, question=question, aspect=None, is_overall=False)
