"""Checks what was posted against the form: typed values, and a fault for each answer that cannot be taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar, cast

from servewell.engines.forms import expressions, plain_text, vocabulary
from servewell.engines.forms.checks import unfulfilled
from servewell.engines.forms.document import NOT_APPLICABLE, AnswerValue, Attached, Form, InputType, Item, Kind, Words
from servewell.engines.forms.expressions import Expression
from servewell.engines.forms.javascript import Value
from servewell.engines.forms.scale_reading import NONE_OF_THESE

Given = TypeVar("Given")


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
    OUT_OF_RANGE = "out_of_range"
    TOO_FEW_CHOICES = "too_few_choices"
    TOO_MANY_CHOICES = "too_many_choices"
    NONE_AND_OTHERS = "none_and_others"
    NOT_A_RANKING = "not_a_ranking"
    NOT_A_FILE = "not_a_file"
    TOO_MANY_FILES = "too_many_files"
    FILE_TOO_LARGE = "file_too_large"
    WRONG_TYPE_OF_FILE = "wrong_type_of_file"
    NOT_A_SIGNATURE = "not_a_signature"
    NO_EVIDENCE = "no_evidence"
    # the document says in its own words what must be fulfilled: see Checked.messages
    UNFULFILLED = "unfulfilled"


@dataclass(frozen=True, slots=True)
class Checked:
    """`values` stand in the order of the form.

    `unseen` were given to items that do not show, `extra` to no item of the form: kept apart, not counted.
    `messages` are the document's own words for the faults that it looks for itself.
    """

    values: Mapping[str, AnswerValue]
    faults: Mapping[str, FaultKind]
    unseen: Mapping[str, object]
    extra: Mapping[str, object]
    messages: Mapping[str, Words] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not self.faults


class _Unfit(Exception):
    def __init__(self, kind: FaultKind) -> None:
        self.kind = kind


def validate(form: Form, answers: Mapping[str, object]) -> Checked:
    """Takes raw posted texts (a list for several) as well as typed values. Blank is the same as not given.

    The rows of a matrix may come under their own names, or together under the matrix's. A ranking may come as a list
    in order, or as one place for each choice, under `ranking.choice`.
    """
    posted = _spread(form, answers)
    values: dict[str, AnswerValue] = {}
    faults: dict[str, FaultKind] = {}
    unseen: dict[str, object] = {}
    for item in form.items:
        given = posted.pop(item.name, None)
        if not is_visible(item, values):
            unseen |= {} if _is_blank(given) else {item.name: given}
            continue
        try:
            value = _read(item, given, is_required=is_required(item, values))
        except _Unfit as unfit:
            faults[item.name] = unfit.kind
        else:
            values |= {} if value is None else {item.name: value}
    messages = _look_together(form, values, faults)
    return Checked(values, faults, unseen, posted, messages)


def is_visible(item: Item, values: Mapping[str, AnswerValue]) -> bool:
    """An item shows if its conditions, and those of its page and section, hold over the answers to earlier items."""
    return all(_holds(condition, values) for condition in item.within) and (
        item.visible_if is None or _holds(item.visible_if, values)
    )


def is_required(item: Item, values: Mapping[str, AnswerValue]) -> bool:
    return item.is_required or (item.required_if is not None and _holds(item.required_if, values))


def _holds(condition: Expression, values: Mapping[str, AnswerValue]) -> bool:
    # files can only be there or not: a condition never looks into one
    return expressions.holds(condition, cast("Mapping[str, Value]", values))


def _spread(form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """Every answer under its item's name."""
    spread = dict(answers)
    for name in dict.fromkeys(item.matrix.name for item in form.items if item.matrix):
        if isinstance(rows := spread.get(name), Mapping):
            del spread[name]
            spread |= {f"{name}.{row}": given for row, given in rows.items()}
    for item in form.items:
        if item.kind is Kind.RANKING and _is_blank(spread.get(item.name)):
            places = {choice.value: spread.pop(f"{item.name}.{choice.value}", None) for choice in item.choices}
            spread |= {} if all(map(_is_blank, places.values())) else {item.name: places}
    return spread


def _look_together(form: Form, values: Mapping[str, AnswerValue], faults: dict[str, FaultKind]) -> Mapping[str, Words]:
    """What can be seen only once every answer was read: evidence that is missing, and what the document demands."""
    messages: dict[str, Words] = {}
    for item in form.items:
        if item.name in faults or not (item.validators or item.evidence_if):
            continue
        if not is_visible(item, values):
            continue
        value = values.get(item.name)
        missed = unfulfilled(item, value, lambda condition: _holds(condition, values))
        if missed is not None:
            faults[item.name] = FaultKind.UNFULFILLED
            messages[item.name] = missed.text
        elif value is not None and _lacks_evidence(item, values, faults):
            faults[item.name] = FaultKind.NO_EVIDENCE
    return messages


def _lacks_evidence(item: Item, values: Mapping[str, AnswerValue], faults: Mapping[str, FaultKind]) -> bool:
    is_needed = item.evidence_if is not None and _holds(item.evidence_if, values)
    return is_needed and not any(name in values or name in faults for name in item.evidence)


def _is_blank(given: object) -> bool:
    if isinstance(given, list | tuple):
        return all(_is_blank(each) for each in given)
    return given is None or (isinstance(given, str) and not given.strip())


