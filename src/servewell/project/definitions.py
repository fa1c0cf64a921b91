"""What a figure means in the words that Servewell ships, or as a file says it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import yaml

from servewell.base.words import CODES, NoWords, Words
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.selectors import Meaning, Source
from servewell.rooms.insight.terms import Kind

USUAL_TOP_BOXES = 2
FIELDS = {"title", "definition", "kind", "top_boxes", "questions", "sources"}
SOURCE_FIELDS = {
    *("name", "kind", "top_boxes", "weight", "rescaled"),
    *("questions", "aspect", "instruments", "channels"),
}
Entry = Mapping[str, object]


class NoWordsShipped(Exception):
    """A figure is the company's own: only the company can say what it means."""


class MeanHasNoBest(Exception):
    """A mean was asked for together with how many of the best answers count."""


class FileSaysNoDefinition(Exception):
    """A file holds something else than a definition; the message says where."""


def shipped(
    *,
    code: str,
    kind: Kind,
    top_boxes: int | None,
    questions: Sequence[str] = (),
    sources: Sequence[Source] = (),
) -> Meaning:
    """Raises NoWordsShipped, MeanHasNoBest."""
    title = insight.shipped_title(code=code, kind=kind)
    if title is None:
        raise NoWordsShipped(f"There are no words for {code!r}; known are: {', '.join(insight.shipped_codes())}.")
    if kind is not Kind.TOP_BOXES and top_boxes is not None:
        raise MeanHasNoBest("Only a share counts the best answers; leave out --top-boxes.")
    boxes = insight.usual_top_boxes(code=code) if kind is Kind.TOP_BOXES and top_boxes is None else top_boxes
    said = insight.definition_of(code=code, kind=kind, top_boxes=boxes, questions=questions, sources=sources)
    return Meaning(title, said, kind, boxes, questions=tuple(questions), sources=tuple(sources))


def of_file(*, code: str, file: Path) -> Meaning:
    """A definition as a YAML file says it; words that it leaves out are ours. Raises FileSaysNoDefinition and what
    ``shipped`` raises.
    """
    said = _mapping(_read(file), file.name)
    _refuse_unknown(said, FIELDS, file.name)
    sources = [_source(each, f"{file.name}, source {place}") for place, each in enumerate(_list(said, "sources"), 1)]
    kind = _kind(said.get("kind", Kind.COMPOSITE.value if sources else Kind.TOP_BOXES.value), file.name)
    boxes = cast("int | None", said.get("top_boxes"))
    questions = [str(each) for each in _list(said, "questions")]
    title = _words(said["title"], file.name) if "title" in said else insight.shipped_title(code=code, kind=kind)
    if title is None:
        raise FileSaysNoDefinition(f"{file.name}: give a title; there are no words of ours for {code!r}")
    if kind is Kind.TOP_BOXES and boxes is None:
        boxes = insight.usual_top_boxes(code=code)
    words = (
        _words(said["definition"], file.name)
        if "definition" in said
        else insight.definition_of(code=code, kind=kind, top_boxes=boxes, questions=questions, sources=sources)
    )
    return Meaning(title, words, kind, boxes, questions=tuple(questions), sources=tuple(sources))


def _read(file: Path) -> object:
    try:
        return cast(object, yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise FileSaysNoDefinition(f"{file.name}: {fault}") from fault


def _source(said: object, where: str) -> Source:
    entry = _mapping(said, where)
    _refuse_unknown(entry, SOURCE_FIELDS, where)
    kind = _kind(entry.get("kind", Kind.TOP_BOXES.value), where)
    weight, boxes = entry.get("weight"), entry.get("top_boxes")
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise FileSaysNoDefinition(f"{where}: give the weight as a number, such as 2 or 0.5, not {weight!r}")
    if boxes is not None and not isinstance(boxes, int):
        raise FileSaysNoDefinition(f"{where}: give top_boxes as a whole number, not {boxes!r}")
    if kind is Kind.TOP_BOXES and boxes is None:
        boxes = USUAL_TOP_BOXES
    source = Source(
        name=Words({"en": "-"}),
        kind=kind,
        weight=float(weight),
        top_boxes=boxes,
        questions=tuple(str(each) for each in _list(entry, "questions")),
        aspect=str(entry.get("aspect") or ""),
        instruments=tuple(str(each) for each in _list(entry, "instruments")),
        channels=tuple(str(each) for each in _list(entry, "channels")),
        is_rescaled=bool(entry.get("rescaled", False)),
    )
    name = _words(entry["name"], where) if "name" in entry else insight.title_of_source(source=source)
    if name is None:
        raise FileSaysNoDefinition(f"{where}: give it a name, or name its questions or instruments")
    return replace(source, name=name)


def _mapping(said: object, where: str) -> Entry:
    if not isinstance(said, Mapping):
        raise FileSaysNoDefinition(f"{where}: write fields with values, as `weight: 2`, not {said!r}")
    return said


def _list(said: Entry, name: str) -> list[object]:
    found = said.get(name, [])
    if not isinstance(found, list):
        raise FileSaysNoDefinition(f"{name}: write a list, one line for each with a dash before it")
    if name in said and not found:
        raise FileSaysNoDefinition(f"{name}: the list is empty, so nothing would count; fill it or leave it out")
    return found


def _refuse_unknown(said: Entry, known: set[str], where: str) -> None:
    unknown = sorted(set(map(str, said)) - known)
    if unknown:
        raise FileSaysNoDefinition(f"{where}: {', '.join(unknown)} is not known; known are {', '.join(sorted(known))}")


def _kind(said: object, where: str) -> Kind:
    try:
        return Kind(str(said))
    except ValueError:
        raise FileSaysNoDefinition(f"{where}: there is no kind {said!r}; there are {', '.join(Kind)}") from None


def _words(said: object, where: str) -> Words:
    if isinstance(said, str):
        return Words({"en": said})
    texts = {str(code): str(text) for code, text in _mapping(said, where).items()}
    try:
        return Words(texts, source=next((code for code in CODES if code in texts), "en"))
    except NoWords as fault:
        raise FileSaysNoDefinition(f"{where}: {fault}") from fault
