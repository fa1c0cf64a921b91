"""The living style guide: every component in all its states, for people who build and for the machines that look."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from servewell.web.kit import access, examples, render

View = Callable[[HttpRequest], HttpResponse]


def shown_to_builders(view: View) -> View:
    """It holds nobody's data, yet a company's customers have no business here."""

    @access.open_to_everyone
    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        if not settings.SHOW_KIT:
            raise Http404
        return view(request)

    return shown


@shown_to_builders
def style_guide(request: HttpRequest) -> HttpResponse:
    return render.page(request, "kit/style_guide.html", examples.guide())


@shown_to_builders
def style_guide_plain(request: HttpRequest) -> HttpResponse:
    return render.page(request, "kit/style_guide_plain.html", examples.guide())
