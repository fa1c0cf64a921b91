"""What an address or a form asks to write, and whether this person may."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import Http404

from servewell.base import today
from servewell.base.permissions import Power
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards.terms import LONGEST_CODE, Kind
from servewell.web.standards.shown.wording import Text

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


def unit_or_404(person: "Person", code: str, power: Power = rules.PUBLISH) -> "Unit":
    try:
        return people.unit_for(viewer=person, power=power, code=code)
    except people.NoSuchUnit as none:
        raise Http404 from none


def company_text(asked: Mapping[str, str]) -> Text:
    """What holds for the whole company: a standard by its ``code`` or a new one, or with ``kind`` a new aspect."""
    top = people.top_unit()
    if top is None:
        raise Http404
    if asked.get("kind") == Kind.ASPECT.value:
        return Text(unit=top, kind=Kind.ASPECT)
    code = asked.get("code", "")[:LONGEST_CODE]
    return Text(unit=top, kind=Kind.STANDARD, code=code, aspect=asked.get("aspect", "")[:LONGEST_CODE])


def message_text(unit: "Unit", year: int) -> Text:
    """The message of this year or the next, where the unit is: another year is not to be found."""
    this_year = today.day_in(unit.zone, at=today.now()).year
    if year not in (this_year, this_year + 1):
        raise Http404
    return Text(unit=unit, kind=Kind.MESSAGE, code=str(year))


def may_write_for_all(person: "Person") -> bool:
    top = people.top_unit()
    return top is not None and people.may(actor=person, power=rules.PUBLISH, unit=top.pk)
