"""What is done to a case: one deed each."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.cases import rules, services, terms
from servewell.rooms.cases import selectors as cases
from servewell.web.cases.forms.whole import (
    AnswerForm,
    AssignForm,
    CloseForm,
    DraftForm,
    KindForm,
    NoteForm,
    ReasonForm,
    TieForm,
)
from servewell.web.cases.shown import whole as shown
from servewell.web.cases.shown.standing import standing
from servewell.web.kit import render
from servewell.web.kit.access import AnyView, SignedInRequest, needs

if TYPE_CHECKING:
    from servewell.base.permissions import Power
    from servewell.rooms.cases.models import Case, Delivery

Act = Callable[[SignedInRequest, "Case"], HttpResponse]


def on_case(power: "Power") -> Callable[[Act], AnyView]:
    """A POST about a case that the person sees; what they may not do to it is not there."""

    def guarded(act: Act) -> AnyView:
        @require_POST
        @needs(power)
        def view(request: SignedInRequest, number: int) -> HttpResponse:
            try:
                return act(request, cases.case_for(viewer=request.person, number=number))
            except (cases.NoSuchCase, NotAllowed) as none:
                raise Http404 from none

        view.__name__ = act.__name__
        return view

    return guarded


@on_case(rules.ANSWER)
def answer(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = AnswerForm(request.POST)
    form.offer_verdicts([(each.value, each.value) for each in terms.Verdict])
    if form.is_valid() and _is_answered(request, case, form):
        messages.success(request, _("Your answer is written. It leaves by mail now; the ledger shows how far it got."))
        return back_to(request, case)
    _keep_draft(request, case)
    return again(request, case, shown.Forms(answer=form))


_NOTHING_LEAVES = (
    services.CaseIsMerged,
    services.NotOneCustomer,
    services.AlreadyAnswered,
    services.NoWayToReach,
)


def _is_answered(request: SignedInRequest, case: "Case", form: AnswerForm) -> bool:
    """Whether it is; else the page says why not."""
    given = form.cleaned_data
    try:
        services.answer(
            case=case, text=given["text"], by=request.person, at=today.now(), seen=given["seen"],
            points=given["points"], why_open=given["why_open"], decision=form.decision,
            leaves_inquiries=given["leaves_inquiries"],
        )  # fmt: skip
    except services.PointsStillOpen as left:
        form.leaves(len(left.points))
    except services.CauseNotNamed:
        form.add_error(None, _("This is a complaint: name its cause below first. Your words are kept."))
    except services.DecisionStillOwed:
        form.decides_nothing()
    except services.NoGrounds:
        form.add_error("grounds", _("Say why it is decided so; it stays in the ledger."))
    except services.InquiriesStillOpen:
        form.add_error("leaves_inquiries", _("It was not sent. Wait for the department, or tick this."))
    except services.NewSinceYouBegan:
        went_on = _("This case has gone on since you opened it: read the ledger, then send. Your words are kept.")
        form.add_error(None, went_on)
    except _NOTHING_LEAVES as why:
        messages.error(request, _why_not(why))
        return False
    return form.is_valid()


def _why_not(why: Exception) -> str:
    match why:
        case services.CaseIsMerged(into=into):
            says = _(
                "A colleague merged this case into case %(number)s a moment ago. Your words are kept, here and there."
            )
            return says % {"number": into}
        case services.NotOneCustomer():
            return _("What was merged here is of another customer by now, whom your letter would not reach.")
        case services.AlreadyAnswered():
            return _("Somebody answered this case a moment ago. Your words were not sent; they are kept below.")
        case _nobody_to_reach:
            return _("This customer left no e-mail address, so nothing was sent. Your words are kept.")


def _keep_draft(request: SignedInRequest, case: "Case") -> None:
    """Whatever was refused, the writer's words are not lost."""
    kept = DraftForm(request.POST)
    if kept.is_valid() and kept.cleaned_data["text"].strip():
        services.save_draft(case=case, text=kept.cleaned_data["text"], by=request.person, at=today.now())


