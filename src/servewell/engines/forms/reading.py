"""Reads a frozen document into a form, or tells all of its faults at once."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from servewell.engines.forms import item_reading, vocabulary
from servewell.engines.forms.conditions import Reader
from servewell.engines.forms.document import FIRST_EDITION, SECOND_EDITION, Form, Item, Page, Section
from servewell.engines.forms.faults import DocumentHasFaults, Fault, Place
from servewell.engines.forms.item_reading import Around
from servewell.engines.forms.languages import SURVEYJS_NAMES
from servewell.engines.forms.scope import IDENTIFIER, SECTION_TYPE, Scope, scope_of


def read(document: Mapping[str, object]) -> Form:
    """A form from its document. Raises `DocumentHasFaults` with every fault, each with its path and how to mend it."""
    digest = _digest(document)
    place = Place(path="", content=document)
    place.refuse_unknown(vocabulary.DOCUMENT)
    title = place.words("title", languages=None, is_required=True)
    languages = tuple(language for language in SURVEYJS_NAMES if language in title)
    description = place.words("description", languages=languages)
    edition = place.whole_number(
        "servewell:edition", otherwise=FIRST_EDITION, lowest=FIRST_EDITION, highest=SECOND_EDITION
    )
    reading = _Reading(scope_of(document, languages))
    pages = tuple(reading.page(page, number) for number, page in enumerate(place.children("pages")))
    _check_together(place, reading.items)
    if place.faults:
        raise DocumentHasFaults(tuple(place.faults))
    return Form(
        title=title,
        description=description or None,
        pages=pages,
        items=tuple(reading.items),
        languages=languages,
        digest=digest,
        sections=tuple(reading.sections),
        edition=edition,
    )


def _digest(document: Mapping[str, object]) -> str:
    try:
        canonical = json.dumps(
            document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        ).encode()
    except (TypeError, ValueError, RecursionError) as not_json:
        fault = Fault(path="", what=f"The document is not JSON: {not_json}.", mend="Use only what JSON can hold.")
        raise DocumentHasFaults((fault,)) from not_json
    return hashlib.sha256(canonical).hexdigest()


class _Reading:
    """Pages one after the other: what was read so far is what the next may look at."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._names: set[str] = set()
        self.items: list[Item] = []
        self.sections: list[Section] = []

    def page(self, place: Place, number: int) -> Page:
        place.refuse_unknown(vocabulary.PAGE)
        name = place.text("name")
        if name is not None and not IDENTIFIER.fullmatch(name):
            place.fault("name", f"'{name}' is not an identifier.", "Use small letters, digits and _, a letter first.")
        reader = Reader.of_part(self._scope, page=number)
        title, description = self._texts(place, reader)
        page = Page(title, description, reader.condition(place, "visibleIf"), self._weight(place), name)
        around = Around(self._scope, number, None, () if page.visible_if is None else (page.visible_if,), self._names)
        for element in place.children("elements"):
            if element.content.get("type") == SECTION_TYPE:
                self._section(element, around)
            else:
                self.items += item_reading.read_items(element, around)
        return page

    def _section(self, place: Place, around: Around) -> None:
        place.refuse_unknown(vocabulary.PANEL)
        name = item_reading.read_name(place, self._names)
        reader = Reader.of_part(self._scope, page=around.page, section=name)
        title, description = self._texts(place, reader)
        visible_if = reader.condition(place, "visibleIf")
        self.sections.append(Section(name, around.page, title, description, visible_if, self._weight(place)))
        within = around.within if visible_if is None else (*around.within, visible_if)
        inside = Around(self._scope, around.page, name, within, self._names)
        for element in place.children("elements"):
            if element.content.get("type") == SECTION_TYPE:
                element.fault("type", "A section stands in a section.", "Put it beside it, on the page.")
            else:
                self.items += item_reading.read_items(element, inside)

    def _texts(self, place: Place, reader: Reader) -> Sequence[dict[str, str] | None]:
        texts = {key: place.words_if_any(key, languages=self._scope.languages) for key in ("title", "description")}
        for key, words in texts.items():
            reader.piped(place, key, words)
        return tuple(texts.values())

    def _weight(self, place: Place) -> float | None:
        item_reading.refuse_of_second_edition(place, self._scope, ("servewell:weight",))
        return place.number("servewell:weight", otherwise=None, lowest=0)


def _check_together(place: Place, items: Sequence[Item]) -> None:
    for mark, those in {
        "servewell:overall": [item.name for item in items if item.is_overall],
        "servewell:asks-for-answer": [item.name for item in items if item.asks_for_answer],
        "servewell:contact": [item.name for item in items if item.is_contact],
    }.items():
        if len(those) > 1:
            place.fault("pages", f"'{mark}' stands on {', '.join(those)}.", "Leave it on one item.")
