"""Reads what an answer to an item may be: its length, range, number, files and validators."""

from dataclasses import dataclass
from typing import Final

from servewell.engines.forms import patterns, plain_text, vocabulary
from servewell.engines.forms.conditions import Reader
from servewell.engines.forms.document import Check, InputType, Kind, Validator, Words
from servewell.engines.forms.faults import Place
from servewell.engines.forms.languages import NONE_OF_THESE
from servewell.engines.forms.scale_reading import Scale
from servewell.engines.forms.scope import IDENTIFIER

# so that no text can keep the server busy
LONGEST_FOR_A_PATTERN: Final = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    input_type: InputType | None
    max_length: int | None
    is_contact: bool
    consent: str | None
    minimum: float | str | None
    maximum: float | str | None
    fewest: int | None
    most: int | None
    none_label: Words | None
    media_types: tuple[str, ...]
    largest: int | None
    is_photo: bool
    validators: tuple[Validator, ...]


def read_answer(place: Place, kind: Kind, reader: Reader, scale: Scale) -> Answer:
    input_type = _input_type(place, kind)
    fewest, most = _how_many(place, kind, scale)
    is_photo = kind is Kind.FILE and place.one_of("sourceType", ("file", "file-camera"), otherwise="file") != "file"
    return Answer(
        input_type=input_type,
        max_length=_max_length(place, kind),
        is_contact=_is_contact(place),
        consent=_consent(place),
        minimum=_end(place, "min", input_type),
        maximum=_end(place, "max", input_type),
        fewest=fewest,
        most=most,
        none_label=_none_label(place, reader.scope.languages),
        media_types=_media_types(place, is_photo=is_photo) if kind is Kind.FILE else (),
        largest=_largest(place) if kind is Kind.FILE else None,
        is_photo=is_photo,
        validators=tuple(_validators(place, kind, input_type, reader)),
    )


def _input_type(place: Place, kind: Kind) -> InputType | None:
    if kind is not Kind.TEXT:
        return None
    return InputType(place.one_of("inputType", [each.value for each in InputType], otherwise=InputType.TEXT.value))


def _max_length(place: Place, kind: Kind) -> int | None:
    if kind not in {Kind.TEXT, Kind.COMMENT}:
        return None
    usual = vocabulary.LONGEST_LINE if kind is Kind.TEXT else vocabulary.LONGEST_COMMENT
    return place.whole_number("maxLength", otherwise=usual, lowest=1, highest=vocabulary.LONGEST_OF_ALL)


def _is_contact(place: Place) -> bool:
    is_contact = place.flag("servewell:contact")
    if is_contact and place.content.get("inputType") != InputType.EMAIL:
        place.fault("servewell:contact", "The contact is not an e-mail item.", "Give the item inputType 'email'.")
    return is_contact


def _consent(place: Place) -> str | None:
    purpose = place.text("servewell:consent")
    if purpose is not None and not IDENTIFIER.fullmatch(purpose):
        mend = "Use small letters, digits and _, a letter first."
        place.fault("servewell:consent", f"'{purpose}' is not an identifier.", mend)
    return purpose


def _end(place: Place, key: str, input_type: InputType | None) -> float | str | None:
    value = place.content.get(key)
    if value is None:
        return None
    if input_type is InputType.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if input_type is InputType.DATE and isinstance(value, str) and plain_text.day(value):
        return value
    mend = "Write a number for inputType 'number', a day such as 2026-11-30 for 'date'."
    place.fault(key, f"{value!r} is no end for what is asked here.", mend)
    return None


def _how_many(place: Place, kind: Kind, scale: Scale) -> tuple[int | None, int | None]:
    if kind is Kind.FILE:
        many = vocabulary.MOST_FILES
        if not place.flag("allowMultiple"):
            if "maxFiles" in place.content:
                place.fault("maxFiles", "One file is asked for.", "Write 'allowMultiple': true, or leave it out.")
            return None, 1
        return None, place.whole_number("maxFiles", otherwise=many, lowest=1, highest=many)
    number = max(len(scale.choices), 1)
    fewest = place.whole_number_if_any("minSelectedChoices", lowest=1, highest=number)
    most = place.whole_number_if_any("maxSelectedChoices", lowest=fewest or 1, highest=number)
    return fewest, most