@on_case(rules.ANSWER)
def save_draft(request: SignedInRequest, case: "Case") -> HttpResponse:
    """By the button, and by itself while somebody writes."""
    form = DraftForm(request.POST)
    is_fragment = bool(getattr(request, "htmx", False))
    if not form.is_valid():
        too_long = _("This is too long to be kept. Shorten it.")
        if is_fragment:
            return render.fragment(request, "cases/_saved.html", status=422, saved=too_long)
        return again(request, case, shown.Forms(answer=AnswerForm(request.POST)))
    draft = services.save_draft(case=case, text=form.cleaned_data["text"], by=request.person, at=today.now())
    if is_fragment:
        return render.fragment(request, "cases/_saved.html", saved=shown.saved(draft, zone=cases.zone_of(case=case)))
    if draft is None:
        messages.error(request, _("This case is done already; nothing was changed."))
    else:
        messages.success(request, _("Your draft is kept. Only you see it."))
    return back_to(request, case)


@on_case(rules.ANSWER)
def take(request: SignedInRequest, case: "Case") -> HttpResponse:
    try:
        services.assign(case=case, to=request.person, by=request.person, at=today.now())
        messages.success(request, _("This case is yours now."))
    except services.CaseIsDone:
        messages.error(request, _("This case is done already; nothing was changed."))
    return back_to(request, case)


@on_case(rules.ASSIGN)
def assign(request: SignedInRequest, case: "Case") -> HttpResponse:
    writers = cases.writers_for(viewer=request.person, case=case)
    form = AssignForm(request.POST, writers=writers)
    if not form.is_valid():
        return again(request, case, shown.Forms(assign=form))
    to = next(writer for writer in writers if str(writer.pk) == form.cleaned_data["to"])
    try:
        services.assign(case=case, to=to, by=request.person, at=today.now(), word=form.cleaned_data["word"])
        messages.success(request, _("%(name)s has this case now.") % {"name": to.name})
    except services.CaseIsDone:
        messages.error(request, _("This case is done already; nothing was changed."))
    return back_to(request, case)


@on_case(rules.ANSWER)
def vouch(request: SignedInRequest, case: "Case") -> HttpResponse:
    return _settle(request, case, services.vouch_for, done=_("Noted: the answer has arrived."))


@on_case(rules.ANSWER)
def send_again(request: SignedInRequest, case: "Case") -> HttpResponse:
    return _settle(request, case, services.send_again, done=_("The answer leaves once more."))


def _settle(request: SignedInRequest, case: "Case", deed: "Callable[..., Delivery]", *, done: str) -> HttpResponse:
    delivery = cases.delivery_of(viewer=request.person, case=case)
    form = ReasonForm(request.POST)
    if delivery is None or str(delivery.pk) != request.POST.get("delivery"):
        messages.error(request, _("Somebody settled this a moment ago; nothing was changed."))
        return back_to(request, case)
    if not form.is_valid():
        return again(request, case, shown.Forms(settle=form))
    try:
        deed(delivery=delivery, reason=form.cleaned_data["reason"], by=request.person, at=today.now())
        messages.success(request, done)
    except services.NothingToSettle:
        messages.error(request, _("Somebody settled this a moment ago; nothing was changed."))
    except services.NoWayToReach:
        messages.error(request, _("This customer has no e-mail address any more; nothing was sent."))
    return back_to(request, case)


