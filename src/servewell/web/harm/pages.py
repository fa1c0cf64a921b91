"""Voices that speak of harm. Looking changes nothing: to read the words is a deed of its own, and written down."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from servewell.base import links, today
from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.voice import rules as voice_rules
from servewell.web.harm.shown.asked import (
    case_crumbs,
    case_or_404,
    is_over_all,
    over_all_or_404,
    readable_or_404,
    voice_crumbs,
)
from servewell.web.harm.shown.listed import harms_page
from servewell.web.harm.shown.marking import mark_page
from servewell.web.harm.shown.naming import named_in_page, named_page, unit_or_404
from servewell.web.harm.shown.whole import harm_page
from servewell.web.harm.shown.wording import form_for, words_page
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, powers_held, signed_in


@require_safe
@signed_in
def harms(request: SignedInRequest) -> HttpResponse:
    may_name = rules.NAME_FOR_HARM.code in powers_held(request)
    may_set_words = may_name and is_over_all(request.person)
    page = harms_page(viewer=request.person, may_name=may_name, may_set_words=may_set_words, now=today.now())
    return render.page(request, "harm/harms.html", page)


@require_safe
@signed_in
def harm(request: SignedInRequest, number: int) -> HttpResponse:
    now = today.now()
    try:
        seen = cases.harm_for(viewer=request.person, number=number, at=now)
    except cases.NoSuchHarm as none:
        raise Http404 from none
    with timezone.override(ZoneInfo(seen.mark.unit.zone)):
        return render.page(request, "harm/harm.html", harm_page(seen, now=now))


@require_safe
@needs(rules.NAME_FOR_HARM)
def named(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "harm/named.html", named_page(viewer=request.person))


@needs(rules.NAME_FOR_HARM)
def named_in(request: SignedInRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request.person, code)
    return render.page(request, "harm/named_in.html", named_in_page(unit, viewer=request.person))


@needs(rules.NAME_FOR_HARM)
def words(request: SignedInRequest) -> HttpResponse:
    over_all_or_404(request.person)
    return render.page(request, "harm/words.html", words_page(form_for()))


@needs(voice_rules.READ)
def mark_voice(request: SignedInRequest, number: int) -> HttpResponse:
    found = readable_or_404(request.person, number)
    page = mark_page(found, url=links.VOICE_HARM.path(number=number), crumbs=voice_crumbs(found))
    return render.page(request, "harm/mark.html", page)


@needs(rules.SEE)
def mark_case(request: SignedInRequest, number: int) -> HttpResponse:
    found = case_or_404(request.person, number)
    page = mark_page(found, url=links.CASE_HARM.path(number=number), crumbs=case_crumbs(found, number))
    return render.page(request, "harm/mark.html", page)
