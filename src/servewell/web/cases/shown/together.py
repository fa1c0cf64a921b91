"""Before one deed is done to many cases: which it will take, which it will leave, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases.selectors import Deed, Left
from servewell.web.cases.forms.together import TogetherForm, TogetherReasonForm
from servewell.web.cases.shown.narrowing import list_of
from servewell.web.kit.components import Crumb, Empty, Link

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class TogetherRow:
    case: Link
    number: int
    unit: str
    language: str
    why: str = ""


@dataclass(frozen=True)
class TogetherPage:
    """``takes`` are what the button does, ``leaves`` what it does not. ``to`` is asked for where it is missing."""

    title: str
    crumbs: Sequence[Crumb]
    deed: str
    to: str
    form: TogetherForm | None
    reason: TogetherReasonForm | None
    takes: Sequence[TogetherRow]
    leaves: Sequence[TogetherRow]
    numbers: Sequence[int]
    button: str
    back: str
    empty: Empty | None


def together(
    *,
    found: cases.Foreseen,
    deed: Deed,
    to: "Person | None",
    form: TogetherForm,
    reason: TogetherReasonForm | None,
    back: str,
) -> TogetherPage:
    """``back`` is the question of the list in which they were selected."""
    all_of = [*found.takes, *found.leaves]
    titles = cases.titles_of(cases=all_of)
    rows = {case.pk: _row(case, titles[case.pk], found.why.get(case.pk), to) for case in all_of}
    asks_whom = deed is Deed.ASSIGN and to is None
    takes = () if asks_whom else tuple(rows[case.pk] for case in found.takes)
    return TogetherPage(
        title=_title(deed, len(takes), to) if not asks_whom else _whom(len(all_of)),
        crumbs=(Crumb(_("Cases"), list_of(back)),),
        deed=deed.value,
        to=to.number if to else "",
        form=form if deed is Deed.ASSIGN else None,
        reason=(reason or TogetherReasonForm()) if deed is Deed.CLOSE and takes else None,
        takes=takes,
        leaves=tuple(rows[case.pk] for case in found.leaves) if not asks_whom else (),
        numbers=[case.pk for case in (all_of if asks_whom else found.takes)],
        button=_button(deed),
        back=back,
        empty=_nothing(back) if not all_of else None,
    )


def _row(case: "Case", title: tuple[str, str], left: Left | None, to: "Person | None") -> TogetherRow:
    said, language = title
    return TogetherRow(
        case=Link(said or cases.nameless(reason=case.reason), links.CASE.path(number=case.pk)),
        number=case.pk,
        unit=str(case.unit.name),
        language=language if said else "",
        why=why(left, to) if left else "",
    )


def why(left: Left, to: "Person | None") -> str:
    """Why a case is left as it is, in words."""
    name = {"name": to.name if to else ""}
    return {
        Left.DONE: _("It is answered or closed already."),
        Left.YOU_MAY_NOT: _("You may not do this to cases of its unit."),
        Left.THEY_MAY_NOT: _("%(name)s may not answer customers of its unit.") % name,
        Left.THEIRS_ALREADY: _("%(name)s has it already.") % name if to else _("It is yours already."),
        Left.CAN_BE_REACHED: _("Its customer left an e-mail address: answer them instead."),
        Left.ON_ITS_WAY: _("An answer is on its way."),
        Left.CAUSE_NOT_NAMED: _("It is a complaint, and nobody has named its cause."),
        Left.INQUIRIES_OPEN: _("A department has not answered yet: close it by itself, and say that it need not."),
        Left.POINTS_OPEN: _("A point of it is still open: close it by itself, and say why."),
    }[left]


def _title(deed: Deed, many: int, to: "Person | None") -> str:
    if not many:
        return _("Nothing would change")
    of = {"number": many, "name": to.name if to else ""}
    if deed is Deed.ASSIGN:
        return ngettext("%(number)s case goes to %(name)s", "%(number)s cases go to %(name)s", many) % of
    if deed is Deed.TAKE:
        return ngettext("You take %(number)s case over", "You take %(number)s cases over", many) % of
    return ngettext("%(number)s case would be closed", "%(number)s cases would be closed", many) % of


def _whom(many: int) -> str:
    says = ngettext("Who gets the %(number)s case that is selected?", "Who gets the %(number)s selected cases?", many)
    return says % {"number": many}


def _button(deed: Deed) -> str:
    return {Deed.ASSIGN: _("Hand them over"), Deed.TAKE: _("Take them over"), Deed.CLOSE: _("Close them")}[deed]


def _nothing(back: str) -> Empty:
    return Empty(
        _("No case is selected"),
        _("Tick the cases in the list first."),
        Link(_("Back to the list"), list_of(back)),
    )


def done(many: int, left: int) -> str:
    """What the deed did, once it is done."""
    did = ngettext("%(number)s case is done.", "%(number)s cases are done.", many) % {"number": many}
    if not left:
        return did
    stayed = ngettext(
        "%(number)s stayed as it was, because it had changed meanwhile.",
        "%(number)s stayed as they were, because they had changed meanwhile.",
        left,
    ) % {"number": left}
    return f"{did} {stayed}"