@on_case(rules.ANSWER)
def close(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = CloseForm(request.POST)
    if not form.is_valid():
        return again(request, case, shown.Forms(close=form))
    try:
        said = form.cleaned_data
        services.close(
            case=case,
            reason=said["reason"],
            leaves_points=said["leaves_points"],
            leaves_inquiries=said["leaves_inquiries"],
            by=request.person,
            at=today.now(),
        )
        messages.success(request, _("The case is closed, and the ledger says why."))
    except services.CaseIsDone:
        messages.error(request, _("This case is done already; nothing was changed."))
    except services.InquiriesStillOpen:
        form.add_error("leaves_inquiries", _("It was not closed. Wait for the department, or tick this."))
        return again(request, case, shown.Forms(close=form))
    except services.PointsStillOpen:
        form.add_error(None, _("A point is still open. Deal with it, or say why it stays open, and close again."))
        return again(request, case, shown.Forms(close=form))
    except services.CauseNotNamed:
        form.add_error(None, _("This is a complaint: name its cause below first."))
        return again(request, case, shown.Forms(close=form))
    except services.CustomerCanBeReached:
        messages.error(request, _("This customer has left an e-mail address: answer them instead."))
    return back_to(request, case)


@on_case(rules.ANSWER)
def set_kind(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = KindForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        changed = services.set_kind(case=case, kind=form.cleaned_data["kind"], by=request.person, at=today.now())
        kind = {"kind": str(changed.kind.name) if changed.kind else ""}
        messages.success(request, _("Kind of this letter: %(kind)s. What it is owed was reckoned anew.") % kind)
    except cases.NoSuchKind as none:
        raise Http404 from none
    except services.CaseIsDone:
        messages.error(request, _("This case is done already; nothing was changed."))
    return render.to_page("cases:case", number=case.pk)


@on_case(rules.ANSWER)
def send_receipt(request: SignedInRequest, case: "Case") -> HttpResponse:
    try:
        services.send_receipt(case=case, by=request.person, at=today.now())
        messages.success(request, _("The receipt leaves by mail now; the ledger shows how far it got."))
    except (services.CaseIsDone, services.NoReceiptOwed):
        messages.error(request, _("A receipt or an answer is on its way already; nothing was sent."))
    return render.to_page("cases:case", number=case.pk)


@on_case(rules.ANSWER)
def note(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return again(request, case, shown.Forms(note=form))
    services.note(case=case, text=form.cleaned_data["text"], by=request.person, at=today.now())
    messages.success(request, _("Noted. Only colleagues see it."))
    return back_to(request, case)


@on_case(rules.ANSWER)
def tie(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = TieForm(request.POST)
    if form.is_valid():
        try:
            services.tie(case=case, other=form.cleaned_data["other"], by=request.person, at=today.now())
            messages.success(request, _("The two cases are linked; both ledgers say so."))
            return back_to(request, case)
        except cases.NoSuchCase:
            form.add_error("other", _("There is no such case, or it is not yours to see."))
        except services.CannotTie:
            form.add_error("other", _("These two are linked already, or are one and the same."))
    return again(request, case, shown.Forms(tie=form))


@on_case(rules.ANSWER)
def untie(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = TieForm(request.POST)
    if not form.is_valid():
        return again(request, case, shown.Forms(tie=form))
    try:
        services.untie(case=case, other=form.cleaned_data["other"], by=request.person, at=today.now())
        messages.success(request, _("The two cases are linked no more; both ledgers say so."))
    except services.NotTied:
        messages.error(request, _("Somebody did this a moment ago; nothing was changed."))
    return back_to(request, case)


def back_to(request: SignedInRequest, case: "Case") -> HttpResponse:
    """To the case, or to the one in which it is answered; to the list where it is out of the person's sight now, as one
    of harm that they have ended.
    """
    try:
        cases.case_for(viewer=request.person, number=case.pk)
    except cases.NoSuchCase:
        return render.to_page("cases:cases")
    is_merged = case.merged_into_id is not None
    number = cases.where_it_went(viewer=request.person, number=case.pk) if is_merged else case.pk
    return render.to_page("cases:case", number=number)


def again(request: SignedInRequest, case: "Case", forms: shown.Forms) -> HttpResponse:
    """The page as it stands now, with what was posted still in its form."""
    story = cases.story_for(viewer=request.person, number=case.pk)
    page = shown.whole(standing(story=story, viewer=request.person), now=today.now(), forms=forms)
    with timezone.override(ZoneInfo(cases.zone_of(case=story.case))):
        return render.page(request, "cases/case.html", page, status=422)
