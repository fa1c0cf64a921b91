"""Disputing an answer and deciding about it. Whatever is refused comes back with the words that were written."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import links, today
from servewell.base.permissions import NotAllowed
from servewell.engines import forms as engine
from servewell.rooms.instruments import rules, terms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments import services as judging
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services as voice
from servewell.web.instruments.forms.deeds import DecisionForm, DisputeForm
from servewell.web.instruments.shown import disputes as shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.questions import fault_says
from servewell.web.kit.render import SeeOther
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.instruments.selectors import Disputed


@require_POST
@needs(rules.DISPUTE)
def raise_dispute(request: SignedInRequest, number: int) -> HttpResponse:
    at = today.now()
    try:
        voices.heard_one(viewer=request.person, number=number)
        response = voices.response_of(viewer=request.person, number=number)
        if response is None:
            raise Http404
        scores = instruments.scores_of(response=response)
        item = scores.version.form.item(request.POST.get("item", ""))
        form = shown.dispute_form(scores, item, request.POST) if item else None
        if item and form and form.is_valid() and _raised(request, number, form, item, at):
            messages.success(request, _("It is disputed now. Another person decides, and you read the decision here."))
            return SeeOther(links.VOICE_SCORE.path(number=number))
        page = shown.score_page(request.person, number, at=at, item=item.name if item else "", form=form)
    except (voices.NoSuchVoice, NotAllowed) as none:
        raise Http404 from none
    if page is None:
        raise Http404
    _say_loose_errors(request, form, page)
    return render.page(request, "instruments/score.html", page, status=422)


def _say_loose_errors(request: SignedInRequest, form: DisputeForm | None, page: shown.ScorePage) -> None:
    """Where the form is no longer offered, what was wrong with it is said above the page."""
    if form is None:
        messages.warning(request, _("This answer cannot be disputed. Choose one that has a place on a scale."))
    elif page.form is None:
        for errors in form.errors.values():
            for error in errors:
                messages.warning(request, str(error))


def _raised(request: SignedInRequest, number: int, form: DisputeForm, item: "engine.Item", at: datetime) -> bool:
    given = form.cleaned_data
    try:
        voice.dispute(
            voice=number,
            item=item.name,
            proposed=given["proposed"],
            comment=given["comment"],
            by=request.person,
            at=at,
        )
    except judging.AnswerIsUnfit as unfit:
        form.add_error("proposed", _unfit(item, unfit))
    except judging.NothingWouldChange:
        form.add_error("proposed", _("This is the answer that was given. Say what it should be instead."))
    except judging.ReasonIsMissing:
        form.add_error("comment", _("Say why: somebody else decides by what you write here."))
    except judging.DisputedAlready as standing:
        on = day(standing.dispute.raised_at)
        form.add_error(None, _("This answer was disputed on %(day)s. It is disputed once.") % {"day": on})
    except judging.WindowIsClosed as closed:
        form.add_error(None, _("The time to dispute this ended on %(day)s.") % {"day": day(closed.until)})
    except (judging.NotDisputable, judging.NoSuchItem):
        form.add_error(None, _("This answer cannot be disputed. Choose one that has a place on a scale."))
    return form.is_valid()


def _unfit(item: "engine.Item", unfit: judging.AnswerIsUnfit) -> str:
    return fault_says(item, unfit.fault, ())


@needs(rules.DECIDE)
def decide(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        dispute = instruments.dispute_for(viewer=request.person, number=number, hidden=voices.sealed_responses())
        form = shown.decision_form(dispute, request.POST)
        if form.is_valid() and _decided(request, dispute, form):
            messages.success(request, _("Decided. The first and the final answer stay beside each other."))
            return SeeOther(links.DISPUTES.path())
        page = shown.dispute_page(request.person, number, form=form)
    except (instruments.NoSuchDispute, NotAllowed) as none:
        raise Http404 from none
    return render.page(request, "instruments/dispute.html", page, status=422)


def _decided(request: SignedInRequest, dispute: "Disputed", form: DecisionForm) -> bool:
    given = form.cleaned_data
    try:
        judging.decide(
            dispute=dispute.number,
            state=terms.DisputeState(given["state"]),
            final=given.get("final", ""),
            reason=given["reason"],
            by=request.person,
            at=today.now(),
        )
    except judging.AnswerIsUnfit as unfit:
        form.add_error("final", _unfit(dispute.item, unfit))
    except judging.NothingWouldChange:
        form.add_error("final", _("Partly accepted means another answer than the first one and the proposed one."))
    except judging.ReasonIsMissing:
        form.add_error("reason", _("Say why: whoever raised it reads this."))
    except judging.NotTheirsToDecide:
        messages.warning(request, _("Another person decides: neither whoever raised it nor whoever judged."))
        return False
    except judging.DecidedAlready:
        messages.warning(request, _("Somebody else decided meanwhile. Here is their decision."))
        return False
    return form.is_valid()
