"""What stands around every page: the rooms that this person may enter, under the company's name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servewell.base import links, today
from servewell.base.permissions import Power
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.customers import rules as customers_rules
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.instruments import rules as instruments_rules
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.playbooks import rules as playbooks_rules
from servewell.rooms.standards import rules as standards_rules
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.webhooks import rules as webhook_rules
from servewell.web.home import walks
from servewell.web.kit import looks
from servewell.web.kit.access import powers_held
from servewell.web.kit.components import Look, NavItem, Shell
from servewell.web.kit.context import shell_with
from servewell.web.kit.devices import device_key

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

TABS = 4
MOST_COUNTED = 99


@dataclass(frozen=True)
class Place:
    """A room's first page, and the power without which it is not shown. Those of a ``group`` stand together."""

    label: "str | Promise"
    link: links.Link
    icon: str
    power: Power | None = None
    group: "str | Promise" = ""


ASKING, PROMISING, PEOPLE = _("How we ask"), _("What we promise"), _("People and units")
PLACES = (
    Place(_("My day"), links.HOME, "day"),
    Place(_("All departments"), links.EXECUTIVE, "heroes", insight_rules.REMIT),
    Place(_("Satisfaction"), links.SATISFACTION, "satisfaction", insight_rules.SEE),
    Place(_("Voices"), links.VOICES, "voices", voice_rules.READ),
    Place(_("Cases"), links.CASES, "cases", cases_rules.SEE),
    Place(_("Harm"), links.HARMS, "cases", cases_rules.HANDLE_HARM),
    Place(_("Monday's page"), links.MONDAY, "day", insight_rules.SEE),
    Place(_("Reports of cases"), links.CASE_REPORTS, "check", cases_rules.SEE),
    Place(_("Customers"), links.CUSTOMERS, "heroes", customers_rules.SEE),
    Place(_("In the field"), links.FIELD, "check", voice_rules.GATHER, group=ASKING),
    Place(_("What we ask"), links.INSTRUMENTS, "surveys", instruments_rules.WRITE, group=ASKING),
    Place(_("Survey links"), links.CHANNELS, "surveys", voice_rules.MANAGE_CHANNELS, group=ASKING),
    Place(_("Asking customers"), links.ASKING, "surveys", voice_rules.ASK, group=ASKING),
    Place(_("Sheets that came back"), links.PAPER, "import", voice_rules.KEY_IN, group=ASKING),
    Place(_("Disputed answers"), links.DISPUTES, "check", instruments_rules.DECIDE, group=ASKING),
    Place(_("Files"), links.IMPORTS, "import", voice_rules.IMPORT, group=ASKING),
    Place(_("The promise"), links.PROMISE, "standards", group=PROMISING),
    Place(_("What figures mean"), links.INDICATORS, "check", insight_rules.DEFINE, group=PROMISING),
    Place(_("Service chain"), links.CHAIN, "leaf", group=PROMISING),
    Place(_("Promises"), links.PROMISES, "standards", standards_rules.PUBLISH, group=PROMISING),
    Place(_("Processes"), links.PROCESSES, "check", standards_rules.KEEP, group=PROMISING),
    Place(_("Answer times"), links.ANSWER_TIMES, "day", cases_rules.SET_POLICY, group=PROMISING),
    Place(_("Causes"), links.CAUSES, "leaf", cases_rules.KEEP_CAUSES, group=PROMISING),
    Place(_("Who is told of harm"), links.HARM_NAMED, "people", cases_rules.NAME_FOR_HARM, group=PROMISING),
    Place(_("Playbooks"), links.PLAYBOOKS, "standards", playbooks_rules.INSTALL, group=PROMISING),
    Place(_("Team"), links.TEAM, "people", people_rules.SEE_TEAM, group=PEOPLE),
    Place(_("Units"), links.UNITS, "leaf", people_rules.MANAGE, group=PEOPLE),
    Place(_("Roles"), links.ROLES, "lock", people_rules.MANAGE, group=PEOPLE),
    Place(_("Staff files"), links.STAFF, "people", people_rules.MANAGE, group=PEOPLE),
    Place(_("Webhooks"), links.WEBHOOKS, "import", webhook_rules.MANAGE, group=PEOPLE),
    Place(_("How Servewell runs"), links.HOST, "check", people_rules.SEE_RUNNING, group=PEOPLE),
)


@dataclass(frozen=True)
class Standing:
    """What home and the shell both need to know of a person, asked once for each request.

    ``overdue_cases``, and the ``points`` of cases that wait for them, are counted up to the most that the list of cases
    counts.
    """

    powers: frozenset[str]
    overdue_cases: int
    points: int

    def may(self, power: Power) -> bool:
        return power.code in self.powers


def shell_for(request: HttpRequest) -> Shell:
    company = people.company(on=today.now().date())
    look = look_of(company) if company else None
    brand = look.name if look else str(company.unit.name) if company else "Servewell"
    person: Person | None = getattr(request, "person", None)
    if person is None:
        return shell_with(request, brand=brand, look=look)
    standing = standing_of(request, person)
    open_places = [place for place in PLACES if place.power is None or standing.may(place.power)]
    nav = [_item(place, request.path, standing, is_tab=number < TABS) for number, place in enumerate(open_places)]
    walk = walks.shown(person=person, powers=standing.powers, path=request.path)
    return shell_with(
        request, nav=nav, person_name=person.name, device_key=device_key(person), brand=brand, look=look, walk=walk,
        may_walk=walks.is_on(),
    )  # fmt: skip


def look_of(company: people.Company) -> Look | None:
    """How the company looks on pages that are nobody's unit: sign-in, and everything behind it."""
    if company.brand is None:
        return None
    return looks.look(key=company.brand, name=str(company.brand_name), has_logo=company.has_logo)


def standing_of(request: HttpRequest, person: "Person") -> Standing:
    known: Standing | None = getattr(request, "standing", None)
    if known is None:
        powers = powers_held(request)
        looks_at_cases = not powers.isdisjoint((cases_rules.SEE.code, cases_rules.ANSWER.code))
        found = cases.at_hand(viewer=person, at=today.now()) if looks_at_cases else cases.AtHand(0, 0)
        known = Standing(powers=powers, overdue_cases=found.overdue, points=found.points)
        request.standing = known  # type: ignore[attr-defined]  # kept for the rest of the request
    return known


def _is_within_another(path: str, url: str) -> bool:
    """Whether a place that stands within this one holds the page: reports of cases have an address within cases."""
    within = [each.link.path() for each in PLACES if each.link.path().startswith(f"{url}/")]
    return any(path == each or path.startswith(f"{each}/") for each in within)


def _item(place: Place, path: str, standing: Standing, *, is_tab: bool) -> NavItem:
    url = place.link.path()
    late = min(standing.overdue_cases, MOST_COUNTED) if place.link is links.CASES else 0
    return NavItem(
        label=str(place.label),
        url=url,
        icon=place.icon,
        count=late or None,
        is_here=path == url or (url != "/" and path.startswith(f"{url}/") and not _is_within_another(path, url)),
        is_tab=is_tab,
        group=str(place.group),
    )
