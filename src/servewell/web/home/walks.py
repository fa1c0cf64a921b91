"""The walk through the pages somebody works with: which pages, and one sentence for each. The only place that says it.

The first walk whose power somebody holds is theirs, without the steps whose pages they may not open. ``target`` is the
id of what a step points at.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base import links
from servewell.base.permissions import Power
from servewell.rooms.cases import rules as cases
from servewell.rooms.customers import rules as customers
from servewell.rooms.insight import rules as insight
from servewell.rooms.instruments import rules as instruments
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.rooms.playbooks import rules as playbooks
from servewell.rooms.voice import rules as voice
from servewell.web.kit.components import Walk

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class Step:
    page: links.Link
    target: str
    says: "str | Promise"
    power: Power | None = None

    @property
    def url(self) -> str:
        return f"{self.page.path()}#{self.target}"


OWED = Step(links.HOME, "owed", gettext_lazy("What you owe today stands here; begin with the first line."))
FIGURES = Step(
    links.SATISFACTION,
    "figures",
    gettext_lazy("How satisfied customers are, how sure that is, and what cannot be told apart."),
    insight.SEE,
)
VOICES = Step(
    links.VOICES,
    "narrow",
    gettext_lazy("Everything customers said, in their own words; narrow it here by unit, aspect or day."),
    voice.READ,
)
REPORTS = Step(
    links.CASE_REPORTS,
    "report",
    gettext_lazy("Whether letters are answered in time, and what caused them; every number leads to its cases."),
    cases.SEE,
)
WALKS: "Sequence[tuple[Power | None, Sequence[Step]]]" = (
    (
        people_rules.SEE_RUNNING,
        (
            Step(
                links.HOST,
                "running",
                gettext_lazy("Whether everything runs and when it was backed up; what is wrong stands first."),
                people_rules.SEE_RUNNING,
            ),
            Step(
                links.UNITS,
                "tree",
                gettext_lazy("Your company as a tree of units: who works where, and what holds there."),
                people_rules.MANAGE,
            ),
            Step(
                links.ROLES,
                "roles",
                gettext_lazy("What each role allows; a person holds it over one unit and all below."),
                people_rules.MANAGE,
            ),
            Step(
                links.PLAYBOOKS,
                "playbooks",
                gettext_lazy("A playbook brings a whole programme, and shows what it would change before it does."),
                playbooks.INSTALL,
            ),
        ),
    ),
    (
        insight.REMIT,
        (
            Step(
                links.EXECUTIVE,
                "figures",
                gettext_lazy("All departments on one page: whether the promise is kept, and what nobody owns."),
                insight.REMIT,
            ),
            FIGURES,
            Step(
                links.MONDAY,
                "week",
                gettext_lazy("Every Monday one page: what went well, what moved, and who waits."),
                insight.SEE,
            ),
            REPORTS,
        ),
    ),
    (
        instruments.WRITE,
        (
            OWED,
            Step(
                links.STANDARDS,
                "standards",
                gettext_lazy("What we promise under each aspect, with our way, and where each standard is used."),
            ),
            Step(
                links.INSTRUMENTS,
                "instruments",
                gettext_lazy("What customers are asked; a change is tried here before anybody sees it."),
                instruments.WRITE,
            ),
            VOICES,
            REPORTS,
        ),
    ),
    (
        cases.ANSWER,
        (
            OWED,
            Step(
                links.CASES,
                "shelves",
                gettext_lazy("The letters that wait, the most urgent first; Enter opens one, ? shows all keys."),
                cases.SEE,
            ),
            VOICES,
            Step(
                links.CUSTOMERS,
                "search",
                gettext_lazy("Find a customer by a part of the name, and all that was between us."),
                customers.SEE,
            ),
            REPORTS,
        ),
    ),
    (
        people_rules.SEE_TEAM,
        (
            OWED,
            Step(
                links.TEAM,
                "team",
                gettext_lazy("Your people, and who of them still owes something."),
                people_rules.SEE_TEAM,
            ),
            VOICES,
            FIGURES,
            Step(
                links.CASES,
                "shelves",
                gettext_lazy("The letters of your unit: who has them, and by when they are answered."),
                cases.SEE,
            ),
        ),
    ),
    (
        None,
        (
            OWED,
            Step(links.PROMISE, "promise", gettext_lazy("What all of us promise, and what it looks like at work.")),
            FIGURES,
            Step(
                links.MY_CHAIN,
                "chain",
                gettext_lazy("Whom your job serves, step by step until the customer."),
            ),
            Step(links.ME, "said", gettext_lazy("Your own page: what customers said about your service.")),
        ),
    ),
)


def is_on() -> bool:
    """The host may switch it off."""
    return bool(settings.GUIDED_WALK)


def steps_for(*, powers: Set[str]) -> Sequence[Step]:
    """Of whoever holds these powers (codes) somewhere."""
    own = next(steps for power, steps in WALKS if power is None or power.code in powers)
    return tuple(each for each in own if each.power is None or each.power.code in powers)


def reached(step: int, steps: Sequence[Step]) -> int:
    """The last one where the walk has become shorter meanwhile: powers were taken."""
    return min(step, len(steps) - 1)


def shown(*, person: "Person", powers: Set[str], path: str) -> Walk | None:
    """What stands on a page of this address: on the first page the offer, and on every page the step they are at."""
    if not is_on():
        return None
    at, steps = people.walking(person=person), steps_for(powers=powers)
    if at is None:
        return Walk(links.WALK.path()) if path == links.HOME.path() else None
    if at.is_over:
        return None
    number = reached(at.step, steps)
    step = steps[number]
    return Walk(
        url=step.url,
        says=str(step.says),
        place=_("Step %(step)s of %(steps)s") % {"step": number + 1, "steps": len(steps)},
        step=number,
        here=path == step.page.path(),
        has_next=number + 1 < len(steps),
    )
