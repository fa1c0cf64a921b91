"""What somebody does on their first page: they take the walk through their pages, or not."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from servewell.base import links, today
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services
from servewell.web.home import walks
from servewell.web.kit.access import SignedInRequest, powers_held, signed_in
from servewell.web.kit.render import SeeOther


@require_POST
@signed_in
def walk(request: SignedInRequest) -> HttpResponse:
    """``do`` is begin, next, back or leave; anything else changes nothing. ``step`` is the one that was on the page, so
    that the same sent twice goes on once.
    """
    do, person = request.POST.get("do", ""), request.person
    steps = walks.steps_for(powers=powers_held(request))
    at = people.walking(person=person)
    if do == "begin" and walks.is_on():
        services.begin_walk(by=person, at=today.now())
        return SeeOther(steps[0].url)
    if at is not None and not at.is_over and do in ("next", "back"):
        places = [str(each) for each in range(len(steps))]
        said = request.POST.get("step", "")
        here = places.index(said) if said in places else walks.reached(at.step, steps)
        number = max(0, here + (1 if do == "next" else -1))
        if number < len(steps):
            services.keep_step(person=person, step=number)
            return SeeOther(steps[number].url)
        services.end_walk(by=person, at=today.now())
    if do == "leave":
        services.end_walk(by=person, at=today.now())
    return SeeOther(links.HOME.path())
