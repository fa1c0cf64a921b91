"""What an address or a form asks for, and its page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import Http404

from servewell.base import today
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import terms
from servewell.rooms.insight.terms import Depth, Standing
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.web.insight.shown.compared import drivers, units
from servewell.web.insight.shown.looking import day_of, fields_of, look_of
from servewell.web.insight.shown.of_a_unit import satisfaction as shown
from servewell.web.insight.shown.of_a_unit.narrowing import with_about
from servewell.web.insight.shown.results import courses
from servewell.web.insight.shown.results.courses import OutcomesPage
from servewell.web.insight.shown.results.outcomes import Strip, strip
from servewell.web.kit.components import Quote

if TYPE_CHECKING:
    from django.http import QueryDict

    from servewell.rooms.insight.selectors import Satisfaction
    from servewell.rooms.people.models import Person

QUOTES = 3


@contextmanager
def or_not_found() -> Iterator[None]:
    """What is not there, or not for this reader, has no page. Raises Http404."""
    try:
        yield
    except (people.NoSuchUnit, insight.NoSuchIndicator):
        raise Http404 from None


def found_for(reader: "Person", unit: str | None, asked: "QueryDict") -> "Satisfaction":
    """A unit's figures as the address, or the fields of a form, ask for them. A version that there is not of the figure
    is as good as none: who chooses another figure has chosen none of its versions. Raises Http404, NoSuchIndicator.
    """
    look = look_of(with_about(asked), unit=unit)
    try:
        return insight.satisfaction(viewer=reader, look=look, at=today.now())
    except people.NoSuchUnit:
        raise Http404 from None
    except insight.NoSuchIndicator:
        if look.version is None:
            raise
    return insight.satisfaction(viewer=reader, look=replace(look, version=None), at=today.now())


def units_for(reader: "Person", unit: str, asked: "QueryDict") -> "units.UnitsPage":
    """The units below one, as the address asks for them. Raises Http404."""
    wanted = _wanted(asked)
    with or_not_found():
        look = look_of(with_about(asked), unit=unit)
        found = insight.compared(viewer=reader, look=look, depth=wanted.depth, at=today.now())
    pair = insight.pair(viewer=reader, found=found, wanted=wanted.pair, at=today.now()) if wanted.pair else None
    return units.page_of(found, asked=wanted, pair=pair)


def drivers_for(reader: "Person", unit: str, asked: "QueryDict") -> "drivers.DriversPage":
    """What goes with satisfaction, as the address asks for it. Raises Http404."""
    with or_not_found():
        look = look_of(with_about(asked), unit=unit)
        found = insight.driving(viewer=reader, look=look, of=asked.get("of") or None, at=today.now())
    return drivers.page_of(found)


def _wanted(asked: "QueryDict") -> "units.Asked":
    first, second = asked.get("first", ""), asked.get("second", "")
    return units.Asked(
        depth=Depth.LEAVES if asked.get("depth") == Depth.LEAVES.value else Depth.RIGHT_BELOW,
        shows_all=asked.get("show") == "all",
        pair=insight.Two(first, second, day_of(asked.get("other", ""))) if first and second else None,
    )


def page_of(
    reader: "Person", found: "Satisfaction", *, refused: "shown.Refused | None" = None
) -> shown.SatisfactionPage:
    quotes = _quotes(reader, found)
    reads = quotes is not None or people.holds(actor=reader, power=voice_rules.READ)
    return shown.page_of(found, quotes=quotes, reads=reads, outcomes=_outcomes(found), refused=refused)


def outcomes_page(reader: "Person", unit: str, asked: "QueryDict") -> OutcomesPage:
    """What a unit's satisfaction is for. Raises Http404."""
    look, found = outcomes_for(reader, unit, asked)
    return courses.page_of(found, look=look)


def outcomes_for(reader: "Person", unit: str, asked: "QueryDict") -> "tuple[insight.Look, insight.Outcomes]":
    """Each over time, as an address or a form asks for it. Raises Http404."""
    look = look_of(asked, unit=unit)
    with or_not_found():
        found = insight.outcomes(
            viewer=reader, unit=unit, at=today.now(), until=look.until, tree=look.tree, with_course=True
        )
    return look, found


def _outcomes(found: "Satisfaction") -> Strip | None:
    """Of the unit whole: beside answers of some customers, or another figure, they would say what is not so."""
    look = found.look
    if look.is_narrowed or look.indicator != terms.CSS or look.version is not None:
        return None
    of_unit = insight.outcomes_of(unit=found.unit, meaning=found.meaning, at=today.now(), until=look.until)
    return strip(of_unit, fields=fields_of(look))


def _quotes(person: "Person", found: "Satisfaction") -> Sequence[Quote] | None:
    latest = heard_for(person, found)
    return None if latest is None else [shown.quote_of(heard) for heard in latest]


def heard_for(person: "Person", found: "Satisfaction") -> Sequence[voice.Heard] | None:
    """The latest words, for a person who may read the unit's voices and for whom the figures were found."""
    if voice_rules.READ not in found.may:
        return None
    look = found.look
    if look.item or (look.channel or "").startswith(insight.OF_KIND) or found.standing is Standing.PRIVATE:
        return None
    asked = voice.Filters(
        unit=found.unit.pk,
        until_on=found.spans.shown.until_on if found.is_past else None,
        audience=look.audience,
        tree=look.tree,
        aspect=look.aspect,
        channel=look.channel,
        language=look.language,
    )
    return voice.heard(viewer=person, filters=asked, size=QUOTES).items
