"""The chapters of a unit's handbook, in a playbook: ``chapters:``. An edition is published by whoever has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from servewell.base.permissions import Actor
from servewell.base.playbook import Names, Part, Said, Vocabulary, said_words, state
from servewell.base.words import Words
from servewell.rooms.people.playbook import said_unit, unit_in, unit_named, units_said
from servewell.rooms.standards import selectors, services
from servewell.rooms.standards.models import Chapter
from servewell.rooms.standards.terms import LONGEST_CODE, RESERVED_CODES


@dataclass(frozen=True)
class ChapterWanted:
    """``unit`` is a code, empty for the whole company."""

    unit: str
    code: str
    title: Words
    text: Words


def _read(part: Part, names: Names) -> ChapterWanted | None:
    entries = part.all_of(("code", "title", "text"), known=("unit",))
    if entries is None:
        return None
    unit = unit_in(entries, names, whole=part)
    code = entries["code"].code(longest=LONGEST_CODE, reserved=RESERVED_CODES)
    title, text = entries["title"].words(), entries["text"].words()
    return ChapterWanted(unit, code, title, text) if unit is not None and code and title and text else None


def _standing() -> list[ChapterWanted]:
    """The company's own first, then by the unit's code; of each unit in the order in which they are read."""
    units = units_said()
    found = [
        ChapterWanted(units[each.unit_id], each.code, each.title, each.text)
        for each in selectors.chapters_in_force()
        if each.unit_id in units
    ]
    return sorted(found, key=lambda each: each.unit)


def _said(wanted: ChapterWanted) -> Said:
    words = {"title": said_words(wanted.title), "text": said_words(wanted.text)}
    return {"code": wanted.code, **said_unit(wanted.unit), **words}


def _install(*, wanted: Sequence[ChapterWanted], by: Actor, at: datetime) -> None:
    for each in wanted:
        unit = unit_named(code=each.unit)
        services.write_chapter(unit=unit, code=each.code, title=each.title, text=each.text, by=by, at=at)


CHAPTERS = state(
    Vocabulary(
        name="chapters",
        title=gettext_noop("Chapters of the handbook"),
        keys=("unit", "code"),
        after=("units",),
        read=_read,
        standing=_standing,
        said=_said,
        install=_install,
        kept_in=(Chapter,),
    )
)
