"""What an address asks to be done to many cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, QueryDict

from servewell.base.words import active_language, collation_key
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import selectors as people
from servewell.web.cases.forms.merging import MergeForm, WhichCaseForm
from servewell.web.cases.forms.points import DealForm
from servewell.web.cases.forms.together import TogetherForm, TogetherReasonForm
from servewell.web.cases.shown import merging
from servewell.web.cases.shown.narrowing import question
from servewell.web.cases.shown.together import TogetherPage, together

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case
    from servewell.rooms.people.models import Person, Unit

MOST_DIGITS = terms.LONGEST_NUMBER


@dataclass(frozen=True)
class Asked:
    """``back`` is the question of the list in which the cases were selected."""

    numbers: Sequence[int]
    deed: cases.Deed
    to: "Person | None"
    form: TogetherForm
    back: str

    @property
    def lacks_whom(self) -> bool:
        return self.deed is cases.Deed.ASSIGN and self.to is None


def asked(given: QueryDict, *, viewer: "Person") -> Asked:
    """Raises Http404 where a deed or a writer is named that is not offered."""
    writers = people.who_may_within(power=rules.ANSWER, viewer=viewer, seen=rules.SEE)
    by_name = sorted(writers, key=lambda each: collation_key(each.name, active_language()))
    form = TogetherForm(given, writers=by_name)
    if not form.is_valid():
        raise Http404
    typed = [text for text in given.getlist("case") if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS]
    deed = cases.Deed(form.cleaned_data["deed"] or cases.Deed.TAKE)
    named = form.cleaned_data["to"] if deed is cases.Deed.ASSIGN else ""
    return Asked(
        numbers=list(dict.fromkeys(map(int, typed)))[: terms.MOST_TOGETHER],
        deed=deed,
        to=next((writer for writer in writers if writer.number == named), None),
        form=form,
        back=question(QueryDict(given.get("back", ""))),
    )


def page(asked: Asked, *, viewer: "Person", reason: TogetherReasonForm | None = None) -> TogetherPage:
    """What would happen now. Looking changes nothing."""
    wanted = cases.cases_numbered(numbers=asked.numbers)
    found = cases.foreseen(viewer=viewer, cases=wanted, deed=asked.deed, to=asked.to)
    return together(
        found=found, deed=asked.deed, to=asked.to, form=asked.form, reason=reason, back=asked.back,
    )  # fmt: skip


def deal_form(*, case: "Case", data: Mapping[str, object] | None = None) -> DealForm:
    """Offers the writers of the case's unit, and every other desk."""
    receivers = cases.receivers_of_points(case=case)
    return DealForm(data, writers=receivers.writers, desks=receivers.desks)


def point(*, viewer: "Person", number: int, point: int) -> cases.SeenPoint:
    """One point of a case that the viewer may answer. Raises NoSuchCase, NotAllowed, NoSuchPoint."""
    case = cases.case_for(viewer=viewer, number=number)
    people.require(actor=viewer, power=rules.ANSWER, unit=case.unit_id)
    return cases.point_of(case=case, number=point)


def merge(given: QueryDict, *, viewer: "Person", number: int) -> merging.MergePage:
    """The look before a merge into a case that the viewer may answer. Raises NoSuchCase, NotAllowed."""
    case = cases.case_for(viewer=viewer, number=number)
    people.require(actor=viewer, power=rules.ANSWER, unit=case.unit_id)
    asked = WhichCaseForm(given)
    if not asked.is_valid():
        return merging.unknown(number, form=asked)
    other = asked.cleaned_data["other"]
    try:
        found = cases.merge_foreseen(viewer=viewer, number=number, other=other)
    except cases.NoSuchCase:
        return merging.unknown(number, form=asked)
    return merging.foreseen(found, form=MergeForm(offered=other))


def units_to_share(*, viewer: "Person") -> "Sequence[Unit]":
    """Those over which the viewer hands out cases."""
    return people.units_seen(viewer=viewer, power=rules.ASSIGN)
