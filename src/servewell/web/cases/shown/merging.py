"""Two cases of one customer that are answered together: before they are, while they are, and why they cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.terms import MergeBar
from servewell.web.cases.forms.merging import MergeForm, WhichCaseForm
from servewell.web.cases.shown import deadlines
from servewell.web.kit import moments
from servewell.web.kit.components import Crumb, LedgerEntry, Letter, Link
from servewell.web.kit.reckonings import Reckoning

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case


@dataclass(frozen=True)
class Second:
    """What came with a case that went into this one. ``url`` is that case's, where the reader sees it."""

    number: int
    letters: Sequence[Letter]
    says: str
    url: str


@dataclass(frozen=True)
class Went:
    """Where a merged case is answered. ``stays`` says why it cannot be taken out again; empty where it can."""

    says: str
    reason: str
    case: Link | None
    stays: str


@dataclass(frozen=True)
class Both:
    case: Link
    language: str
    number: int
    unit: str
    how: str


@dataclass(frozen=True)
class MergePage:
    """The look before it is done. ``stop`` says why it cannot be; then ``elsewhere`` leads on, or they are linked."""

    title: str
    crumbs: Sequence[Crumb]
    url: str
    both: Sequence[Both]
    says: Sequence[str]
    form: MergeForm
    stop: str
    elsewhere: Link | None
    may_tie: bool


def seconds(merged: Sequence[cases.MergedHere], *, zone: str) -> Sequence[Second]:
    return tuple(_second(each, zone) for each in merged)


def _second(each: cases.MergedHere, zone: str) -> Second:
    of = {
        "number": each.case.pk,
        "moment": moments.moment(each.case.voice.received_at, zone),
        "name": each.merged_by,
    }
    came = _("Came in on %(moment)s as case %(number)s; merged into this one by %(name)s") % of
    return Second(
        number=each.case.pk,
        letters=tuple(
            Letter(said.text, language=said.language, came="" if at else came) for at, said in enumerate(each.words)
        ),
        says="" if each.words else _("%(came)s. Nothing was written in it.") % {"came": came},
        url=links.CASE.path(number=each.case.pk) if each.is_seen else "",
    )


def went(found: cases.WentInto | None, *, zone: str) -> Went | None:
    if found is None:
        return None
    of = {"number": found.number, "name": found.merged_by, "moment": moments.moment(found.merged_at, zone)}
    says = _("%(name)s merged this case into case %(number)s on %(moment)s. It is answered there.") % of
    link = Link(_("Go to case %(number)s") % of, links.CASE.path(number=found.number)) if found.is_seen else None
    stays = _stays(found.bar) if found.bar is not None else ""
    return Went(says=says, reason=found.reason, case=link, stays=stays)


def _stays(bar: MergeBar) -> str:
    return {
        MergeBar.ANSWERED: _("A letter has answered both, so they stay together."),
        MergeBar.ON_ITS_WAY: _("A letter that answers both is on its way, so they stay together until it has failed."),
        MergeBar.YOU_MAY_NOT: _("Whoever answers customers of both units can take it out again."),
    }[bar]


def ahead(found: cases.WentInto | None) -> Sequence[LedgerEntry]:
    """What is still owed to whoever wrote in a merged case."""
    if found is None or not found.is_open:
        return ()
    return (LedgerEntry(_("Being answered in case %(number)s") % {"number": found.number}, "now"),)


def reckoning(case: "Case", merged: Sequence[cases.MergedHere]) -> tuple[Reckoning, str]:
    """How the earliest deadline of all came about, and whose it is where it is not the case's own."""
    dues = cases.dues_of(cases=[case, *(each.case for each in merged)])
    clock = {**dues.due_of.clock, "obligation": dues.obligation_of.clock["obligation"]}
    if dues.due_of.pk == case.pk:
        return deadlines.reckoning(clock), ""
    says = _("The deadline is that of case %(number)s, the earliest of those answered together.")
    return deadlines.reckoning(clock), says % {"number": dues.due_of.pk}


def foreseen(found: cases.MergeForeseen, *, form: MergeForm) -> MergePage:
    numbers = {"number": found.case.pk, "into": found.into.pk}
    barred = found.barred
    is_stopped = barred is not None
    return MergePage(
        title=(
            _("Case %(number)s cannot go into case %(into)s")
            if is_stopped
            else _("Merge case %(number)s into case %(into)s?")
        )
        % numbers,
        crumbs=_crumbs(found.into.pk),
        url=links.CASE.path(number=found.into.pk),
        both=_both(found),
        says=() if is_stopped else tuple(_what_happens(found)),
        form=form,
        stop=stop(barred) if barred else "",
        elsewhere=_elsewhere(barred) if barred else None,
        may_tie=barred is not None and barred.why in (MergeBar.OTHER_CUSTOMER, MergeBar.DONE, MergeBar.INTO_DONE),
    )


