"""What a customer said to us, and when we asked them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers.terms import WhyNot
from servewell.rooms.voice import terms
from servewell.rooms.voice.selectors import AskedOnce, Heard
from servewell.rooms.voice.terms import AskedState
from servewell.web.kit.components import Chip, Link
from servewell.web.kit.glance import opening


@dataclass(frozen=True)
class Said:
    text: str
    language: str
    unit: str
    on: date
    url: str
    case: Link | None


@dataclass(frozen=True)
class Campaign:
    """One campaign that asked them, or did not."""

    name: str
    url: str
    survey: str
    unit: str
    at: datetime
    answered_at: datetime | None
    chip: Chip
    why: str


def said(heard: Sequence[Heard], cases: Mapping[int, int]) -> list[Said]:
    return [_said(each, cases.get(each.number)) for each in heard]


def _said(heard: Heard, case: int | None) -> Said:
    first = heard.words[0] if heard.words else None
    return Said(
        text=opening(first.text) if first else _("Answered without words"),
        language=first.language if first else "",
        unit=str(heard.unit_name),
        on=heard.on,
        url=links.VOICE.path(number=heard.number),
        case=Link(_("Case %(number)s") % {"number": case}, links.CASE.path(number=case)) if case else None,
    )


def campaigns(asked: Sequence[AskedOnce]) -> list[Campaign]:
    return [_campaign(each) for each in asked]


def _campaign(each: AskedOnce) -> Campaign:
    return Campaign(
        name=each.name,
        url=links.CAMPAIGN.path(number=each.campaign) if each.campaign else "",
        survey=str(each.survey),
        unit=str(each.unit),
        at=each.at,
        answered_at=each.answered_at,
        chip=chip_of(each.state),
        why=_why(each.reason),
    )


def chip_of(state: AskedState) -> Chip:
    return {
        AskedState.WAITING: Chip(_("Their letter waits")),
        AskedState.ASKED: Chip(_("Asked, no answer yet")),
        AskedState.IN_DOUBT: Chip(_("Perhaps asked"), "needs"),
        AskedState.ANSWERED: Chip(_("Answered"), "accent"),
        AskedState.BOUNCED: Chip(_("Not reached"), "bad"),
        AskedState.OPTED_OUT: Chip(_("Does not want to be asked")),
        AskedState.COMPLAINED: Chip(_("Reported it as unwanted"), "bad"),
        AskedState.SKIPPED: Chip(_("Not asked")),
        AskedState.STOPPED: Chip(_("Ended before it left")),
    }[state]


def _why(reason: str) -> str:
    if reason == terms.TOO_OFTEN:
        return _("They were asked as often as your company allows.")
    return customers.sentence(why_not=WhyNot(reason)) if reason in set(WhyNot) else ""
