"""How cases stand and what caused them, for who sees them: one purpose a page. Looking changes nothing."""

from typing import TYPE_CHECKING, Protocol, TypeVar

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from servewell.rooms.cases import rules
from servewell.rooms.cases import selectors as cases
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.reports.shown import causes as shown_causes
from servewell.web.reports.shown import kept as shown_kept
from servewell.web.reports.shown import waiting as shown_waiting
from servewell.web.reports.shown.asked import Frame, frame

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

Found = TypeVar("Found", covariant=True)


class Question(Protocol[Found]):
    def __call__(self, *, viewer: "Person", look: cases.Reported) -> Found: ...


def _found(request: SignedInRequest, report: str, question: Question[Found]) -> tuple[Found, Frame]:
    around = frame(request.GET, viewer=request.person, report=report)
    return question(viewer=request.person, look=around.look), around


@require_safe
@needs(rules.SEE)
def waiting(request: SignedInRequest) -> HttpResponse:
    page = shown_waiting.page(*_found(request, "waiting", cases.waiting))
    return render.page(request, "reports/waiting.html", page)


@require_safe
@needs(rules.SEE)
def waiting_csv(request: SignedInRequest) -> HttpResponse:
    found, _around = _found(request, "waiting", cases.waiting)
    return render.table(shown_waiting.as_csv(found), name="open-cases.csv")


@require_safe
@needs(rules.SEE)
def kept(request: SignedInRequest) -> HttpResponse:
    page = shown_kept.page(*_found(request, "kept", cases.keeping))
    return render.page(request, "reports/kept.html", page)


@require_safe
@needs(rules.SEE)
def kept_csv(request: SignedInRequest) -> HttpResponse:
    found, _around = _found(request, "kept", cases.keeping)
    return render.table(shown_kept.as_csv(found), name="promise-kept.csv")


@require_safe
@needs(rules.SEE)
def causes(request: SignedInRequest) -> HttpResponse:
    page = shown_causes.page(*_found(request, "causes", cases.causing))
    return render.page(request, "reports/causes.html", page)


@require_safe
@needs(rules.SEE)
def causes_csv(request: SignedInRequest) -> HttpResponse:
    found, _around = _found(request, "causes", cases.causing)
    return render.table(shown_causes.as_csv(found), name="causes.csv")
