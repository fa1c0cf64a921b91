"""Checks what was posted against the form: typed values, and a fault for each answer that cannot be taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servewell.engines.forms import expressions, plain_text
from servewell.engines.forms.document import NOT_APPLICABLE, AnswerValue, Form, InputType, Item, Kind


class FaultKind(StrEnum):
    MISSING = "missing"
    OFF_THE_SCALE = "off_the_scale"
    NOT_A_CHOICE = "not_a_choice"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_PLAIN_TEXT = "not_plain_text"
    TOO_LONG = "too_long"
    GIVEN_MORE_THAN_ONCE = "given_more_than_once"


@dataclass(frozen=True, slots=True)
class Checked:
    """`values` stand in the order of the form.

    `unseen` were given to items that do not show, `extra` to no item of the form: kept apart, not counted.
    """

    values: Mapping[str, AnswerValue]
    faults: Mapping[str, FaultKind]
    unseen: Mapping[str, object]
    extra: Mapping[str, object]

    @property
    def is_good(self) -> bool:
        return not self.faults


class _Unfit(Exception):
    def __init__(self, kind: FaultKind) -> None:
        self.kind = kind


def validate(form: Form, answers: Mapping[str, object]) -> Checked:
    """Takes raw posted texts (a list for several) as well as typed values. Blank is the same as not given."""
    values: dict[str, AnswerValue] = {}
    faults: dict[str, FaultKind] = {}
    unseen: dict[str, object] = {}
    for item in form.items:
        given = answers.get(item.name)
        if not is_visible(item, values):
            unseen |= {} if _is_blank(given) else {item.name: given}
            continue
        try:
            value = _read(item, given)
        except _Unfit as unfit:
            faults[item.name] = unfit.kind
        else:
            values |= {} if value is None else {item.name: value}
    extra = {name: given for name, given in answers.items() if form.item(name) is None}
    return Checked(values, faults, unseen, extra)


def is_visible(item: Item, values: Mapping[str, AnswerValue]) -> bool:
    """An item shows if its condition holds over the answers to the items before it that show themselves."""
    return item.visible_if is None or expressions.holds(item.visible_if, values)


def _is_blank(given: object) -> bool:
    if isinstance(given, list | tuple):
        return all(_is_blank(each) for each in given)
    return given is None or (isinstance(given, str) and not given.strip())


def _read(item: Item, given: object) -> AnswerValue | None:
    if _is_blank(given):
        if item.is_required:
            raise _Unfit(FaultKind.MISSING)
        return None
    if item.kind is Kind.CHECKBOX:
        return _several(item, given)
    only = _the_only_one(given)
    if item.may_not_apply and isinstance(only, str) and only.strip() == NOT_APPLICABLE:
        return NOT_APPLICABLE
    return _READERS[item.kind](item, only)


def _the_only_one(given: object) -> object:
    if not isinstance(given, list | tuple):
        return given
    if len(given) > 1:
        raise _Unfit(FaultKind.GIVEN_MORE_THAN_ONCE)
    return given[0]


def _several(item: Item, given: object) -> tuple[str, ...]:
    listed = [each for each in (given if isinstance(given, list | tuple) else [given]) if not _is_blank(each)]
    chosen = {each for each in listed if isinstance(each, str)}
    known = [choice.value for choice in item.choices]
    if not all(isinstance(each, str) and each in known for each in listed):
        raise _Unfit(FaultKind.NOT_A_CHOICE)
    if len(chosen) < len(listed):
        raise _Unfit(FaultKind.GIVEN_MORE_THAN_ONCE)
    return tuple(value for value in known if value in chosen)


def _rating(item: Item, given: object) -> int:
    number = plain_text.number(given)
    if number is None or number != int(number) or item.lowest is None or item.highest is None:
        raise _Unfit(FaultKind.OFF_THE_SCALE)
    if not item.lowest <= number <= item.highest:
        raise _Unfit(FaultKind.OFF_THE_SCALE)
    return int(number)


def _boolean(_item: Item, given: object) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip() in {"true", "false"}:
        return given.strip() == "true"
    raise _Unfit(FaultKind.NOT_YES_OR_NO)


def _choice(item: Item, given: object) -> str:
    if isinstance(given, str) and given in {choice.value for choice in item.choices}:
        return given
    raise _Unfit(FaultKind.NOT_A_CHOICE)


def _line(item: Item, given: object) -> AnswerValue:
    if item.input_type is InputType.NUMBER:
        return _or_unfit(plain_text.number(given), FaultKind.NOT_A_NUMBER)
    text = _text(item, given)
    if item.input_type is InputType.DATE:
        return _or_unfit(plain_text.day(text), FaultKind.NOT_A_DATE)
    if "\n" in text:
        raise _Unfit(FaultKind.NOT_PLAIN_TEXT)
    if item.input_type is InputType.EMAIL:
        return _or_unfit(plain_text.address(text), FaultKind.NOT_AN_ADDRESS)
    return text


def _or_unfit(value: AnswerValue | None, kind: FaultKind) -> AnswerValue:
    if value is None:
        raise _Unfit(kind)
    return value


def _text(item: Item, given: object) -> str:
    text = plain_text.tidied(given)
    if text is None:
        raise _Unfit(FaultKind.NOT_PLAIN_TEXT)
    if item.max_length is not None and len(text) > item.max_length:
        raise _Unfit(FaultKind.TOO_LONG)
    return text


_READERS: Final[Mapping[Kind, Callable[[Item, object], AnswerValue]]] = {
    Kind.RATING: _rating,
    Kind.BOOLEAN: _boolean,
    Kind.RADIOGROUP: _choice,
    Kind.TEXT: _line,
    Kind.COMMENT: _text,
}
