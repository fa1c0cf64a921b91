"""Words of a SurveyJS document: each text in every language that stands anywhere, as SurveyJS would show it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from servewell.engines.forms.importing_names import Names
from servewell.engines.forms.languages import LANGUAGES_BY_NAME, SURVEYJS_NAMES
from servewell.engines.forms.left_out import LeftOut

WORDS: Final = {"title", "description", "text", "minRateDescription", "maxRateDescription", "noneText"}
_CAN_SAY: Final = {"title", "description"}
LOOK_AGAIN: Final = {
    "default": "Please look at this answer again.",
    "zh-cn": "请再看一下这个回答。",
    "zh-tw": "請再看一下這個回答。",
    "es": "Por favor, revise esta respuesta.",
}
UNTITLED: Final = {"en": "Untitled", "zh-Hans": "未命名", "zh-Hant": "未命名", "es": "Sin título"}
_BASE: Final = "default"


def complete(document: dict[str, Any], left_out: list[LeftOut]) -> None:
    """Texts in languages that we do not have go; where a language lacks a text, the base text stands in."""
    places = list(_places(document, ""))
    for holder, key, path in places:
        holder[key] = _known(holder[key], path, left_out)
    # our own words stand in every language, and say nothing of what the document speaks
    own = _known(LOOK_AGAIN, "", left_out)
    spoken = {language for holder, key, _ in places if holder[key] != own for language in holder[key]}
    if not document["title"]:
        document["title"] = {language: UNTITLED[language] for language in spoken or {"en"}}
        left_out.append(LeftOut("title", "", "The document has no title: it is untitled now."))
    languages = [language for language in SURVEYJS_NAMES if language in spoken | set(document["title"])]
    for holder, key, path in places:
        words = holder[key]
        missing = [language for language in languages if language not in words]
        if missing and words:
            base = words.get("en") or next(iter(words.values()))
            why = f"There is no text in {', '.join(missing)}: '{base[:60]}' stands there."
            left_out.append(LeftOut(path, "", why))
            words = {**words, **dict.fromkeys(missing, base)}
        if words:
            holder[key] = {language: words[language] for language in languages}
        else:
            del holder[key]
    for holder, key, _ in _places(document, ""):
        holder[key] = {SURVEYJS_NAMES[language]: text for language, text in holder[key].items()}


def pipe(document: dict[str, Any], names: Names, left_out: list[LeftOut]) -> None:
    """Titles and descriptions go on saying the answers to earlier questions; no other words can."""
    earlier: set[str] = set()
    _pipe(document, "", names, earlier, left_out)


def _pipe(part: Any, path: str, names: Names, earlier: set[str], left_out: list[LeftOut]) -> None:
    if isinstance(part, list):
        for at, each in enumerate(part):
            _pipe(each, f"{path}[{at}]", names, earlier, left_out)
    if not isinstance(part, dict):
        return
    for key in sorted(part.keys() & WORDS):
        may_say = earlier if key in _CAN_SAY else frozenset[str]()
        part[key] = _piped(part[key], f"{path}.{key}".lstrip("."), names, may_say, left_out)
    for key, value in part.items():
        if key not in WORDS:
            _pipe(value, f"{path}.{key}".lstrip("."), names, earlier, left_out)
    name, rows = part.get("name"), part.get("rows")
    if isinstance(name, str) and "type" in part and "elements" not in part:
        in_rows = [row.get("value") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        earlier |= {f"{name}.{row}" for row in in_rows} or {name}


def _piped(value: Any, path: str, names: Names, may_say: Collection[str], left_out: list[LeftOut]) -> Any:
    if isinstance(value, Mapping):
        return {each: _piped(text, path, names, may_say, left_out) for each, text in value.items()}
    if not isinstance(value, str):
        return value
    said = names.in_words(value, may_say)
    if said.count("{") < value.count("{"):
        left_out.append(LeftOut(path, value[:200], "Only an earlier question can be named in braces, in a title."))
    return said


def _places(part: Any, path: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    if isinstance(part, dict):
        for key, value in list(part.items()):
            where = f"{path}.{key}" if path else key
            if key in WORDS:
                yield part, key, where
            else:
                yield from _places(value, where)
    elif isinstance(part, list):
        for at, each in enumerate(part):
            yield from _places(each, f"{path}[{at}]")


def _known(value: Any, path: str, left_out: list[LeftOut]) -> dict[str, str]:
    texts = value if isinstance(value, Mapping) else {_BASE: value}
    known: dict[str, str] = {}
    for name, text in texts.items():
        language = LANGUAGES_BY_NAME.get(str(name))
        if language is None:
            left_out.append(LeftOut(f"{path}.{name}", str(text)[:200], f"'{name}' is not a language here."))
        elif isinstance(text, str | int | float) and str(text).strip():
            known.setdefault(language, str(text))
    return known
