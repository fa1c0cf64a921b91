"""Steps of writing a document, faulty or not: each gives a new document and leaves the old one as it was.

What a step does not name stays as it is, so nothing that somebody else wrote gets lost on the way.
"""

import copy
import re
from collections.abc import Mapping
from itertools import chain, count
from typing import Final, cast

from servewell.engines.forms.written import (
    GROUP,
    PLAIN_WORDS,
    Document,
    NoSuchPlace,
    items_written,
    maps,
    section_of,
    texts_of,
    words_of,
)

_LISTED_NAMES: Final = {"servewell:evidence"}


def in_language(content: Document, language: str) -> dict[str, object]:
    """A piece of a document whose plain texts are written in this language."""
    return {key: _in_language(str(key), value, language) for key, value in content.items()}


def _in_language(key: str, value: object, language: str) -> object:
    if isinstance(value, str) and key in PLAIN_WORDS:
        return words_of({language: value})
    if isinstance(value, list):
        return [in_language(each, language) if isinstance(each, dict) else each for each in value]
    return value


def with_head(document: Document, changed: Mapping[str, object]) -> dict[str, object]:
    """Title, description and whatever else stands at the top; None takes a property away."""
    return _merged(_copied(document), changed)


def with_section(document: Document, title: Mapping[str, str]) -> dict[str, object]:
    """One section more, at the end."""
    new = _copied(document)
    pages = _pages(new)
    pages.append({"title": words_of(title), "elements": []} if title else {"elements": []})
    return new


def with_section_changed(document: Document, number: int, changed: Mapping[str, object]) -> dict[str, object]:
    new = _copied(document)
    _merged(_page(new, number), changed)
    return new


def without_section(document: Document, number: int) -> dict[str, object]:
    """Its items go with it."""
    new = _copied(document)
    _page(new, number)
    del _pages(new)[number]
    return new


def with_section_moved(document: Document, number: int, *, to: int) -> dict[str, object]:
    new = _copied(document)
    moved, pages = _page(new, number), _pages(new)
    pages.remove(moved)
    pages.insert(max(0, min(to, len(pages))), moved)
    return new


def with_item(
    document: Document, *, into: int | str, content: Mapping[str, object], at: int | None = None
) -> dict[str, object]:
    """``into`` is the number of a section or the name of a group; ``at`` counts from 0 there; left out: at its end."""
    new = _copied(document)
    elements = _elements(_container(new, into))
    elements.insert(len(elements) if at is None else max(0, min(at, len(elements))), copy.deepcopy(dict(content)))
    return new


def with_item_changed(document: Document, name: str, content: Mapping[str, object]) -> dict[str, object]:
    """The item as it is to be from now on; what stands in a group stays. Conditions follow another name."""
    new = _copied(document)
    elements, place = _standing(new, name)
    inner = {"elements": elements[place]["elements"]} if "elements" in elements[place] else {}
    elements[place] = copy.deepcopy(dict(content)) | inner
    renamed = str(content.get("name") or "")
    return _renamed(new, name, renamed) if renamed and renamed != name else new


def without_item(document: Document, name: str) -> dict[str, object]:
    new = _copied(document)
    elements, place = _standing(new, name)
    del elements[place]
    return new


def with_item_twice(document: Document, name: str) -> tuple[dict[str, object], str]:
    """A copy right after it, under a name of its own, which is told too. What may stand once stays with the first."""
    new = _copied(document)
    elements, place = _standing(new, name)
    second = copy.deepcopy(elements[place])
    elements.insert(place + 1, second)
    for each in (second, *maps(second.get("elements"))):
        each["name"] = free_name(new, like=str(each.get("name") or ""))
        for once in ("servewell:overall", "servewell:asks-for-answer", "servewell:contact"):
            each.pop(once, None)
    return new, str(second["name"])


def with_item_moved(document: Document, name: str, *, into: int | str, to: int) -> dict[str, object]:
    """``to`` counts from 0 among what stands there without the item. A group goes into no group."""
    new = _copied(document)
    elements, place = _standing(new, name)
    moved = elements.pop(place)
    target = _container(new, into)
    if moved.get("type") == GROUP and target.get("type") == GROUP:
        raise NoSuchPlace("a group cannot stand in a group")
    _elements(target).insert(max(0, to), moved)
    return new


