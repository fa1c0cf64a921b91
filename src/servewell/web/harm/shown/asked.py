"""Which voice an address asks for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.base.permissions import NotAllowed
from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.components import Crumb

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


def is_over_all(person: "Person") -> bool:
    """Whether the person names people for the whole company, whose words of harm are one list."""
    try:
        people.require_over_all(actor=person, power=rules.NAME_FOR_HARM)
    except NotAllowed:
        return False
    return True


def over_all_or_404(person: "Person") -> None:
    if not is_over_all(person):
        raise Http404


def readable_or_404(person: "Person", number: int) -> cases.Markable:
    """A voice that the person reads among those of its unit."""
    if not voices.can_be_read(viewer=person, voice=number):
        raise Http404
    return cases.to_mark(viewer=person, voice_number=number, at=today.now())


def case_or_404(person: "Person", number: int) -> cases.Markable:
    """The voice of a case that the person sees."""
    try:
        case = cases.case_for(viewer=person, number=number)
    except cases.NoSuchCase as none:
        raise Http404 from none
    return cases.to_mark(viewer=person, voice_number=case.voice_id, at=today.now())


def voice_crumbs(found: cases.Markable) -> Sequence[Crumb]:
    return (
        Crumb(_("What customers said"), links.VOICES.path()),
        Crumb(str(found.unit.name), links.VOICE.path(number=found.number)),
    )


def case_crumbs(found: cases.Markable, number: int) -> Sequence[Crumb]:
    return (
        Crumb(_("Cases"), links.CASES.path()),
        Crumb(_("Case %(number)d") % {"number": number}, links.CASE.path(number=number)),
        Crumb(str(found.unit.name)),
    )
