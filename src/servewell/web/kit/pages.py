"""The living style guide: every component in all its states, for people who build and for the machines that look."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from servewell.web.kit import examples, render


def style_guide(request: HttpRequest) -> HttpResponse:
    if not settings.SHOW_KIT:
        raise Http404
    return render.page(request, "kit/style_guide.html", examples.guide())


def style_guide_plain(request: HttpRequest) -> HttpResponse:
    if not settings.SHOW_KIT:
        raise Http404
    return render.page(request, "kit/style_guide_plain.html", examples.guide())
