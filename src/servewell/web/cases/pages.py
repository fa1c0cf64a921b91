"""What is owed in reply. Looking changes nothing."""

from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.customers import rules as customer_rules
from servewell.rooms.people import selectors as people
from servewell.web.cases.forms.together import ViewForm
from servewell.web.cases.shown import asking, known, views
from servewell.web.cases.shown import inquiries as shown_inquiries
from servewell.web.cases.shown import points as shown_points
from servewell.web.cases.shown import whole as shown
from servewell.web.cases.shown.listed import listed
from servewell.web.cases.shown.narrowing import narrowing, question
from servewell.web.cases.shown.standing import standing
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, powers_held
from servewell.web.kit.asked import edges_asked_for

MOST_DIGITS = 4
Choice = TypeVar("Choice", bound=StrEnum)


@require_safe
@needs(rules.SEE)
def case_list(request: SignedInRequest) -> HttpResponse:
    may_answer = rules.ANSWER.code in powers_held(request)
    shelf = _one_of(cases.Shelf, request, "shelf") or (cases.Shelf.MINE if may_answer else cases.Shelf.OPEN)
    order = _one_of(cases.Order, request, "order") or _first_order(shelf)
    asked = narrowing(request.GET, viewer=request.person, shelf=shelf, order=order)
    now = today.now()
    desk = cases.desk(
        viewer=request.person, shelf=shelf, order=order, filters=asked.filters, **edges_asked_for(request)
    )
    page = listed(
        desk=desk,
        narrowing=asked,
        at_hand=cases.at_hand(viewer=request.person, at=now),
        waiting=cases.cases_waiting() if asked.filters.words else 0,
        kept=cases.views_for(viewer=request.person),
        powers=powers_held(request),
        now=now,
    )
    return render.page(request, "cases/cases.html", page)


def _first_order(shelf: cases.Shelf) -> cases.Order:
    return cases.Order.NEWEST_FIRST if shelf is cases.Shelf.DONE else cases.Order.DUE_FIRST


def _one_of(choices: type[Choice], request: HttpRequest, name: str) -> Choice | None:
    """What the address asks for; what it does not know is as good as nothing."""
    asked = request.GET.get(name, "")
    return next((choice for choice in choices if choice.value == asked), None)


@require_safe
@needs(rules.SEE)
def case(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        story = cases.story_for(viewer=request.person, number=number)
    except cases.NoSuchCase as none:
        raise Http404 from none
    page = shown.whole(standing(story=story, viewer=request.person), now=today.now())
    with timezone.override(ZoneInfo(cases.zone_of(case=story.case))):
        return render.page(request, "cases/case.html", page)


@require_safe
@needs(rules.SEE)
def beside(request: SignedInRequest, number: int) -> HttpResponse:
    """All that is known of customer, encounter and unit: a page by itself, and loaded into that of the case."""
    may_meet = customer_rules.SEE.code in powers_held(request)
    try:
        found = known.gathered(viewer=request.person, number=number, may_meet=may_meet, now=today.now())
    except cases.NoSuchCase as none:
        raise Http404 from none
    return render.page(request, "cases/beside.html", known.known(found))


@require_safe
@needs(rules.ANSWER)
def points(request: SignedInRequest) -> HttpResponse:
    """What colleagues handed to the viewer, or to a desk of theirs."""
    found = cases.points_handed_to(viewer=request.person)
    page = shown_points.handed(found=found, now=today.now(), posted=None, at=0)
    return render.page(request, "cases/points.html", page)


@require_safe
@needs(rules.ANSWER)
def point(request: SignedInRequest, number: int, point: int) -> HttpResponse:
    """One matter of a letter, to be declined or handed over."""
    try:
        seen = asking.point(viewer=request.person, number=number, point=point)
    except (cases.NoSuchCase, cases.NoSuchPoint, NotAllowed) as none:
        raise Http404 from none
    page = shown_points.dealing(seen=seen, form=asking.deal_form(case=seen.point.case))
    return render.page(request, "cases/point.html", page)


@needs(rules.ANSWER)
def ask(request: SignedInRequest, number: int) -> HttpResponse:
    """A question to a department; ``?again=`` names one of the case that is asked anew."""
    try:
        story = cases.story_for(viewer=request.person, number=number)
        people.require(actor=request.person, power=rules.ANSWER, unit=story.case.unit_id)
        typed = request.GET.get("again", "")
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
        again = cases.inquiry_of(case=story.case, number=int(typed)) if is_number else None
    except (cases.NoSuchCase, cases.NoSuchInquiry, NotAllowed) as none:
        raise Http404 from none
    found = cases.points_of(case=story.case, words=story.words)
    form = shown_inquiries.ask_form(story=story, found=found, again=again)
    return render.page(request, "cases/ask.html", shown_inquiries.asking(story=story, form=form))


@require_safe
@needs(rules.ANSWER)
def inquiry(request: SignedInRequest, number: int, inquiry: int) -> HttpResponse:
    """One question to a department, to be replied to, given more time or withdrawn."""
    try:
        case = cases.case_for(viewer=request.person, number=number)
        people.require(actor=request.person, power=rules.ANSWER, unit=case.unit_id)
        found = cases.inquiry_of(case=case, number=inquiry)
    except (cases.NoSuchCase, cases.NoSuchInquiry, NotAllowed) as none:
        raise Http404 from none
    return render.page(
        request, "cases/inquiry.html", shown_inquiries.dealing(inquiry=found, case=case, now=today.now())
    )


@require_safe
@needs(rules.ANSWER)
def merge(request: SignedInRequest, number: int) -> HttpResponse:
    """What would become of another case of the same customer, merged into this one."""
    try:
        page = asking.merge(request.GET, viewer=request.person, number=number)
    except (cases.NoSuchCase, NotAllowed) as none:
        raise Http404 from none
    return render.page(request, "cases/merge.html", page)


@require_safe
@needs(rules.SEE)
def together(request: SignedInRequest) -> HttpResponse:
    """What one deed would do to the cases that are selected."""
    asked = asking.asked(request.GET, viewer=request.person)
    return render.page(request, "cases/together.html", asking.page(asked, viewer=request.person))


@require_safe
@needs(rules.SEE)
def case_views(request: SignedInRequest) -> HttpResponse:
    """Lists that are kept under a name; the address may hold the question of one to be kept."""
    units = [(unit.code, str(unit.name)) for unit in asking.units_to_share(viewer=request.person)]
    query = question(request.GET)
    form = ViewForm(units=units, query=query)
    kept = cases.views_for(viewer=request.person)
    page = views.views(kept=kept, form=form, query=query, may_share=bool(units))
    return render.page(request, "cases/views.html", page)
