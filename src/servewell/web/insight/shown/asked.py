"""What an address or a form asks for, and its page."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404

from servewell.base import today
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice.terms import Audience
from servewell.web.insight.shown import satisfaction as shown
from servewell.web.kit.components import Quote

if TYPE_CHECKING:
    from django.http import QueryDict

    from servewell.rooms.insight.selectors import Satisfaction
    from servewell.rooms.people.models import Person
    from servewell.web.insight.forms import AnnotationForm

QUOTES = 3
EARLIEST, LATEST = 1990, 9000


def found_for(reader: "Person", unit: str | None, asked: "QueryDict") -> "Satisfaction":
    """A unit's figures as the address, or the fields of a form, ask for them. Raises Http404, NoSuchIndicator."""
    try:
        return insight.satisfaction(
            viewer=reader,
            unit=unit,
            at=today.now(),
            until=_month(asked.get("until", "")),
            audience=_audience(asked.get("audience", "")),
            tree=_tree(asked.get("tree", "")),
        )
    except people.NoSuchUnit:
        raise Http404 from None


def page_of(
    reader: "Person", found: "Satisfaction", *, refused: "AnnotationForm | None" = None
) -> shown.SatisfactionPage:
    quotes = _quotes(reader, found)
    reads = quotes is not None or people.holds(actor=reader, power=voice_rules.READ)
    return shown.page_of(found, quotes=quotes, reads=reads, refused=refused)


def _audience(typed: str) -> Audience:
    return Audience.INTERNAL if typed == Audience.INTERNAL.value else Audience.EXTERNAL


def _tree(typed: str) -> Tree:
    return Tree.TODAY if typed == Tree.TODAY.value else Tree.AS_IT_WAS


def _month(typed: str) -> date | None:
    """A month as 2016-12. What cannot be one is as good as nothing."""
    try:
        month = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
    return month if EARLIEST <= month.year <= LATEST else None


def _quotes(person: "Person", found: "Satisfaction") -> Sequence[Quote] | None:
    """The latest words, for a person who may read the unit's voices."""
    unit = found.unit.pk
    if not people.may(actor=person, power=voice_rules.READ, unit=unit):
        return None
    end = found.spans.shown.until_on if found.is_past else None
    asked = voice.Filters(unit=unit, until_on=end, audience=found.audience, tree=found.meaning.tree)
    latest = voice.heard(viewer=person, filters=asked, size=QUOTES)
    return [shown.quote_of(heard) for heard in latest.items]
