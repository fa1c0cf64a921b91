"""One campaign: before it starts, while it asks, and what it brought."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.paging import Page
from servewell.base.words import LANGUAGES
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services, terms
from servewell.rooms.voice.terms import AskedState, CampaignState, LetterState
from servewell.web.asking.shown import words
from servewell.web.asking.shown.listed import Counted, state_chip
from servewell.web.kit.asked import pager_of
from servewell.web.kit.components import Chip, Crumb, Definition, Figure, Link, Pager
from servewell.web.kit.figures import number, share_figure
from servewell.web.kit.moments import moment
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.voice.models import Asked, AskingLetter, Campaign

STATE_TONES = {
    AskedState.ANSWERED: "accent",
    AskedState.IN_DOUBT: "needs",
    AskedState.BOUNCED: "bad",
    AskedState.COMPLAINED: "bad",
}


@dataclass(frozen=True)
class Preview:
    """A letter as its reader gets it."""

    name: str
    tag: str
    subject: str
    text: str
    is_fallback: bool


@dataclass(frozen=True)
class CountRow:
    label: str
    number: str
    url: str
    is_here: bool = False


@dataclass(frozen=True)
class Doubt:
    """A letter of which nobody knows whether it left."""

    says: str
    again_path: str
    sent_path: str


@dataclass(frozen=True)
class AskedRow:
    name: str
    address: str
    unit: str
    state: Chip
    reason: str
    letters: Sequence[str]
    doubts: Sequence[Doubt] = ()


@dataclass(frozen=True)
class Button:
    label: str
    path: str
    kind: str = ""
    asks: str = ""


@dataclass(frozen=True)
class CampaignPage:
    title: str
    crumbs: Sequence[Crumb]
    state: Chip
    facts: Sequence[str]
    buttons: Sequence[Button]
    trouble: Sequence[str] = ()
    foreseen: Sequence[str] = ()
    bad_lines: Link | None = None
    previews: Sequence[Preview] = ()
    refreshes: bool = False
    progress: str = ""
    rate: Figure | None = None
    counts: Sequence[CountRow] = ()
    reasons: Sequence[CountRow] = ()
    rows: Sequence[AskedRow] = ()
    pager: Pager = field(default_factory=Pager)


def campaign_page(
    campaign: "Campaign", *, counted: Counted, asked: "Page[Asked]", shown: Collection[int],
    state: AskedState | None, at: datetime,
) -> CampaignPage:  # fmt: skip
    """``shown`` are the customers whom the reader knows by more than a line of a list: the others have no name here."""
    faults = {fault: count for fault, count in voices.lines_by_fault(campaign=campaign).items() if fault}
    is_draft = campaign.state == CampaignState.DRAFT
    return CampaignPage(
        title=campaign.name if is_draft else _title(campaign, counted),
        crumbs=(Crumb(_("Asking customers"), links.ASKING.path()), Crumb(campaign.name)),
        state=state_chip(campaign),
        facts=_facts(campaign),
        buttons=_buttons(campaign),
        trouble=_trouble(campaign, at=at),
        foreseen=_foreseen(campaign, at=at) if is_draft else (),
        bad_lines=_bad_lines(campaign, sum(faults.values())),
        previews=_previews(campaign, at=at) if is_draft else (),
        refreshes=campaign.state == CampaignState.ASKING and _has_more_to_do(campaign, counted),
        progress="" if is_draft else _progress(campaign, counted),
        rate=None if is_draft else _rate(counted),
        counts=() if is_draft else _counts(campaign, counted, state),
        reasons=() if is_draft else _reasons(campaign),
        rows=tuple(_row(campaign, each, each.customer_id in shown) for each in asked.items),
        pager=pager_of(asked, state=state or ""),
    )


def _title(campaign: "Campaign", counted: Counted) -> str:
    rate = voices.rate_of(counted=counted)
    said = {"name": campaign.name, "complete": number(rate.complete), "asked": number(rate.n)}
    text = ngettext(
        "%(name)s: %(complete)s of %(asked)s has answered", "%(name)s: %(complete)s of %(asked)s have answered", rate.n
    )
    return text % said if rate.n else campaign.name


def _facts(campaign: "Campaign") -> list[str]:
    facts = [str(campaign.channel.unit.name), str(campaign.channel.instrument.title)]
    if campaign.since and campaign.until:
        said = {name: day(on) for name, on in (("since", campaign.since), ("until", campaign.until))}
        facts.append(_("who was there from %(since)s until %(until)s") % said)
    else:
        facts.append(_("the addresses of a list"))
    facts.append(_hours(campaign))
    reminders = ngettext("at most %(number)s reminder", "at most %(number)s reminders", campaign.reminders)
    return [*facts, reminders % {"number": number(campaign.reminders)}]


def _hours(campaign: "Campaign") -> str:
    said = {"start": f"{campaign.from_hour}:00", "end": f"{campaign.until_hour}:00"}
    if campaign.on_weekends:
        return _("letters leave from %(start)s to %(end)s, every day") % said
    return _("letters leave from %(start)s to %(end)s, Monday to Friday") % said


def _buttons(campaign: "Campaign") -> list[Button]:
    stop = Button(
        _("Stop for good"), _path("stop", campaign), kind="danger",
        asks=_("Nobody more is asked or reminded, for good. Links that customers have already go on working."),
    )  # fmt: skip
    return {
        CampaignState.DRAFT: [Button(_("Start asking"), _path("start", campaign), kind="primary"), stop],
        CampaignState.ASKING: [Button(_("Pause"), _path("pause", campaign)), stop],
        CampaignState.PAUSED: [Button(_("Go on"), _path("go_on", campaign), kind="primary"), stop],
        CampaignState.STOPPED: [],
    }[CampaignState(campaign.state)]


def _path(name: str, campaign: "Campaign", **parts: int) -> str:
    return reverse(f"asking:{name}", kwargs={"number": campaign.pk, **parts})


def _trouble(campaign: "Campaign", *, at: datetime) -> list[str]:
    found = []
    if campaign.state in (CampaignState.DRAFT, CampaignState.ASKING) and not services.mail_is_set_up():
        found.append(_("No mail server is set up, so no letter leaves yet. Whoever runs Servewell sets one up."))
    if campaign.channel.withdrawn_at:
        found.append(_("The survey's personal links were withdrawn, so nobody is asked any more."))
    if campaign.state == CampaignState.ASKING and not voices.is_open(campaign=campaign, at=at):
        found.append(_("Letters wait for the hours in which they may leave."))
    return found


def _foreseen(campaign: "Campaign", *, at: datetime) -> list[str]:
    if campaign.whom == terms.LIST:
        understood = voices.lines_by_fault(campaign=campaign).get("", 0)
        text = ngettext(
            "%(number)s line of the list holds an address.", "%(number)s lines of the list hold an address.", understood
        )
        says = _(
            "Whoever opted out, or was asked as often as a rule allows, is left in peace when the campaign starts."
        )
        return [text % {"number": number(understood)}, says]
    seen = voices.rehearsed(campaign=campaign, at=at)
    asked = ngettext("%(number)s customer would be asked.", "%(number)s customers would be asked.", seen.asked)
    lines = [asked % {"number": number(seen.asked)}]
    lines += [_left_out(count, reason) for reason, count in seen.reasons.items()]
    if not seen.is_all:
        lines.append(_("We looked at the 1,000 encounters recorded last; the others are looked at on the way."))
    return lines


def _left_out(count: int, reason: str) -> str:
    text = ngettext(
        "%(number)s would be left in peace: %(reason)s.", "%(number)s would be left in peace: %(reason)s.", count
    )
    return text % {"number": number(count), "reason": words.reason(reason)}


def _bad_lines(campaign: "Campaign", count: int) -> Link | None:
    if not count:
        return None
    text = ngettext("%(number)s line was not understood", "%(number)s lines were not understood", count)
    return Link(label=text % {"number": number(count)}, url=_path("lines", campaign))


def _previews(campaign: "Campaign", *, at: datetime) -> list[Preview]:
    found = []
    for language in LANGUAGES:
        letter = services.previewed(campaign=campaign, kind=terms.INVITATION, language=language.code, at=at)
        is_fallback = campaign.words.said(language.code).is_fallback
        found.append(Preview(language.name, language.code, letter.subject, letter.text, is_fallback))
    return found


def _has_more_to_do(campaign: "Campaign", counted: Counted) -> bool:
    return campaign.drawn_up_at is None or bool(counted.get(AskedState.WAITING))


def _progress(campaign: "Campaign", counted: Counted) -> str:
    decided, waiting = sum(counted.values()), counted.get(AskedState.WAITING, 0)
    said = {"decided": number(decided), "waiting": number(waiting)}
    if campaign.drawn_up_at is None:
        return _("%(decided)s customers looked at so far, %(waiting)s letters wait.") % said
    if waiting:
        return _("All %(decided)s customers were looked at, %(waiting)s letters wait.") % said
    return _("All %(decided)s customers were looked at, and no first letter waits.") % said


def _rate(counted: Counted) -> Figure:
    rate = voices.rate_of(counted=counted)
    found = rate.estimate
    said = {
        "complete": number(rate.complete), "refused": number(rate.refused), "silent": number(rate.silent),
        "undelivered": number(rate.undelivered), "doubt": number(rate.in_doubt), "n": number(rate.n),
    }  # fmt: skip
    return share_figure(
        label=_("Response rate"),
        value=found.value if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        n=rate.n,
        count=ngettext("of %(n)s asked", "of %(n)s asked", rate.n) % said,
        definition=Definition(
            term=_("Response rate"),
            says=_(
                "AAPOR RR1, the strictest: complete answers (%(complete)s) among all who were asked: those who "
                "answered, opted out or complained (%(refused)s), have not answered yet (%(silent)s), were not reached "
                "(%(undelivered)s), or may not have been (%(doubt)s). Whoever was left in peace was never asked. There "
                "are no half answers: a survey is sent whole. The interval is Wilson's, at 95 %%."
            )
            % said,
        ),
    )


def _counts(campaign: "Campaign", counted: Counted, state: AskedState | None) -> list[CountRow]:
    here = links.CAMPAIGN.path(number=campaign.pk)
    rows = [CountRow(_("All"), number(sum(counted.values())), here, is_here=state is None)]
    rows += [
        CountRow(str(label), number(counted[each]), f"{here}?state={each}", is_here=each is state)
        for each, label in words.ASKED.items()
        if counted.get(each)
    ]
    return rows


def _reasons(campaign: "Campaign") -> list[CountRow]:
    found: Mapping[str, int] = voices.skipped_by_reason(campaign=campaign)
    return [CountRow(words.reason(code), number(count), "") for code, count in found.items()]


def _row(campaign: "Campaign", asked: "Asked", is_shown: bool) -> AskedRow:
    state = AskedState(asked.state)
    letters = list(asked.letters.all())
    zone = campaign.channel.unit.zone
    return AskedRow(
        name=_name(asked) if is_shown else asked.address or "–",
        address=asked.address if is_shown else "",
        unit=str(asked.unit.name),
        state=Chip(str(words.ASKED[state]), STATE_TONES.get(state, "plain")),  # type: ignore[arg-type]  # all are tones
        reason=_why(asked),
        letters=[_letter(each, zone) for each in letters],
        doubts=[_doubt(campaign, each) for each in letters if each.state == LetterState.IN_DOUBT],
    )


def _name(asked: "Asked") -> str:
    return asked.customer.name or _("Customer %(number)s") % {"number": asked.customer_id}


def _why(asked: "Asked") -> str:
    if asked.rule is None:
        return words.reason(asked.reason) if asked.reason else ""
    return _("the rule allows %(times)s in %(days)s days") % {
        "times": number(asked.rule.at_most), "days": number(asked.rule.days),
    }  # fmt: skip


def _letter(letter: "AskingLetter", zone: str) -> str:
    return _("%(letter)s: %(state)s, %(moment)s") % {
        "letter": words.LETTERS[letter.kind],
        "state": words.LETTER_STATES[LetterState(letter.state)],
        "moment": moment(letter.state_since, zone),
    }


def _doubt(campaign: "Campaign", letter: "AskingLetter") -> Doubt:
    return Doubt(
        says=_("The mail server broke off when the letter was whole. Nobody knows whether it left."),
        again_path=_path("again", campaign, letter=letter.pk),
        sent_path=_path("sent", campaign, letter=letter.pk),
    )
