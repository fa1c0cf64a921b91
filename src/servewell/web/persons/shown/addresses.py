"""E-mail addresses that wait for somebody's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from servewell.rooms.people import selectors as people
from servewell.web.kit.components import Empty
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.people.models import AddressChange, Person


@dataclass(frozen=True)
class Row:
    key: int
    name: str
    number: str
    old: str
    new: str
    asked: str


@dataclass(frozen=True)
class AddressesPage:
    title: str
    rows: Sequence[Row]
    nothing: Empty | None


def addresses_page(found: "Sequence[AddressChange]", *, viewer: "Person") -> AddressesPage:
    names = people.names_of(actors=[each.asked_by for each in found])
    title = ngettext(
        "%(number)s new e-mail address waits for your word", "%(number)s new e-mail addresses wait for your word",
        len(found),
    )  # fmt: skip
    return AddressesPage(
        title=title % {"number": number(len(found))} if found else _("No e-mail address waits for your word"),
        rows=tuple(_row(each, viewer, names.get(each.asked_by, "")) for each in found),
        nothing=None if found else Empty(_("Nothing is waiting."), icon="check"),
    )


def _row(change: "AddressChange", viewer: "Person", asked_by: str) -> Row:
    asked = {"name": asked_by or _("the identity provider"), "day": day(change.asked_at)}
    is_own = change.person_id == viewer.pk
    return Row(
        key=change.pk,
        name=_("%(name)s, that is you") % {"name": change.person.name} if is_own else change.person.name,
        number=change.person.number,
        old=change.old or pgettext("e-mail address", "none"),
        new=change.new or pgettext("e-mail address", "none"),
        asked=_("Asked for by %(name)s on %(day)s") % asked,
    )
