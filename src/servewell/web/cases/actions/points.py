"""What is done about the matters of one voice: marked, declined, handed over, taken up again, done by who got them."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.rooms.cases import rules, services, terms
from servewell.rooms.cases import selectors as cases
from servewell.web.cases.actions.whole import again, back_to, on_case
from servewell.web.cases.forms.points import PERSON, DealForm, OutcomeForm
from servewell.web.cases.shown import asking, whole
from servewell.web.cases.shown import points as shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs

if TYPE_CHECKING:
    from servewell.rooms.cases.models import Case, Point
    from servewell.rooms.people.models import Person, Unit


@on_case(rules.ANSWER)
def mark(request: SignedInRequest, case: "Case") -> HttpResponse:
    story = cases.story_for(viewer=request.person, number=case.pk)
    found = cases.points_of(case=case, words=story.words)
    form = shown.mark_form(request.POST, given=story.given, found=found)
    if form.is_valid():
        said = form.cleaned_data
        kind, item = terms.PointKind(said["kind"]), said.get("item", "")
        passage = "" if item else said["passage"]
        try:
            services.mark_point(
                case=case, kind=kind, passage=passage, item=item, by=request.person, at=today.now()
            )  # fmt: skip
            messages.success(request, _("Marked. No letter leaves before it is dealt with, or you say why not."))
            return back_to(request, case)
        except services.NotInTheLetter:
            form.add_error("passage", _("These words do not stand in the letter. Copy them just as they are."))
        except services.MarkedAlready:
            form.add_error("passage", _("These words are a point already."))
        except services.TooManyPoints:
            form.add_error(None, _("There are too many points already. Put some of them together."))
        except services.CaseIsDone:
            messages.error(request, _("This case is done already; nothing was changed."))
            return back_to(request, case)
        except services.AlreadyAnswered:
            messages.error(request, _("An answer to this case is on its way already; nothing was marked."))
            return back_to(request, case)
    return again(request, case, whole.Forms(mark=form))


@on_case(rules.ANSWER)
def unmark(request: SignedInRequest, case: "Case") -> HttpResponse:
    return _deal(request, case, services.unmark_point, done=_("It is a point no more; the ledger says so."))


@on_case(rules.ANSWER)
def reopen(request: SignedInRequest, case: "Case") -> HttpResponse:
    return _deal(request, case, services.reopen_point, done=_("The point is open again."))


@on_case(rules.ANSWER)
def decline(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = _deal_form(request, case)
    if not form.is_valid():
        return _again_with(request, case, form)
    done = _("Declined, and the ledger says why.")
    return _deal(request, case, services.decline_point, done=done, reason=form.cleaned_data["reason"])


@on_case(rules.ANSWER)
def hand_over(request: SignedInRequest, case: "Case") -> HttpResponse:
    form = _deal_form(request, case)
    if form.is_valid() and form.receiver is None:
        form.add_error("to", _("Choose who gets it."))
    if not form.is_valid():
        return _again_with(request, case, form)
    to, desk = _receiver(form)
    done = _("Handed over. The case keeps its clock.")
    try:
        return _deal(
            request, case, services.hand_point_over, done=done, word=form.cleaned_data["reason"], to=to, desk=desk
        )
    except services.CannotAnswerHere:
        form.add_error("to", _("They may not answer customers there: choose another."))
        return _again_with(request, case, form)


def _receiver(form: DealForm) -> "tuple[Person | None, Unit | None]":
    """Those that the form offered."""
    sort, key = form.receiver or ("", 0)
    if sort == PERSON:
        return next((each for each in form.writers if each.pk == key), None), None
    return None, next((each for each in form.desks if each.pk == key), None)


def _deal_form(request: SignedInRequest, case: "Case") -> DealForm:
    return asking.deal_form(case=case, data=request.POST)


def _number(request: SignedInRequest) -> int:
    """Which point of the case. Raises Http404 where none is named."""
    typed = request.POST.get("point", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= terms.LONGEST_NUMBER):
        raise Http404
    return int(typed)


def _deal(
    request: SignedInRequest, case: "Case", deed: "Callable[..., object]", *, done: str, **said: object
) -> HttpResponse:
    try:
        deed(case=case, number=_number(request), by=request.person, at=today.now(), **said)
        messages.success(request, done)
    except cases.NoSuchPoint as none:
        raise Http404 from none
    except services.PointIsSettled:
        messages.error(request, _("Somebody did this a moment ago; nothing was changed."))
    return back_to(request, case)


def _again_with(request: SignedInRequest, case: "Case", form: DealForm) -> HttpResponse:
    try:
        seen = asking.point(viewer=request.person, number=case.pk, point=_number(request))
    except cases.NoSuchPoint as none:
        raise Http404 from none
    return render.page(request, "cases/point.html", shown.dealing(seen=seen, form=form), status=422)


@require_POST
@needs(rules.ANSWER)
def finish(request: SignedInRequest, key: int) -> HttpResponse:
    def deed(says: str, by: "Person", at: datetime) -> "Point":
        return services.finish_point(key=key, outcome=says, by=by, at=at)

    return _received(request, key, deed, done=_("Noted: whoever answers the customer reads it."))


@require_POST
@needs(rules.ANSWER)
def give_back(request: SignedInRequest, key: int) -> HttpResponse:
    def deed(says: str, by: "Person", at: datetime) -> "Point":
        return services.give_point_back(key=key, reason=says, by=by, at=at)

    return _received(request, key, deed, done=_("Given back: it is open again."))


def _received(
    request: SignedInRequest, key: int, deed: "Callable[[str, Person, datetime], Point]", *, done: str
) -> HttpResponse:
    form = OutcomeForm(request.POST, key=key)
    try:
        if not form.is_valid():
            cases.point_handed_to(viewer=request.person, key=key)
            return _handed_again(request, form, key)
        deed(form.cleaned_data["reason"], request.person, today.now())
        messages.success(request, done)
    except cases.NoSuchPoint as none:
        raise Http404 from none
    except services.PointIsSettled:
        messages.error(request, _("Somebody did this a moment ago; nothing was changed."))
    return render.to_page("cases:points")


def _handed_again(request: SignedInRequest, form: OutcomeForm, key: int) -> HttpResponse:
    found = cases.points_handed_to(viewer=request.person)
    page = shown.handed(found=found, now=today.now(), posted=form, at=key)
    return render.page(request, "cases/points.html", page, status=422)
