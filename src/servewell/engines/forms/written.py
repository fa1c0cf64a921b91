"""A document as it stands while it is written, whatever is wrong with it: its sections, items and texts."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from servewell.engines.forms.languages import LANGUAGES_BY_NAME, SURVEYJS_NAMES

Document: TypeAlias = Mapping[str, object]
GROUP: Final = "panel"
PLAIN_WORDS: Final = {"title", "description", "text", "minRateDescription", "maxRateDescription", "noneText"}


class NoSuchPlace(LookupError):
    """The document has no section or item there (any more)."""


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """``content`` as it stands in the document; ``fingerprint`` changes with anything in it.

    A group of items (a panel) is one too: its items are ``inner``.
    """

    name: str
    kind: str
    title: Mapping[str, str]
    path: str
    fingerprint: str
    content: Document
    inner: tuple["WrittenItem", ...] = ()

    @property
    def is_group(self) -> bool:
        return self.kind == GROUP


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A page of the document."""

    number: int
    title: Mapping[str, str]
    path: str
    fingerprint: str
    content: Document
    items: tuple[WrittenItem, ...]


@dataclass(frozen=True, slots=True)
class MissingText:
    """A text that stands in some language of the document, but not in this one; ``is_base``: in the first one."""

    path: str
    language: str
    is_base: bool


def texts_of(words: object) -> dict[str, str]:
    """Words of a document by language code, whatever else stands there left out."""
    if isinstance(words, str):
        return {"en": words} if words.strip() else {}
    if not isinstance(words, Mapping):
        return {}
    named = ((LANGUAGES_BY_NAME.get(str(name)), text) for name, text in words.items())
    found = {language: text for language, text in named if language and isinstance(text, str) and text.strip()}
    return {language: found[language] for language in SURVEYJS_NAMES if language in found}


def words_of(texts: Mapping[str, str]) -> dict[str, str]:
    """The same as a document writes them."""
    return {name: texts[language] for language, name in SURVEYJS_NAMES.items() if texts.get(language)}


def fingerprint(content: object) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def languages_of(document: Document) -> tuple[str, ...]:
    """The languages in which the document's title stands, the base first."""
    return tuple(texts_of(document.get("title")))


def outline(document: Document) -> tuple[WrittenSection, ...]:
    return tuple(_section(number, content) for number, content in enumerate(maps(document.get("pages"))))


def _section(number: int, content: Document) -> WrittenSection:
    path = f"pages[{number}]"
    return WrittenSection(
        number=number,
        title=texts_of(content.get("title")),
        path=path,
        fingerprint=_own_fingerprint(content),
        content=content,
        items=_items(content, path),
    )


def _items(content: Document, path: str) -> tuple[WrittenItem, ...]:
    return tuple(_item(each, f"{path}.elements[{place}]") for place, each in enumerate(maps(content.get("elements"))))


def _own_fingerprint(content: Document) -> str:
    """Without what stands in it, which others may change meanwhile."""
    return fingerprint({key: value for key, value in content.items() if key != "elements"})


def _item(content: Document, path: str) -> WrittenItem:
    return WrittenItem(
        name=str(content.get("name") or ""),
        kind=str(content.get("type") or ""),
        title=texts_of(content.get("title")),
        path=path,
        fingerprint=_own_fingerprint(content),
        content=content,
        inner=_items(content, path) if content.get("type") == GROUP else (),
    )


def maps(listed: object) -> list[dict[str, object]]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def items_written(document: Document) -> tuple[WrittenItem, ...]:
    """Every item and group, a group before its items."""
    listed = (item for section in outline(document) for item in section.items)
    return tuple(each for item in listed for each in (item, *item.inner))


def section_of(document: Document, name: str) -> int:
    """In which section an item or a group stands. Raises NoSuchPlace."""
    for section in outline(document):
        if any(name in (item.name, *(each.name for each in item.inner)) for item in section.items):
            return section.number
    raise NoSuchPlace(f"the document has no item {name!r}")


def item_written(document: Document, name: str) -> WrittenItem:
    """Raises NoSuchPlace."""
    found = next((item for item in items_written(document) if item.name == name), None)
    if found is None:
        raise NoSuchPlace(f"the document has no item {name!r}")
    return found


def section_written(document: Document, number: int) -> WrittenSection:
    """Raises NoSuchPlace."""
    sections = outline(document)
    if not 0 <= number < len(sections):
        raise NoSuchPlace(f"the document has no section {number + 1}")
    return sections[number]


def missing_texts(document: Document) -> Iterator[MissingText]:
    """Every text that is not there in all languages of the title, in the order of the document."""
    languages = languages_of(document)
    for path, texts in _all_texts(document, ""):
        for language in languages:
            if language not in texts:
                yield MissingText(path=path, language=language, is_base=language == languages[0])


def languages_without_a_title(document: Document) -> tuple[str, ...]:
    """Languages in which something is written, though the title, which names the languages, is not."""
    written = {language for _, texts in _all_texts(document, "") for language in texts}
    return tuple(each for each in SURVEYJS_NAMES if each in written and each not in languages_of(document))


def _all_texts(content: object, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Words are told from other objects by their keys, which are names of languages."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            here = f"{path}.{key}" if path else str(key)
            if _are_words(str(key), value):
                yield here, texts_of(value)
            else:
                yield from _all_texts(value, here)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for place, each in enumerate(content):
            yield from _all_texts(each, f"{path}[{place}]")


def _are_words(key: str, value: object) -> bool:
    if isinstance(value, str):
        return key in PLAIN_WORDS
    return isinstance(value, Mapping) and bool(value) and all(name in LANGUAGES_BY_NAME for name in value)


def filled(document: Document) -> dict[str, object]:
    """The same with every missing text said in another language, and without sections where nothing stands.

    To look at, never to publish.
    """
    languages = languages_of(document)
    pages = [_with_filled_groups(page) for page in maps(document.get("pages")) if maps(page.get("elements"))]
    whole = {**document, "pages": pages}
    return {key: _filled(key, value, languages) for key, value in whole.items()}


def _with_filled_groups(page: Document) -> dict[str, object]:
    elements = [each for each in maps(page.get("elements")) if each.get("type") != GROUP or maps(each.get("elements"))]
    return {**page, "elements": elements}


def _filled(key: str, value: object, languages: Sequence[str]) -> object:
    if _are_words(key, value):
        texts = texts_of(value)
        spare = next(iter(texts.values()), "")
        return words_of({language: texts.get(language, spare) for language in languages})
    if isinstance(value, dict):
        return {name: _filled(str(name), each, languages) for name, each in value.items()}
    return [_filled(key, each, languages) for each in value] if isinstance(value, list) else value
