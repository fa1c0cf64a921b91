"""Whoever is asked answers, asks back, hands it on, or lets somebody else answer: one deed each."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import services
from servewell.web.inquiries import shown
from servewell.web.inquiries.forms import AnswerForm, BackForm, DraftForm, NameForm
from servewell.web.kit import render
from servewell.web.kit.access import AnyView, SignedInRequest, signed_in

Act = Callable[[SignedInRequest, int], HttpResponse]


def on_inquiry(act: Act) -> AnyView:
    """A POST about a question that was put to the person; another's is not there."""

    @require_POST
    @signed_in
    def view(request: SignedInRequest, number: int) -> HttpResponse:
        try:
            return act(request, number)
        except cases.NoSuchInquiry as none:
            raise Http404 from none

    view.__name__ = act.__name__
    return view


@on_inquiry
def answer(request: SignedInRequest, number: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, number, shown.Forms(answer=form))
    words = form.cleaned_data["text"]
    try:
        services.answer_inquiry(key=number, text=words, by=request.person, at=today.now())
        messages.success(request, _("Thank you. Your answer stands beside the customer's letter now."))
    except services.InquiryIsSettled as settled:
        services.keep_inquiry_draft(key=number, text=words, by=request.person, at=today.now())
        _was_faster(request, settled)
    return render.to_page("inquiries:inquiry", number=number)


def _was_faster(request: SignedInRequest, settled: services.InquiryIsSettled) -> None:
    name = settled.by or _("Servewell")
    says = _("%(name)s was faster: it is answered or withdrawn. Your words were not sent; they are kept below.")
    messages.error(request, says % {"name": name})


@on_inquiry
def keep_draft(request: SignedInRequest, number: int) -> HttpResponse:
    """By the button, and by itself while somebody writes."""
    form = DraftForm(request.POST)
    is_fragment = bool(getattr(request, "htmx", False))
    if not form.is_valid():
        too_long = _("This is too long to be kept. Shorten it.")
        if is_fragment:
            return render.fragment(request, "inquiries/_kept.html", status=422, kept=too_long)
        return _again(request, number, shown.Forms(answer=AnswerForm(request.POST)))
    services.keep_inquiry_draft(key=number, text=form.cleaned_data["text"], by=request.person, at=today.now())
    if is_fragment:
        return render.fragment(request, "inquiries/_kept.html", kept=_("Kept. Only you see it."))
    messages.success(request, _("Your draft is kept. Only you see it."))
    return render.to_page("inquiries:inquiry", number=number)


@on_inquiry
def ask_back(request: SignedInRequest, number: int) -> HttpResponse:
    form = BackForm(request.POST)
    if not form.is_valid():
        return _again(request, number, shown.Forms(back=form))
    try:
        services.ask_back(key=number, text=form.cleaned_data["reason"], by=request.person, at=today.now())
        messages.success(request, _("Asked. You find the reply here; until then the clock goes on."))
    except services.InquiryIsSettled:
        _is_settled(request)
    return render.to_page("inquiries:inquiry", number=number)


@on_inquiry
def hand_on(request: SignedInRequest, number: int) -> HttpResponse:
    asked = cases.inquiry_asked(viewer=request.person, key=number, at=today.now())
    form = shown.hand_on_form(request.POST, but=asked.inquiry.unit_id)
    if not form.is_valid():
        return _again(request, number, shown.Forms(hand_on=form))
    said = form.cleaned_data
    unit = next(each for each in form.units if each.code == said["unit"])
    try:
        services.hand_inquiry_on(key=number, unit=unit, reason=said["reason"], by=request.person, at=today.now())
        messages.success(request, _("%(unit)s has it now. The clock goes on.") % {"unit": unit.name})
    except services.AskByName:
        form.add_error("unit", _("Those who lead that unit may not read this. Name somebody, or ask back."))
        return _again(request, number, shown.Forms(hand_on=form))
    except (services.NobodyToAsk, services.AskingOneself):
        form.add_error("unit", _("Nobody is there to ask: choose another."))
        return _again(request, number, shown.Forms(hand_on=form))
    except services.InquiryIsSettled:
        _is_settled(request)
    return render.to_page("inquiries:inquiries")


@on_inquiry
def let_answer(request: SignedInRequest, number: int) -> HttpResponse:
    form = NameForm(request.POST)
    if not form.is_valid():
        return _again(request, number, shown.Forms(name=form))
    person = form.cleaned_data["person"]
    try:
        services.let_answer(key=number, person=person, by=request.person, at=today.now())
        messages.success(request, _("%(name)s may answer as well.") % {"name": person.name})
    except services.AskingOneself:
        form.add_error("person", _("Whoever asks does not answer: choose somebody else."))
        return _again(request, number, shown.Forms(name=form))
    except services.NobodyToAsk:
        form.add_error("person", _("They work here no more: choose somebody else."))
        return _again(request, number, shown.Forms(name=form))
    except services.InquiryIsSettled:
        _is_settled(request)
    return render.to_page("inquiries:inquiry", number=number)


def _is_settled(request: SignedInRequest) -> None:
    messages.error(request, _("Somebody answered or withdrew it a moment ago; nothing was changed."))


def _again(request: SignedInRequest, number: int, forms: shown.Forms) -> HttpResponse:
    """The page as it stands now, with what was posted still in its form."""
    now = today.now()
    found = cases.inquiry_asked(viewer=request.person, key=number, at=now)
    return render.page(request, "inquiries/inquiry.html", shown.asked_page(found, now=now, forms=forms), status=422)