def with_item_stepped(document: Document, name: str, *, by: int) -> dict[str, object]:
    """One place up (-1) or down (1), over the edge of its section into the next one; at the end it stays."""
    new = _copied(document)
    elements, place = _standing(new, name)
    if 0 <= place + by < len(elements):
        elements.insert(place + by, elements.pop(place))
        return new
    number = section_of(new, name)
    in_the_section = _elements(_page(new, number))
    if elements is not in_the_section:  # out of its group, to the place before or after it
        group = next(at for at, each in enumerate(in_the_section) if each.get("elements") is elements)
        in_the_section.insert(group if by < 0 else group + 1, elements.pop(place))
    elif 0 <= number + by < len(_pages(new)):
        beside = _elements(_page(new, number + by))
        beside.insert(len(beside) if by < 0 else 0, elements.pop(place))
    return new


def free_name(document: Document, *, like: str) -> str:
    """A name that no item of the document has: ``like`` itself, or with the next number behind it."""
    taken = {item.name for item in items_written(document)}
    stem = re.sub(r"_\d+$", "", like)[:34] or "item"
    numbered = (f"{stem}_{number}" for number in count(2))
    return next(name for name in chain((like or stem,), numbered) if name not in taken)


def texts_at(document: Document, path: str) -> dict[str, str]:
    """The words at a path such as ``pages[0].elements[1].title``, by language. Raises NoSuchPlace."""
    holder, key = _holder(document, path)
    return texts_of(holder.get(key))


def with_text(document: Document, path: str, language: str, text: str) -> dict[str, object]:
    """The words at a path with one language more, or another text in it. Raises NoSuchPlace."""
    new = _copied(document)
    holder, key = _holder(new, path)
    holder[key] = words_of({**texts_of(holder.get(key)), language: text})
    return new


def _holder(document: Document, path: str) -> tuple[dict[str, object], str]:
    """The object in which the last step of a path is a property."""
    here: object = document
    *steps, last = path.split(".")
    for step in steps:
        key, _bracket, place = step.partition("[")
        here = here.get(key) if isinstance(here, dict) else None
        listed = maps(here)
        number = int(place.rstrip("]") or -1) if place.rstrip("]").isdigit() else -1
        if not 0 <= number < len(listed):
            raise NoSuchPlace(f"the document has nothing at {path}")
        here = listed[number]
    if not isinstance(here, dict):
        raise NoSuchPlace(f"the document has nothing at {path}")
    return here, last


def _renamed(document: dict[str, object], old: str, new: str) -> dict[str, object]:
    return {key: _with_name(key, value, old, new) for key, value in document.items()}


def _with_name(key: str, value: object, old: str, new: str) -> object:
    if isinstance(value, str):
        if key in _LISTED_NAMES:
            return new if value == old else value
        return re.sub(rf"\{{{re.escape(old)}(?=[.}}])", f"{{{new}", value)
    if isinstance(value, list):
        return [_with_name(key, each, old, new) for each in value]
    if isinstance(value, dict):
        return {name: _with_name(str(name), each, old, new) for name, each in value.items()}
    return value


def _copied(document: Document) -> dict[str, object]:
    return copy.deepcopy(dict(document))


def _merged(content: dict[str, object], changed: Mapping[str, object]) -> dict[str, object]:
    for key, value in changed.items():
        if value is None or value == {}:
            content.pop(key, None)
        else:
            content[key] = value
    return content


def _pages(document: dict[str, object]) -> list[dict[str, object]]:
    return _listed(document, "pages")


def _page(document: dict[str, object], number: int) -> dict[str, object]:
    pages = _pages(document)
    if not 0 <= number < len(pages):
        raise NoSuchPlace(f"the document has no section {number + 1}")
    return pages[number]


def _container(document: dict[str, object], into: int | str) -> dict[str, object]:
    if isinstance(into, int):
        return _page(document, into)
    elements, place = _standing(document, into)
    if elements[place].get("type") != GROUP:
        raise NoSuchPlace(f"{into!r} is no group")
    return elements[place]


def _elements(container: dict[str, object]) -> list[dict[str, object]]:
    return _listed(container, "elements")


def _listed(content: dict[str, object], key: str) -> list[dict[str, object]]:
    """The very list, so that a change of it is a change of the document."""
    listed = maps(content.get(key))
    if listed != content.get(key):
        content[key] = listed
        return listed
    return cast(list[dict[str, object]], content[key])


def _standing(document: dict[str, object], name: str) -> tuple[list[dict[str, object]], int]:
    """The list in which an item or a group stands, and its place there."""
    for page in _pages(document):
        for elements in (_elements(page), *(_elements(each) for each in _elements(page) if each.get("type") == GROUP)):
            for place, element in enumerate(elements):
                if element.get("name") == name:
                    return elements, place
    raise NoSuchPlace(f"the document has no item {name!r}")
