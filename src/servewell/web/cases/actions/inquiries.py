"""What a writer does about questions to departments: asks, replies, gives more time, withdraws."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.cases import rules, services, terms
from servewell.rooms.cases import selectors as cases
from servewell.web.cases.actions.whole import on_case
from servewell.web.cases.forms.inquiries import AskForm, ExtendForm, SayForm, WithdrawForm, too_long
from servewell.web.cases.shown import inquiries as shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case


@needs(rules.ANSWER)
def ask(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        story = cases.story_for(viewer=request.person, number=number)
        found = cases.points_of(case=story.case, words=story.words)
        form = shown.ask_form(story=story, found=found, data=request.POST)
        if form.is_valid() and _is_asked(request, story.case, form):
            return _back(story.case)
    except (cases.NoSuchCase, NotAllowed) as none:
        raise Http404 from none
    return render.page(request, "cases/ask.html", shown.asking(story=story, form=form), status=422)


def _is_asked(request: SignedInRequest, case: "Case", form: AskForm) -> bool:
    """Whether it is; else the form says why not. A case that is done is said above its page."""
    given = form.cleaned_data
    shows = services.Shown(
        points=given.get("points") or (),
        passages=str(given.get("passages") or "").splitlines(),
        whole=bool(given.get("whole")),
        customer=bool(given.get("customer")),
    )
    to = "person" if form.person_asked else "unit"
    try:
        services.inquire(
            case=case, unit=form.unit_asked, person=form.person_asked, question=given["question"], shows=shows,
            minutes=form.minutes, by=request.person, at=today.now(),
        )  # fmt: skip
        messages.success(request, _("Asked. They find it in their day; you are told in yours when they answer."))
        return True
    except services.CaseIsDone:
        messages.error(request, _("This case is done already; nothing was asked."))
        return True
    except services.TimeOutOfReach as out:
        form.allows_at_most(out.longest)
    except services.NotInTheLetter:
        form.add_error("passages", _("These words do not stand in the letter. Copy them just as they are."))
    except services.AskingOneself:
        form.add_error(to, _("That would be you: choose somebody else."))
    except services.NobodyToAsk:
        form.add_error(to, _("Nobody is there to ask: choose another."))
    except services.AskByName:
        form.add_error(to, _("This desk is kept apart: ask somebody by name, who alone reads it."))
    except services.CannotShow:
        form.add_error(None, _("Few may read this letter by now: no word of it goes along."))
    except services.TooManyInquiries:
        form.add_error(None, _("So many questions were asked about this case that nobody reads one more."))
    return False


@on_case(rules.ANSWER)
def reply(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = SayForm(request.POST)
    if not form.is_valid():
        return _again(request, case, shown.Forms(reply=form))
    done = _("Said. They have the word again; their clock went on.")
    return _deal(request, case, services.reply_to_inquiry, done=done, text=form.cleaned_data["reason"])


@on_case(rules.ANSWER)
def extend(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return _again(request, case, shown.Forms(extend=form))
    said = form.cleaned_data
    try:
        return _deal(
            request, case, services.extend_inquiry, done=_("They have more time, and the ledger says why."),
            minutes=said["hours"] * 60, reason=said["reason"],
        )  # fmt: skip
    except services.TimeOutOfReach as out:
        form.add_error("hours", too_long(out.longest))
        return _again(request, case, shown.Forms(extend=form))


@on_case(rules.ANSWER)
def withdraw(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _again(request, case, shown.Forms(withdraw=form))
    done = _("Withdrawn; whoever was asked is told.")
    return _deal(request, case, services.withdraw_inquiry, done=done, reason=form.cleaned_data["reason"])


def _deal(
    request: SignedInRequest, case: "Case", deed: "Callable[..., object]", *, done: str, **said: object
) -> HttpResponse:
    try:
        deed(case=case, number=_number(request), by=request.person, at=today.now(), **said)
        messages.success(request, done)
    except cases.NoSuchInquiry as none:
        raise Http404 from none
    except services.InquiryIsSettled:
        messages.error(request, _("Somebody did this a moment ago; nothing was changed."))
    return _back(case)


def _number(request: SignedInRequest) -> int:
    """Which question of the case. Raises Http404 where none is named."""
    typed = request.POST.get("inquiry", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= terms.LONGEST_NUMBER):
        raise Http404
    return int(typed)


def _again(request: SignedInRequest, case: "Case", forms: shown.Forms) -> HttpResponse:
    try:
        inquiry = cases.inquiry_of(case=case, number=_number(request))
    except cases.NoSuchInquiry as none:
        raise Http404 from none
    page = shown.dealing(inquiry=inquiry, case=case, now=today.now(), forms=forms)
    return render.page(request, "cases/inquiry.html", page, status=422)


def _back(case: "Case") -> HttpResponse:
    return render.to_page("cases:case", number=case.pk)
