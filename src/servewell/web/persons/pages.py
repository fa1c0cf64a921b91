"""A person's page, to look at."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import holding, today
from servewell.base.permissions import NotAllowed
from servewell.rooms.people import rules
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, signed_in
from servewell.web.kit.asked import key_asked_for
from servewell.web.persons.shown import addresses as waiting
from servewell.web.persons.shown import held
from servewell.web.persons.shown import person as shown


@require_safe
@signed_in
def me(request: SignedInRequest) -> HttpResponse:
    page = shown.own_page(request.person, on=today.now().date(), before=key_asked_for(request, "before"))
    return render.page(request, "persons/person.html", page)


@require_safe
@needs(rules.SEE_TEAM)
def person(request: SignedInRequest, number: str) -> HttpResponse:
    try:
        seen = people.person_for(viewer=request.person, number=number)
        people.require_over(actor=request.person, power=rules.SEE_TEAM, person=seen)
    except (people.NoSuchPerson, NotAllowed) as none:
        raise Http404 from none
    page = shown.page_of(seen, viewer=request.person, on=today.now().date())
    return render.page(request, "persons/person.html", page)


@require_safe
@needs(rules.MANAGE)
def holds(request: SignedInRequest, number: str) -> HttpResponse:
    try:
        seen = people.managed_for(viewer=request.person, number=number)
    except people.NoSuchPerson as none:
        raise Http404 from none
    found = tuple(holding.held(persons=people.only(person=seen), viewer=request.person))
    page = held.held_page(seen, found=found)
    return render.page(request, "persons/held.html", page)


@require_safe
@needs(rules.MANAGE)
def orphaned(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "persons/orphaned.html", held.orphaned_page(viewer=request.person))


@require_safe
@signed_in
def addresses(request: SignedInRequest) -> HttpResponse:
    """One's own, and those of people as whom one could act."""
    found = people.addresses_waiting(viewer=request.person)
    return render.page(request, "persons/addresses.html", waiting.addresses_page(found, viewer=request.person))
