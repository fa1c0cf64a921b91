"""What an address asks for, and what countries are called."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import Http404

from servewell.base.words import active_language, collation_key
from servewell.engines.clocks import known_days
from servewell.rooms.cases import rules
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


def unit_or_404(person: "Person", code: str) -> "Unit":
    try:
        return people.unit_for(viewer=person, power=rules.SET_POLICY, code=code)
    except people.NoSuchUnit as none:
        raise Http404 from none


def countries() -> Sequence[tuple[str, str]]:
    """Code and name of all whose holidays are known, as the reader looks them up."""
    language = active_language()
    return sorted(
        ((code, country_name(code)) for code in known_days.countries()),
        key=lambda each: collation_key(each[1], language),
    )


def country_name(code: str) -> str:
    """In the reader's language."""
    from babel import Locale  # noqa: PLC0415 - dear to load, and few pages name countries

    return str(Locale.parse(active_language(), sep="-").territories.get(code, code))


def parts(country: str) -> Sequence[tuple[str, str]]:
    """Code and name of the parts of a country, as they are called there; none of one that is not known."""
    if country not in known_days.countries():
        return ()
    return sorted(known_days.parts_of(country).items(), key=lambda each: collation_key(each[1], active_language()))