def _none_label(place: Place, languages: tuple[str, ...]) -> Words | None:
    is_offered = place.flag("showNoneItem")
    said = place.words_if_any("noneText", languages=languages)
    if said and not is_offered:
        place.fault("noneText", "“None of these” is not offered.", "Write 'showNoneItem': true, or leave it out.")
    return (said or {language: NONE_OF_THESE[language] for language in languages}) if is_offered else None


def _media_types(place: Place, *, is_photo: bool) -> tuple[str, ...]:
    known = vocabulary.PHOTOS if is_photo else tuple(vocabulary.MEDIA_TYPES)
    said = place.text("acceptedTypes")
    types = tuple(each.strip() for each in said.split(",")) if said else known
    unknown = [each for each in types if each not in known]
    if unknown:
        mend = f"Use some of: {', '.join(known)}."
        place.fault("acceptedTypes", f"'{', '.join(unknown)}' cannot be accepted here.", mend)
    return types


def _largest(place: Place) -> int:
    usual, largest = vocabulary.USUAL_FILE, vocabulary.LARGEST_FILE
    return place.whole_number("maxSize", otherwise=usual, lowest=1000, highest=largest)


def _validators(place: Place, kind: Kind, input_type: InputType | None, reader: Reader) -> list[Validator]:
    found: list[Validator] = []
    is_text = input_type is InputType.TEXT
    fitting = {
        Check.NUMERIC: input_type is InputType.NUMBER,
        Check.TEXT: is_text or kind is Kind.COMMENT,
        Check.REGEX: is_text and _max_length(place, kind) in range(1, LONGEST_FOR_A_PATTERN + 1),
        Check.EMAIL: is_text,
        Check.EXPRESSION: True,
    }
    for each in place.children_if_any("validators"):
        check = _check(each)
        if check is None:
            continue
        if not fitting[check]:
            mend = f"Put it on an item that it fits; a pattern also needs a maxLength up to {LONGEST_FOR_A_PATTERN}."
            each.fault("type", f"The validator '{check.value}' does not fit what is asked here.", mend)
        each.refuse_unknown(vocabulary.OF_CHECK[check])
        lowest, highest = _limits(each, check)
        found.append(
            Validator(
                check=check,
                text=each.words("text", languages=reader.scope.languages, is_required=True),
                lowest=lowest,
                highest=highest,
                pattern=_pattern(each) if check is Check.REGEX else None,
                ignores_case=each.flag("caseInsensitive"),
                expression=reader.judgement(each, "expression") if check is Check.EXPRESSION else None,
            )
        )
        _refuse_empty(each, found[-1])
    return found


def _check(place: Place) -> Check | None:
    known = [check.value for check in Check]
    value = place.content.get("type")
    if isinstance(value, str) and value in known:
        return Check(value)
    place.fault("type", f"The validator {value!r} is not in the closed list.", f"Use one of: {', '.join(known)}.")
    return None


def _limits(place: Place, check: Check) -> tuple[float | None, float | None]:
    if check is Check.NUMERIC:
        lowest, highest = (place.number(key, otherwise=None, lowest=-1e9) for key in ("minValue", "maxValue"))
        return lowest, highest
    longest = vocabulary.LONGEST_OF_ALL
    few, many = (
        place.whole_number_if_any(key, lowest=1, highest=longest) if check is Check.TEXT else None
        for key in ("minLength", "maxLength")
    )
    return few, many


def _pattern(place: Place) -> str | None:
    pattern = place.text("regex")
    if pattern is None:
        place.fault("regex", "A pattern is needed.", "Write one, such as ^[A-Z]{2}[0-9]{4}$.")
        return None
    try:
        patterns.parse(pattern, ignores_case=place.flag("caseInsensitive"))
    except patterns.NotInTheLanguage as fault:
        place.fault("regex", f"{fault}.", "Write it with what the printed list of patterns offers.")
        return None
    return pattern


def _refuse_empty(place: Place, validator: Validator) -> None:
    has_limit = validator.lowest is not None or validator.highest is not None
    if validator.check in {Check.NUMERIC, Check.TEXT} and not has_limit:
        place.fault("", "The validator has no limit.", "Write the smallest or the largest that is allowed.")
    if validator.check is Check.EXPRESSION and validator.expression is None and "expression" not in place.content:
        place.fault("expression", "An expression is needed.", "Write what must hold.")
