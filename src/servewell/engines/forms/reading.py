"""Reads a frozen document into a form, or tells all of its faults at once."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Final

from servewell.engines.forms import item_reading, vocabulary
from servewell.engines.forms.document import Form, Item, Page
from servewell.engines.forms.faults import DocumentHasFaults, Fault, Place
from servewell.engines.forms.languages import SURVEYJS_NAMES

_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read(document: Mapping[str, object]) -> Form:
    """A form from its document. Raises `DocumentHasFaults` with every fault, each with its path and how to mend it."""
    digest = _digest(document)
    place = Place(path="", content=document)
    place.refuse_unknown(vocabulary.DOCUMENT)
    title = place.words("title", languages=None, is_required=True)
    languages = tuple(language for language in SURVEYJS_NAMES if language in title)
    description = place.words("description", languages=languages)
    pages, items = _pages(place, languages)
    _check_together(place, items)
    if place.faults:
        raise DocumentHasFaults(tuple(place.faults))
    return Form(title, description or None, pages, items, languages, digest)


def _digest(document: Mapping[str, object]) -> str:
    try:
        canonical = json.dumps(
            document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        ).encode()
    except (TypeError, ValueError, RecursionError) as not_json:
        fault = Fault(path="", what=f"The document is not JSON: {not_json}.", mend="Use only what JSON can hold.")
        raise DocumentHasFaults((fault,)) from not_json
    return hashlib.sha256(canonical).hexdigest()


def _pages(document: Place, languages: tuple[str, ...]) -> tuple[tuple[Page, ...], tuple[Item, ...]]:
    pages: list[Page] = []
    items: list[Item] = []
    for number, place in enumerate(document.children("pages")):
        place.refuse_unknown(vocabulary.PAGE)
        name = place.text("name")
        if name is not None and not _IDENTIFIER.fullmatch(name):
            place.fault("name", f"'{name}' is not an identifier.", "Use small letters, digits and _, a letter first.")
        title, description = (place.words(key, languages=languages) for key in ("title", "description"))
        pages.append(Page(title or None, description or None))
        for element in place.children("elements"):
            item = item_reading.read_item(element, page=number, languages=languages, earlier=items)
            if item is not None:
                items.append(item)
    return tuple(pages), tuple(items)


def _check_together(place: Place, items: tuple[Item, ...]) -> None:
    for mark, those in {
        "servewell:overall": [item.name for item in items if item.is_overall],
        "servewell:asks-for-answer": [item.name for item in items if item.asks_for_answer],
        "servewell:contact": [item.name for item in items if item.is_contact],
    }.items():
        if len(those) > 1:
            place.fault("pages", f"'{mark}' stands on {', '.join(those)}.", "Leave it on one item.")
