"""A recipe as texts, lists and mappings, in the order of docs/use/recipes.md; what is left out is not in it."""

from collections.abc import Iterable, Mapping
from datetime import date

from servewell.engines.tables.recipe import (
    ByValue,
    CommentRule,
    DateRule,
    FileShape,
    ItemRule,
    Only,
    Recipe,
    RowPerAnswer,
    Scale,
    Takes,
    UnitRule,
    Unknown,
    Words,
)
from servewell.engines.tables.recipes.tree import Bare, Labels, Tree
from servewell.engines.tables.recipes.wording import LANGUAGES

Mapped = dict[str, Tree]


def outline(recipe: Recipe) -> Mapped:
    spoken = recipe.language.is_ if recipe.language.is_ in LANGUAGES else LANGUAGES[0]
    rows, customer = recipe.rows, recipe.customer
    return _kept(
        {
            "recipe": recipe.code,
            "title": _words(recipe.title, spoken),
            "takes": None if recipe.takes is Takes.VOICES else str(recipe.takes),
            "file": _file(recipe.file),
            "only": [_only(each) for each in recipe.only],
            "rows": None if rows is None else _rows(rows),
            "unit": _unit(recipe.unit),
            "date": _date(recipe.date),
            "language": _by_value(recipe.language),
            "duplicate": [*recipe.duplicate],
            "customer": _kept({"email": customer.email, "phone": customer.phone, "name": customer.name}),
            "items": Labels({each.name: _item(each, spoken) for each in recipe.items}),
            "comments": Labels({each.name: _comment(each, spoken) for each in recipe.comments}),
            "weight": _kept({"column": recipe.weight_column}),
            "cases": _kept({"from": _day(recipe.cases_from)}),
            "kind": _by_value(recipe.kind),
            "reference": recipe.reference,
            "served by": recipe.served_by,
            "volume": recipe.volume,
        }
    )


def _kept(entries: Mapping[str, Tree | None]) -> Mapped:
    """Without what is not stated. An empty text is stated: a code may be one."""
    return {key: value for key, value in entries.items() if value is not None and value not in ([], {})}


def _words(words: Words | None, spoken: str) -> Tree | None:
    if not words:
        return None
    return words[spoken] if set(words) == {spoken} else Labels(words)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _codes(codes: Iterable[str]) -> list[Tree]:
    return [*sorted(codes)]


def _number(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _numbers(values: Mapping[str, float]) -> Labels:
    return Labels({label: _number(value) for label, value in values.items()})


def _file(shape: FileShape) -> Mapped:
    return _kept(
        {
            "encoding": shape.encoding,
            "separator": "tab" if shape.separator == "\t" else shape.separator,
            "quote": None if shape.quote == '"' else shape.quote,
            "header": None if shape.header == 1 else str(shape.header),
            "sheet": shape.sheet,
            "member": shape.member,
        }
    )


def _only(only: Only) -> Tree:
    # an empty list is stated as well: no row fits it
    return {"column": only.column, "is not" if only.is_not else "is": _codes(only.values)}


def _rows(rows: RowPerAnswer) -> Mapped:
    return {"voice": [*rows.voice], "question": rows.question, "answer": rows.answer}


def _unit(rule: UnitRule) -> Mapped:
    unknown = {Unknown.HOLD: None, Unknown.MAKE: "make", Unknown.TO_ONE: rule.otherwise}[rule.unknown]
    names = Labels(rule.names)
    return _kept(
        {"is": rule.is_, "column": rule.column, "names": names, "unknown": unknown, "under": rule.under},
    )


def _date(rule: DateRule) -> Mapped:
    formats = Labels({label: [*each] or "detect" for label, each in rule.by_formats.items()})
    by: Mapped = {"column": rule.by_column, "formats": formats} if rule.by_column else {}
    return _kept(
        {
            "is": _day(rule.is_),
            "column": rule.column,
            "formats": [*rule.formats],
            "by": by,
            "blank": _codes(rule.blank),
            "read on": _day(rule.read_on),
            "zone": rule.zone,
        }
    )


def _by_value(rule: ByValue) -> Mapped:
    return _kept(
        {"is": rule.is_, "column": rule.column, "values": Labels(rule.values), "otherwise": rule.otherwise},
    )


def _item(item: ItemRule, spoken: str) -> Mapped:
    scales: list[Tree] = [_scale(each) for each in item.scales]
    return _kept(
        {
            "column": item.column,
            "question": _words(item.question, spoken),
            "aspect": item.aspect,
            "scale": scales[0] if len(scales) == 1 else scales,
            "values": _numbers(item.values),
            "does not apply": _codes(item.does_not_apply),
            "blank": _codes(item.blank),
            "overall": Bare("true") if item.is_overall else None,
            "weight": None if item.weight is None else _number(item.weight),
        }
    )


def _scale(scale: Scale) -> Mapped:
    return _kept(
        {
            "from": _day(scale.from_on),
            "worst": _number(scale.worst),
            "best": _number(scale.best),
            "why": scale.why or None,
            "values": _numbers(scale.values),
            "does not apply": _codes(scale.does_not_apply),
            "blank": _codes(scale.blank),
        }
    )


def _comment(rule: CommentRule, spoken: str) -> Mapped:
    return _kept(
        {
            "column": rule.column,
            "question": _words(rule.question, spoken),
            "question column": rule.question_column,
            "aspect": rule.aspect,
            "blank": _codes(rule.blank),
            "html": Bare("true") if rule.is_html else None,
            "split": [{"from": each.begins, "is": str(each.part)} for each in rule.splits],
        }
    )
