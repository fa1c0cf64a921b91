"""One mark of harm: the customer's words behind a look that is written down, by when it is dealt with, who knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.engines.clocks import Deadline
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import HarmStage, HarmState, ToldAs
from servewell.rooms.people import selectors as people
from servewell.web.harm.forms import EndForm, LiftForm
from servewell.web.harm.shown import said
from servewell.web.kit import moments
from servewell.web.kit.components import Chip, Crumb, LedgerEntry, Letter, Link

if TYPE_CHECKING:
    from servewell.rooms.cases.models import HarmLine, HarmMark, HarmTold


@dataclass(frozen=True)
class HarmPage:
    """``look`` is where a look is written down, empty once the words are shown. ``forms`` only for who may deal."""

    title: str
    crumbs: Sequence[Crumb]
    chip: Chip
    why: str
    url: str
    must_look: bool
    letters: Sequence[Letter]
    without_words: str
    told: Sequence[str]
    ledger: Sequence[LedgerEntry]
    clock_of: str
    case: Link | None
    settle: EndForm | None
    lift: LiftForm | None


def harm_page(
    seen: cases.HarmSeen, *, now: datetime, settle: EndForm | None = None, lift: LiftForm | None = None
) -> HarmPage:
    mark, zone = seen.mark, seen.mark.unit.zone
    is_sealed = mark.state in (HarmState.MARKED, HarmState.SETTLED)
    return HarmPage(
        title=cases.harm_said(kind=mark.kind),
        crumbs=(Crumb(_("Harm"), links.HARMS.path()), Crumb(str(mark.unit.name)), Crumb(said.name(mark.kind))),
        chip=chip(mark, now=now),
        why=_why(mark),
        url=links.HARM.path(number=mark.pk),
        must_look=is_sealed and not seen.has_looked,
        letters=tuple(Letter(each.text, language=each.language) for each in seen.words),
        without_words=_("This customer wrote nothing, or what they wrote was erased or withdrawn.")
        if is_sealed
        else _("It was lifted: what the customer wrote stands with the voice again, for whoever reads that."),
        told=tuple(_told(each, zone) for each in seen.told),
        ledger=ledger(seen.lines),
        clock_of=_("Times by the clock of %(place)s") % {"place": moments.place_of(zone)},
        case=Link(_("Open case %(number)d") % {"number": seen.case}, links.CASE.path(number=seen.case))
        if seen.case
        else None,
        settle=(settle or EndForm()) if seen.may_deal and mark.state == HarmState.MARKED else None,
        lift=(lift or LiftForm()) if seen.may_deal and is_sealed else None,
    )


def chip(mark: "HarmMark", *, now: datetime) -> Chip:
    if mark.state != HarmState.MARKED or mark.due_at is None:
        return Chip(_("Lifted")) if mark.state == HarmState.LIFTED else Chip(_("Dealt with"), "accent")
    moment = {"moment": moments.moment(mark.due_at, mark.unit.zone)}
    if mark.due_at < now:
        return Chip(_("Overdue since %(moment)s") % moment, "bad")
    return Chip(_("Due %(moment)s") % moment, "needs")


def _why(mark: "HarmMark") -> str:
    deadline = Deadline.from_json(mark.clock["service"])
    told = {"budget": moments.long(deadline.budget), "moment": moments.moment(deadline.started_at, mark.unit.zone)}
    if mark.clock["calendar"]["code"] == "always":
        return _("%(budget)s from %(moment)s on, through nights and weekends.") % told
    return _("%(budget)s of opening hours from %(moment)s on.") % told


def _told(each: "HarmTold", zone: str) -> str:
    named = {"name": each.person.name, "moment": moments.moment(each.told_at, zone)}
    if each.until_at:
        return _("%(name)s, who has left since") % named
    return {
        ToldAs.NAMED: _("%(name)s, named for it; told %(moment)s"),
        ToldAs.STANDS_IN: _("%(name)s, standing in; told %(moment)s"),
        ToldAs.NOBODY_NAMED: _("%(name)s, because nobody is named for it here; told %(moment)s"),
    }[ToldAs(each.told_as)] % named


def ledger(lines: "Sequence[HarmLine]") -> Sequence[LedgerEntry]:
    names = people.names_of(actors=[line.actor for line in lines])
    return tuple(LedgerEntry(_says(line, names.get(line.actor, "")), at=line.at, detail=line.reason) for line in lines)


def _says(line: "HarmLine", name: str) -> str:
    named = {"name": line.detail.get("name") or name, "words": ", ".join(line.detail.get("words", []))}
    return {
        HarmStage.SUGGESTED: _("Words suggested it: %(words)s") if named["words"] else _("Words suggested it"),
        HarmStage.GONE: _("The words that suggested it were erased or withdrawn"),
        HarmStage.REJECTED: _("%(name)s said that it is none"),
        HarmStage.MARKED: _("Marked by %(name)s"),
        HarmStage.TOLD: _("%(name)s was told"),
        HarmStage.LOOKED: _("%(name)s read the words"),
        HarmStage.SETTLED: _("Dealt with, says %(name)s"),
        HarmStage.LIFTED: _("Lifted by %(name)s"),
    }[HarmStage(line.stage)] % named