def _read(item: Item, given: object, *, is_required: bool) -> AnswerValue | None:
    if _is_blank(given):
        if is_required or item.fewest is not None:
            raise _Unfit(FaultKind.MISSING)
        return None
    if item.kind in _READERS_OF_SEVERAL:
        return _READERS_OF_SEVERAL[item.kind](item, given)
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
    known = [choice.value for choice in item.choices] + ([NONE_OF_THESE] if item.none_label else [])
    if not all(isinstance(each, str) and each in known for each in listed):
        raise _Unfit(FaultKind.NOT_A_CHOICE)
    if len(chosen) < len(listed):
        raise _Unfit(FaultKind.GIVEN_MORE_THAN_ONCE)
    _refuse_a_wrong_number(item, chosen)
    return tuple(value for value in known if value in chosen)


def _refuse_a_wrong_number(item: Item, chosen: set[str]) -> None:
    if item.none_label and NONE_OF_THESE in chosen:
        if len(chosen) > 1:
            raise _Unfit(FaultKind.NONE_AND_OTHERS)
        return
    if item.fewest is not None and len(chosen) < item.fewest:
        raise _Unfit(FaultKind.TOO_FEW_CHOICES)
    if item.most is not None and len(chosen) > item.most:
        raise _Unfit(FaultKind.TOO_MANY_CHOICES)


def _ranking(item: Item, given: object) -> tuple[str, ...]:
    """Every choice once, the first one first."""
    known = {choice.value for choice in item.choices}
    if isinstance(given, Mapping):
        places = {name: plain_text.number(_the_only_one(place)) for name, place in given.items()}
        if set(places.values()) != set(range(1, len(known) + 1)):
            raise _Unfit(FaultKind.NOT_A_RANKING)
        given = sorted(places, key=lambda name: places[name] or 0)
    listed = given if isinstance(given, list | tuple) else [given]
    ranked = tuple(each for each in listed if isinstance(each, str))
    if len(ranked) != len(listed) or len(ranked) != len(known) or set(ranked) != known:
        raise _Unfit(FaultKind.NOT_A_RANKING)
    return ranked


def _files(item: Item, given: object) -> tuple[Attached, ...]:
    files = [_file(each) for each in (given if isinstance(given, list | tuple) else [given]) if not _is_blank(each)]
    if item.most is not None and len(files) > item.most:
        raise _Unfit(FaultKind.TOO_MANY_FILES)
    if any(file.media_type not in item.media_types for file in files):
        raise _Unfit(FaultKind.WRONG_TYPE_OF_FILE)
    if any(item.largest is not None and file.size > item.largest for file in files):
        raise _Unfit(FaultKind.FILE_TOO_LARGE)
    if len({file.digest for file in files}) < len(files):
        raise _Unfit(FaultKind.GIVEN_MORE_THAN_ONCE)
    return tuple(files)


def _file(given: object) -> Attached:
    if isinstance(given, Attached):
        return given
    if not isinstance(given, Mapping):
        raise _Unfit(FaultKind.NOT_A_FILE)
    name, media_type, size, digest = (given.get(key) for key in ("name", "type", "size", "digest"))
    is_whole = all(isinstance(each, str) and each for each in (name, media_type, digest))
    if not is_whole or not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise _Unfit(FaultKind.NOT_A_FILE)
    return Attached(str(name), str(media_type), size, str(digest))


def _signature(_item: Item, given: object) -> str:
    """A picture, or the name of whoever signs with the keyboard."""
    text = given.strip() if isinstance(given, str) else ""
    is_picture = len(text) <= vocabulary.LONGEST_SIGNATURE and plain_text.signature(text) is not None
    if not is_picture and plain_text.typed_name(text) is None:
        raise _Unfit(FaultKind.NOT_A_SIGNATURE)
    return text


def _step_or_choice(item: Item, given: object) -> int | str:
    return _rating(item, given) if item.has_steps else _choice(item, given)


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
        return _in_range(item, _or_unfit(plain_text.number(given), FaultKind.NOT_A_NUMBER))
    text = _text(item, given)
    if item.input_type is InputType.DATE:
        return _in_range(item, _or_unfit(plain_text.day(text), FaultKind.NOT_A_DATE))
    if "\n" in text:
        raise _Unfit(FaultKind.NOT_PLAIN_TEXT)
    if item.input_type is InputType.EMAIL:
        return _or_unfit(plain_text.address(text), FaultKind.NOT_AN_ADDRESS)
    return text


def _in_range(item: Item, value: Given) -> Given:
    """A day as text is compared as text: both begin with four digits of the year."""
    for end, is_lowest in ((item.minimum, True), (item.maximum, False)):
        if end is not None and (value < end if is_lowest else value > end):  # type: ignore[operator]
            raise _Unfit(FaultKind.OUT_OF_RANGE)
    return value


def _or_unfit(value: Given | None, kind: FaultKind) -> Given:
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


_READERS_OF_SEVERAL: Final[Mapping[Kind, Callable[[Item, object], AnswerValue]]] = {
    Kind.CHECKBOX: _several,
    Kind.RANKING: _ranking,
    Kind.FILE: _files,
}
_READERS: Final[Mapping[Kind, Callable[[Item, object], AnswerValue]]] = {
    Kind.RATING: _rating,
    Kind.BOOLEAN: _boolean,
    Kind.RADIOGROUP: _choice,
    Kind.DROPDOWN: _choice,
    Kind.MATRIX: _step_or_choice,
    Kind.TEXT: _line,
    Kind.COMMENT: _text,
    Kind.SIGNATURE: _signature,
}
