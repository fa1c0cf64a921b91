"""What stands in the way of publishing: in the author's words, with the way to the place where it is mended."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines import forms
from servewell.engines.forms import written
from servewell.web.instruments.forms.filling import LANGUAGE_NAMES
from servewell.web.instruments.shown.retelling import retold
from servewell.web.instruments.shown.workshop import Workshop

# what the engine says of words that are missing, in all languages or in one
_NOT_WRITTEN: Final = "A text is missing."
_NOT_TRANSLATED: Final = "The text is missing in "


@dataclass(frozen=True)
class FaultRow:
    place: str
    says: str
    url: str


def fault_rows(shop: Workshop) -> tuple[FaultRow, ...]:
    """What is only not translated is one row for each language, however many texts it is."""
    lacking = Counter(_language_lacking(fault) for fault in shop.faults)
    return (
        *(
            FaultRow(place=place, says=says(fault), url=url)
            for fault in shop.faults
            if not _language_lacking(fault)
            for place, url in [_place_of(shop, fault.path)]
        ),
        *(_row_of_language(shop, language, lacking[language]) for language in shop.languages if lacking[language]),
    )


def _row_of_language(shop: Workshop, language: str, number: int) -> FaultRow:
    return FaultRow(
        place=LANGUAGE_NAMES[language],
        says=ngettext("One text is missing.", "%(number)d texts are missing.", number) % {"number": number},
        url=f"{shop.path}/texts?language={language}",
    )


def _language_lacking(fault: forms.Fault) -> str:
    """The language in which only a translation is missing; empty of every other fault."""
    return fault.what.removeprefix(_NOT_TRANSLATED).rstrip(".") if fault.what.startswith(_NOT_TRANSLATED) else ""


def says(fault: forms.Fault) -> str:
    if fault.what == _NOT_WRITTEN:
        return _("Nothing is written here yet.")
    if fault.path.endswith((".elements", "pages")):
        return _("Nothing stands in it yet. Add a question, or remove it.")
    return retold(fault.what, fault.mend)


def faults_under(shop: Workshop, path: str) -> list[tuple[str, str]]:
    """Of an item or a section: where inside of it, and what is said. What stands in it has faults of its own.

    What is only not translated is not said once more: an empty field and the list of missing texts say so.
    """
    inner = [item.path for item in shop.items if item.path.startswith(f"{path}.elements[")]
    return [
        (fault.path[len(path) :].lstrip("."), says(fault))
        for fault in shop.faults
        if not _language_lacking(fault)
        and (fault.path == path or fault.path.startswith(f"{path}."))
        and not any(fault.path.startswith(each) for each in inner)
    ]


def item_at(shop: Workshop, path: str) -> written.WrittenItem | None:
    """The innermost item in which a path lies."""
    within = [item for item in shop.items if path == item.path or path.startswith(f"{item.path}.")]
    return max(within, key=lambda item: len(item.path), default=None)


def _place_of(shop: Workshop, path: str) -> tuple[str, str]:
    item = item_at(shop, path)
    if item is not None:
        return shop.in_language(item.title) or item.name, url_of_item(shop, item)
    section = next((each for each in shop.sections if path == each.path or path.startswith(f"{each.path}.")), None)
    if section is not None:
        return name_of_section(shop, section), url_of_section(shop, section)
    return _("Title, thanks and languages"), f"{shop.path}/head"


def name_of_section(shop: Workshop, section: written.WrittenSection) -> str:
    return shop.in_language(section.title) or _("Section %(number)d") % {"number": section.number + 1}


def url_of_item(shop: Workshop, item: written.WrittenItem) -> str:
    """An item without a name, or with a second one's, is mended in the list."""
    is_reachable = bool(item.name) and [each.name for each in shop.items].count(item.name) == 1
    return f"{shop.path}/items/{item.name}" if is_reachable and "/" not in item.name else shop.path


def url_of_section(shop: Workshop, section: written.WrittenSection) -> str:
    return f"{shop.path}/sections/{section.number}"
