"""Where else an aspect is used: what customers said, cases, figures and targets, as far as the reader may open them."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links, today
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import terms as cases_terms
from servewell.rooms.insight import selectors as insight
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voice
from servewell.rooms.voice import terms as voice_terms
from servewell.web.kit.components import Link
from servewell.web.kit.figures import number

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import FiguresAbout
    from servewell.rooms.people.models import Person
    from servewell.rooms.standards.models import Aspect

DAY = timedelta(days=1)
RECENT, YEAR = 90 * DAY, 365 * DAY


@dataclass(frozen=True)
class Uses:
    """By aspect, as far as the reader sees it; None where they see no voices or cases at all."""

    voices: Mapping[int, int] | None
    cases: Mapping[int, int] | None
    figures: "Mapping[str, FiguresAbout]"
    since: str
    against: Mapping[str, int]
    year: str


def uses_seen_by(person: "Person", *, powers: Container[str], aspects: "Sequence[Aspect]", zone: str) -> Uses:
    """``powers`` are the codes of those that the person holds somewhere; ``zone`` is the company's, as in the list."""
    at = today.now()
    on, here = at.date(), today.day_in(zone, at=at)
    from_on = on - RECENT
    keys = [each.pk for each in aspects]
    return Uses(
        voices=voice.heard_about_aspects(viewer=person, aspects=keys, from_on=from_on)
        if voice_rules.READ.code in powers
        else None,
        cases=cases.open_about_aspects(viewer=person, aspects=keys) if cases_rules.SEE.code in powers else None,
        figures=insight.figures_about_aspects(viewer=person, on=on),
        since=from_on.isoformat(),
        against=cases.cases_against(viewer=person, span=cases.ReportSpan(here - YEAR, here + DAY, zone))
        if cases_rules.SEE.code in powers
        else {},
        year=f"opened~{(here - YEAR).isoformat()}~{here.isoformat()}",
    )


def links_to_uses(aspect: "Aspect", uses: Uses) -> Sequence[Link]:
    """Each says how many there are and leads to them; what the reader may not open is left out."""
    found: list[Link] = []
    if uses.voices is not None:
        n = uses.voices.get(aspect.pk, 0)
        found.append(_link(_voices(n), n, links.VOICES.path(), {"aspect": aspect.code, "from": uses.since}))
    if uses.cases is not None:
        n = uses.cases.get(aspect.pk, 0)
        found.append(_link(_cases(n), n, links.CASES.path(), {"shelf": "open", "aspect": aspect.code}))
    return [*found, *_figures(aspect, uses)]


def link_to_cases_against(code: str, uses: Uses) -> Link | None:
    """Cases of the last twelve months whose main cause points at the standard; None where there are none."""
    n = uses.against.get(code, 0)
    said = ngettext(
        "%(count)s case of the last 12 months has a cause against it",
        "%(count)s cases of the last 12 months have a cause against it",
        n,
    )
    return _link(said, n, links.CASES.path(), {"shelf": "all", "standard": code, "span": uses.year}) if n else None


def _voices(n: int) -> str:
    if n >= voice_terms.MOST_ABOUT:
        return _("%(count)s voices or more about it in the last 90 days")
    return ngettext("%(count)s voice about it in the last 90 days", "%(count)s voices about it in the last 90 days", n)


def _cases(n: int) -> str:
    if n >= cases_terms.MOST_COUNTED:
        return _("%(count)s open cases or more about it")
    return ngettext("%(count)s open case about it", "%(count)s open cases about it", n)


def _figures(aspect: "Aspect", uses: Uses) -> Sequence[Link]:
    about = uses.figures.get(aspect.code)
    if about is None:
        return ()
    found = [
        Link(_("The figure “%(title)s” counts answers about it") % {"title": title}, links.INDICATOR.path(code=code))
        for code, title in about.figures
    ]
    if about.targets:
        said = ngettext("%(count)s target for it", "%(count)s targets for it", about.targets)
        found.append(_link(said, about.targets, links.SATISFACTION.path(), {"aspect": aspect.code}))
    return found


def _link(said: str, n: int, path: str, query: dict[str, str]) -> Link:
    return Link(said % {"count": number(n)}, f"{path}?{urlencode(query)}")