def unknown(number: int, *, form: WhichCaseForm) -> MergePage:
    """No case was named that its reader sees."""
    return MergePage(
        title=_("Which case goes into case %(number)s?") % {"number": number},
        crumbs=_crumbs(number),
        url=links.CASE.path(number=number),
        both=(),
        says=(),
        form=MergeForm(form.data),
        stop=_("There is no such case, or it is not yours to see."),
        elsewhere=None,
        may_tie=False,
    )


def _crumbs(number: int) -> Sequence[Crumb]:
    return (
        Crumb(_("Cases"), links.CASES.path()),
        Crumb(_("Case %(number)d") % {"number": number}, links.CASE.path(number=number)),
    )


def _both(found: cases.MergeForeseen) -> Sequence[Both]:
    pair = (found.case,) if found.case.pk == found.into.pk else (found.case, found.into)
    hows = (_("goes into the other"), _("is answered, for both"))
    return tuple(_one(each, found, "" if found.barred else how) for each, how in zip(pair, hows, strict=False))


def _one(case: "Case", found: cases.MergeForeseen, how: str) -> Both:
    title, language = found.titles[case.pk]
    return Both(
        case=Link(title or cases.nameless(reason=case.reason), links.CASE.path(number=case.pk)),
        language=language if title else "",
        number=case.pk,
        unit=str(case.unit.name),
        how=how,
    )


def _what_happens(found: cases.MergeForeseen) -> Sequence[str]:
    into, dues = found.into, found.dues
    zone = cases.zone_of(case=into)
    of = {"number": found.case.pk, "into": into.pk, "moment": moments.moment(dues.due_at, zone)}
    says = [_("One letter, in case %(into)s, answers both. Whoever sees that case reads both letters.") % of]
    if dues.due_of.pk == into.pk:
        says.append(_("It is due on %(moment)s, as before.") % of)
    else:
        says.append(_("It is due on %(moment)s, by the earlier deadline, that of case %(due)s.")
                    % {**of, "due": dues.due_of.pk})  # fmt: skip
    owner = into.owner.name if into.owner else ""
    says.append(_("%(name)s has it.") % {"name": owner} if owner else _("Nobody has it yet."))
    if found.points:
        says.append(
            ngettext("%(number)s open point counts there.", "%(number)s open points count there.", found.points)
            % {"number": found.points}
        )
    if found.brings:
        named = ", ".join(map(str, found.brings))
        says.append(_("What went into case %(number)s before comes along: %(cases)s.") % {**of, "cases": named})
    says.append(_("Notes and drafts stay, and are read there as well. Nothing is rewritten."))
    says.append(_("You can undo it until a letter has left that answers both."))
    return says


def stop(barred: cases.Barred) -> str:
    """What stands in the way, in words, and what to do instead."""
    of = {"into": barred.into or "", "name": barred.name}
    return {
        MergeBar.ITSELF: _("A case cannot go into itself. Name another one."),
        MergeBar.MERGED: _("%(name)s has merged it into case %(into)s already. Go on there.") % of,
        MergeBar.INTO_MERGED: _("%(name)s has merged the other one into case %(into)s. Merge it into that one.") % of,
        MergeBar.DONE: _("It is answered or closed already, so nothing is owed for it any more. You can link the two."),
        MergeBar.INTO_DONE: _(
            "The other one is answered or closed already. Whoever writes again after our letter is owed another one. "
            "You can link the two."
        ),
        MergeBar.YOU_MAY_NOT: _("They are of two units, and you do not answer customers of both."),
        MergeBar.APART: _("One of them is at a desk that is kept apart, so each is answered by itself."),
        MergeBar.HARM: _("One of them speaks of harm. Few may read it, so it is answered by itself."),
        MergeBar.WITHDRAWN: _("The file that brought one of them was withdrawn."),
        MergeBar.ERASED: _("The customer of one of them was erased."),
        MergeBar.ON_ITS_WAY: _("An answer to one of them is on its way. Wait until it has arrived or failed."),
        MergeBar.ASKED: _("A department is still asked about it. Wait for the answer, or withdraw the question."),
        MergeBar.OTHER_CUSTOMER: _("One letter does not reach both customers. You can link the two instead."),
        MergeBar.NOT_MERGED: _("It stands by itself already."),
        MergeBar.ANSWERED: _("A letter has answered both, so they stay together."),
    }[barred.why]


def _elsewhere(barred: cases.Barred) -> Link | None:
    if barred.into is None:
        return None
    return Link(_("Go to case %(number)s") % {"number": barred.into}, links.CASE.path(number=barred.into))


def came_out(number: int) -> str:
    return _("Case %(number)s stands by itself again, with its own deadline; both ledgers say so.") % {"number": number}
