"""What is asked, and each instrument with its versions."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from servewell.engines import forms as engine
from servewell.rooms.instruments import rules
from servewell.rooms.instruments import selectors as instruments
from servewell.web.instruments.pages.drafts import as_file
from servewell.web.instruments.shown import listed
from servewell.web.instruments.shown.door import of_an_instrument
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.asked import key_asked_for


@require_safe
@needs(rules.WRITE)
def overview(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "instruments/instruments.html", listed.instruments_page(request.person))


@require_safe
@of_an_instrument
def instrument(request: SignedInRequest, code: str) -> HttpResponse:
    return render.page(request, "instruments/instrument.html", listed.instrument_page(request.person, code))


@require_safe
@of_an_instrument
def version(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    page = listed.version_page(
        request.person,
        code,
        _in_reach(number),
        language=request.GET.get("language", ""),
        against=key_asked_for(request, "against"),
    )
    return render.page(request, "instruments/version.html", page)


@require_safe
@of_an_instrument
def take_along(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """The version's document as a file: as it is here, or plain for SurveyJS elsewhere."""
    number = _in_reach(number)
    documents = instruments.documents_of(viewer=request.person, code=code, numbers=[number])
    if number not in documents:
        raise Http404
    if request.GET.get("for") == "surveyjs":
        return as_file(engine.export(documents[number]).surveyjs, name=f"{code}-{number}-surveyjs")
    return as_file(documents[number], name=f"{code}-{number}")


def _in_reach(number: int) -> int:
    """What no database takes for a number is the number of no version."""
    if number > 10**6:
        raise Http404
    return number
