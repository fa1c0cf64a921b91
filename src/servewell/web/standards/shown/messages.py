"""The messages of the years: what holds of one and what may change, last year's words, and all of them to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.base.words import LANGUAGES
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.web.kit.components import Chip, Crumb, Empty, LedgerEntry, Link
from servewell.web.kit.said import Piece, piece
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.standards.models import Message
    from servewell.rooms.standards.selectors import Spoken


@dataclass(frozen=True)
class SaidIn:
    """A message in one language, by its standard code; a part that is missing in it is empty."""

    code: str
    line: str
    text: str


@dataclass(frozen=True)
class Before:
    title: str
    said: Sequence[SaidIn]


@dataclass(frozen=True)
class YearShown:
    year: str
    chip: Chip | None
    line: Piece
    text: Piece
    whose: str


@dataclass(frozen=True)
class MessagesPage:
    title: str
    crumbs: Sequence[Crumb]
    years: Sequence[YearShown]
    empty: Empty | None


def messages_page(held: "Sequence[Message]", *, on: date) -> MessagesPage:
    return MessagesPage(
        title=_("The message of each year"),
        crumbs=(Crumb(_("The promise"), reverse("standards:promise")),),
        years=tuple(_year(each, on) for each in held),
        empty=None if held else Empty(says=_("No message has been published for your unit."), icon="standards"),
    )


def _year(message: "Message", on: date) -> YearShown:
    named = {"unit": message.unit.name, "day": _published_on(message.unit, message)}
    return YearShown(
        year=str(message.year),
        chip=Chip(_("this year"), "accent") if message.year == on.year else None,
        line=piece(message.line),
        text=piece(message.text),
        whose=_("Of %(unit)s, published on %(day)s") % named,
    )


def title(unit: "Unit", year: int) -> str:
    return _("The message of %(year)s for %(unit)s") % {"unit": unit.name, "year": year}


def why(unit: "Unit", year: int, own: "Spoken | None") -> str:
    """Whose words hold in that year, and from when."""
    said = {"year": year, "unit": unit.name}
    if own is None:
        held = _held(unit, year)
        if held is None:
            return _("Nobody has written the message of %(year)s yet.") % said
        return _("%(unit)s has no message of its own for %(year)s: that of %(whose)s holds, the nearest above.") % {
            **said, "whose": people.unit_by_key(key=held.unit_id).name,
        }  # fmt: skip
    said |= {"number": own.number, "day": _published_on(unit, own)}
    if _today(unit).year < year:
        return _("Version %(number)s, published on %(day)s, holds from 1 January %(year)s.") % said
    return _("Version %(number)s, published on %(day)s, holds for %(year)s.") % said


def rule() -> str:
    return _(
        "Until the year begins all of it may be changed. From then on its line stands in the language that it was "
        "written in, for everybody has read it; its translations and the text may be mended. Each change is a version."
    )


def before(unit: "Unit", year: int) -> Before | None:
    """The message that held, or holds, in the unit in the year before."""
    held = _held(unit, year - 1)
    if held is None:
        return None
    said = (
        SaidIn(each.code, held.line.texts.get(each.code, ""), held.text.texts.get(each.code, "")) for each in LANGUAGES
    )
    whose = people.unit_by_key(key=held.unit_id)
    named = {"year": held.year, "unit": whose.name}
    return Before(title=_("Last year's words: %(year)s, %(unit)s") % named, said=tuple(said))


def links_of(unit: "Unit") -> Sequence[Link]:
    """To where the messages of this year and the next are written, and all are read."""
    this_year = _today(unit).year
    written = [
        Link(
            _("The message of %(year)s") % {"year": year},
            links.MESSAGE.path(unit=unit.code, year=year),
        )
        for year in (this_year + 1, this_year)
    ]
    return (*written, Link(_("The messages of all years"), links.MESSAGES.path()))


def holding(one: "Spoken", unit: "Unit", year: int) -> LedgerEntry:
    """The newest version of a message, as an entry among the others."""
    published = _("published on %(day)s") % {"day": _published_on(unit, one)}
    if _today(unit).year < year:
        return LedgerEntry(
            says=_("Version %(number)s holds from 1 January %(year)s") % {"number": one.number, "year": year},
            stage="now", aside=published,
        )  # fmt: skip
    return LedgerEntry(says=_("Version %(number)s holds") % {"number": one.number}, stage="now", aside=published)


def _held(unit: "Unit", year: int) -> "Message | None":
    held = standards.messages_held(unit=unit.pk, on=_today(unit), until=year)
    return held[0] if held and held[0].year == year else None


def _today(unit: "Unit") -> date:
    return today.day_in(unit.zone, at=today.now())


def _published_on(unit: "Unit", said: "Message | Spoken") -> str:
    return day(today.day_in(unit.zone, at=said.published_at))
