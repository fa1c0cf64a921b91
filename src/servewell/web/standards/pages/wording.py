"""Which promise holds where and why; the standards and their use; and where both are written."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import today
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import Kind
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, powers_held, signed_in
from servewell.web.standards.shown.asked import company_text, may_write_for_all, message_text, unit_or_404
from servewell.web.standards.shown.holding import promises_page
from servewell.web.standards.shown.next_edition import next_edition
from servewell.web.standards.shown.used import uses_seen_by
from servewell.web.standards.shown.using import standards_page
from servewell.web.standards.shown.wording import Text, write_page


@require_safe
@needs(rules.PUBLISH)
def promises(request: SignedInRequest) -> HttpResponse:
    now = today.now()
    held = standards.promises_held(viewer=request.person, on=now.date())
    page = promises_page(held=held, drafts=standards.drafts(viewer=request.person, at=now))
    return render.page(request, "standards/promises.html", page)


@needs(rules.PUBLISH)
def write_promise(request: SignedInRequest, unit: str) -> HttpResponse:
    return _writing(request, Text(unit=unit_or_404(request.person, unit), kind=Kind.PROMISE))


@needs(rules.PUBLISH)
def write_aspect(request: SignedInRequest, unit: str, code: str) -> HttpResponse:
    return _writing(request, Text(unit=unit_or_404(request.person, unit), kind=Kind.ASPECT, code=code))


@needs(rules.PUBLISH)
def write_message(request: SignedInRequest, unit: str, year: int) -> HttpResponse:
    return _writing(request, message_text(unit_or_404(request.person, unit), year))


@needs(rules.PUBLISH)
def write_chapter(request: SignedInRequest, unit: str, code: str = "") -> HttpResponse:
    return _writing(request, Text(unit=unit_or_404(request.person, unit), kind=Kind.CHAPTER, code=code))


@needs(rules.PUBLISH)
def handbook(request: SignedInRequest, unit: str) -> HttpResponse:
    """What the next edition would say, and how it differs from the last."""
    return render.page(request, "standards/next_edition.html", next_edition(unit_or_404(request.person, unit)))


@require_safe
@signed_in
def all_standards(request: SignedInRequest) -> HttpResponse:
    aspects, top = standards.aspects(), people.top_unit()
    zone, code = (top.zone, top.code) if top else ("UTC", "")
    page = standards_page(
        aspects=aspects,
        asked=instruments.asked_about(),
        uses=uses_seen_by(request.person, powers=powers_held(request), aspects=aspects, zone=zone),
        zone=zone,
        top=code,
        may_write=may_write_for_all(request.person),
    )
    return render.page(request, "standards/standards.html", page)


@needs(rules.PUBLISH)
def write_standard(request: SignedInRequest) -> HttpResponse:
    return _writing(request, company_text(request.GET))


def _writing(request: SignedInRequest, text: Text) -> HttpResponse:
    try:
        page = write_page(text, reader=request.person)
    except standards.NoSuchText as none:
        raise Http404 from none
    return render.page(request, "standards/write.html", page)
