"""Pages, sections and questions of a SurveyJS document, in the words of ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard

from servewell.engines.forms import vocabulary
from servewell.engines.forms.document import NOT_APPLICABLE, Check, InputType, Kind
from servewell.engines.forms.importing_names import Names
from servewell.engines.forms.importing_words import LOOK_AGAIN
from servewell.engines.forms.left_out import LeftOut
from servewell.engines.forms.scale_reading import NONE_OF_THESE
from servewell.engines.forms.scope import IDENTIFIER, SECTION_TYPE

_CONDITIONS: Final = ("visibleIf", "requiredIf")
_SAME_TYPE: Final = {"tagbox": "checkbox", "buttongroup": "radiogroup"}
_OLD_NAMES: Final = {"isAllRowRequired": "eachRowRequired", "hasNone": "showNoneItem"}
# what says nothing that an instrument would not do anyway
_USUAL: Final[Mapping[str, object]] = {
    "maxLength": -1,
    "rateType": "labels",
    "rateStep": 1,
    "storeDataAsText": True,
    "clearIfInvisible": "default",
}
_FILE_ENDINGS: Final = {ending: each for each, endings in vocabulary.MEDIA_TYPES.items() for ending in endings}


@dataclass
class _Translation:
    """One question while it is translated; `earlier` are the names that its words may say."""

    path: str
    given: dict[str, Any]
    names: Names
    left_out: list[LeftOut]
    ours: dict[str, Any] = field(default_factory=dict)

    def tell(self, key: str, what: object, why: str) -> None:
        self.left_out.append(LeftOut(f"{self.path}.{key}" if key else self.path, str(what)[:200], why))

    def take(self, key: str) -> Any:
        return self.given.pop(key, None)

    def listed(self, key: str) -> list[Any]:
        value = self.given.get(key)
        return value if isinstance(value, list) else []

    def take_list(self, key: str) -> list[Any]:
        listed = self.listed(key)
        if key in self.given and (listed or not self.given[key]):
            del self.given[key]
        return listed


def page(given: Any, path: str, names: Names, left_out: list[LeftOut]) -> dict[str, Any] | None:
    if not isinstance(given, dict):
        left_out.append(LeftOut(path, repr(given)[:200], "A page is an object."))
        return None
    translation = _Translation(path, dict(given), names, left_out)
    elements = translation.take("elements") or translation.take("questions") or []
    ours = _part(translation, set(vocabulary.PAGE) - {"name"})
    name = translation.take("name")
    if isinstance(name, str) and IDENTIFIER.fullmatch(name):
        ours["name"] = name
    elif name is not None:
        translation.tell("name", name, "A page's name is an identifier; it goes by its number.")
    _tell_the_rest(translation)
    ours["elements"] = _elements(elements, f"{path}.elements", names, left_out, within=None)
    return ours if ours["elements"] else None


def _elements(
    elements: Any, path: str, names: Names, left_out: list[LeftOut], *, within: str | None, in_section: bool = False
) -> list[dict[str, Any]]:
    """`within` is the condition of a section that is taken apart because it stands in another one."""
    found: list[dict[str, Any]] = []
    for at, element in enumerate(elements if isinstance(elements, list) else []):
        where = f"{path}[{at}]"
        if not isinstance(element, dict):
            left_out.append(LeftOut(where, repr(element)[:200], "A question is an object."))
        elif element.get("type") == SECTION_TYPE:
            found += _section(element, where, names, left_out, within=within, in_section=in_section)
        else:
            question = _question(_Translation(where, dict(element), names, left_out))
            if question is not None:
                found.append(_under(question, within))
    return found


def _section(
    given: dict[str, Any], path: str, names: Names, left_out: list[LeftOut], *, within: str | None, in_section: bool
) -> list[dict[str, Any]]:
    translation = _Translation(path, dict(given), names, left_out)
    elements = translation.take("elements") or []
    ours = _part(translation, set(vocabulary.PANEL) - {"name", "type"})
    ours |= {"type": SECTION_TYPE, "name": names.items.get(str(translation.take("name")), "")}
    translation.take("type")
    _tell_the_rest(translation)
    if not in_section:
        inside = _elements(elements, f"{path}.elements", names, left_out, within=None, in_section=True)
        return [{**ours, "elements": inside}] if inside else []
    left_out.append(LeftOut(path, ours["name"], "A section in a section: its questions stand in the outer one."))
    condition = _both(within, ours.get("visibleIf"))
    return _elements(elements, f"{path}.elements", names, left_out, within=condition, in_section=True)


def _under(question: dict[str, Any], within: str | None) -> dict[str, Any]:
    condition = _both(within, question.get("visibleIf"))
    return question if condition is None else {**question, "visibleIf": condition}


def _both(one: str | None, other: str | None) -> str | None:
    return f"({one}) and ({other})" if one and other else one or other


def _part(translation: _Translation, known: set[str]) -> dict[str, Any]:
    """What pages, sections and questions have alike."""
    ours: dict[str, Any] = {}
    for key in sorted(known & translation.given.keys()):
        value = translation.take(key)
        if key in _CONDITIONS or key in {"servewell:evidence-if"}:
            value = translation.names.in_expression(value) if isinstance(value, str) else value
        ours[key] = value
    return ours


def _question(translation: _Translation) -> dict[str, Any] | None:
    given = translation.given
    for old, new in _OLD_NAMES.items():
        if old in given:
            given.setdefault(new, given.pop(old))
    said_type = translation.take("type")
    kind = next((each for each in Kind if each.value == _SAME_TYPE.get(str(said_type), said_type)), None)
    if kind is None:
        translation.tell("", given.get("name"), f"There is no item type '{said_type}'.")
        return None
    if said_type != kind.value:
        translation.tell("type", said_type, f"It is a '{kind.value}' here, which is answered alike.")
    name = translation.take("name")
    ours: dict[str, Any] = {"type": kind.value, "name": translation.names.items.get(str(name), "")}
    ours["title"] = translation.take("title") or name
    translation.ours = ours
    if kind in _BY_KIND:
        _BY_KIND[kind](translation)
    if "validators" in given:
        _validators(translation)
    known = {*vocabulary.EVERY_ITEM, *vocabulary.OF_KIND[Kind(ours["type"])]}
    for key, usual in _USUAL.items():
        if given.get(key) == usual and (key != "maxLength" or usual == -1):
            del given[key]
    translation.ours = _part(translation, known - ours.keys()) | ours
    _tell_the_rest(translation)
    return translation.ours


def _tell_the_rest(translation: _Translation) -> None:
    for key, value in translation.given.items():
        translation.tell(key, f"{key}: {value!r}", "An instrument has no such property here.")


def _choices(translation: _Translation, key: str = "choices") -> None:
    choices = []
    for at, each in enumerate(translation.take_list(key)):
        choice = dict(each) if isinstance(each, dict) else {"value": each}
        value = choice.pop("value", None)
        text = choice.pop("text", None) or value
        if value == NOT_APPLICABLE.value:
            translation.ours["servewell:not-applicable"] = True
            continue
        points = {name: choice.pop(name) for name in ("servewell:points",) if name in choice}
        for name, left in choice.items():
            translation.tell(f"{key}[{at}].{name}", left, "A choice has no such property here.")
        choices.append({"value": value if isinstance(value, str) else str(value), "text": text, **points})
    translation.ours[key] = choices


def _choosing(translation: _Translation) -> None:
    if translation.ours["type"] == Kind.RADIOGROUP.value and _is_yes_or_no(translation):
        return
    _choices(translation)


def _is_yes_or_no(translation: _Translation) -> bool:
    """A boolean that may not apply is a radiogroup in SurveyJS: so it comes back as what it was."""
    values = [each.get("value") if isinstance(each, dict) else each for each in translation.listed("choices")]
    if [value is True or value is False for value in values] != [True, True, False] or values[2] != NOT_APPLICABLE:
        return False
    translation.take("choices")
    translation.ours |= {"type": Kind.BOOLEAN.value, "servewell:not-applicable": True}
    return True


def _several(translation: _Translation) -> None:
    _choices(translation)
    choices = translation.ours["choices"]
    none = next((each for each in choices if each["value"] == NONE_OF_THESE), None)
    if none and translation.given.get("showNoneItem") is True:
        translation.tell("choices", NONE_OF_THESE, "“None of these” is offered already.")
        choices.remove(none)


def _rating(translation: _Translation) -> None:
    given, ours = translation.given, translation.ours
    count = translation.take("rateCount")
    lowest = given.get("rateMin", 1)
    if _counts(count) and _counts(lowest) and "rateMax" not in given:
        given["rateMax"] = lowest + count - 1
    values = translation.take_list("rateValues")
    step = given.get("rateStep", 1)
    highest = given.get("rateMax", 5)
    if not values and _counts(step) and step > 1 and _counts(lowest) and _counts(highest):
        values = list(range(lowest, min(highest, lowest + vocabulary.WIDEST_SCALE) + 1, step))
        translation.take("rateStep")
    if values:
        _steps(translation, values)
    if ours["type"] != Kind.RATING.value:
        for key in ("rateMin", "rateMax", "minRateDescription", "maxRateDescription"):
            if key in given:
                translation.tell(key, translation.take(key), "Choices have no ends.")


def _counts(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _steps(translation: _Translation, values: list[Any]) -> None:
    pairs = [(each.get("value"), each.get("text")) if isinstance(each, dict) else (each, None) for each in values]
    may_not_apply = any(value == NOT_APPLICABLE.value for value, _ in pairs)
    pairs = [(value, text) for value, text in pairs if value != NOT_APPLICABLE.value]
    numbers = [value for value, _ in pairs if _counts(value)]
    if len(numbers) == len(pairs) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        translation.given |= {"rateMin": numbers[0], "rateMax": numbers[-1]}
        anchors = [{"value": value, "text": text} for value, text in pairs if text and str(text) != str(value)]
        translation.ours |= {"servewell:anchors": anchors} if anchors else {}
    else:
        translation.tell("rateValues", [value for value, _ in pairs], "Steps that do not count up are choices here.")
        translation.ours["type"] = Kind.RADIOGROUP.value
        translation.ours["choices"] = [{"value": str(value), "text": text or str(value)} for value, text in pairs]
    if may_not_apply:
        translation.ours["servewell:not-applicable"] = True


def _matrix(translation: _Translation) -> None:
    rows_of = translation.names.rows
    name = next((said for said, ours in translation.names.items.items() if ours == translation.ours["name"]), "")
    if translation.given.pop("isRequired", False):
        translation.tell("isRequired", True, "A matrix asks for each row or for none: see eachRowRequired.")
    columns = [each.get("value") if isinstance(each, dict) else each for each in translation.listed("columns")]
    counts = [each for each in columns if each != NOT_APPLICABLE.value]
    if counts and all(map(_counts, counts)):
        given = [each for each in translation.take_list("columns") if isinstance(each, dict)]
        texts = {each["value"]: each.get("text") for each in given if _counts(each.get("value"))}
        translation.ours["columns"] = [{"value": each, "text": texts.get(each) or str(each)} for each in counts]
        if len(counts) < len(columns):
            translation.ours["servewell:not-applicable"] = True
    else:
        _choices(translation, "columns")
    rows = []
    for row in translation.take_list("rows"):
        said = dict(row) if isinstance(row, dict) else {"value": row}
        value = str(said.get("value"))
        rows.append({**said, "value": rows_of.get(name, {}).get(value, value), "text": said.get("text") or value})
    translation.ours["rows"] = rows


def _line(translation: _Translation) -> None:
    said = translation.given.get("inputType", "text")
    if said not in [each.value for each in InputType]:
        translation.tell("inputType", said, "It is a plain text here.")
        translation.given["inputType"] = InputType.TEXT.value


def _file(translation: _Translation) -> None:
    given = translation.given
    source = given.get("sourceType")
    if source == "camera":
        translation.tell("sourceType", source, "A photo can be chosen too: 'file-camera'.")
        given["sourceType"] = "file-camera"
    said = translation.take("acceptedTypes")
    if isinstance(said, str) and said.strip():
        types: list[str] = []
        for each in (part.strip().lower() for part in said.split(",")):
            found = [known for known in vocabulary.MEDIA_TYPES if known == each or known.startswith(each.rstrip("*"))]
            found = [_FILE_ENDINGS[each]] if each in _FILE_ENDINGS else found if each else []
            if not found:
                translation.tell("acceptedTypes", each, "Files of this type are not accepted here.")
            types += [known for known in found if known not in types]
        translation.ours |= {"acceptedTypes": ",".join(types)} if types else {}
    if given.get("maxSize") == 0:
        del given["maxSize"]


def _validators(translation: _Translation) -> None:
    kept = []
    for at, each in enumerate(translation.take_list("validators")):
        validator = dict(each) if isinstance(each, dict) else {}
        check = next((one for one in Check if one.value == validator.get("type")), None)
        if check is None:
            translation.tell(f"validators[{at}]", validator.get("type"), "There is no such validator here.")
            continue
        if not validator.get("text"):
            validator["text"] = dict(LOOK_AGAIN)
            translation.tell(f"validators[{at}].text", "", "It said nothing of its own: it asks to look again.")
        if isinstance(validator.get("expression"), str):
            validator["expression"] = translation.names.in_expression(validator["expression"])
        kept.append(validator)
    if kept:
        translation.ours["validators"] = kept


_BY_KIND: Final[Mapping[Kind, Callable[[_Translation], None]]] = {
    Kind.RADIOGROUP: _choosing,
    Kind.DROPDOWN: _choices,
    Kind.CHECKBOX: _several,
    Kind.RANKING: _choices,
    Kind.RATING: _rating,
    Kind.MATRIX: _matrix,
    Kind.TEXT: _line,
    Kind.FILE: _file,
}
